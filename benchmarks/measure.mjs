// Runs a command and measures all of its processes together: time, CPU time, and memory.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { sampleMemory } from './memory.mjs';

/**
 * @typedef {object} Measured
 * @property {number} wallMs
 * @property {number} cpuMs of all processes that were waited for, user and system
 * @property {number | undefined} workerMib peak of the largest worker of Playwright; undefined where it cannot be measured
 * @property {number | undefined} allMib peak of all processes together
 * @property {number} code the exit code
 * @property {string} output
 */

/**
 * Runs a command to its end.
 * @param {readonly string[]} command
 * @param {object} of
 * @param {string} of.folder its own folder, for its output. It is named in the environment of its processes, which are found by it
 * @param {string} of.cwd
 * @param {Record<string, string>} of.env in addition to this process's own
 * @param {boolean} [of.showsErrors] whether its standard error goes to the terminal
 * @returns {Promise<Measured>}
 */
export async function measure(command, { folder, cwd, env, showsErrors = false }) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'output.txt');
  const output = openSync(file, 'w');
  const memory = sampleMemory(folder);
  const began = performance.now();
  // The shell adds up the CPU time of all processes that were waited for, on each system that has a shell.
  const child = spawn('sh', ['-c', '"$@"; code=$?; times >&3; exit $code', 'sh', ...command], {
    cwd,
    stdio: ['ignore', output, showsErrors ? 'inherit' : output, 'pipe'],
    env: { ...ownEnvironment(), ...env, BENCH_FOLDER: folder },
  });
  let times = '';
  child.stdio[3]?.on('data', (chunk) => (times += String(chunk)));
  const [code] = await once(child, 'close');
  const wallMs = performance.now() - began;
  const peaks = memory.end();
  closeSync(output);
  return {
    wallMs,
    cpuMs: cpuOf(times),
    workerMib: peaks.worker,
    allMib: peaks.all,
    code: Number(code ?? 1),
    output: readFileSync(file, 'utf8'),
  };
}

/**
 * This process's environment, without the settings of a tenant or a proxy, and without what npm has set for this process. The
 * browser to use is no such setting.
 */
export function ownEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => name === 'KEYTURN_BROWSER' || !/^(?:KEYTURN|ZENDESK|EXPERT|npm)_|_proxy$/i.test(name),
    ),
  );
}

/**
 * Reads the second line of `times`: user and system time of all children, such as `0m12.34s 0m1.50s`.
 * @param {string} text
 */
export function cpuOf(text) {
  const [, children = ''] = text.trim().split('\n');
  const spans = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  return spans.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
}

/** The machine, in words. */
export function machine() {
  const [{ model = 'unknown' } = {}] = cpus();
  return `${String(cpus().length)} cores (${model.trim()}), ${String(Math.round(totalmem() / 2 ** 30))} GiB, Node ${process.version}`;
}
