/** How tenants are judged: what counts as caught, as a false alarm, and as not tried. */
import { expect, test } from '../../support/test.ts';
import type { Cell } from '../../../helpers/contract/cell.ts';
import type { Check, ResettingBench } from '../../../helpers/contract/check.ts';
import { countAssertion } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import { Blocked, NotTried, NonConformant } from '../../../helpers/verdict/errors.ts';
import { judgeByCells, judgeByChecks, type Judgment } from '../../faults/judge.ts';
import type { Result } from '../../faults/result.ts';
import { systemNamed } from '../../faults/systems.ts';
import { isRight, outcomeOf, pageOf, summaryOf, withSectionsOf } from '../../faults/table.ts';
import { overlayOf } from '../../faults/tenant.ts';
import { honestTenant, tenantNamed, TENANTS } from '../../faults/tenants.ts';
import { WHAT_TO_DO } from '../../support/what-to-do.ts';

type Run = Check<ResettingBench>['run'];

const check = (name: string, run: Run, level: Check<ResettingBench>['level'] = 'MUST') => ({
  address: `zendesk/x/${name}`,
  level,
  title: name,
  documented: { says: '', at: '' },
  run,
});
const failing = (error: Error) => () => Promise.reject(error);
const fine = () => {
  countAssertion();
  return Promise.resolve('seen');
};

const bench: ResettingBench = { begin: () => Promise.resolve(), markDirty: () => undefined };

const nothing = () => Promise.resolve();

const judge = (
  checks: Check<ResettingBench>[],
  { stopWhenCaught = false, left = [] as string[], close = nothing } = {},
) => judgeByChecks(checks, bench, { stopWhenCaught, close, remains: () => left });

test('each failure is recorded once, at the address of its proof, and the other checks still run', async () => {
  const judgment = await judge([
    check('a', (_, proof) => proof('inner', 'So.', failing(new NonConformant('not so')))),
    check('b', failing(new NotTried('no seat'))),
    check('c', failing(new Blocked('no answer', WHAT_TO_DO)), 'SHOULD'),
    check(
      'd',
      async (_, proof) => {
        countAssertion();
        await proof.should('soft', 'So.', failing(new NonConformant('neither')));
      },
      'SHOULD',
    ),
    check('e', failing(new NonConformant('x')), 'RECORD'),
    check('f', fine),
  ]);
  expect(judgment.findings.map(({ address, isBreach }) => [address, isBreach])).toEqual([
    ['zendesk/x/a#inner', true],
    ['zendesk/x/c', false],
    ['zendesk/x/d#soft', true],
  ]);
  expect(judgment.notTried.map(({ address }) => address)).toEqual(['zendesk/x/b', 'zendesk/x/e']);
  expect(judgment.proved).toEqual(['zendesk/x/d', 'zendesk/x/f']);
  expect(judgment.count).toBe(6);
});

test('once a fault is caught, no further check runs; a blocked check does not catch it', async () => {
  const checks = [
    check('a', failing(new Blocked('x', WHAT_TO_DO))),
    check('b', failing(new NonConformant('x'))),
    check('c', fine),
  ];
  expect(await judge(checks, { stopWhenCaught: true })).toMatchObject({ count: 2 });
});

test('a check that is not applicable is not run', async () => {
  const elsewhere = {
    ...check('a', failing(new NonConformant('x'))),
    whyNotApplicable: () => 'it has no server token',
  };
  expect(await judge([elsewhere, check('b', fine)])).toMatchObject({ count: 1, findings: [] });
});

test('cells run in order, and none runs after one that fails', async () => {
  const cell = (name: string, run: (proof: Prove) => Promise<unknown>): Cell<Prove> => ({
    address: `zendesk/notebook/${name}`,
    title: name,
    prose: '',
    run: async (proof) => {
      await run(proof);
    },
  });
  const judgment = await judgeByCells(
    [
      cell('02', (proof) => proof('a', 'So.', fine)),
      cell('03', (proof) => proof('b', 'So.', failing(new NotTried('no seat')))),
      cell('04', (proof) => proof('c', 'So.', failing(new NonConformant('not so')))),
      cell('05', (proof) => proof('d', 'So.', fine)),
    ],
    (proof) => proof,
    { stopWhenCaught: false, close: nothing, remains: () => [] },
  );
  expect(judgment).toMatchObject({
    count: 3,
    proved: ['zendesk/notebook/02#a'],
    notTried: [{ address: 'zendesk/notebook/03#b' }],
    findings: [{ address: 'zendesk/notebook/04#c', isBreach: true }],
  });
});

test('leftovers and a failed clean-up are findings', async () => {
  expect((await judge([], { left: ['user x'] })).findings).toEqual([
    { address: 'clean-up', message: 'user x', isBreach: false },
  ]);
  const close = failing(new Blocked('no', WHAT_TO_DO));
  expect((await judge([], { close })).findings).toMatchObject([{ address: 'clean-up', isBreach: false }]);
});

const finding = (isBreach: boolean) => ({ address: 'zendesk/x/a', message: 'x', isBreach });
const judged = (change: Partial<Judgment> = {}): Judgment => ({
  findings: [],
  notTried: [],
  proved: ['zendesk/x/z'],
  count: 1,
  ...change,
});
const result = (kind: Result['kind'], change: Partial<Result> = {}): Result => ({
  ...honestTenant('zendesk'),
  kind,
  name: 'x|y',
  sentence: 'It does | this.',
  checks: judged(),
  cells: judged(),
  durationMs: 1,
  ...change,
});
const found = (...findings: boolean[]) => judged({ findings: findings.map(finding) });

const JUDGED: [kind: Result['kind'], change: Partial<Result>, right: boolean, outcome: string][] = [
  ['fault', {}, false, 'SURVIVED; not by the notebook'],
  ['fault', { checks: found(false) }, false, 'SURVIVED; not by the notebook'],
  ['fault', { checks: found(false, true) }, true, 'zendesk/x/a; not by the notebook'],
  ['fault', { cells: found(true) }, true, 'not by a check; zendesk/x/a'],
  ['fault', { checks: judged({ count: 0 }), cells: found(true) }, false, 'NO CHECK RAN'],
  ['fault', { cells: judged({ count: 0 }), checks: found(true) }, false, 'NO CELL RAN'],
  [
    'fault',
    { checks: judged({ proved: [], notTried: [{ address: 'a', why: 'b' }] }) },
    false,
    'NOTHING WAS TRIED',
  ],
  ['variation', {}, true, 'green; green'],
  ['variation', { checks: found(true) }, false, 'FALSE ALARM: zendesk/x/a; green'],
  ['variation', { cells: found(false) }, false, 'FALSE ALARM: zendesk/x/a; FALSE ALARM'],
  [
    'variation',
    { cells: judged({ notTried: [{ address: 'a', why: 'b' }] }) },
    true,
    'green; green (1 not tried)',
  ],
  ['variation', { about: ['zendesk/x/z'] }, false, 'FALSE ALARM: zendesk/x/z; green'],
  ['variation', { about: ['zendesk/x/y'] }, true, 'green; green'],
  ['variation', { checks: judged({ proved: [] }) }, false, 'NOTHING WAS TRIED'],
  ['honest', {}, true, 'green; green'],
  ['honest', { checks: found(false) }, false, 'FALSE ALARM: zendesk/x/a; green'],
];
for (const [kind, change, right, outcome] of JUDGED) {
  test(`a ${kind} with ${JSON.stringify(change)} is ${outcome}`, () => {
    const each = result(kind, change);
    expect(isRight(each)).toBe(right);
    expect(outcomeOf(each)).toBe(outcome);
  });
}

test('the table counts, highlights what is wrong, and escapes a vertical bar', () => {
  const results = [
    result('fault', { checks: found(true) }),
    result('fault'),
    result('variation', { checks: judged({ notTried: [{ address: 'a', why: 'b' }] }) }),
  ];
  expect(summaryOf(results)).toBe('1 of 2 faults caught, 1 of 1 honest variations green.');
  const page = pageOf(results);
  expect(page).toContain('It does \\| this. | zendesk/x/a | not by the notebook |');
  expect(page).toContain('| **SURVIVED** | **not by the notebook** |');
  expect(page).toContain('| green (1 not tried) | green |');
});

test('the section of one system is replaced, and the other one stays', () => {
  const [before, after] = [
    [result('fault', { name: 'old' }), result('fault', { name: 'kept', system: 'expert' })],
    [result('fault', { name: 'new' })],
  ].map((results) => pageOf(results));
  const page = withSectionsOf(before ?? '', after ?? '', [systemNamed('zendesk')]);
  expect(page).toContain('`new`');
  expect(page).toContain('`kept`');
  expect(page).not.toContain('`old`');
  expect(page.match(/^## /gm)).toHaveLength(2);
});

test('the error for an unknown name says that it no longer exists', () => {
  expect(() => tenantNamed('expert', 'fault', 'never-was')).toThrow(
    'expert no longer has the fault “never-was”',
  );
  expect(overlayOf(honestTenant('expert'))).toEqual({});
  const [first] = TENANTS;
  if (first === undefined) throw new Error('no tenants');
  expect(overlayOf(first)).toEqual({ [first.kind]: first.name });
});
