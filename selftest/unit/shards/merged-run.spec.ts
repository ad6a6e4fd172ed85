/** Which blobs are merged, into what, and which are refused. */
import { expect, test } from '../../support/test.ts';
import { version } from '../../../helpers/run-id.ts';
import type { Blob } from '../../../helpers/shards/blob.ts';
import { mergeBlobs, type MergedRun } from '../../../helpers/shards/merged-run.ts';
import type { ShardRecord } from '../../../helpers/shards/shard-record.ts';

const TARGET = { system: 'expert', title: 'CXone Expert', tenant: 'https://acme.mindtouch.us' };

interface Changes extends Partial<Omit<Blob, 'record'>> {
  record?: Partial<ShardRecord>;
}

function blob(current: number, { record, ...changes }: Changes = {}): Blob {
  return {
    name: `report-${String(current)}.zip`,
    shard: { current, total: 2 },
    interrupted: false,
    commit: 'abc',
    record: {
      version: 1,
      keyturn: version,
      run: `run000000${String(current)}`,
      command: 'contract',
      words: ['--workers=1'],
      addresses: [],
      targets: [TARGET],
      environment: { Node: '24.0.0' },
      startedAt: `2026-12-01T0${String(current)}:00:00.000Z`,
      tests: [{ address: `expert/notebook/0${String(current)}`, title: 'A cell', annotations: [] }],
      expected: [`expert/notebook/0${String(current)}`],
      deviations: [],
      left: [],
      leaks: [],
      ...record,
    },
    ...changes,
  };
}

function merged(...blobs: Blob[]): MergedRun {
  const run = mergeBlobs(blobs);
  if (typeof run === 'string') throw new Error(run);
  return run;
}

test('a merged run is repeated as one run, and several runs one after another', () => {
  const [all, other] = ['npm run contract -- --project=expert', 'npm run contract -- --project=zendesk'];
  expect(merged(blob(1, { record: { again: all } }), blob(2, { record: { again: all } })).again).toBe(all);
  // Each machine has its own settings file.
  const elsewhere = blob(2, { record: { again: `KEYTURN_ENV_FILE=ci.env ${all}` } });
  expect(merged(elsewhere, blob(1, { record: { again: all } })).again).toBe(all);
  const whole = (number: number, again: string) => blob(number, { shard: undefined, record: { again } });
  expect(merged(whole(1, all), whole(2, other)).again).toBe(`${all}; ${other}`);
  expect(merged(blob(1), blob(2)).again).toBeUndefined();
});

test('the shards of a run are one run, whose ID follows from theirs', () => {
  const run = merged(blob(2, { record: { environment: { Node: '22.0.0' } } }), blob(1));
  expect(run).toMatchObject({
    command: 'contract',
    shards: { total: 2, missing: [] },
    targets: [TARGET],
    environment: { Node: '24.0.0, 22.0.0' },
    expected: ['expert/notebook/01', 'expert/notebook/02'],
    interrupted: false,
  });
  expect(run.parts.map(({ name }) => name)).toEqual(['report-1.zip', 'report-2.zip']);
  expect(run.run).toMatch(/^[a-z0-9]{10}$/);
  expect(merged(blob(1), blob(2)).run).toBe(run.run);
  expect(merged(blob(1)).run).not.toBe(run.run);
});

test('a missing shard is known by its number', () => {
  expect(merged(blob(2)).shards).toEqual({ total: 2, missing: [1] });
});

test('a run that was not sharded keeps its ID, and runs of different systems are merged as well', () => {
  const alone = blob(1, { shard: undefined });
  expect(merged(alone)).toMatchObject({ run: alone.record.run, shards: undefined });
  const zendesk = { ...TARGET, system: 'zendesk', tenant: 'emulator' };
  const other = blob(2, { shard: undefined, record: { targets: [zendesk], words: ['--project=zendesk'] } });
  expect(merged(alone, other).targets).toEqual([TARGET, zendesk]);
});

test('what was left and what leaked in a shard, its known deviations and its interruption are those of the run', () => {
  const left = { tenant: TARGET.tenant, kind: 'user', whose: 'keyturn-1', certain: true } as const;
  const leak = { file: 'junit.xml', kinds: ['password'], sources: [], removed: true };
  const known = {
    tenant: 'acme',
    check: 'expert/a/b',
    outcome: 'failed',
    reason: 'x',
    expires: '2999-01-01',
  } as const;
  const run = merged(
    blob(1, { record: { left: [left], leaks: [leak], deviations: [known] } }),
    blob(2, { interrupted: true, record: { deviations: [known] } }),
  );
  expect(run).toMatchObject({ left: [left], deviations: [known], interrupted: true });
  expect(run.leaks).toEqual([{ ...leak, file: 'junit.xml (in the run of report-1.zip)' }]);
});

test('if a shard ended before it knew what was expected, the others know it', () => {
  const early = blob(2);
  delete early.record.expected;
  expect(merged(blob(1), early).expected).toEqual(['expert/notebook/01']);
  expect(merged(early).expected).toBeUndefined();
});

for (const [title, blobs, sentence] of [
  [
    'a shard that is there twice',
    [blob(1), blob(1, { name: 'again.zip', record: { run: 'other00000' } })],
    /^Shard 1 of 2 is in this folder twice: report-1\.zip \(run run0000001, .*\) and again\.zip \(run other00000/,
  ],
  [
    'a run that is there twice',
    [blob(1, { shard: undefined }), blob(1, { shard: undefined, name: 'copy.zip' })],
    /^Run run0000001 is in this folder twice/,
  ],
  ['another version', [blob(1, { record: { keyturn: '0.0.1' } })], /was written by Keyturn 0\.0\.1/],
  [
    'another command',
    [blob(1), blob(2, { record: { command: 'start' } })],
    /their command: contract .* and start/,
  ],
  ['another commit', [blob(1), blob(2, { commit: 'def' })], /their commit: abc .* and def/],
  [
    'another command line',
    [blob(1), blob(2, { record: { words: [] } })],
    /their command line: --workers=1 .* and without flags/,
  ],
  [
    'another tenant',
    [blob(1), blob(2, { record: { targets: [{ ...TARGET, tenant: 'https://staging.mindtouch.us' }] } })],
    /their targets: expert on https:\/\/acme\.mindtouch\.us .* and expert on https:\/\/staging/,
  ],
  [
    'another division',
    [blob(1), blob(3, { shard: { current: 3, total: 3 } })],
    /report-1\.zip is shard 1 of 2, but report-3\.zip is shard 3 of 3/,
  ],
  [
    'a shard of last night',
    [blob(1), blob(2, { record: { startedAt: '2026-11-30T01:00:00.000Z' } })],
    /^report-2\.zip .* and report-1\.zip .* started 24 hours apart/,
  ],
] as const) {
  test(`${title} is refused with a sentence`, () => {
    expect(mergeBlobs(blobs)).toMatch(sentence);
  });
}
