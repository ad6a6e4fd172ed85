/** Writes `run.json`, the record that everything else is drawn from, and sets the exit code by the verdict. */
import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leftByThisRun } from '../helpers/commands/after-run.ts';
import { commandOf } from '../helpers/commands/command.ts';
import { coverAgain } from '../helpers/leaks/cover-again.ts';
import { findLeaks, secretsByNow } from '../helpers/leaks/watch.ts';
import { runId, version } from '../helpers/run/run.ts';
import { secrets } from '../helpers/secrets/registry.ts';
import { redactMessage } from '../helpers/secrets/worker-output.ts';
import { loadSettings } from '../helpers/settings/load.ts';
import { targetsOf } from '../helpers/systems.ts';
import { EXIT, exitCodeOf } from '../helpers/verdict/verdict.ts';
import { driftFile } from './drift.ts';
import { observedFile } from './observed.ts';
import { deviationsInSettings, RunTally } from './tally.ts';

export default class RunRecordReporter implements Reporter {
  readonly #tally = new RunTally(deviationsInSettings());
  readonly #results: string;
  #startedAt = new Date();
  #record: object | undefined;
  #suite: Suite | undefined;

  constructor({ results }: { results: string }) {
    this.#results = results;
  }

  printsToStdio(): boolean {
    return false;
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.#suite = suite;
    this.#startedAt = new Date();
    this.#tally.begin(config, suite);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#tally.end(test, result);
  }

  onError(error: TestError): void {
    this.#tally.error(error);
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] }> {
    // The first of all reporters to write: see `playwright.config.ts`.
    coverAgain(this.#suite?.allTests().flatMap(({ results }) => results) ?? [], secretsByNow());
    const { verdict, cells, emulated, interrupted, errors } = await this.#tally.verdict(result);
    const left = leftByThisRun();
    const loaded = loadSettings();
    const targets = loaded.ok ? targetsOf(loaded.settings) : [];
    const record = {
      version: 1,
      keyturn: version,
      run: runId(),
      command: commandOf(),
      startedAt: this.#startedAt.toISOString(),
      durationMs: Math.round(result.duration),
      verdict,
      emulated,
      interrupted,
      targets: targets.map(({ system, tenant }) => ({ system: system.name, tenant: tenant ?? 'emulator' })),
      calls: cells.reduce((sum, { calls }) => sum + calls, 0),
      errors,
      knownDeviations: cells.flatMap(({ deviations }) =>
        deviations.map(({ address, deviation, detail }) => ({ address, ...deviation, detail })),
      ),
      accepted: cells.flatMap(({ accepted }) =>
        accepted.map(({ address, deviation, detail }) => ({ address, ...deviation, detail })),
      ),
      left: left.map(({ tenant, kind, whose, id, certain }) => ({ tenant, kind, whose, id, certain })),
      cells: cells.map(({ address, title, status, durationMs, calls, error, proofs }) => ({
        address,
        title,
        status,
        durationMs,
        calls,
        ...(error === undefined ? {} : { error }),
        proofs,
      })),
    };
    this.#record = record;
    this.#write('run.json', record);
    const at = { run: runId(), at: this.#startedAt.toISOString() };
    if (commandOf() !== 'sweep' && cells.some((cell) => cell.record !== undefined)) {
      const drift = driftFile(at, cells, this.#read('drift.json'));
      this.#write('drift.json', redactMessage({ ...drift }, secrets));
      this.#write('observed.json', redactMessage({ ...observedFile(at, cells) }, secrets));
    }
    const whole = interrupted ? EXIT.interrupted : exitCodeOf(verdict);
    const code = left.some(({ certain }) => certain) ? EXIT.failed : whole;
    // Playwright knows 0 and 1 only. Its own code is set before this event, so ours has the last word (but for a leak).
    process.on('exit', () => (process.exitCode = code));
    return { status: interrupted ? 'interrupted' : code === 0 ? 'passed' : 'failed' };
  }

  /** Every report is on disk. What leaked is said in the record, which must not leak for its part. */
  onExit(): Promise<void> {
    const leaks = findLeaks();
    if (this.#record !== undefined)
      this.#write('run.json', redactMessage({ ...this.#record, leaks }, secrets));
    return Promise.resolve();
  }

  #write(name: string, content: unknown): void {
    mkdirSync(this.#results, { recursive: true });
    writeFileSync(join(this.#results, name), `${JSON.stringify(content, undefined, 2)}\n`);
  }

  /** What the previous run has written; nothing if there was none. */
  #read(name: string): string | undefined {
    try {
      return readFileSync(join(this.#results, name), 'utf8');
    } catch {
      return undefined;
    }
  }
}
