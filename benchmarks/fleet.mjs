// `npm run bench:fleet`: how the time, CPU and memory of `npm run fleet` grow with its tenants, on emulated tenants that answer late.
import '../bin/node-version.mjs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, devNull, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { refuseUnknownFlags } from '../bin/suggest.mjs';
import { sampleMemory } from './memory.mjs';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(PROJECT, 'docs', 'fleet.md');

/** @param {string} command */
const beginOf = (command) => `<!-- bench:fleet ${command} -->`;
const END = '<!-- /bench:fleet -->';

const DEFAULTS = {
  system: 'expert',
  command: 'start',
  tenants: '1,4,16',
  jobs: '1,2,4',
  workers: '1',
  latency: '150',
  repeat: '1',
};

const HELP = `Measures how npm run fleet grows. It starts emulated tenants in a process of their own, and runs the fleet on them.

  npm run bench:fleet
  npm run bench:fleet -- --write        also writes the table of its command into docs/fleet.md
  npm run bench:fleet -- --system=expert,zendesk --jobs=1,2,4,8,16
  npm run bench:fleet -- --system=expert,zendesk --command=contract --tenants=1 --workers=1,2,4

Flags, each with its default:
${Object.entries(DEFAULTS)
  .map(([name, value]) => `  --${name}=${value}`)
  .join('\n')}

--system is a system or several (zendesk,expert), --command is start or contract, --workers are those of the checks of each tenant,
--latency is in milliseconds, --repeat is how often each case runs (the median counts). Memory is measured on Linux only.

Exit codes: 0 measured; 1 a run was not conformant, and its case is left out; 2 a wrong flag.`;

const words = process.argv.slice(2);
const flags = Object.keys(DEFAULTS).map((name) => `--${name}`);
if (words.includes('--help') || words.includes('-h')) {
  console.log(HELP);
  process.exit(0);
}
refuseUnknownFlags(words, [...flags, '--write'], 'npm run bench:fleet');

/**
 * The value of a flag.
 * @param {keyof typeof DEFAULTS} name
 */
function asked(name) {
  const word = words.find((each) => each.startsWith(`--${name}=`));
  return word === undefined ? DEFAULTS[name] : word.slice(name.length + 3);
}

/**
 * The numbers of a flag.
 * @param {keyof typeof DEFAULTS} name
 */
function numbers(name) {
  const list = asked(name).split(',').map(Number);
  if (list.every((each) => Number.isInteger(each) && each >= 0)) return list;
  console.error(`\n  --${name} takes whole numbers, such as --${name}=${DEFAULTS[name]}\n`);
  return process.exit(2);
}

/**
 * @typedef {object} Case
 * @property {string} system
 * @property {number} tenants
 * @property {number} jobs
 * @property {number} workers
 */

/**
 * @typedef {object} Measured
 * @property {number} wallMs
 * @property {number} cpuMs of the fleet and everything that it started, without the tenants
 * @property {number} tenantsCpuMs of the process of the emulated tenants, with its start
 * @property {number | undefined} workerMib
 * @property {number | undefined} allMib
 * @property {number} calls
 */

/** @returns {Case[]} */
function cases() {
  const all = asked('system')
    .split(',')
    .flatMap((system) =>
      numbers('tenants').flatMap((tenants) =>
        numbers('workers').flatMap((workers) =>
          // More jobs than tenants are as many as tenants.
          [...new Set(numbers('jobs').map((jobs) => Math.min(jobs, tenants)))].map((jobs) => ({
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
async function measure({ system, tenants, jobs, workers }) {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-bench-'));
  const host = spawn(
    process.execPath,
    [join(PROJECT, 'benchmarks', 'tenants.mjs'), system, String(tenants), asked('latency')],
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
    const { wallMs, cpuMs, memory } = await runFleet(folder, settings, { jobs, workers });
    host.stdin.end();
    await once(host, 'close');
    /** @type {{ calls: number, cpuMs: number }} */
    const { calls, cpuMs: tenantsCpuMs } = JSON.parse(said.join(''));
    return { wallMs, cpuMs, tenantsCpuMs, workerMib: memory.worker, allMib: memory.all, calls };
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
    ...{ command: asked('command'), workers },
    env: Object.fromEntries(
      Object.entries(own).map(([name, value]) => {
        const variable = `BENCH_${String(index + 1)}_${name}`;
        values[variable] = value;
        return [name, `\${${variable}}`];
      }),
    ),
  }));
  const file = join(folder, 'fleet.yaml');
  mkdirSync(folder, { recursive: true });
  // YAML contains JSON.
  writeFileSync(file, JSON.stringify({ tenants }));
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:KEYTURN|ZENDESK|EXPERT)_|_proxy$/i.test(name),
  );
  const state = join(folder, 'state');
  const memory = sampleMemory(state);
  const began = performance.now();
  // The shell adds up the CPU time of all processes that were waited for, on each system that has a shell.
  const child = spawn(
    'sh',
    [
      '-c',
      '"$@"; code=$?; times >&3; exit $code',
      'sh',
      process.execPath,
      join(PROJECT, 'bin', 'keyturn.mjs'),
      'fleet',
      `--jobs=${String(jobs)}`,
    ],
    {
      cwd: PROJECT,
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
      env: {
        ...Object.fromEntries(inherited),
        ...values,
        ...(process.env['KEYTURN_BROWSER'] === undefined
          ? {}
          : { KEYTURN_BROWSER: process.env['KEYTURN_BROWSER'] }),
        KEYTURN_ENV_FILE: devNull,
        KEYTURN_FLEET_FILE: file,
        KEYTURN_RESULTS: join(folder, 'results'),
        KEYTURN_STATE: state,
      },
    },
  );
  let output = '';
  let times = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stdio[3]?.on('data', (chunk) => (times += String(chunk)));
  const [code] = await once(child, 'close');
  const wallMs = performance.now() - began;
  const peaks = memory.end();
  if (code !== 0)
    throw new Error(`${output}\nThe fleet ended with exit code ${String(code)}, so this is no measurement.`);
  return { wallMs, cpuMs: cpuOf(times), memory: peaks };
}

/**
 * Reads the second line of `times`: user and system time of all children, such as `0m12.34s 0m1.50s`.
 * @param {string} text
 */
function cpuOf(text) {
  const [, children = ''] = text.trim().split('\n');
  const spans = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  return spans.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
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
  const lines = rows.map((row) => {
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
    ].join(' | ');
  });
  return [
    '| system | tenants | at a time | workers | time | to the first row | CPU | CPU a tenant | cores busy | a worker at most | all processes at most | calls |',
    '| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |',
    ...lines.map((line) => `| ${line} |`),
  ].join('\n');
}

/** What the numbers depend on. */
function circumstances() {
  const [{ model = 'unknown' } = {}] = cpus();
  const repeated = Number(asked('repeat')) > 1 ? `, the median of ${asked('repeat')} runs` : '';
  return `\`npm ${asked('command') === 'start' ? 'start' : 'run contract'}\` of each tenant, ${asked('latency')} ms for each call${repeated}; ${String(cpus().length)} cores (${model.trim()}), ${String(Math.round(totalmem() / 2 ** 30))} GiB, Node ${process.version}. CPU and memory are those of the fleet and its runs, without the emulated tenants; the busy cores include these.`;
}

const [repeats = 1] = numbers('repeat');
/** @type {(Case & Measured)[]} */
const rows = [];
for (const each of cases()) {
  /** @type {Measured[]} */
  const measured = [];
  try {
    for (let times = 0; times < repeats; times++) measured.push(await measure(each));
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
if (words.includes('--write') && process.exitCode === 1)
  console.error('Nothing was written, because a case is missing.');
else if (words.includes('--write')) {
  const page = readFileSync(PAGE, 'utf8');
  const begin = beginOf(asked('command'));
  const start = page.indexOf(begin);
  const end = page.indexOf(END, start);
  if (start < 0 || end < 0) throw new Error(`${PAGE} has no ${begin}.`);
  writeFileSync(PAGE, `${page.slice(0, start)}${begin}\n\n${result}\n\n${page.slice(end)}`);
}
