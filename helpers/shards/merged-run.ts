/**
 * Combines the blobs of several runs into one run. It refuses blobs that do not belong together, because a verdict on them
 * would be about no run at all: two attempts of one shard, or a shard of last night in the place of one that crashed.
 */
import { createHash } from 'node:crypto';
import { RUN_ID_ALPHABET, RUN_ID_LENGTH, version } from '../run-id.ts';
import { describe } from '../verdict/errors.ts';
import type { Blob } from './blob.ts';
import type { DeclaredTest, ShardRecord } from './shard-record.ts';

/** A run that was put together from blobs. */
export interface MergedRun {
  /** Follows from the runs that were merged, so that merging them again gives the same run. */
  run: string;
  command: string;
  /** What to type to run all of it again. `undefined` if no blob says so. */
  again: string | undefined;
  addresses: string[];
  /** Each blob, in the order of the shards. */
  parts: { name: string; run: string; startedAt: string; shard: Blob['shard'] }[];
  /** How many shards there should be, and which are missing. `undefined` if the runs were not sharded. */
  shards: { total: number; missing: number[] } | undefined;
  targets: ShardRecord['targets'];
  environment: Record<string, string>;
  /** The cells and checks that the shards were to run. */
  tests: DeclaredTest[];
  /** The addresses that were expected, or `undefined` if no shard knew them. */
  expected: string[] | undefined;
  deviations: ShardRecord['deviations'];
  left: ShardRecord['left'];
  leaks: ShardRecord['leaks'];
  interrupted: boolean;
}

/** The shards of one run start together, or wait for a machine. A nightly run starts a day after the previous one. */
const MAX_HOURS_APART = 12;

/** Combines blobs. Returns a message instead if they do not belong together. */
export function mergeBlobs(blobs: readonly Blob[]): MergedRun | string {
  const problem =
    twice(blobs) ??
    differentVersion(blobs) ??
    differentRuns(blobs) ??
    otherDivision(blobs) ??
    tooFarApart(blobs);
  if (problem !== undefined) return problem;
  const ordered = [...blobs].sort(
    (a, b) => (a.shard?.current ?? 0) - (b.shard?.current ?? 0) || a.name.localeCompare(b.name),
  );
  const records = ordered.map(({ record }) => record);
  const [first] = records;
  const total = ordered.find(({ shard }) => shard !== undefined)?.shard?.total;
  const known = records.flatMap(({ expected }) => (expected === undefined ? [] : [expected]));
  return {
    run: runIdOf(
      records.map(({ run }) => run),
      total,
    ),
    command: first?.command ?? '',
    again: commandOfAll(records, total !== undefined),
    addresses: [...new Set(records.flatMap(({ addresses }) => addresses))],
    parts: ordered.map(({ name, shard, record }) => ({
      name,
      run: record.run,
      startedAt: record.startedAt,
      shard,
    })),
    shards: total === undefined ? undefined : { total, missing: missingOf(total, ordered) },
    targets: distinct(records.flatMap(({ targets }) => targets)),
    environment: joinEnvironments(records),
    tests: [
      ...new Map(records.flatMap(({ tests }) => tests.map((test) => [test.address, test] as const))).values(),
    ],
    expected: known.length === 0 ? undefined : [...new Set(known.flat())],
    deviations: distinct(records.flatMap(({ deviations }) => deviations)),
    left: records.flatMap(({ left }) => left),
    leaks: ordered.flatMap(({ name, record }) =>
      record.leaks.map((leak) => ({ ...leak, file: `${leak.file} (in the run of ${name})` })),
    ),
    interrupted: ordered.some(({ interrupted }) => interrupted),
  };
}

/** The shards of one run differ at most in the paths of their settings. Other runs are repeated one after another. */
function commandOfAll(records: readonly ShardRecord[], isSharded: boolean): string | undefined {
  const commands = distinct(records.flatMap(({ again }) => again ?? []));
  return isSharded || commands.length < 2 ? commands[0] : commands.join('; ');
}

function missingOf(total: number, blobs: readonly Blob[]): number[] {
  const there = new Set(blobs.map(({ shard }) => shard?.current));
  return Array.from({ length: total }, (_, index) => index + 1).filter((number) => !there.has(number));
}

/** `Shard 1 of 2 is there twice …` */
function twice(blobs: readonly Blob[]): string | undefined {
  for (const [index, blob] of blobs.entries()) {
    const other = blobs
      .slice(0, index)
      .find(
        ({ record, shard }) =>
          record.run === blob.record.run || (shard !== undefined && shard.current === blob.shard?.current),
      );
    if (other === undefined) continue;
    const what = blob.shard === undefined ? `Run ${blob.record.run}` : `Shard ${nameOf(blob)}`;
    return describe(`${what} is in this folder twice: ${describeBlob(other)} and ${describeBlob(blob)}.`, {
      remedy: 'remove the one that does not count',
      help: 'shards',
    });
  }
  return undefined;
}

function differentVersion(blobs: readonly Blob[]): string | undefined {
  const other = blobs.find(({ record }) => record.keyturn !== version);
  return (
    other &&
    describe(
      `${other.name} was written by Keyturn ${other.record.keyturn}, and this is Keyturn ${version}.`,
      { remedy: 'merge with the version that ran the shards', help: 'shards' },
    )
  );
}

/** The shards of one run test the same targets, with the same command, from the same commit. */
function differentRuns(blobs: readonly Blob[]): string | undefined {
  const [first] = blobs;
  if (first === undefined) return undefined;
  for (const blob of blobs) {
    const differs = (what: string, of: (blob: Blob) => string | undefined) => {
      const [one, other] = [of(first), of(blob)];
      return one === undefined || other === undefined || one === other
        ? undefined
        : `${what}: ${one} (${first.name}) and ${other} (${blob.name})`;
    };
    const isSharded = first.shard !== undefined || blob.shard !== undefined;
    const difference =
      differs('command', ({ record }) => record.command) ??
      differs('commit', ({ commit }) => commit) ??
      (isSharded
        ? (differs('command line', ({ record }) => record.words.join(' ') || 'without flags') ??
          differs('targets', ({ record }) =>
            record.targets.map(({ system, tenant }) => `${system} on ${tenant}`).join(', '),
          ))
        : undefined);
    if (difference !== undefined)
      return describe(`These blobs are not parts of one run. They differ in their ${difference}.`, {
        remedy: 'merge only the shards of one run, each in an otherwise empty folder',
        help: 'shards',
      });
  }
  return undefined;
}

function otherDivision(blobs: readonly Blob[]): string | undefined {
  const [first] = blobs;
  const other = blobs.find(({ shard }) => shard?.total !== first?.shard?.total);
  if (first === undefined || other === undefined) return undefined;
  const named = (blob: Blob) =>
    blob.shard === undefined ? `${blob.name} is not a shard` : `${blob.name} is shard ${nameOf(blob)}`;
  return describe(`These blobs are not parts of one run: ${named(first)}, but ${named(other)}.`, {
    remedy: 'merge only the shards of one run',
    help: 'shards',
  });
}

function tooFarApart(blobs: readonly Blob[]): string | undefined {
  const byTime = [...blobs].sort((a, b) => a.record.startedAt.localeCompare(b.record.startedAt));
  const [first] = byTime;
  const last = byTime.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const hours = (Date.parse(last.record.startedAt) - Date.parse(first.record.startedAt)) / 3_600_000;
  if (!(hours > MAX_HOURS_APART)) return undefined;
  return describe(
    `${describeBlob(first)} and ${describeBlob(last)} started ${String(Math.round(hours))} hours apart, so one of them is probably of an earlier run.`,
    { remedy: 'remove the blobs of earlier runs from the folder', help: 'shards' },
  );
}

/** `2 of 3` */
function nameOf({ shard }: Blob): string {
  return `${String(shard?.current)} of ${String(shard?.total)}`;
}

function describeBlob({ name, record: { run, startedAt } }: Blob): string {
  return `${name} (run ${run}, ${startedAt})`;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** Shards may run on different machines: `v22.1.0, v24.0.0`. */
function joinEnvironments(records: readonly ShardRecord[]): Record<string, string> {
  const all = records.flatMap(({ environment = {} }) => Object.entries(environment));
  const names = [...new Set(all.map(([name]) => name))];
  return Object.fromEntries(
    names.map((name) => [
      name,
      [...new Set(all.flatMap(([each, value]) => (each === name ? [value] : [])))].join(', '),
    ]),
  );
}

/** The ID of one whole run stays. Several runs, and a part of one, get an ID that follows from theirs. */
function runIdOf(runs: readonly string[], total = runs.length): string {
  const [only = ''] = runs;
  if (runs.length === 1 && total === 1) return only;
  const hash = createHash('sha256')
    .update([...runs].sort().join(' '))
    .digest();
  return Array.from(hash.subarray(0, RUN_ID_LENGTH), (byte) =>
    RUN_ID_ALPHABET.charAt(byte % RUN_ID_ALPHABET.length),
  ).join('');
}
