// `npm run bench`: Keyturn beside other tools that make the same calls, on one emulated Expert site that answers late.
import '../bin/node-version.mjs';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFlags, refuse } from './flags.mjs';
import { installPeers } from './install.mjs';
import { cellsOf, checkAddresses, hasProved, PROJECT } from './keyturn.mjs';
import { machine, measure } from './measure.mjs';
import { writeBetween } from './page.mjs';
import { BENCHMARKS, dependencies, PEERS } from './peers/index.mjs';
import { chainOf, startRecorder } from './peers/recorder.mjs';
import { assertionsIn, differences, storyOf } from './peers/story.mjs';
import { behind, startSite } from './site.mjs';
import { comparison, medianTime } from './table.mjs';

const TOOLS = /** @type {const} */ (['keyturn', 'playwright', 'newman', 'httpyac', 'respect']);
const CHECKS_LATENCY_MS = 150;

const asked = readFlags({
  defaults: { latency: '0,50,150', repeat: '5', tools: TOOLS.join(','), checks: '60' },
  switches: ['--verify', '--write', '--keep'],
  program: 'npm run bench',
  help: (
    flags,
  ) => `Compares Keyturn with other tools that make the same calls. It starts an emulated Expert site in a process of its own, records
one run of Keyturn, writes what the others need to make the same calls and assertions, and runs all of them in turn.

  npm run bench
  npm run bench -- --write                         also writes the tables into docs/performance.md
  npm run bench -- --verify                        only whether all tools make the same calls; measures nothing
  npm run bench -- --tools=keyturn,playwright --latency=0 --repeat=3 --checks=0

Flags, each with its default:
${flags}

--latency is in milliseconds, one table row for each tool and latency. --repeat is how often each tool is measured, after a first run
that does not count. --checks is how many contract checks are compared, at ${String(CHECKS_LATENCY_MS)} ms, with the fastest of the other
tools; 0 leaves them out. --keep keeps the folder of the recorded stories, and says where it is. It installs the other tools on
first use (npm ci in benchmarks/). Memory is measured on Linux only.

Exit codes: 0 measured; 1 a tool failed or made other calls, and its rows are missing; 2 a wrong flag, or no tools to compare with.`,
});

/** @typedef {typeof TOOLS[number]} Tool */
/** @typedef {Exclude<Tool, 'keyturn'>} Peer */

const latencies = asked.numbers('latency').toSorted((a, b) => a - b);
const repeat = asked.number('repeat');
const checks = asked.number('checks');
const tools = asked.names('tools', TOOLS);
const onlyVerifies = asked.has('--verify');
if (repeat === 0) refuse('--repeat must be at least 1');
installPeers();
const folder = mkdtempSync(join(tmpdir(), 'keyturn-bench-'));
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
process.on('exit', () => {
  if (asked.has('--keep')) console.error(`The stories are in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
});

/**
 * @typedef {object} Subject what is compared
 * @property {string} title
 * @property {string[]} command of Keyturn, after `npm`
 * @property {string[]} addresses of the checks that it must prove; none if the whole run must be conformant
 *
 * @typedef {(site: import('./site.mjs').Site) => Promise<import('./measure.mjs').Measured>} Run
 */

/**
 * Runs the tools in turn on one site. Throws an error if Keyturn fails; a peer that fails has no row.
 * @param {Subject} subject
 * @param {number} latencyMs
 * @param {readonly Tool[]} compared
 * @returns {Promise<import('./table.mjs').Row[]>}
 */
async function compare(subject, latencyMs, compared) {
  const own = mkdtempSync(join(folder, `${String(latencyMs)}ms-`));
  const { site, reset, stop } = await startSite(own, latencyMs);
  const recorder = await startRecorder(site.origin);
  try {
    const recorded = behind(site, recorder.origin);
    const record = async (/** @type {Run} */ run) => {
      await reset();
      recorder.take();
      await run(recorded);
      return recorder.take();
    };
    const keyturn = keyturnFor(own, subject);
    // The first run creates the test users, who are there in all others.
    await keyturn(recorded);
    const calls = await record(keyturn);
    const story = storyOf(subject.title, calls, cellsOf(resultsOf(own, 'keyturn')), site.admin);
    const assertions = assertionsIn(story);
    say(
      `${subject.title}, ${String(latencyMs)} ms: ${String(calls.length)} calls, ${String(assertions)} assertions`,
    );

    /** @type {{ row: import('./table.mjs').Row, run: Run }[]} */
    const measured = [];
    for (const tool of compared) {
      const run = tool === 'keyturn' ? keyturn : peerFor(own, tool, story);
      const made = tool === 'keyturn' ? calls : await attempt(tool, () => record(run));
      if (made === undefined) continue;
      const found = tool === 'keyturn' ? [] : differences(story, made);
      if (found.length > 0) {
        fail(`${titleOf(tool)} made other calls than Keyturn:\n  ${found.join('\n  ')}`);
        continue;
      }
      const chain = chainOf(made);
      say(`  ${titleOf(tool)}: the same calls, ${String(chain)} of them one after another`);
      /** @type {import('./table.mjs').Row} */
      const row = { tool, title: titleOf(tool), latencyMs, calls: made.length, chain, assertions, runs: [] };
      measured.push({ row, run });
    }
    for (let round = 1; round <= (onlyVerifies ? 0 : repeat); round++)
      for (const { row, run } of measured) {
        await reset();
        const result = await attempt(row.tool, () => run(site));
        if (result === undefined) continue;
        row.runs.push(result);
        const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(1)} s`;
        say(
          `  ${row.title}, round ${String(round)}: ${seconds(result.wallMs)}, ${seconds(result.cpuMs)} of CPU`,
        );
      }
    // Ratios are taken within a round, so a tool that failed in one has no row.
    return measured.map(({ row }) => row).filter(({ runs }) => runs.length === repeat);
  } finally {
    recorder.close();
    await stop();
  }
}

/**
 * How Keyturn is run.
 * @param {string} own the folder of this comparison
 * @param {Subject} subject
 * @returns {Run}
 */
function keyturnFor(own, { command, addresses }) {
  const results = resultsOf(own, 'keyturn');
  return async ({ envFile }) => {
    const measured = await measure(['npm', ...command, ...addresses], {
      ...{ folder: join(own, 'keyturn'), cwd: PROJECT },
      env: {
        KEYTURN_ENV_FILE: envFile,
        KEYTURN_RESULTS: results,
        KEYTURN_STATE: join(own, 'keyturn', 'state'),
      },
    });
    if (addresses.length === 0 ? measured.code !== 0 : !hasProved(results, addresses))
      throw new Error(`${measured.output}\nKeyturn ended with exit code ${String(measured.code)}.`);
    return measured;
  };
}

/**
 * How a peer is run.
 * @param {string} own the folder of this comparison
 * @param {Peer} peer
 * @param {import('./peers/story.mjs').Story} story
 * @returns {Run}
 */
function peerFor(own, peer, story) {
  /** @type {Map<string, import('./peers/index.mjs').Prepared>} */
  const prepared = new Map();
  return async (site) => {
    const files = join(own, peer, site.origin.replace(/\W+/g, '-'));
    const results = resultsOf(own, peer);
    mkdirSync(files, { recursive: true });
    mkdirSync(results, { recursive: true });
    const { command, env = {} } = prepared.get(files) ?? PEERS[peer].prepare({ story, site, folder: files });
    prepared.set(files, { command, env });
    const measured = await measure(['npx', '--no', '--prefix', BENCHMARKS, ...command({ results })], {
      ...{ folder: join(own, peer), cwd: files },
      env: { ...env, RESULTS: results },
    });
    if (measured.code !== 0)
      throw new Error(`${measured.output}\n${titleOf(peer)} ended with exit code ${String(measured.code)}.`);
    return measured;
  };
}

/**
 * @param {string} own
 * @param {Tool} tool
 */
function resultsOf(own, tool) {
  return join(own, tool, 'results');
}

/**
 * Returns what a tool did, or undefined if it failed, which is said.
 * @template Result
 * @param {Tool} tool
 * @param {() => Promise<Result>} run
 * @returns {Promise<Result | undefined>}
 */
async function attempt(tool, run) {
  try {
    return await run();
  } catch (error) {
    fail(`${titleOf(tool)}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** @param {Tool} tool */
function titleOf(tool) {
  return tool === 'keyturn' ? 'Keyturn' : PEERS[tool].title;
}

/** @param {string} line */
function say(line) {
  console.error(line);
}

/** @param {string} message */
function fail(message) {
  console.error(`\n${message}\n`);
  process.exitCode = 1;
}

/** The versions of all tools, and the machine. */
function circumstances() {
  const versions = Object.entries(dependencies()).map(([name, version]) => `${name} ${version}`);
  const runs =
    repeat === 1 ? 'one run' : `the median of ${String(repeat)} runs, with the smallest and the largest`;
  return `Each number is ${runs}, after one that did not count; the tools ran in turn. ${machine()}; ${versions.join(', ')}.`;
}

try {
  const fastest = await compareNotebook();
  if (checks > 0) await compareChecks(fastest);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

/** Compares all tools on the notebook. Returns the fastest peer. */
async function compareNotebook() {
  const subject = { title: 'The notebook of Expert', command: ['start'], addresses: [] };
  /** @type {import('./table.mjs').Row[]} */
  const rows = [];
  // The chain of calls can only be told where a call takes longer than what is between two calls.
  for (const latencyMs of (onlyVerifies ? latencies.slice(-1) : latencies).toReversed()) {
    const slower = [...rows];
    for (const row of await compare(subject, latencyMs, tools)) {
      row.chain = slower.find(({ tool }) => tool === row.tool)?.chain ?? row.chain;
      rows.push(row);
    }
  }
  rows.sort((a, b) => a.latencyMs - b.latencyMs);
  if (!onlyVerifies) publish('story', subject.title, rows, 'playwright');
  return fastestPeer(rows);
}

/**
 * Compares Keyturn with the fastest peer on contract checks.
 * @param {Peer} fastest
 */
async function compareChecks(fastest) {
  const subject = {
    title: `${String(checks)} contract checks of Expert`,
    command: ['run', 'contract', '--'],
    addresses: checkAddresses(checks, folder),
  };
  const latencyMs = onlyVerifies ? (latencies.at(-1) ?? 0) : CHECKS_LATENCY_MS;
  const rows = await compare(subject, latencyMs, ['keyturn', fastest]);
  if (!onlyVerifies) publish('checks', subject.title, rows, fastest);
}

/**
 * The peer with the shortest time at the highest latency; bare Playwright if none was measured.
 * @param {readonly import('./table.mjs').Row[]} rows
 * @returns {Peer}
 */
function fastestPeer(rows) {
  const peers = rows.filter(({ tool, latencyMs }) => tool !== 'keyturn' && latencyMs === latencies.at(-1));
  const [first] = peers.toSorted((a, b) => medianTime(a) - medianTime(b));
  return /** @type {Peer} */ (first?.tool ?? 'playwright');
}

/**
 * Prints a table, and writes it into the docs if asked to.
 * @param {'story' | 'checks'} name
 * @param {string} title
 * @param {readonly import('./table.mjs').Row[]} rows
 * @param {Peer} floor
 */
function publish(name, title, rows, floor) {
  const [{ calls = 0, assertions = 0 } = {}] = rows;
  const what = `${title}: ${String(calls)} calls, ${String(assertions)} assertions.`;
  const text = `${what} ${circumstances()}\n\n${comparison(rows, floor)}`;
  console.log(`\n${text}\n`);
  if (!asked.has('--write')) return;
  if (process.exitCode === 1) say('Nothing was written, because a row is missing.');
  else writeBetween(join(PROJECT, 'docs', 'performance.md'), `bench ${name}`, text);
}
