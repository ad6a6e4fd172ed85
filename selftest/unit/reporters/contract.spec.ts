/**
 * What the reports contain about contract checks: counts, the last line, known deviations, drift, and observed
 * behavior.
 */
import { expect, test } from '../../support/test.ts';
import type { FullConfig, FullResult, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import type { Deviation } from '../../../helpers/contract/deviations.ts';
import {
  CELL_RECORD,
  type CellRecord,
  type ProofRecord,
  type Skipped,
} from '../../../helpers/verdict/cell.ts';
import { unknownProofs } from '../../../reporters/unknown-proofs.ts';
import type { CellOutcome } from '../../../reporters/cell-outcome.ts';
import { junitCase } from '../../../reporters/junit-cases.ts';
import { staleDeviations } from '../../../reporters/deviations.ts';
import { describeDrift, driftFile } from '../../../reporters/drift.ts';
import { observedFile } from '../../../reporters/observed.ts';
import { RunTally, type RunVerdict } from '../../../reporters/tally.ts';

import { RECORD } from '../http/exchanges.ts';

const CHECK = 'zendesk/password/set';
const TENANT = 'https://acme.zendesk.com';
const KNOWN: Deviation = {
  tenant: 'acme.zendesk.com',
  check: CHECK,
  outcome: 'failed',
  reason: 'ticket 4711',
  expires: '2999-12-31',
};

const proof = (outcome: ProofRecord['outcome'], change: Partial<ProofRecord> = {}): ProofRecord => ({
  address: CHECK,
  level: 'MUST',
  sentence: 'It is so.',
  outcome,
  durationMs: 1,
  ...change,
});

interface Ended {
  address: string;
  status?: TestResult['status'];
  message?: string;
  /** With a reason; without one, it was skipped manually. */
  skip?: Skipped;
  record?: Partial<CellRecord>;
}

const passed = (address: string, ...proofs: ProofRecord[]): Ended => ({ address, record: { proofs } });

function resultOf({ status = 'passed', message, skip, record }: Ended): TestResult {
  const body = {
    address: '',
    target: TENANT,
    emulated: false,
    proofs: [],
    exchanges: [],
    waits: [],
    ...(skip === undefined ? {} : { skipped: skip }),
    ...record,
  };
  return {
    status,
    duration: 1,
    ...(message === undefined ? {} : { error: { message } }),
    errors: [],
    annotations: [],
    attachments: [
      { name: CELL_RECORD, contentType: 'application/json', body: Buffer.from(JSON.stringify(body)) },
    ],
  } as unknown as TestResult;
}

async function judge(ended: Ended[], deviations: Deviation[] = []): Promise<RunVerdict> {
  const tally = new RunTally(deviations);
  const cells = ended.map(
    ({ address }) =>
      ({ title: address, annotations: [{ type: 'address', description: address }] }) as unknown as TestCase,
  );
  const config = { shard: null, configFile: undefined } as unknown as FullConfig;
  tally.begin(config, { allTests: () => cells } as unknown as Suite);
  for (const [index, cell] of cells.entries()) tally.end(cell, resultOf(ended[index] ?? { address: '' }));
  return tally.verdict({ status: 'passed' } as FullResult);
}

test('cells and checks are counted separately, followed by known deviations', async () => {
  const { sentence, verdict } = await judge(
    [
      passed('zendesk/notebook/01'),
      passed('zendesk/notebook/02', proof('known deviation', { address: 'zendesk/notebook/02#x' })),
      passed(CHECK, proof('known deviation')),
      passed('zendesk/tokens/list'),
    ],
    [KNOWN, { ...KNOWN, check: 'zendesk/notebook/02#x' }],
  );
  expect(sentence).toBe('2 of 2 cells and 2 of 2 checks proved, with 2 known deviations');
  expect(verdict).toBe('conformant');
});

test('a check that ends as not tried is incomplete, with its reason; a skipped check was not run', async () => {
  const judged = await judge([
    {
      address: CHECK,
      status: 'skipped',
      skip: 'not tried',
      record: { proofs: [proof('not tried', { detail: 'no second admin' })] },
    },
    { address: 'zendesk/tokens/list', status: 'skipped' },
  ]);
  expect(judged.cells.map(({ status, error }) => [status, error])).toEqual([
    ['incomplete', 'no second admin'],
    ['not run', undefined],
  ]);
  expect(judged).toMatchObject({
    verdict: 'incomplete',
    sentence: `0 of 2 checks proved. ${CHECK}: no second admin`,
  });
});

test('a cell with a MUST that was not tried is incomplete, and names the proof, unless that is accepted', async () => {
  const cell = 'zendesk/notebook/06';
  const untried = proof('not tried', { address: `${cell}#ours`, detail: 'No prefix is shown.\nMore.' });
  const incomplete = await judge([passed(cell, proof('proved', { address: `${cell}#a` }), untried)]);
  expect(incomplete).toMatchObject({
    verdict: 'incomplete',
    sentence: `0 of 1 cells proved. ${cell}: #ours was not tried: No prefix is shown.`,
  });
  for (const level of ['SHOULD', 'RECORD'] as const) {
    const judged = await judge([
      passed(cell, proof('proved', { address: `${cell}#a` }), { ...untried, level }),
    ]);
    expect(judged).toMatchObject({
      verdict: 'conformant',
      sentence: `1 of 1 cells proved; not tried: 1 ${level}`,
      cells: [{ status: 'passed' }],
    });
  }
  const deviation = { reason: 'as agreed', expires: '2999-12-31' };
  const known = { ...KNOWN, check: `${cell}#ours`, outcome: 'not tried' as const };
  const accepted = await judge(
    [passed(cell, proof('proved', { address: `${cell}#a` }), { ...untried, deviation })],
    [known],
  );
  expect(accepted).toMatchObject({
    verdict: 'conformant',
    sentence: '1 of 1 cells proved, with 1 proof accepted as not tried',
  });
  expect(accepted.cells[0]?.accepted).toMatchObject([{ address: `${cell}#ours`, deviation }]);
});

test('a check that was not tried does not count as proved, at any level, whether it was skipped or its proofs were not tried', async () => {
  const given = (address: string, level: ProofRecord['level'], change: Partial<Ended> = {}): Ended => ({
    address,
    status: 'skipped',
    skip: 'not tried',
    record: { proofs: [proof('not tried', { address, level, detail: 'no banner' })] },
    ...change,
  });
  const accepted = { reason: 'as agreed', expires: '2999-12-31' };
  const judged = await judge(
    [
      passed('zendesk/notebook/01'),
      given('zendesk/sign-in/a', 'SHOULD'),
      given('zendesk/sign-in/b', 'RECORD'),
      given('zendesk/sign-in/c', 'RECORD', { status: 'passed' }),
      given(CHECK, 'MUST', {
        record: { proofs: [proof('not tried', { deviation: accepted, detail: 'no banner' })] },
      }),
      // A part of it was proved, but not the proof of the whole check.
      passed(
        'zendesk/tokens/list',
        proof('proved', { address: 'zendesk/tokens/list#shown' }),
        proof('not tried', { address: 'zendesk/tokens/list', level: 'SHOULD' }),
      ),
      passed('zendesk/tokens/other', proof('proved', { address: 'zendesk/tokens/other' })),
    ],
    [{ ...KNOWN, outcome: 'not tried' }],
  );
  expect(judged.verdict).toBe('conformant');
  expect(judged.cells.map(({ status }) => status)).toEqual([
    'passed',
    'not tried',
    'not tried',
    'not tried',
    'not tried',
    'not tried',
    'passed',
  ]);
  expect(judged.sentence).toBe(
    '1 of 1 cells and 1 of 6 checks proved, with 1 proof accepted as not tried; not tried: 2 SHOULD, 2 RECORD',
  );
  const ends = judged.cells.map((cell) => junitCase(cell).end);
  expect(ends.map((end) => end?.kind)).toEqual([
    undefined,
    'skipped',
    'skipped',
    'skipped',
    'skipped',
    'skipped',
    undefined,
  ]);
  expect(ends[1]?.message).toBe('not tried: no banner');
});

test('a check that is not applicable is neither expected nor counted', async () => {
  const elsewhere: Ended = {
    address: CHECK,
    status: 'skipped',
    skip: 'not applicable',
  };
  const judged = await judge([passed('zendesk/notebook/01'), elsewhere]);
  expect(judged).toMatchObject({ verdict: 'conformant', sentence: '1 of 1 cells proved' });
});

test('the last line contains the reason for the verdict', async () => {
  const untried: Ended = {
    address: 'zendesk/a/a',
    status: 'skipped',
    skip: 'not tried',
    record: { proofs: [proof('not tried', { address: 'zendesk/a/a', detail: 'no seat' })] },
  };
  const blocked: Ended = { address: 'zendesk/b/b', status: 'failed', message: 'Blocked: no answer' };
  const broken: Ended = {
    address: CHECK,
    status: 'failed',
    message: 'Error: expect(received).toBe(expected)',
    record: { proofs: [proof('failed')] },
  };
  const lastLine = async (...ended: Ended[]) => (await judge(ended)).sentence;
  expect(await lastLine(untried, blocked, broken)).toMatch(
    /\. zendesk\/password\/set: the proof of “It is so\.” failed$/,
  );
  expect(await lastLine(untried, blocked)).toMatch(/\. zendesk\/b\/b: no answer$/);
  expect(await lastLine(untried)).toMatch(/\. zendesk\/a\/a: no seat$/);
  const stale = await judge([untried, passed(CHECK, proof('proved'))], [KNOWN]);
  expect(stale.verdict).toBe('blocked');
  expect(stale.sentence).toMatch(
    /\. The known deviation zendesk\/password\/set of acme\.zendesk\.com no longer occurs\.$/,
  );
});

const outcome = (
  address: string,
  change: Partial<CellOutcome> = {},
  record: Partial<CellRecord> = {},
): CellOutcome => ({
  address,
  title: '',
  status: 'passed',
  durationMs: 1,
  calls: 0,
  proofs: [],
  shortfalls: [],
  deviations: [],
  accepted: [],
  record: { address, target: TENANT, emulated: false, proofs: [], exchanges: [], waits: [], ...record },
  error: undefined,
  isApplicable: true,
  ...change,
});

const CELL = 'zendesk/notebook/06';
const REVOKED = `${CELL}#revoked-at-once`;
const NOT_OF_THIS_COMMAND = 'zendesk/tokens/list';
const STALE: [title: string, known: Partial<Deviation>, cell: CellOutcome, problem: RegExp | undefined][] = [
  ['still occurs', {}, outcome(CHECK, { proofs: [proof('known deviation')] }), undefined],
  [
    'no longer occurs',
    {},
    outcome(CHECK, { proofs: [proof('proved')] }),
    /no longer occurs\.\n {2}To do: remove it\n {2}Where: the file of known deviations \(KEYTURN_DEVIATIONS\)/,
  ],
  [
    'occurs in one of two tries',
    {},
    outcome(CHECK, { proofs: [proof('proved'), proof('known deviation')] }),
    undefined,
  ],
  [
    'could not be tried',
    {},
    outcome(CHECK, { status: 'incomplete', proofs: [proof('not tried')] }),
    undefined,
  ],
  [
    'is accepted as not tried, and was not tried',
    { outcome: 'not tried' },
    outcome(CHECK, { proofs: [proof('not tried')] }),
    undefined,
  ],
  [
    'is accepted as not tried, and was tried',
    { outcome: 'not tried' },
    outcome(CHECK, { proofs: [proof('proved')] }),
    /no longer occurs/,
  ],
  [
    'accepts a proof that makes no run incomplete',
    { outcome: 'not tried' },
    outcome(CHECK, { proofs: [proof('not tried', { level: 'SHOULD' })] }),
    /which never makes a run incomplete/,
  ],
  ['was not run', {}, outcome(CHECK, { status: 'not run' }), undefined],
  [
    'has expired, and was not run',
    { expires: '2020-01-01' },
    outcome(CHECK, { status: 'not run' }),
    /expired on 2020-01-01\.\n {2}To do: review it/,
  ],
  [
    'has expired, and occurs',
    { expires: '2020-01-01' },
    outcome(CHECK, { proofs: [proof('failed')] }),
    /expired on/,
  ],
  [
    'matches no check',
    { check: 'zendesk/password/sets' },
    outcome(CHECK),
    /does not match any cell or check\.\n {2}To do: correct/,
  ],
  [
    'is about a check that this command does not run',
    { check: NOT_OF_THIS_COMMAND },
    outcome(CHECK),
    undefined,
  ],
  [
    'has expired, and is about a check that this command does not run',
    { check: NOT_OF_THIS_COMMAND, expires: '2020-01-01' },
    outcome(CHECK),
    /expired on 2020-01-01/,
  ],
  [
    'matches no proof of its check',
    { check: `${CHECK}#more` },
    outcome(CHECK, { proofs: [proof('proved')] }),
    /does not match any proof of that cell/,
  ],
  [
    'is about a RECORD',
    {},
    outcome(CHECK, { proofs: [proof('observed', { level: 'RECORD' })] }),
    /is about a RECORD, which never fails a run/,
  ],
  [
    'is about a proof of a cell and still occurs',
    { check: REVOKED },
    outcome(CELL, { proofs: [proof('known deviation', { address: REVOKED })] }),
    undefined,
  ],
  [
    'is about a proof of a cell and no longer occurs',
    { check: REVOKED },
    outcome(CELL, { proofs: [proof('proved', { address: REVOKED })] }),
    /06#revoked-at-once of acme\.zendesk\.com no longer occurs/,
  ],
  [
    'is about a cell that failed before the proof',
    { check: REVOKED },
    outcome(CELL, { status: 'non-conformant' }),
    undefined,
  ],
  [
    'is about another host',
    { tenant: 'other.zendesk.com', check: 'zendesk/no/such' },
    outcome(CHECK),
    undefined,
  ],
];
for (const [title, known, cell, expected] of STALE) {
  test(`a known deviation that ${title} is ${expected === undefined ? 'valid' : 'an error'}`, () => {
    // The tenant is known from any cell that ran.
    const problems = staleDeviations(
      [{ ...KNOWN, ...known }],
      [outcome('zendesk/notebook/01'), cell],
      new Set([CHECK, 'zendesk/notebook/01', CELL, NOT_OF_THIS_COMMAND]),
    );
    expect(problems).toHaveLength(expected === undefined ? 0 : 1);
    if (expected !== undefined) expect(String(problems[0])).toMatch(expected);
    for (const problem of problems)
      expect(String(problem)).toMatch(/^Blocked: The known deviation zendesk\//);
  });
}

test('a requested proof that its check does not have is an error', () => {
  const cells = [
    outcome(CHECK, { proofs: [proof('proved', { address: `${CHECK}#refused` }), proof('proved')] }),
    outcome('zendesk/tokens/list', { proofs: [proof('proved', { address: 'zendesk/tokens/list' })] }),
    outcome('zendesk/tokens/failed', { status: 'non-conformant' }),
  ];
  const asked = [
    CHECK,
    `${CHECK}#refused`,
    `${CHECK}#refsed`,
    'zendesk/tokens/list#x',
    'zendesk/tokens/failed#x',
  ];
  const what =
    '\n  To do: name one of these proofs, or leave out what follows the #\n  More:  npm run doctor -- --explain command-line';
  expect(unknownProofs(asked, cells).map(String)).toEqual([
    `Blocked: Unknown proof ${CHECK}#refsed. Did you mean #refused? Proofs of this check: refused${what}`,
    `Blocked: Unknown proof zendesk/tokens/list#x. This check has no named proofs.${what}`,
  ]);
});

const exchange = (url: string, ...drift: { path: string; kind: string; seen: string }[]) => ({
  ...RECORD,
  method: 'GET',
  url: `${TENANT}${url}`,
  drift,
});
const MORE = { path: 'user.more', kind: 'undocumented', seen: 'string' };
const LESS = { path: 'user.name', kind: 'missing', seen: '' };
const run = (id: string) => ({ run: id, at: '2026-11-22T00:00:00.000Z' });
const seen = (drift: (typeof MORE)[], fingerprint: Record<string, string>) => [
  outcome(
    CHECK,
    {},
    {
      fingerprint,
      exchanges: [exchange('/api/v2/users/4711.json', ...drift), exchange('/api/v2/users/4712', ...drift)],
    },
  ),
];

test.describe('drift', () => {
  test('is reported once for each call and field, without IDs', () => {
    const file = driftFile(run('one'), seen([MORE], { 'header server': 'a' }), undefined);
    expect(file).toMatchObject({ version: 1, run: 'one', partial: false, previous: null });
    expect(file.tenants).toEqual([
      {
        tenant: TENANT,
        fingerprint: { now: { 'header server': 'a' }, previously: null, changed: [] },
        drift: { now: expect.any(Array) as unknown, previously: null, new: [], gone: [] },
      },
    ]);
    expect(file.tenants[0]?.drift.now).toContainEqual({ call: 'GET /api/v2/users/{id}', ...MORE });
    expect(JSON.stringify(file)).not.toMatch(/471[12]/);
    expect(describeDrift(file)).toEqual([]);
  });

  test('is compared with the drift of the previous run', () => {
    const before = driftFile(run('one'), seen([MORE], { a: '1', b: '2' }), undefined);
    const file = driftFile(run('two'), seen([LESS], { a: '1', c: '3' }), JSON.stringify(before));
    expect(file.previous).toEqual(run('one'));
    expect(file.tenants[0]?.fingerprint).toMatchObject({
      previously: { a: '1', b: '2' },
      changed: ['b', 'c'],
    });
    expect(file.tenants[0]?.drift).toMatchObject({ previously: before.tenants[0]?.drift.now });
    const lines = describeDrift(file);
    expect(lines[0]).toBe(`${TENANT}: settings changed since run one: b, c`);
    expect(lines[1]).toContain('GET /api/v2/users/{id} user.name missing');
    expect(lines[2]).toMatch(/differences gone since run one: .*user\.more undocumented \(string\)/);
    const partial = [
      ...seen([], {}),
      outcome('zendesk/tokens/list', { status: 'not run', record: undefined }),
    ];
    const less = describeDrift(driftFile(run('three'), partial, JSON.stringify(before)));
    expect(less.join('\n')).not.toContain('differences gone');
  });

  test('of a run that was blocked before it read the settings hides no change, and shows none', () => {
    const first = driftFile(run('one'), seen([], { a: '1' }), undefined);
    const blocked = driftFile(run('two'), seen([], {}), JSON.stringify(first));
    expect(blocked.tenants[0]?.fingerprint).toEqual({ now: {}, previously: { a: '1' }, changed: [] });
    const again = driftFile(run('three'), seen([], {}), JSON.stringify(blocked));
    const changed = driftFile(run('four'), seen([], { a: '2' }), JSON.stringify(again));
    expect(changed.tenants[0]?.fingerprint).toMatchObject({ previously: { a: '1' }, changed: ['a'] });
    const same = driftFile(run('four'), seen([], { a: '1' }), JSON.stringify(again));
    expect(same.tenants[0]?.fingerprint.changed).toEqual([]);
  });

  for (const damaged of [
    '',
    '{',
    'null',
    '[]',
    '{"run":"x"}',
    '{"run":"x","at":"y","tenants":[{"tenant":1}]}',
  ]) {
    test(`from a file that reads ${damaged === '' ? 'nothing' : damaged} counts as no previous drift`, () => {
      expect(driftFile(run('one'), seen([MORE], {}), damaged).previous).toBeNull();
    });
  }

  test('of an emulator is compared although its URL differs in each run', () => {
    const at = (port: number) => [
      outcome(
        CHECK,
        {},
        { emulated: true, target: `http://127.0.0.1:${String(port)}`, fingerprint: { a: String(port) } },
      ),
    ];
    const file = driftFile(run('two'), at(2), JSON.stringify(driftFile(run('one'), at(1), undefined)));
    expect(file.tenants).toMatchObject([{ tenant: 'emulator of zendesk', fingerprint: { changed: ['a'] } }]);
  });
});

test('a RECORD is in observed.json, whether it was observed or not tried', () => {
  const recorded = (change: Partial<ProofRecord>) =>
    proof('observed', { level: 'RECORD', sentence: 'How is it?', ...change });
  const cells = [
    outcome(CHECK, { proofs: [proof('proved'), recorded({ detail: 'like this' })] }),
    outcome('zendesk/observed/x', {
      proofs: [recorded({ address: 'zendesk/observed/x', outcome: 'not tried', detail: 'no seat' })],
    }),
  ];
  expect(observedFile(run('one'), cells).observed).toEqual([
    { address: CHECK, tenant: TENANT, question: 'How is it?', seen: 'like this', notTried: null },
    {
      address: 'zendesk/observed/x',
      tenant: TENANT,
      question: 'How is it?',
      seen: null,
      notTried: 'no seat',
    },
  ]);
});
