/**
 * Writes the results of a run and sets the exit code. `run.json` is the record that everything else is drawn from. It
 * also writes `junit.xml`, `drift.json`, `observed.json` and the banner of the HTML report. The configuration ensures
 * that no reporter on the command line replaces this one, and that it runs last.
 */
import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { leftItemsOfThisRun } from '../helpers/runner/after-run.ts';
import { resultsFolder } from '../helpers/runner/results-folder.ts';
import { commandOf } from '../helpers/command-line/command.ts';
import { printable } from '../helpers/http/printable.ts';
import { findLeaks, type Leak, leaksSoFar, onSearchDone, watchOutputs } from '../helpers/leaks/watch.ts';
import { junitXml, type JUnitCase } from '../helpers/results/junit.ts';
import { loadDrawings } from '../helpers/executed-notebook/load-drawings.ts';
import { remember, sinceOf } from '../helpers/history/history.ts';
import { digestOf } from '../helpers/record/digest.ts';
import type { RunRecord, Since } from '../helpers/record/schema.ts';
import { sealed } from '../helpers/record/seal.ts';
import { HTML_FOLDER, JUNIT, NOTEBOOK_FILES, RECORD } from '../helpers/results/files.ts';
import { addVerdictBanner, verdictCase, writePage } from '../helpers/results/reports.ts';
import { json, writeReport } from '../helpers/results/write-report.ts';
import { messageOf } from '../helpers/verdict/errors.ts';
import { runId } from '../helpers/run-id.ts';
import { secrets } from '../helpers/secrets/registry.ts';
import { redactMessage } from '../helpers/secrets/worker-output.ts';
import { endMerge, mergedRun } from '../helpers/shards/merge.ts';
import { type DeclaredTest, SHARD_RECORD } from '../helpers/shards/shard-record.ts';
import { loadSettings } from '../helpers/systems/settings.ts';
import { addressOfTest, printableMessage } from './cell-outcome.ts';
import { deviationsInSettings } from './deviations.ts';
import { driftFile } from './drift.ts';
import { type Ending, endingOf, lineOf } from './ending.ts';
import { listAddresses } from './expected.ts';
import { junitCase } from './junit-cases.ts';
import { observedFile } from './observed.ts';
import { environmentOfRun } from './environment.ts';
import { type Observed, observedIn, runRecordOf, TestDetails } from './record.ts';
import { addShardRecord, declaredTests, removeBlobThatMissesLeaks, writesBlob } from './shard.ts';
import { RunTally, type RunVerdict } from './tally.ts';

/** Variables that move Playwright's HTML report to another folder. */
const HTML_VARIABLES = ['PLAYWRIGHT_HTML_OUTPUT_DIR', 'PLAYWRIGHT_HTML_REPORT'];

/** The verdict of a run if its record leaked a secret. It contains nothing that the run saw. */
const RECORD_LEAKED: RunVerdict = {
  verdict: 'blocked',
  cells: [],
  emulated: false,
  interrupted: false,
  errors: [],
  stale: [],
  missing: [],
  notApplicable: [],
  sentence: 'the record of this run contained a secret and was removed',
};

/** The reporter of this process's run. `undefined` before the end of the run. */
let current: RunRecordReporter | undefined;

/** The last line that was printed on the console. */
let lastPrinted: string | undefined;

/** Returns the verdict of this run for the console reporter. */
export function currentVerdict(): { verdict: RunVerdict; ending: Ending } | undefined {
  if (current?.verdict === undefined) return undefined;
  const ending = current.ending(current.verdict);
  lastPrinted = lineOf(ending);
  return { verdict: current.verdict, ending };
}

export default class RunRecordReporter implements Reporter {
  readonly #tally = new RunTally(deviationsInSettings());
  readonly #loaded = loadSettings();
  readonly #results = resultsFolder(this.#loaded);
  /** The key that signs the record, if there is one. */
  readonly #key = this.#loaded.ok ? this.#loaded.settings.recordKey : undefined;
  /** The output and the attachments of each cell or check. */
  readonly #out = new Map<string, string>();
  readonly #details = new TestDetails();
  #environment: Record<string, string> = {};
  #since: Since[] | undefined;
  /** The record as it was last written. */
  #record: RunRecord | undefined;
  readonly #observed = new Map<string, Observed>();
  /** Errors after the verdict was drawn. */
  readonly #late: string[] = [];
  #config: FullConfig | undefined;
  #declared: DeclaredTest[] = [];
  #expected: string[] | undefined;
  #startedAt = new Date();
  #durationMs = 0;
  #head = '';
  verdict: RunVerdict | undefined;

  printsToStdio(): boolean {
    return false;
  }

  /** Runs before Playwright selects the tests of a shard. Does not run in a merge, or if the global setup failed. */
  async preprocess({ config, suite }: { config: FullConfig; suite: Suite }): Promise<void> {
    const tests = (this.#declared = declaredTests(suite));
    const ofAllShards = tests.map(({ address }) => address);
    // Only a blob needs to know them already, because it is written before the end of the run.
    const expected = writesBlob(config) ? await listAddresses(config, ofAllShards) : undefined;
    this.#expected = expected && [...new Set([...ofAllShards, ...expected])];
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.#config = config;
    this.#startedAt = new Date();
    this.#environment = environmentOfRun(config);
    const merged = mergedRun();
    const tests = merged?.tests ?? this.#declared;
    if (merged !== undefined) {
      watchOutputs(config);
      // Otherwise, Playwright's report would show it to people.
      Reflect.deleteProperty(config.metadata, SHARD_RECORD);
    } else if (writesBlob(config)) addShardRecord(config, { tests, expected: this.#expected });
    for (const test of tests) this.#details.add(test.address, test);
    for (const test of suite.allTests()) this.#details.add(addressOfTest(test), test);
    this.#tally.begin(config, suite, tests.length === 0 ? undefined : tests.map(({ address }) => address));
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#tally.end(test, result);
    this.#observed.set(addressOfTest(test), observedIn(result));
    const attached = result.attachments.flatMap(({ path }) =>
      path === undefined ? [] : `\n[[ATTACHMENT|${relative(this.#results, path)}]]\n`,
    );
    const printed = printable([...result.stdout, ...result.stderr].map(String).join(''));
    this.#out.set(addressOfTest(test), [printed, ...attached].join(''));
  }

  onError(error: TestError): void {
    if (this.verdict === undefined) this.#tally.error(error);
    else this.#late.push(printableMessage(error));
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] }> {
    this.#durationMs = Math.round(result.duration);
    // A merge takes a moment, its shards took longer.
    if (mergedRun() !== undefined) this.#startedAt = result.startTime;
    const verdict = (this.verdict = await this.#tally.verdict(result));
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- The reporters of one process share the verdict of its run.
    current = this;
    const { cells, interrupted } = verdict;
    const at = { run: runId(), at: this.#startedAt.toISOString() };
    if (commandOf() !== 'sweep' && cells.some((cell) => cell.record !== undefined)) {
      const drift = driftFile(at, cells, this.#read('drift.json'));
      this.#write('drift.json', json(redactMessage({ ...drift }, secrets)));
      this.#write('observed.json', json(redactMessage({ ...observedFile(at, cells) }, secrets)));
    }
    // The search for leaks is slow and reads every file, so it runs only once, after all reporters have written.
    const { exitCode } = this.#report(verdict, leaksSoFar());
    endMerge();
    onSearchDone((leaked) => {
      this.#writeFinalReports(leaked ? RECORD_LEAKED : verdict);
    });
    return { status: interrupted ? 'interrupted' : exitCode === 0 ? 'passed' : 'failed' };
  }

  /** Returns the current ending of the run. */
  ending(verdict: RunVerdict, leaks = findLeaks()): Ending {
    return endingOf(verdict, { left: leftItemsOfThisRun(), leaks, late: this.#late });
  }

  /**
   * Runs when the process ends, so that the reports show the final result even if something leaked or failed after the last
   * test, or if a report had to be removed. Playwright knows only the exit codes 0 and 1, so the final exit code is set
   * here.
   */
  #writeFinalReports(verdict: RunVerdict): void {
    const known = this.#late.length;
    let ending = this.#report(verdict, findLeaks());
    const problem = this.#record && remember(this.#record, this.#loaded.history, this.#key);
    if (problem !== undefined) this.#addLate(problem);
    // Writing the last reports may have failed as well.
    if (this.#late.length > known) ending = this.#report(verdict, findLeaks());
    process.exitCode = ending.exitCode;
    if (this.#config !== undefined) removeBlobThatMissesLeaks(this.#config);
    if (lastPrinted === lineOf(ending)) return;
    lastPrinted = lineOf(ending);
    console.error(`\n  ${lastPrinted}`);
  }

  /** Writes the record, and draws the executed notebook from it. Returns the record as it was written. */
  #writeRecord(record: RunRecord): RunRecord {
    const redacted = sealed(redactMessage(record, secrets) as RunRecord, this.#key);
    const content = json(redacted);
    const outcome = this.#write(RECORD, content);
    if (outcome === 'failed') this.#removeNotebook();
    if (outcome !== 'written') return redacted;
    try {
      loadDrawings().writeNotebook(redacted, this.#results, { digest: digestOf(content) });
    } catch (error) {
      // The record is more important than what is drawn from it. It says so when it is written for the last time.
      this.#addLate(`The executed notebook could not be drawn: ${printable(messageOf(error))}`);
      this.#removeNotebook();
    }
    return redacted;
  }

  /** The comparison with earlier runs. It is made once, because the history changes when this run is added to it. */
  #sinceOf(record: RunRecord): Since[] {
    try {
      return (this.#since ??= sinceOf(record, this.#loaded.history));
    } catch (error) {
      // What is stored may be anything. The record is more important, and says so when it is written for the last time.
      this.#addLate(`The run could not be compared with earlier runs: ${printable(messageOf(error))}`);
      return (this.#since = []);
    }
  }

  #addLate(message: string): void {
    if (!this.#late.includes(message)) this.#late.push(message);
  }

  #report(verdict: RunVerdict, leaks: readonly Leak[]): Ending {
    const ending = this.ending(verdict, leaks);
    const timing = { startedAt: this.#startedAt, durationMs: this.#durationMs };
    const record = runRecordOf(verdict, {
      ending,
      leaks,
      late: this.#late,
      ...timing,
      details: this.#details,
      observed: this.#observed,
      environment: this.#environment,
    });
    // What leaked may be in the comparison, too.
    const since = verdict === RECORD_LEAKED ? [] : this.#sinceOf(record);
    this.#record = this.#writeRecord({ ...record, since });
    const cases = redactMessage(this.#cases(verdict, ending), secrets) as JUnitCase[];
    this.#write(JUNIT, junitXml(cases, timing));
    const line = secrets.redact(lineOf(ending));
    if (line !== this.#head) {
      this.#head = line;
      const own = join(this.#results, HTML_FOLDER);
      if (!addVerdictBanner(own, line)) writePage(own, runId(), line);
      for (const folder of HTML_VARIABLES.flatMap((name) => process.env[name] || []))
        addVerdictBanner(folder, line);
    }
    return ending;
  }

  #cases({ cells }: RunVerdict, ending: Ending): JUnitCase[] {
    const cases = cells.map((cell) => junitCase(cell, this.#out.get(cell.address)));
    if (ending.exitCode === 0) return cases;
    const message = lineOf(ending);
    const text = [message, ...ending.problems].join('\n\n');
    return [verdictCase({ run: runId(), message, type: ending.verdict, text }), ...cases];
  }

  /**
   * Writes a report, unless the file already has this content. That saves another search for leaks. A report that cannot be
   * written must not keep the others from being written, nor change the exit code to that of a broken contract.
   */
  #write(name: string, content: string): 'written' | 'unchanged' | 'failed' {
    if (this.#read(name) === content) return 'unchanged';
    try {
      writeReport(join(this.#results, name), content);
      return 'written';
    } catch (error) {
      this.#addLate(`${name} could not be written: ${printable(messageOf(error))}`);
      return 'failed';
    }
  }

  /** Removes the notebook of the unfinished run, which says that the run has not finished. */
  #removeNotebook(): void {
    for (const name of NOTEBOOK_FILES) rmSync(join(this.#results, name), { recursive: true, force: true });
  }

  /** Returns the content of a report of this run or the previous one, or `undefined` if there is none. */
  #read(name: string): string | undefined {
    try {
      return readFileSync(join(this.#results, name), 'utf8');
    } catch {
      return undefined;
    }
  }
}
