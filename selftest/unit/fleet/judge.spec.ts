/** What the end of a run means for its tenant, and the results of all tenants for the exit code. */
import { expect, test } from '../../support/test.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge, type Judgement, type ProcessEnd } from '../../../helpers/fleet/judge.ts';
import { effectOf, exitCodeOf } from '../../../helpers/fleet/policy.ts';
import type { TenantResult } from '../../../helpers/fleet/result.ts';
import { reasonsOf } from '../../../helpers/fleet/summary.ts';
import { writeUnfinishedReports } from '../../../helpers/executed-notebook/minimal-reports.ts';
import type { RunRecord } from '../../../helpers/record/schema.ts';
import { failedCell, interruptedRecord, record } from '../../support/records.ts';
import { result } from './results.ts';

/** Judges a run that left this record, or none. */
function judged(left: RunRecord | undefined, end: Partial<ProcessEnd>): Judgement {
  const folder = test.info().outputPath('run');
  mkdirSync(folder, { recursive: true });
  if (left !== undefined) writeFileSync(join(folder, 'run.json'), JSON.stringify(left));
  return judge(folder, { code: 0, signal: null, lastLine: '', ...end }, '45 min');
}

const red = () =>
  record({ verdict: 'non-conformant', cells: [failedCell('zendesk/notebook/01')], exitCode: 1 });
const LEFT = {
  tenant: 'https://acme.example',
  kind: 'user' as const,
  whose: 'a@b.example',
  certain: true,
  sentence: 'LEFT on acme',
};

test('a run with a record is judged by it', () => {
  expect(judged(record(), {})).toMatchObject({
    verdict: 'conformant',
    outcome: 'green',
    exitCode: 0,
    left: [],
  });
  expect(judged(red(), { code: 1 })).toMatchObject({ verdict: 'non-conformant', outcome: 'red' });
  expect(judged({ ...interruptedRecord(), left: [] }, { code: 130, stoppedBy: 'signal' })).toMatchObject({
    exitCode: 130,
  });
  expect(judged(record({ left: [LEFT] }), { code: 1 })).toMatchObject({
    outcome: 'red',
    left: ['LEFT on acme'],
  });
});

test('the exit code counts more than a record that looks green', () => {
  expect(judged(record(), { code: 1 })).toMatchObject({ verdict: 'conformant', outcome: 'red' });
  expect(judged(record(), { code: 2 })).toMatchObject({ verdict: 'blocked', outcome: 'not judged' });
  expect(judged(record(), { code: null, signal: 'SIGKILL' })).toMatchObject({
    outcome: 'not judged',
    sentence: expect.stringContaining('ended with the signal SIGKILL'),
  });
});

test('a run that ended without a result is blocked, and says how it ended', () => {
  expect(judged(undefined, { code: null, signal: 'SIGKILL', lastLine: 'Killed' })).toMatchObject({
    verdict: 'blocked',
    outcome: 'not judged',
    run: null,
    sentence:
      'Its process ended with the signal SIGKILL, without a result. It wrote no record. Its last line: Killed',
  });
  const folder = test.info().outputPath('unfinished');
  writeUnfinishedReports(folder, {
    run: 'abcdefghij',
    command: 'start',
    keyturn: '1',
    startedAt: new Date(),
  });
  expect(judge(folder, { code: 7, signal: null, lastLine: '' }, '45 min')).toMatchObject({
    verdict: 'blocked',
    run: 'abcdefghij',
    sentence:
      'Its process ended with exit code 7, without a result. Its record shows that the run has not ended. What it created is removed by its next run or npm run sweep.',
  });
});

test('a run that was stopped at its time limit is blocked, whatever it had proved', () => {
  expect(judged({ ...interruptedRecord(), left: [] }, { code: 130, stoppedBy: 'time limit' })).toMatchObject({
    verdict: 'blocked',
    outcome: 'not judged',
    sentence: expect.stringMatching(/^It was stopped at its time limit of 45 min\. Before that: /),
  });
  const killed = { code: null, signal: 'SIGKILL', stoppedBy: 'time limit', lastLine: '' } as const;
  expect(judge(test.info().outputPath('none'), killed, '45 min').sentence).toMatch(
    /^It did not end within its time limit of 45 min, nor within the time for its clean-up, and was killed\./,
  );
});

/** The results of one tenant each, and what they mean. */
const CASES: [
  title: string,
  of: Partial<TenantResult>,
  release: ReturnType<typeof effectOf>,
  watch: ReturnType<typeof effectOf>,
][] = [
  ['conformant', {}, 'none', 'none'],
  ['non-conformant', { verdict: 'non-conformant', outcome: 'red', exitCode: 1 }, 'failed', 'none'],
  ['blocked', { verdict: 'blocked', outcome: 'not judged', exitCode: 2 }, 'not judged', 'none'],
  ['incomplete', { verdict: 'incomplete', outcome: 'not judged', exitCode: 2 }, 'not judged', 'none'],
  ['not run', { state: 'waiting', verdict: null, outcome: null }, 'not judged', 'none'],
  ['interrupted', { outcome: 'interrupted', exitCode: 130 }, 'not judged', 'none'],
  [
    'interrupted after a failed proof',
    { verdict: 'non-conformant', outcome: 'red', exitCode: 130 },
    'not judged',
    'none',
  ],
  ['left behind', { left: ['LEFT'], outcome: 'red', exitCode: 1 }, 'failed', 'failed'],
  ['leaking', { leaks: ['LEAK'], outcome: 'red', exitCode: 1 }, 'failed', 'failed'],
  ['interrupted with a leftover', { left: ['LEFT'], outcome: 'red', exitCode: 1 }, 'failed', 'failed'],
  ['ended with 1 and no result', { verdict: 'blocked', outcome: 'red', exitCode: 1 }, 'failed', 'failed'],
];

for (const [title, of, release, watch] of CASES)
  test(`a tenant that is ${title} counts for a release, or if it is only watched`, () => {
    expect(effectOf(result({ ...of, severity: 'release' }))).toBe(release);
    expect(effectOf(result({ ...of, severity: 'watch' }))).toBe(watch);
  });

test('the exit code is that of the worst: 1 before 130 before 2', () => {
  const [green, failed, blocked] = [
    result({}),
    result({ verdict: 'non-conformant', outcome: 'red', exitCode: 1 }),
    result({ verdict: 'blocked', outcome: 'not judged', exitCode: 2 }),
  ];
  expect(exitCodeOf([green], false)).toBe(0);
  expect(exitCodeOf([green, blocked], false)).toBe(2);
  expect(exitCodeOf([green, blocked, failed], false)).toBe(1);
  expect(exitCodeOf([green, blocked], true)).toBe(130);
  expect(exitCodeOf([failed], true)).toBe(1);
  expect(exitCodeOf([], true)).toBe(130);
});

test('the reasons name the tenants', () => {
  expect(
    reasonsOf([
      result({ name: 'a' }),
      result({ name: 'b', leaks: ['LEAK'], outcome: 'red' }),
      result({ name: 'c', verdict: 'non-conformant', outcome: 'red' }),
      result({ name: 'd', outcome: 'not judged' }),
      result({ name: 'e', outcome: 'not judged', severity: 'watch' }),
    ]),
  ).toEqual(['Something leaked or was left: b.', 'Red: c.', 'Not judged: d.']);
});
