/** Runs the tenants of a fleet, several at the same time, each in a process of its own. */
import { closeSync, mkdirSync, openSync, existsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { clearReports, writeMinimalReports } from '../executed-notebook/minimal-reports.ts';
import { loggable } from '../http/printable.ts';
import { displayPath } from '../machine/project.ts';
import { RECORD } from '../results/files.ts';
import { runId, version } from '../run-id.ts';
import { spanInWords } from '../time-span.ts';
import { messageOf } from '../verdict/errors.ts';
import { EXIT } from '../verdict/verdict.ts';
import type { FleetConsole } from './console.ts';
import { judge, type Judgement } from './judge.ts';
import { type FleetMistake, linesOf } from './mistake.ts';
import { RunProcess } from './process.ts';
import type { ResolvedTenant } from './resolve.ts';
import {
  clearResult,
  CONSOLE,
  targetsOfResult,
  type TenantResult,
  withoutResult,
  writeResult,
} from './result.ts';

/** What a fleet runs, and how. */
export interface FleetRun {
  tenants: readonly ResolvedTenant[];
  /** The folder with a folder for each tenant. */
  folder: string;
  /** How many run at the same time. */
  jobs: number;
  /** Words for Playwright, the same for all tenants. */
  words: readonly string[];
  console: FleetConsole;
  /** Redacts the secrets of all tenants in a text. */
  safe: (text: string) => string;
}

const NOTEBOOK = 'notebook.html';

/** The runs of a fleet. */
export class FleetRunner {
  readonly #fleet: FleetRun;
  readonly #results = new Map<string, TenantResult>();
  readonly #processes = new Map<string, RunProcess>();
  #isStopped = false;

  constructor(fleet: FleetRun) {
    this.#fleet = fleet;
  }

  /** The names of the tenants whose runs have not ended. */
  get running(): string[] {
    return [...this.#processes.keys()];
  }

  /** Starts no more runs, and tells those that are under way to clean up. */
  stop(signal: NodeJS.Signals): void {
    this.#isStopped = true;
    for (const each of this.#processes.values()) each.stop(signal);
  }

  /** Tells all runs to stop at once. */
  quit(): void {
    this.#isStopped = true;
    for (const each of this.#processes.values()) each.quit();
  }

  /**
   * Runs everything. Resolves when no process is left. Tenants whose settings are wrong are reported first.
   *
   * @returns the results, in the order of the tenants
   */
  async run(): Promise<TenantResult[]> {
    const { tenants, jobs } = this.#fleet;
    // Until a run has its own result, nothing of an earlier night looks like it.
    for (const tenant of tenants) this.#begin(tenant);
    const ready = tenants.filter(({ mistakes }) => mistakes.length === 0);
    for (const tenant of tenants) if (!ready.includes(tenant)) this.#block(tenant);
    const queue = [...ready];
    const work = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift())
        if (!this.#isStopped) await this.#runOne(next);
    };
    await Promise.all(Array.from({ length: Math.min(jobs, ready.length) }, work));
    return tenants.flatMap(({ name }) => this.#results.get(name) ?? []);
  }

  #begin(tenant: ResolvedTenant): void {
    const { folder } = this.#fleet;
    const own = join(folder, tenant.name);
    mkdirSync(own, { recursive: true });
    clearReports(own);
    clearResult(folder, tenant.name);
    this.#save(tenant, {});
  }

  /** Reports that a tenant cannot run, in the form of any other run that is blocked. */
  #block(tenant: ResolvedTenant): void {
    const { folder, console } = this.#fleet;
    const { name, command } = tenant;
    // Otherwise, each line would name the tenant again.
    const mistakes = tenant.mistakes.map((mistake): FleetMistake => ({ ...mistake, tenant: '' }));
    const lines = mistakes.flatMap(linesOf);
    const count = mistakes.length === 1 ? 'a mistake' : `${String(mistakes.length)} mistakes`;
    const text = `The settings of ${name} have ${count}:\n\n${mistakes.flatMap((each) => [...linesOf(each), '']).join('\n')}`;
    const sentence = this.#fleet.safe(text.trimEnd());
    writeMinimalReports(
      join(folder, name),
      { run: runId(), command, keyturn: version, startedAt: new Date() },
      { ended: true, exitCode: EXIT.notJudged, sentence },
    );
    const summary = `Its settings have ${count}; nothing was started.`;
    const result = this.#save(tenant, {
      state: 'ended',
      verdict: 'blocked',
      outcome: 'not judged',
      sentence: this.#fleet.safe(`${summary} ${lines.map((line) => line.trim()).join(' ')}`),
      exitCode: EXIT.notJudged,
    });
    console.ends({ ...result, sentence: summary }, undefined);
    for (const line of lines) console.say(`    ${loggable(this.#fleet.safe(line))}`);
  }

  async #runOne(tenant: ResolvedTenant): Promise<void> {
    const { folder, console, safe } = this.#fleet;
    const { name, timeoutMs, environment } = tenant;
    const own = join(folder, name);
    const startedAt = new Date();
    const limit = spanInWords(timeoutMs);
    const log = openSync(join(own, CONSOLE), 'w');
    let lost: string | undefined;
    console.starts(tenant);
    this.#save(tenant, {
      state: 'running',
      startedAt: startedAt.toISOString(),
      sentence: 'It is running, or was killed.',
    });
    const run = new RunProcess({
      words: this.#wordsOf(tenant),
      environment: { ...environment, PLAYWRIGHT_BLOB_OUTPUT_DIR: join(own, 'blob-report') },
      timeoutMs,
      onLine: (line) => {
        console.line(name, line);
        // The run has redacted what it knows. This is for what a process says that has not begun to, or that dies.
        if (lost === undefined) lost = written(log, `${safe(line)}\n`);
      },
      onTimeLimit: () =>
        console.say(
          `  ${name} has reached its time limit of ${limit}, and was told to stop. It cleans up first.`,
        ),
    });
    this.#processes.set(name, run);
    try {
      const end = await run.ended;
      const judged = judge(own, { ...end, lastLine: safe(loggable(end.lastLine)) }, limit);
      const result = this.#save(tenant, {
        ...judged,
        ...this.#redacted(judged),
        state: 'ended',
        startedAt: startedAt.toISOString(),
        durationMs: Date.now() - startedAt.getTime(),
      });
      // If the process died before it could write anything, CI finds its report anyway.
      if (!existsSync(join(own, RECORD)))
        writeMinimalReports(
          own,
          { run: runId(), command: tenant.command, keyturn: version, startedAt },
          { ended: true, exitCode: EXIT.notJudged, sentence: result.sentence },
        );
      console.ends(result, displayPath(join(own, NOTEBOOK)));
      if (lost !== undefined)
        console.say(`    Its output could not be written to ${join(own, CONSOLE)}: ${lost}`);
    } finally {
      this.#processes.delete(name);
      closeSync(log);
    }
  }

  #wordsOf({ command, workers }: ResolvedTenant): string[] {
    const { words } = this.#fleet;
    const hasWorkers = words.some((word) => /^(?:--workers(?:=|$)|-j)/.test(word));
    return [
      command,
      ...(command === 'contract' && !hasWorkers ? [`--workers=${String(workers)}`] : []),
      ...words,
    ];
  }

  /** What a run says is redacted by the run. A second time costs nothing, and knows the secrets of all tenants. */
  #redacted({ sentence, left, leaks, changes }: Judgement): Partial<TenantResult> {
    const { safe } = this.#fleet;
    return {
      sentence: safe(sentence),
      left: left.map(safe),
      leaks: leaks.map(safe),
      changes: changes.map((each) => ({ ...each, lines: each.lines.map(safe) })),
    };
  }

  #save(tenant: ResolvedTenant, changes: Partial<TenantResult>): TenantResult {
    const targets = targetsOfResult(tenant.targets);
    const result: TenantResult = { ...withoutResult(tenant), targets, ...changes };
    this.#results.set(tenant.name, result);
    writeResult(this.#fleet.folder, result);
    return result;
  }
}

/** Writes a line. Returns the problem if it could not be written: the run goes on without it. */
function written(file: number, line: string): string | undefined {
  try {
    writeSync(file, line);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
