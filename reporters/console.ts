/**
 * The notebook as it runs: first the target, then each cell with its time, and at the end the verdict and
 * where the reports are. What workers send is redacted already.
 */
import type { FullConfig, Reporter, Suite, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import colors from 'picocolors';
import { unreportedLeftItems } from '../helpers/runner/after-run.ts';
import { resultsFolder } from '../helpers/runner/results-folder.ts';
import { commandOf } from '../helpers/command-line/command.ts';
import { loggable } from '../helpers/http/printable.ts';
import { describeProxy, proxyForCall } from '../helpers/http/proxy.ts';
import { untried, notTriedMusts } from '../helpers/contract/prove.ts';
import { unreportedLeaks } from '../helpers/leaks/watch.ts';
import { displayPath } from '../helpers/machine/project.ts';
import { runId } from '../helpers/run-id.ts';
import { isUnattended } from '../helpers/machine/unattended.ts';
import { loadSettings } from '../helpers/systems/settings.ts';
import { SYSTEMS } from '../helpers/systems/index.ts';
import { targetsOf } from '../helpers/systems/targets.ts';
import type { ProofRecord } from '../helpers/verdict/cell.ts';
import { isExpectation } from '../helpers/verdict/verdict.ts';
import { deviationsInSettings } from './deviations.ts';
import { describeDrift, lastDrift } from './drift.ts';
import type { Ending } from './ending.ts';
import { currentVerdict } from './run-record.ts';
import { RunTally, type RunVerdict } from './tally.ts';

const MARKS = {
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
  readonly #tally = new RunTally(deviationsInSettings());
  /** Whether a line may be drawn again. */
  readonly #live = process.stdout.isTTY && process.env['TERM'] !== 'dumb' && !isUnattended();
  #running: string | undefined;
  /** Whose cells were printed last, where the run is about several systems. */
  #heading: string | undefined;
  #systems = 0;
  readonly #origin: string;
  #results = '';

  /** @param origin where the settings come from, as it was before anything of them was put into the environment. */
  constructor({ origin = loadSettings().origin }: { origin?: string } = {}) {
    this.#origin = origin;
  }

  printsToStdio(): boolean {
    return true;
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.#tally.begin(config, suite);
    const loaded = loadSettings();
    console.log(`\n${colors.bold('Keyturn')} ${colors.dim(`run ${runId()}`)}\n`);
    for (const line of whatRuns(suite)) console.log(`  ${line}`);
    this.#results = resultsFolder(loaded);
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
      const way = proxy !== undefined && isProxied ? `, through ${describeProxy(proxy)}` : '';
      const where = tenant === undefined ? 'the emulator, started for this run' : `${tenant} (live)${way}`;
      console.log(`  ${colors.bold(system.title)} on ${colors.cyan(where)}`);
      this.#systems++;
    }
    console.log('');
  }

  onTestBegin(test: TestCase): void {
    this.#printHeading(test);
    this.#running = test.title;
    if (this.#live) process.stdout.write(`  ${colors.dim('…')} ${test.title}`);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const cell = this.#tally.end(test, result);
    this.#clearLine();
    this.#running = undefined;
    if (cell.status === 'not run') return;
    const calls = cell.calls === 0 ? '' : `, ${String(cell.calls)} ${cell.calls === 1 ? 'call' : 'calls'}`;
    const time = colors.dim(`${(result.duration / 1000).toFixed(1)} s${calls}`);
    console.log(`  ${MARKS[cell.status]} ${test.title}  ${time}`);
    // What an interrupted cell stumbles over is the interruption.
    if (cell.status !== 'interrupted') for (const error of result.errors) this.#printError(error);
    // What says by itself that it could not be tried has no error.
    if (cell.status === 'incomplete' && result.errors.length === 0)
      this.#printNotTried(notTriedMusts(cell.proofs));
    for (const { sentence, detail } of cell.shortfalls) {
      console.log(colors.yellow(`      SHOULD, but does not: ${sentence}`));
      if (detail !== undefined) console.log(indent(loggable(detail), 8));
    }
    const cleanUp = result.attachments.find(({ name }) => name === 'clean-up')?.body?.toString();
    if (cleanUp !== undefined)
      console.log(colors.dim(`      Clean-up:\n${indent(loggable(cleanUp.trim()), 8)}`));
  }

  onStdOut(chunk: string | Buffer): void {
    this.#note(chunk);
  }

  onStdErr(chunk: string | Buffer): void {
    this.#note(chunk);
  }

  onError(error: TestError): void {
    this.#clearLine();
    this.#tally.error(error);
    this.#printError(error);
  }

  /** After every other reporter has said what it has to say. */
  onExit(): Promise<void> {
    const told = currentVerdict();
    if (told !== undefined) this.#printVerdict(told.verdict, told.ending);
    return Promise.resolve();
  }

  #printVerdict({ verdict, cells, stale }: RunVerdict, { word, sentence }: Ending): void {
    const proofs = cells.flatMap((cell) => cell.proofs);
    printList('Known deviations', colors.yellow, cells.flatMap(({ deviations }) => deviations).map(knownAs));
    printList('Accepted as not tried', colors.yellow, cells.flatMap(({ accepted }) => accepted).map(knownAs));
    const notTried = untried(proofs);
    printList('Not tried', colors.dim, notTried.filter(({ follows }) => follows === undefined).map(asLine));
    printList(
      'Not tried, since they go on from others that were not',
      colors.dim,
      notTried.filter(({ follows }) => follows !== undefined).map(({ address }) => address),
    );
    for (const problem of stale) console.log(`\n${indent(loggable(problem), 2)}`);
    for (const line of describeDrift(lastDrift())) console.log(`\n  ${loggable(line)}`);
    const idle = cells.filter(({ status }) => status === 'not run');
    if (idle.length > 0 && cells.length > idle.length) {
      console.log(
        `  ${MARKS['not run']} ${colors.dim(`not run: ${joinAddresses(idle.map(({ address }) => address))}`)}`,
      );
    }
    for (const sentence of unreportedLeftItems()) console.log(`\n  ${colors.red(loggable(sentence))}`);
    for (const sentence of unreportedLeaks()) console.log(`\n  ${colors.red(sentence)}`);
    console.log(`\n  ${colors.bold(VERDICT_COLORS[verdict](word))}: ${loggable(sentence)}`);
    const folder = displayPath(this.#results);
    console.log(colors.dim(`  The report: ${join(folder, 'playwright', 'index.html')}`));
    console.log(
      colors.dim(
        `  The record: ${join(folder, 'run.json')} (and junit.xml, drift.json, observed.json beside it)\n`,
      ),
    );
  }

  /** What a worker prints, below the running cell. */
  #note(chunk: string | Buffer): void {
    const text = loggable(chunk.toString()).trimEnd();
    if (text === '') return;
    this.#clearLine();
    console.log(colors.dim(indent(text, 6)));
    if (this.#live && this.#running !== undefined)
      process.stdout.write(`  ${colors.dim('…')} ${this.#running}`);
  }

  /** Whose cells come now: two notebooks have cells of the same numbers. */
  #printHeading(test: TestCase): void {
    const project = test.parent.project()?.name.replace(/-preflight$/, '');
    const title = SYSTEMS.find(({ name }) => name === project)?.title;
    if (this.#systems < 2 || title === undefined || title === this.#heading) return;
    if (this.#heading !== undefined) console.log('');
    console.log(`  ${colors.bold(title)}`);
    this.#heading = title;
  }

  /** The sentence first; of a failed expectation also where it stands, never a stack. */
  #printError(error: TestError): void {
    const message = stripVTControlCharacters(error.message ?? error.value ?? '').replace(/^Error: /, '');
    console.log(indent(loggable(message), 6));
    if (isExpectation(message) && error.location !== undefined) {
      const { file, line } = error.location;
      console.log(colors.dim(`        at ${file}:${String(line)}`));
    }
  }

  /** What was not tried, and in one line what would have gone on from it. */
  #printNotTried(proofs: readonly ProofRecord[]): void {
    for (const proof of proofs.filter(({ follows }) => follows === undefined))
      console.log(colors.yellow(`      Not tried: ${loggable(proof.sentence)} ${asReason(proof)}`));
    const followers = proofs.flatMap(({ address, follows }) =>
      follows === undefined ? [] : [nameOf(address)],
    );
    if (followers.length > 0)
      console.log(colors.yellow(`      Nor was what goes on from it: ${loggable(followers.join(', '))}`));
  }

  #clearLine(): void {
    if (this.#live) process.stdout.write('\r\u001b[2K');
  }
}

/** `npx playwright test` by itself is the contract, which nobody may expect who looks for `npm start`. */
function whatRuns(suite: Suite): string[] {
  const checks = suite.allTests().filter(({ tags }) => tags.includes('@contract')).length;
  if (commandOf() !== 'playwright' || checks === 0) return [];
  return [
    `${colors.bold('npx playwright test')} runs notebooks and contract checks (${String(checks)} in this run), as npm run contract does.`,
    `The notebooks alone: ${colors.bold('npm start')}, with the same flags behind --\n`,
  ];
}

/** The name of a proof in its cell: `#revoked`. */
function nameOf(address: string): string {
  return address.slice(Math.max(address.indexOf('#'), 0));
}

function asLine(proof: ProofRecord): string {
  return `${proof.address} (${proof.level}): ${asReason(proof)}`;
}

function asReason({ detail = '' }: ProofRecord): string {
  return loggable(detail.split('\n')[0] ?? '');
}

function knownAs({ address, deviation }: ProofRecord): string {
  return `${address}: ${deviation?.reason ?? ''} (until ${deviation?.expires ?? ''})`;
}

/** A heading and a line each; nothing for an empty list. */
function printList(title: string, colour: (text: string) => string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  console.log(`\n  ${colour(`${title}:`)}`);
  for (const line of [...new Set(lines)]) console.log(colour(`    ${loggable(line)}`));
}

/** `zendesk/notebook/08, 09, 10`: the common beginning once. */
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
