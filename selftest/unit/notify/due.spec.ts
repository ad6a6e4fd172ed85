import { expect, test } from '../../support/test.ts';
import { dueOf } from '../../../helpers/notify/due.ts';
import type { RunPoint, RunRecord } from '../../../helpers/record/schema.ts';
import { cellWith, recordWith } from '../record/records.ts';

type Outcome = NonNullable<RunPoint['outcome']>;

const ACME = 'https://acme.zendesk.com';
const HELP = 'https://help.acme.example';

const STATUS = {
  green: 'passed',
  red: 'non-conformant',
  'not judged': 'blocked',
  interrupted: 'interrupted',
} as const;
const VERDICT = {
  green: 'conformant',
  red: 'non-conformant',
  'not judged': 'blocked',
  interrupted: 'incomplete',
} as const;

const points = (...outcomes: Outcome[]): RunPoint[] =>
  outcomes.map((outcome, at) => ({
    run: `run000000${String(at)}`,
    startedAt: `2026-11-0${String(at + 1)}T02:00:00.000Z`,
    command: 'start',
    verdict: VERDICT[outcome],
    outcome,
    durationMs: 1,
    calls: 1,
    proved: 1,
    expected: 1,
  }));

/** A run of this tenant, after others. */
function run(outcome: Outcome, before: Outcome[], exitCode: number | null = 0): RunRecord {
  return recordWith([cellWith({ status: STATUS[outcome] })], {
    verdict: VERDICT[outcome],
    interrupted: outcome === 'interrupted',
    exitCode,
    since: [{ tenant: ACME, previous: null, green: null, runs: points(...before) }],
  });
}

for (const [exitCode, always, red, notGreen] of [
  [0, true, false, false],
  [1, true, true, true],
  [2, true, false, true],
  [130, true, false, true],
  [null, true, false, true],
] as const)
  test(`after a run with exit code ${String(exitCode)}`, () => {
    const record = run('green', [], exitCode);
    expect(dueOf('always', record).isDue).toBe(always);
    expect(dueOf('red', record).isDue).toBe(red);
    expect(dueOf('not-green', record).isDue).toBe(notGreen);
  });

for (const [now, before, isDue] of [
  ['green', [], true],
  ['green', ['green'], false],
  ['red', ['green'], true],
  ['red', ['green', 'red'], false],
  ['green', ['red'], true],
  ['not judged', ['red'], true],
  ['not judged', ['not judged'], false],
  ['red', ['not judged'], true],
  ['red', ['red', 'interrupted'], false],
  ['interrupted', ['red'], false],
  ['interrupted', [], false],
] as const)
  test(`${now} after ${before.join(', ') || 'nothing'} is ${isDue ? 'a' : 'no'} change`, () => {
    const due = dueOf('change', run(now, [...before]));
    expect(due.isDue).toBe(isDue);
    if (!isDue)
      expect(due.why).toBe(
        `--on change, and acme.zendesk.com ${now === 'interrupted' ? 'was interrupted' : `is ${now} as before`}`,
      );
  });

test('of two tenants, one that changes is enough', () => {
  const record = recordWith(
    [cellWith(), cellWith({ address: 'expert/notebook/05', status: 'non-conformant' })],
    {
      verdict: 'non-conformant',
      exitCode: 1,
      targets: [
        { system: 'zendesk', tenant: ACME },
        { system: 'expert', tenant: HELP },
      ],
      since: [
        { tenant: ACME, previous: null, green: null, runs: points('green') },
        { tenant: HELP, previous: null, green: null, runs: points('green') },
      ],
    },
  );
  expect(dueOf('change', record).isDue).toBe(true);
});

test('a run that reached no tenant, such as one with a wrong setting, is always worth a message', () => {
  const record = recordWith([], { targets: [], verdict: 'blocked', exitCode: 2 });
  expect(dueOf('change', record).isDue).toBe(true);
  expect(dueOf('change', { ...record, interrupted: true })).toEqual({
    isDue: false,
    why: '--on change, and the run was interrupted',
  });
});
