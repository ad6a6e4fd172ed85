/** Shards in processes of their own, merged from their blob reports, are one run. */
import { expect, test, type TestInfo } from '../support/test.ts';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startExpert } from '../../emulators/expert/index.ts';
import { runRecord, type RecordedCell, type RunRecord } from '../../helpers/record/schema.ts';
import { expectClean } from '../support/expect-clean.ts';
import { expertSettingsFor, type Outcome, run } from '../support/keyturn.ts';

// Each starts up to six processes, which takes a while on a busy machine.
test.describe.configure({ timeout: 600_000 });

/** Runs one shard. Returns its result and its blob. */
async function shard(testInfo: TestInfo, number: number, options: Parameters<typeof run>[1]) {
  const blob = testInfo.outputPath(`blob-${String(number)}.zip`);
  const flags = [...(options.flags ?? []), `--shard=${String(number)}/2`, '--reporter=blob'];
  const environment = { ...options.environment, PLAYWRIGHT_BLOB_OUTPUT_FILE: blob };
  return { blob, outcome: await run(testInfo, { ...options, flags, environment }) };
}

/** Merges blobs on a machine that has no settings. */
function merge(testInfo: TestInfo, name: string, ...blobs: readonly string[]): Promise<Outcome> {
  const folder = testInfo.outputPath(name);
  mkdirSync(folder);
  for (const [index, blob] of blobs.entries()) cpSync(blob, join(folder, `${String(index)}.zip`));
  return run(testInfo, { command: 'merge', flags: [folder] });
}

const recordIn = ({ results }: Outcome): RunRecord =>
  runRecord.parse(JSON.parse(readFileSync(join(results, 'run.json'), 'utf8')));

/** What is the same in every run. */
function comparable({ cells, reasons = [], ...rest }: RunRecord) {
  const { command, again, environment, ended, verdict, sentence, exitCode, emulated, interrupted } = rest;
  const { errors, left, leaks, knownDeviations, accepted } = rest;
  return {
    // Each run has a settings file of its own.
    again: again?.replace(/^KEYTURN_ENV_FILE=\S+ /, ''),
    run: { command, environment, ended, verdict, sentence, exitCode, emulated, interrupted },
    found: { errors, left, leaks, knownDeviations, accepted },
    reasons: reasons.map(({ kind, address, sentence }) => ({ kind, address, sentence })),
    cells: cells.map(comparableCell),
  };
}

function comparableCell({
  address,
  title,
  kind,
  prose,
  level,
  documented,
  status,
  code,
  ...did
}: RecordedCell) {
  return {
    declared: { address, title, kind, prose, level, documented, code },
    status,
    proofs: did.proofs.map(({ address, level, sentence, outcome }) => ({
      address,
      level,
      sentence,
      outcome,
    })),
    ...renumbered({
      exchanges: did.exchanges?.map(({ as, method, status, with: by, effects }) => ({
        did: `${as} ${method} ${String(status)}`,
        by,
        effects,
      })),
      secrets: did.secrets?.map(({ secret, did, exchange }) => ({ secret, did, exchange })),
    }),
    ledger: did.ledger?.map(({ did, kind }) => `${did} ${kind}`),
    hasRun: [did.run, did.target, did.startedAt].map((each) => each !== undefined),
  };
}

/** The name of a secret, with its number. */
const NAME = /\b((?:[a-z-]+\.)?[a-z-]+)#(\d+)/g;

/** Renames the secrets of a cell in the order in which they appear, because each shard has numbers of its own. */
function renumbered<Part>(part: Part): Part {
  const names = new Map<string, string>();
  const text = JSON.stringify(part).replace(NAME, (name, begin: string) => {
    if (!names.has(name)) names.set(name, `${begin}#${String(names.size + 1)}`);
    return names.get(name) ?? '';
  });
  return JSON.parse(text) as Part;
}

/** The numbers in the names of all secrets that a cell used. */
const numbersIn = ({ exchanges = [], secrets = [] }: RecordedCell): number[] =>
  [
    ...exchanges.flatMap(({ with: by = [], effects = [] }) => [
      ...by,
      ...effects.map(({ secret }) => secret),
    ]),
    ...secrets.map(({ secret }) => secret),
  ].map((name) => Number(name.split('#')[1]));

const casesIn = ({ results }: Outcome): string[] =>
  [...readFileSync(join(results, 'junit.xml'), 'utf8').matchAll(/<testcase name="([^"]*)"/g)]
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('Verdict of run'));

test('two shards are merged into the record, the cases and the exit code of one process, also if one of them is red', async ({}, testInfo) => {
  // Two equal sites: what a run does depends on the users that it finds.
  const fault = 'unknown-user-answered-200';
  const [site, other] = [await startExpert({ fault }), await startExpert({ fault })];
  const on = (emulator: typeof site): Parameters<typeof run>[1] => ({
    command: 'contract',
    flags: ['--grep=change one’s own|expert/formats/|expert/server-tokens/'],
    env: expertSettingsFor(emulator),
  });
  try {
    const alone = run(testInfo, on(site));
    const first = await shard(testInfo, 1, on(other));
    const second = await shard(testInfo, 2, on(other));
    const one = await alone;
    const merged = await merge(testInfo, 'both', first.blob, second.blob);
    expect(one.code, one.output).toBe(1);
    expect(merged.code, merged.output).toBe(1);
    const record = recordIn(merged);
    expect(comparable(record)).toEqual(comparable(recordIn(one)));
    expect(record.targets).toMatchObject([{ system: 'expert', tenant: other.baseUrl }]);
    expect(record.shards).toEqual({ total: 2, missing: [] });
    expect(casesIn(merged)).toEqual(casesIn(one));
    // Both shards have something to do, and each cell names the run that it was part of.
    const runs = [first, second].map(({ outcome }) => outcome.record?.run);
    expect(new Set(record.cells.flatMap(({ run }) => run ?? []))).toEqual(new Set(runs));
    expect(runs).not.toContain(record.run);
    // No name is used in both shards.
    for (const [index, run] of runs.entries()) {
      const numbers = record.cells.flatMap((cell) => (cell.run === run ? numbersIn(cell) : []));
      expect(numbers.length).toBeGreaterThan(0);
      expect(numbers.filter((number) => number % 2 !== (index + 1) % 2)).toEqual([]);
    }
    for (const each of [site, other]) expectClean(each);
  } finally {
    for (const each of [site, other]) await each.close();
  }
});

test('merged shards are conformant; with a missing one they are incomplete, and a damaged one is refused with a sentence', async ({}, testInfo) => {
  const emulator = await startExpert({});
  const options = { command: 'start', env: expertSettingsFor(emulator) } as const;
  try {
    const first = await shard(testInfo, 1, options);
    const second = await shard(testInfo, 2, options);
    const both = await merge(testInfo, 'both', first.blob, second.blob);
    expect(both.code, both.output).toBe(0);
    expect(both.output).toContain('conformant: 12 of 12 cells proved\n');

    // The notebook is in the first shard, so that all cells are proved without the second one.
    const missing = await merge(testInfo, 'missing', first.blob);
    expect(missing.code, missing.output).toBe(2);
    expect(missing.output).toContain('incomplete: 12 of 12 cells proved. Shard 2 of 2 is missing.\n');
    expect(recordIn(missing)).toMatchObject({
      verdict: 'incomplete',
      exitCode: 2,
      shards: { total: 2, missing: [2] },
      reasons: [{ kind: 'missing shard', sentence: 'Shard 2 of 2 is missing.' }],
    });

    // The first shard alone knows the title, the prose and the code of what did not run there.
    const other = await merge(testInfo, 'other', second.blob);
    const cells = recordIn(other).cells.map(({ title, prose, code, status }) => [
      [title, prose, code?.text].every((text) => (text ?? '') !== ''),
      status,
    ]);
    expect(cells).toEqual(Array.from({ length: 12 }, () => [true, 'not run']));

    const damaged = testInfo.outputPath('damaged.zip');
    const bytes = readFileSync(second.blob);
    writeFileSync(damaged, bytes.subarray(0, bytes.length / 2));
    const refused = await merge(testInfo, 'damaged', first.blob, damaged);
    expect(refused.code, refused.output).toBe(2);
    expect(refused.output).toMatch(/Blocked: \S+1\.zip is damaged or incomplete\.\n +To do: copy it again/);
    expect(recordIn(refused)).toMatchObject({ verdict: 'blocked', exitCode: 2, cells: [] });
    expect(refused.output).not.toMatch(/\n +at /);
    expectClean(emulator);
  } finally {
    await emulator.close();
  }
});
