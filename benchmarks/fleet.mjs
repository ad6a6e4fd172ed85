// `npm run bench:fleet`: how the time, CPU and memory of `npm run fleet` grow with its tenants, on emulated tenants that answer late.
import '../bin/node-version.mjs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFlags } from './flags.mjs';
import { machine, measure } from './measure.mjs';
import { markdownTable, writeBetween } from './page.mjs';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

const DEFAULTS = {
  system: 'expert',
  command: 'start',
  tenants: '1,4,16',
  jobs: '1,2,4',
  workers: '1',
  latency: '150',
  repeat: '1',
};

const asked = readFlags({
  defaults: DEFAULTS,
  switches: ['--write'],
  program: 'npm run bench:fleet',
  help: (
    flags,
  ) => `Measures how npm run fleet grows. It starts emulated tenants in a process of their own, and runs the fleet on them.

  npm run bench:fleet
  npm run bench:fleet -- --write        also writes the table of its command into docs/fleet.md
  npm run bench:fleet -- --system=expert,zendesk --jobs=1,2,4,8,16
  npm run bench:fleet -- --system=expert,zendesk --command=contract --tenants=1 --workers=1,2,4

Flags, each with its default:
${flags}

--system is a system or several (zendesk,expert), --command is start or contract, --workers are those of the checks of each tenant,
--latency is in milliseconds, --repeat is how often each case runs (the median counts). Memory is measured on Linux only.

Exit codes: 0 measured; 1 a run was not conformant, and its case is left out; 2 a wrong flag.`,
});

/**
 * @typedef {object} Case
 * @property {string} system
 * @property {number} tenants
 * @property {number} jobs
 * @property {number} workers
 */

/**
 * What is measured of the fleet and everything that it started, without the tenants.
 * @typedef {object} Tenants
 * @property {number} tenantsCpuMs of the process of the emulated tenants, with its start
 * @property {number} calls
 *
 * @typedef {import('./measure.mjs').Measured & Tenants} Measured
 */

/** @returns {Case[]} */
function cases() {
  const all = asked
    .text('system')
    .split(',')
    .flatMap((system) =>
      asked.numbers('tenants').flatMap((tenants) =>
        asked.numbers('workers').flatMap((workers) =>
          // More jobs than tenants are as many as tenants.
          [...new Set(asked.numbers('jobs').map((jobs) => Math.min(jobs, tenants)))].map((jobs) => ({
            ...{ system, tenants, jobs, workers },
          })),
        ),
      ),
    );
  return all;
}

/**
 * Runs a fleet once. Throws an error with its output if it was not conformant.
 * @param {Case} of
 * @returns {Promise<Measured>}
 */
async function measureFleet({ system, tenants, jobs, workers }) {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-bench-'));
  const host = spawn(
    process.execPath,
    [join(PROJECT, 'benchmarks', 'tenants.mjs'), system, String(tenants), asked.text('latency')],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  /** @type {string[]} */
  const said = [];
  host.stdout.on('data', (chunk) => said.push(String(chunk)));
  try {
    // A host that could not start has said why.
    host.on('exit', (code, signal) => code !== 0 && signal !== 'SIGTERM' && process.exit(1));
    while (!said.join('').includes('\n')) await once(host.stdout, 'data');
    const settings = JSON.parse(said.join('').split('\n')[0] ?? '[]');
    said.length = 0;
    const measured = await runFleet(folder, settings, { jobs, workers });
    host.stdin.end();
    await once(host, 'close');
    /** @type {{ calls: number, cpuMs: number }} */
    const { calls, cpuMs: tenantsCpuMs } = JSON.parse(said.join(''));
    return { ...measured, tenantsCpuMs, calls };
  } finally {
    host.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {Record<string, string>[]} settings of each tenant
 * @param {{ jobs: number, workers: number }} how
 */
async function runFleet(folder, settings, { jobs, workers }) {
  // No value is in the file, so it does not matter which of them are secret.
  /** @type {Record<string, string>} */
  const values = {};
  const tenants = settings.map((own, index) => ({
    name: `tenant-${String(index + 1)}`,
    ...{ command: asked.text('command'), workers },
    env: Object.fromEntries(
      Object.entries(own).map(([name, value]) => {
        const variable = `BENCH_${String(index + 1)}_${name}`;
        values[variable] = value;
        return [name, `\${${variable}}`];
      }),
    ),
  }));
  const file = join(folder, 'fleet.yaml');
  // YAML contains JSON.
  writeFileSync(file, JSON.stringify({ tenants }));
  const measured = await measure(
    [process.execPath, join(PROJECT, 'bin', 'keyturn.mjs'), 'fleet', `--jobs=${String(jobs)}`],
    {
      ...{ folder, cwd: PROJECT, showsErrors: true },
      env: {
        ...values,
        KEYTURN_ENV_FILE: devNull,
        KEYTURN_FLEET_FILE: file,
        KEYTURN_RESULTS: join(folder, 'results'),
        KEYTURN_STATE: join(folder, 'state'),
      },
    },
  );
  if (measured.code !== 0)
    throw new Error(
      `${measured.output}\nThe fleet ended with exit code ${String(measured.code)}, so this is no measurement.`,
    );
  return measured;
}

/** @param {readonly Measured[]} all */
function median(all) {
  const sorted = all.toSorted((a, b) => a.wallMs - b.wallMs);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('--repeat must be at least 1.');
  return middle;
}

/**
 * @param {number} ms
 */
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/**
 * @param {readonly (Case & Measured)[]} rows
 */
function table(rows) {
  return markdownTable(
    [
      ...['system', 'tenants', 'at a time', 'workers', 'time', 'to the first row', 'CPU', 'CPU a tenant'],
      ...['cores busy', 'a worker at most', 'all processes at most', 'calls'],
    ],
    rows.map((row) => {
      const one = rows.find(({ system, tenants }) => system === row.system && tenants === 1);
      return [
        row.system,
        row.tenants,
        row.jobs,
        row.workers,
        seconds(row.wallMs),
        one === undefined ? '–' : `${(row.wallMs / one.wallMs).toFixed(2)} ×`,
        seconds(row.cpuMs),
        seconds(row.cpuMs / row.tenants),
        ((row.cpuMs + row.tenantsCpuMs) / row.wallMs).toFixed(1),
        row.workerMib === undefined ? '–' : `${String(row.workerMib)} MiB`,
        row.allMib === undefined ? '–' : `${String(row.allMib)} MiB`,
        row.calls,
      ];
    }),
  );
}

/** What the numbers depend on. */
function circumstances() {
  const repeated = Number(asked.text('repeat')) > 1 ? `, the median of ${asked.text('repeat')} runs` : '';
  return `\`npm ${asked.text('command') === 'start' ? 'start' : 'run contract'}\` of each tenant, ${asked.text('latency')} ms for each call${repeated}; ${machine()}. CPU and memory are those of the fleet and its runs, without the emulated tenants; the busy cores include these.`;
}

const repeats = asked.number('repeat');
/** @type {(Case & Measured)[]} */
const rows = [];
for (const each of cases()) {
  /** @type {Measured[]} */
  const measured = [];
  try {
    for (let times = 0; times < repeats; times++) measured.push(await measureFleet(each));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
    continue;
  }
  const row = { ...each, ...median(measured) };
  rows.push(row);
  console.error(
    `${row.system}, tenants: ${String(row.tenants)}, at a time: ${String(row.jobs)}, workers: ${String(row.workers)}: ${seconds(row.wallMs)}, ${seconds(row.cpuMs)} of CPU`,
  );
}
const result = `${circumstances()}\n\n${table(rows)}`;
console.log(`\n${result}\n`);
if (asked.has('--write') && process.exitCode === 1)
  console.error('Nothing was written, because a case is missing.');
else if (asked.has('--write'))
  writeBetween(join(PROJECT, 'docs', 'fleet.md'), `bench:fleet ${asked.text('command')}`, result);
