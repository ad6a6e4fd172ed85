/** The command `npm run safety`: the whole matrix, or a part of it. Started by `run.mjs`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT } from '../support/keyturn.ts';
import { calibrate } from './calibrate.ts';
import { allCases, type Case, sampleCases, titleOf } from './cases.ts';
import { FAULTS } from './faults.ts';
import { TenantHost } from './host-client.ts';
import { type CaseResult, runCase, activeRuns } from './run-case.ts';
import { SYSTEMS, systemOf } from './systems.ts';
import { type SystemResults, tableOf, writeInto } from './table.ts';

const HELP = `Injects every failure at every cell, each in its own run against an emulator in its own process.
Afterwards there must be no leftover user, no live token, no other user changed, and no secret in any output.

  npm run safety                        the whole matrix (about an hour on two cores)
  npm run safety -- --sample            a handful of cases
  npm run safety -- --cell 04           the cases of one cell
  npm run safety -- --fault SIGKILL     the cases of one failure: ${FAULTS.map(({ name }) => name).join(', ')}
  npm run safety -- --system zendesk    the cases of one system: ${SYSTEMS.map(({ name }) => name).join(', ')}
  npm run safety -- --list              lists the cases and runs none
  npm run safety -- --jobs 4            runs four at a time (default: 2)
  npm run safety -- --output FOLDER     writes there, after emptying the folder (default: results/safety)
  npm run safety -- --write             updates the tables in docs/safety.md (with --system: only its table)

The table is printed, and written to results/safety/table.md. The output of failed cases is kept next to it.
Exit codes: 0 all cases passed; 1 a case failed; 2 a wrong flag.`;

interface Order {
  help: boolean;
  list: boolean;
  sample: boolean;
  write: boolean;
  cell: string | undefined;
  fault: string | undefined;
  system: string | undefined;
  jobs: number;
  output: string;
}

try {
  process.exitCode = await main(readOrder());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

function readOrder(): Order {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      list: { type: 'boolean', default: false },
      sample: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      cell: { type: 'string' },
      fault: { type: 'string' },
      system: { type: 'string' },
      jobs: { type: 'string', default: '2' },
      output: { type: 'string', default: join(PROJECT, 'results', 'safety') },
    },
  });
  const { cell, fault, system } = values;
  const output = resolve(values.output);
  const order = { ...values, cell, fault, system, output, jobs: Number(values.jobs) };
  if (!Number.isInteger(order.jobs) || order.jobs < 1)
    throw new Error(`--jobs needs a positive number, not "${values.jobs}".`);
  const part = order.sample || cell !== undefined || fault !== undefined;
  if (order.write && part)
    throw new Error('--write needs all cases of a system: a table of some of them would look complete.');
  return order;
}

async function main(order: Order): Promise<number> {
  if (order.help) {
    console.log(HELP);
    return 0;
  }
  // Listing must not touch the files of another run.
  const output = order.list ? mkdtempSync(join(tmpdir(), 'keyturn-safety-')) : order.output;
  if (!order.list) {
    rmSync(output, { recursive: true, force: true });
    mkdirSync(output, { recursive: true });
  }
  const host = new TenantHost();
  try {
    return await examine(host, { ...order, output });
  } finally {
    host.close();
    if (order.list) rmSync(output, { recursive: true, force: true });
  }
}

/** Runs every case of the order; returns the exit code. */
async function examine(host: TenantHost, order: Order): Promise<number> {
  const folder = order.output;
  const systems = order.system === undefined ? SYSTEMS : [systemOf(order.system)];
  const all: SystemResults[] = [];
  const cases: Case[] = [];
  for (const system of systems) {
    console.log(`${system.title}: a run without failures, to learn its calls …`);
    const plan = await calibrate(host, system.name, join(folder, `${system.name}-calibration`));
    all.push({ system, cells: plan.cells, results: [] });
    cases.push(...(order.sample ? sampleCases(plan) : allCases(plan, order)));
  }
  if (order.list) {
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
    console.log('\nInterrupted. Results so far:');
    finish();
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);

  await runAll(host, cases, order, (result) => {
    all.find(({ system }) => system.name === result.case.system)?.results.push(result);
  });
  const passed = finish();
  if (order.write && passed) for (const each of all) writeInto(join(PROJECT, 'docs', 'safety.md'), each);
  return passed ? 0 : 1;
}

/** Runs the cases, several at a time, with a line for each. */
async function runAll(
  host: TenantHost,
  cases: readonly Case[],
  { jobs, output }: Order,
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

/** Without the output that a problem quotes. */
function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
