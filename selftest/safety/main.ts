/** The command `npm run safety`: all cases, or a selection. `run.mjs` starts it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { firstLine } from '../../helpers/lines.ts';
import { PROJECT } from '../support/keyturn.ts';
import { calibrate } from './calibrate.ts';
import { allCases, type Case, sampleCases, titleOf } from './cases.ts';
import { TenantHost } from './host-client.ts';
import { activeRuns, type CaseResult, runCase } from './run-case.ts';
import { systemNamed, SYSTEMS } from './systems.ts';
import { type SystemResults, tableOf, writeInto } from './table.ts';

interface Options {
  list: boolean;
  sample: boolean;
  write: boolean;
  cell: string | undefined;
  failure: string | undefined;
  system: string | undefined;
  jobs: number;
  output: string;
}

try {
  process.exitCode = await main(readOptions());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      list: { type: 'boolean', default: false },
      sample: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      cell: { type: 'string' },
      failure: { type: 'string' },
      system: { type: 'string' },
      jobs: { type: 'string', default: '2' },
      output: { type: 'string', default: join(PROJECT, 'results', 'safety') },
    },
  });
  const { cell, failure, system } = values;
  const output = resolve(values.output);
  const options = { ...values, cell, failure, system, output, jobs: Number(values.jobs) };
  if (!Number.isInteger(options.jobs) || options.jobs < 1)
    throw new Error(`--jobs needs a positive integer, not "${values.jobs}".`);
  const isPart = options.sample || cell !== undefined || failure !== undefined;
  if (options.write && isPart)
    throw new Error(
      '--write needs all cases of a system, because a table of some cases would look complete.',
    );
  return options;
}

async function main(options: Options): Promise<number> {
  // Listing must not touch the files of another run.
  const output = options.list ? mkdtempSync(join(tmpdir(), 'keyturn-safety-')) : options.output;
  if (!options.list) {
    rmSync(output, { recursive: true, force: true });
    mkdirSync(output, { recursive: true });
  }
  const host = new TenantHost();
  try {
    return await examine(host, { ...options, output });
  } finally {
    host.close();
    if (options.list) rmSync(output, { recursive: true, force: true });
  }
}

/** Runs the selected cases; returns the exit code. */
async function examine(host: TenantHost, options: Options): Promise<number> {
  const folder = options.output;
  const systems = options.system === undefined ? SYSTEMS : [systemNamed(options.system)];
  const all: SystemResults[] = [];
  const cases: Case[] = [];
  for (const system of systems) {
    if (options.sample) {
      const sample = sampleCases(system.name);
      const cells = [...new Set(sample.map(({ point }) => point.cell))].sort();
      all.push({ system, cells, results: [] });
      cases.push(...sample);
      continue;
    }
    console.log(`${system.title}: a run without failures, to learn its calls …`);
    const calibration = await calibrate(host, system.name, join(folder, `${system.name}-calibration`));
    all.push({ system, cells: calibration.cells, results: [] });
    cases.push(...allCases(calibration, options));
  }
  if (options.list) {
    for (const each of cases) console.log(titleOf(each));
    console.log(`${cases.length} cases`);
    return 0;
  }

  const finish = (): boolean => {
    const table = all.map(tableOf).join('\n\n');
    writeFileSync(join(folder, 'table.md'), `${table}\n`);
    console.log(`\n${table}`);
    const failed = all.flatMap(({ results }) => results).filter(({ problems }) => problems.length > 0);
    for (const { case: of, problems, folder: where } of failed) {
      console.log(`\n✘ ${titleOf(of)}\n  output: ${relative(PROJECT, where)}`);
      for (const problem of problems) console.log(`    ${firstLine(problem)}`);
    }
    return failed.length === 0;
  };
  const stop = () => {
    for (const group of activeRuns) process.kill(-group, 'SIGKILL');
    console.log('\nInterrupted. The results so far:');
    finish();
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);

  await runAll(host, cases, options, (result) => {
    all.find(({ system }) => system.name === result.case.system)?.results.push(result);
  });
  const passed = finish();
  if (options.write && passed) for (const each of all) writeInto(join(PROJECT, 'docs', 'safety.md'), each);
  return passed ? 0 : 1;
}

/** Runs the cases, several at a time, with a line for each. */
async function runAll(
  host: TenantHost,
  cases: readonly Case[],
  { jobs, output }: Options,
  onResult: (result: CaseResult) => void,
): Promise<void> {
  const started = Date.now();
  const waiting = [...cases.entries()];
  let done = 0;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, of] = next;
      const result = await runCase(host, of, join(output, `case-${index + 1}`));
      onResult(result);
      done++;
      const symbol = result.problems.length === 0 ? (result.wentOn ? '✓ went on' : '✓') : '✘';
      const minutes = ((Date.now() - started) / done / 60_000) * (cases.length - done);
      console.log(
        `[${String(done).padStart(String(cases.length).length)}/${cases.length}] ${symbol} ${titleOf(of)}  ` +
          `${result.seconds.toFixed(1)} s  (about ${Math.ceil(minutes)} min left)`,
      );
      for (const problem of result.problems) console.log(`    ${firstLine(problem)}`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
}
