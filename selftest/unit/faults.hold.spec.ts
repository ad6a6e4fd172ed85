/** How faults are judged: what counts as caught, as a false alarm, and as not tried. */
import { expect, test } from '@playwright/test';
import type { Check, ResettingBench } from '../../helpers/contract/check.ts';
import { Blocked, Incomplete, NonConformant } from '../../helpers/verdict/errors.ts';
import { hold } from '../faults/hold.ts';
import type { Result } from '../faults/result.ts';
import { honest, overlayOf, subjectNamed, SUBJECTS } from '../faults/subjects.ts';
import { isRight, outcomeOf, pageOf, summaryOf } from '../faults/table.ts';

type Run = Check<ResettingBench>['run'];

const check = (name: string, run: Run, level: Check<ResettingBench>['level'] = 'MUST') => ({
  address: `zendesk/x/${name}`,
  level,
  title: name,
  documented: { says: '', at: '' },
  run,
});
const failing = (error: Error) => () => Promise.reject(error);
const fine = () => Promise.resolve('');

function bench(close: () => Promise<void> = () => Promise.resolve()) {
  return { begin: () => Promise.resolve(), doubt: () => undefined, close };
}

const holding = (
  checks: Check<ResettingBench>[],
  { untilCaught = false, left = [] as string[], close = fine } = {},
) =>
  hold(
    checks,
    bench(async () => {
      await close();
    }),
    { untilCaught, leftBehind: () => left },
  );

test('notes each thing once, at the address of the proof that saw it, and goes on', async () => {
  const held = await holding([
    check('a', (_, proof) => proof('inner', 'So.', failing(new NonConformant('not so')))),
    check('b', failing(new Incomplete('no seat'))),
    check('c', failing(new Blocked('no answer')), 'SHOULD'),
    check('d', (_, proof) => proof.should('soft', 'So.', failing(new NonConformant('neither')))),
    check('e', failing(new NonConformant('x')), 'RECORD'),
    check('f', fine),
  ]);
  expect(held.findings.map(({ address, judged }) => [address, judged])).toEqual([
    ['zendesk/x/a#inner', true],
    ['zendesk/x/c', false],
    ['zendesk/x/d#soft', true],
  ]);
  expect(held.untried.map(({ address }) => address)).toEqual(['zendesk/x/b', 'zendesk/x/e']);
  expect(held.checks).toBe(6);
});

test('once a fault is caught, the rest is not held; what judged nothing catches nothing', async () => {
  const checks = [
    check('a', failing(new Blocked('x'))),
    check('b', failing(new NonConformant('x'))),
    check('c', fine),
  ];
  expect(await holding(checks, { untilCaught: true })).toMatchObject({ checks: 2 });
});

test('what is left behind, or cannot be removed, is found', async () => {
  expect((await holding([], { left: ['user x'] })).findings).toEqual([
    { address: 'clean-up', message: 'user x', judged: false },
  ]);
  const close = failing(new Blocked('no'));
  expect((await holding([], { close })).findings).toMatchObject([{ address: 'clean-up', judged: false }]);
});

const finding = (judged: boolean) => ({ address: 'zendesk/x/a', message: 'x', judged });
const result = (
  kind: Result['kind'],
  findings: Result['held']['findings'],
  untried: Result['held']['untried'] = [],
): Result => ({
  ...honest('zendesk'),
  kind,
  name: 'x|y',
  sentence: 'It lies | so.',
  held: { findings, untried, checks: 1 },
  durationMs: 1,
});

for (const [kind, findings, right, outcome] of [
  ['fault', [], false, 'SURVIVED'],
  ['fault', [finding(false)], false, 'SURVIVED'],
  ['fault', [finding(false), finding(true)], true, 'zendesk/x/a'],
  ['variation', [], true, 'green'],
  ['variation', [finding(true)], false, 'FALSE ALARM: zendesk/x/a'],
  ['variation', [finding(false)], false, 'FALSE ALARM: zendesk/x/a'],
  ['honest', [], true, 'green'],
  ['honest', [finding(false)], false, 'FALSE ALARM: zendesk/x/a'],
] as const) {
  test(`a ${kind} with ${JSON.stringify(findings.map(({ judged }) => judged))} is ${outcome}`, () => {
    const each = result(kind, [...findings]);
    expect(isRight(each)).toBe(right);
    expect(outcomeOf(each)).toBe(outcome);
  });
}

test('the table counts, marks what is wrong, and is not broken by a bar', () => {
  const results = [
    result('fault', [finding(true)]),
    result('fault', []),
    result('variation', [], [{ address: 'a', why: 'b' }]),
  ];
  expect(summaryOf(results)).toBe('1 of 2 faults caught, 1 of 1 honest variations green.');
  const page = pageOf(results);
  expect(page).toContain('It lies \\| so. | zendesk/x/a |');
  expect(page).toContain('| **SURVIVED** |');
  expect(page).toContain('green (1 not tried)');
});

test('a name that is gone says so', () => {
  expect(() => subjectNamed('expert', 'fault', 'never-was')).toThrow(
    'expert has no fault “never-was” any more',
  );
  expect(overlayOf(honest('expert'))).toEqual({});
  const [first] = SUBJECTS;
  if (first === undefined) throw new Error('no subjects');
  expect(overlayOf(first)).toEqual({ [first.kind]: first.name });
});
