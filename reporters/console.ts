/**
 * Shows a run on the console: first the target, then each cell with its time, and at the end the verdict and the paths of
 * the reports. The output of workers is already redacted.
 */
import type { FullConfig, Reporter, Suite, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import colors from 'picocolors';
import { unreportedLeftItems } from '../helpers/runner/after-run.ts';
import { resultsFolder } from '../helpers/runner/results-folder.ts';
import { commandOf } from '../helpers/command-line/command.ts';
import { loggable } from '../helpers/http/printable.ts';
import { describeProxy, proxyForCall } from '../helpers/http/proxy.ts';
import { notTriedProofs, notTriedMusts } from '../helpers/contract/prove.ts';
import { unreportedLeaks } from '../helpers/leaks/watch.ts';
import { displayPath } from '../helpers/machine/project.ts';
import { runId } from '../helpers/run-id.ts';
import { mergedRun } from '../helpers/shards/merge.ts';
import { loadSettings } from '../helpers/systems/settings.ts';
import { SYSTEMS } from '../helpers/systems/index.ts';
import { targetsOf } from '../helpers/systems/targets.ts';
import type { ProofRecord } from '../helpers/verdict/cell.ts';
import { isExpectation } from '../helpers/verdict/verdict.ts';
import { outcomeOf } from './cell-outcome.ts';
import { describeDrift, lastDrift } from './drift.ts';
import type { Ending } from './ending.ts';
import { LiveLine } from './live-line.ts';
import { describeShards } from './merged.ts';
import { currentVerdict } from './run-record.ts';
import type { RunVerdict } from './tally.ts';
import { knowsLinks, linkTo, mayMove, terminalOfProcess } from '../helpers/machine/terminal.ts';

/** The page that people read, and what is named together with the record. Each is named if it was written. */
const NOTEBOOK = 'notebook.html';
const OTHER_REPORTS = [
  'notebook.md',
  'notebook.ipynb',
  'junit.xml',
  'ctrf.json',
  'accounts.csv',
  'badge.json',
  'metrics.prom',
  'drift.json',
  'observed.json',
];

const SYMBOLS = {
  passed: colors.green('✓'),
  'non-conformant': colors.red('✗'),
  blocked: colors.yellow('■'),
  incomplete: colors.yellow('○'),
  interrupted: colors.yellow('■'),
  'not tried': colors.dim('–'),
  'not run': colors.dim('·'),
} as const;

const VERDICT_COLORS = {
  conformant: colors.green,
  'non-conformant': colors.red,
  incomplete: colors.yellow,
  blocked: colors.yellow,
} as const;

export default class ConsoleReporter implements Reporter {
  readonly #live = new LiveLine({
    moves: mayMove(terminalOfProcess()),
    write: (text) => process.stdout.write(text),
    say: (line) => console.log(colors.dim(indent(line, 6))),
    columns: () => process.stdout.columns,
    dim: colors.dim,
  });
  /** The system whose cells were printed last, in a run with several systems. */
  #heading: string | undefined;
  #systems = 0;
  readonly #origin: string;
  #results = '';

  /** @param origin where the settings come from. It is read before any of them is put into the environment. */
  constructor({ origin = loadSettings().origin }: { origin?: string } = {}) {
    this.#origin = origin;
  }

  printsToStdio(): boolean {
    return true;
  }

  onBegin(_config: FullConfig, suite: Suite): void {
    const loaded = loadSettings();
    console.log(`\n${colors.bold('Keyturn')} ${colors.dim(`run ${runId()}`)}\n`);
    for (const line of whatRuns(suite)) console.log(`  ${line}`);
    this.#results = resultsFolder(loaded);
    const merged = mergedRun();
    if (merged !== undefined) {
      for (const line of describeShards()) console.log(`  ${loggable(line)}`);
      for (const { title = '', tenant } of merged.targets)
        console.log(`  ${colors.bold(loggable(title))} on ${colors.cyan(loggable(tenant))}`);
      this.#systems = merged.targets.length;
      console.log('');
      return;
    }
    console.log(`  ${colors.bold('Settings')}: ${loggable(this.#origin)}`);
    if (!loaded.ok) {
      console.log('');
      return;
    }
    const names = new Set(suite.suites.map((project) => project.title));
    for (const { system, tenant } of targetsOf(loaded.settings)) {
      if (!names.has(system.name) && !names.has(`${system.name}-preflight`)) continue;
      const { proxy } = loaded.settings;
      const isProxied = tenant !== undefined && proxyForCall(proxy, new URL(tenant)) !== undefined;
      const route = proxy !== undefined && isProxied ? `, through ${describeProxy(proxy)}` : '';
      const where = tenant === undefined ? 'an emulator started for this run' : `${tenant} (live)${route}`;
      console.log(`  ${colors.bold(system.title)} on ${colors.cyan(where)}`);
      this.#systems++;
    }
    console.log('');
  }

  onTestBegin(test: TestCase): void {
    this.#printHeading(test);
    this.#live.begin(test.title);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const cell = outcomeOf(test, result);
    this.#live.end();
    if (cell.status === 'not run') return;
    const calls = cell.calls === 0 ? '' : `, ${String(cell.calls)} ${cell.calls === 1 ? 'call' : 'calls'}`;
    const time = colors.dim(`${(result.duration / 1000).toFixed(1)} s${calls}`);
    console.log(`  ${SYMBOLS[cell.status]} ${test.title}  ${time}`);
    // The error of an interrupted cell says only that it was interrupted.
    if (cell.status !== 'interrupted') for (const error of result.errors) this.#printError(error);
    // A cell that reports itself as not tried has no error.
    if (cell.status === 'incomplete' && result.errors.length === 0)
      this.#printNotTried(notTriedMusts(cell.proofs));
    for (const { sentence, detail } of cell.shortfalls) {
      console.log(colors.yellow(`      Failed SHOULD: ${sentence}`));
      if (detail !== undefined) console.log(indent(loggable(detail), 8));
    }
    const cleanUp = result.attachments.find(({ name }) => name === 'clean-up')?.body?.toString();
    if (cleanUp !== undefined)
      console.log(colors.dim(`      Clean-up:\n${indent(loggable(cleanUp.trim()), 8)}`));
  }

  onStdOut(chunk: string | Buffer): void {
    this.#printOutput(chunk);
  }

  onStdErr(chunk: string | Buffer): void {
    this.#printOutput(chunk);
  }

  onError(error: TestError): void {
    this.#live.erase();
    this.#printError(error);
    this.#live.draw();
  }

  /** Runs after all other reporters have printed their output. */
  onExit(): Promise<void> {
    const current = currentVerdict();
    if (current !== undefined) this.#printVerdict(current.verdict, current.ending);
    return Promise.resolve();
  }

  #printVerdict({ verdict, cells, stale }: RunVerdict, { word, sentence }: Ending): void {
    const proofs = cells.flatMap((cell) => cell.proofs);
    printList(
      'Known deviations',
      colors.yellow,
      cells.flatMap(({ deviations }) => deviations).map(asKnownDeviation),
    );
    printList(
      'Accepted as not tried',
      colors.yellow,
      cells.flatMap(({ accepted }) => accepted).map(asKnownDeviation),
    );
    const notTried = notTriedProofs(proofs);
    printList('Not tried', colors.dim, notTried.filter(({ follows }) => follows === undefined).map(asLine));
    printList(
      'Not tried, because they depend on others',
      colors.dim,
      notTried.filter(({ follows }) => follows !== undefined).map(({ address }) => address),
    );
    for (const problem of stale) console.log(`\n${indent(loggable(problem), 2)}`);
    for (const line of describeDrift(lastDrift())) console.log(`\n  ${loggable(line)}`);
    const idle = cells.filter(({ status }) => status === 'not run');
    if (idle.length > 0 && cells.length > idle.length) {
      console.log(
        `  ${SYMBOLS['not run']} ${colors.dim(`not run: ${joinAddresses(idle.map(({ address }) => address))}`)}`,
      );
    }
    for (const sentence of unreportedLeftItems()) console.log(`\n  ${colors.red(loggable(sentence))}`);
    for (const sentence of unreportedLeaks()) console.log(`\n  ${colors.red(sentence)}`);
    console.log(`\n  ${colors.bold(VERDICT_COLORS[verdict](word))}: ${loggable(sentence)}`);
    for (const line of describeReports(this.#results)) console.log(`  ${line}`);
    console.log('');
  }

  /** Prints a worker's output below the running cell. */
  #printOutput(chunk: string | Buffer): void {
    const text = loggable(chunk.toString()).trimEnd();
    if (text === '' || !this.#live.read(text)) return;
    this.#live.erase();
    console.log(colors.dim(indent(text, 6)));
    this.#live.draw();
  }

  /** Prints which system's cells come next, because two notebooks have cells with the same numbers. */
  #printHeading(test: TestCase): void {
    const project = test.parent.project()?.name.replace(/-preflight$/, '');
    const title = SYSTEMS.find(({ name }) => name === project)?.title;
    if (this.#systems < 2 || title === undefined || title === this.#heading) return;
    if (this.#heading !== undefined) console.log('');
    console.log(`  ${colors.bold(title)}`);
    this.#heading = title;
  }

  /** Prints the message of an error and, for a failed expectation, its location. Never prints a stack. */
  #printError(error: TestError): void {
    const message = stripVTControlCharacters(error.message ?? error.value ?? '').replace(/^Error: /, '');
    console.log(indent(loggable(message), 6));
    if (isExpectation(message) && error.location !== undefined) {
      const { file, line } = error.location;
      console.log(colors.dim(`        at ${file}:${String(line)}`));
    }
  }

  /** Prints the proofs that were not tried, and on one line the proofs that depend on them. */
  #printNotTried(proofs: readonly ProofRecord[]): void {
    for (const proof of proofs.filter(({ follows }) => follows === undefined))
      console.log(colors.yellow(`      Not tried: ${loggable(proof.sentence)} ${asReason(proof)}`));
    const followers = proofs.flatMap(({ address, follows }) =>
      follows === undefined ? [] : [nameOf(address)],
    );
    if (followers.length > 0)
      console.log(
        colors.yellow(
          `      Also not tried, because they depend on others: ${loggable(followers.join(', '))}`,
        ),
      );
  }
}

/** Returns the lines with the paths of the reports, the page that people read first. */
function describeReports(results: string): string[] {
  const folder = displayPath(results);
  const there = (name: string) => existsSync(join(results, name));
  const link = (name: string) => {
    const path = join(folder, name);
    return knowsLinks(terminalOfProcess()) ? linkTo(join(results, name), path) : path;
  };
  const others = OTHER_REPORTS.filter(there);
  const last = others.pop();
  const named = others.length === 0 ? last : `${others.join(', ')} and ${last ?? ''}`;
  return [
    ...(there(NOTEBOOK) ? [`${colors.bold('Notebook')}: ${link(NOTEBOOK)}`] : []),
    colors.dim(`Report: ${link(join('playwright', 'index.html'))}`),
    colors.dim(
      `Record: ${link('run.json')}${named === undefined ? '' : ` (with ${named} in the same folder)`}`,
    ),
  ];
}

/** Explains that `npx playwright test` runs the whole contract, for a person who expects only the notebooks. */
function whatRuns(suite: Suite): string[] {
  const checks = suite.allTests().filter(({ tags }) => tags.includes('@contract')).length;
  if (commandOf() !== 'playwright' || checks === 0) return [];
  return [
    `${colors.bold('npx playwright test')} runs the notebooks and ${String(checks)} contract ${checks === 1 ? 'check' : 'checks'}, like npm run contract.`,
    `For the notebooks only: ${colors.bold('npm start')} (flags after --)\n`,
  ];
}

/** Returns the name of a proof in its cell: `#revoked`. */
function nameOf(address: string): string {
  return address.slice(Math.max(address.indexOf('#'), 0));
}

function asLine(proof: ProofRecord): string {
  return `${proof.address} (${proof.level}): ${asReason(proof)}`;
}

function asReason({ detail = '' }: ProofRecord): string {
  return loggable(detail.split('\n')[0] ?? '');
}

function asKnownDeviation({ address, deviation }: ProofRecord): string {
  return `${address}: ${deviation?.reason ?? ''} (until ${deviation?.expires ?? ''})`;
}

/** Prints a heading and one line for each entry. Prints nothing for an empty list. */
function printList(title: string, color: (text: string) => string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  console.log(`\n  ${color(`${title}:`)}`);
  for (const line of [...new Set(lines)]) console.log(color(`    ${loggable(line)}`));
}

/** Joins addresses with their common beginning only once: `zendesk/notebook/08, 09, 10`. */
function joinAddresses(addresses: readonly string[]): string {
  let last = '';
  return addresses
    .map((address) => {
      const [, folder = '', name = address] = /^(.*\/)([^/]*)$/.exec(address) ?? [];
      const shown = folder === last ? name : address;
      last = folder;
      return shown;
    })
    .join(', ');
}

function indent(text: string, by: number): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(by) + line))
    .join('\n');
}
