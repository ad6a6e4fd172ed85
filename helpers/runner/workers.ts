/**
 * Tracks the workers of a run in its main process, and ends them when the run is told to stop. Playwright signals its
 * workers and waits for them. This fails in three cases:
 *
 * - A worker that is just being started never gets the signal. Playwright waits five minutes for it.
 * - A worker that hangs keeps sending signs of life, so that Playwright waits forever.
 * - If the preflight is interrupted, Playwright starts it again, in a new worker, while the reports are being written.
 *   (It iterates over the phases of the run while it reverses their list.)
 *
 * Therefore a worker that is started after the stop is ended before it begins. For the others, the ledger decides how long
 * the run waits before it kills them. If a killed worker had open entries, the run sweeps.
 *
 * This depends on internals of Playwright, such as the names of its scripts and messages. Its version is pinned, and the
 * tests in `selftest/kill` notice a change.
 */
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';

/** The grace period of a worker that has not begun a cell. It has nothing to clean up, and only has to exit. */
export const IDLE_WORKER_GRACE_MS = 2_000;

/** A run without workers ends sooner than this. If it does not, Playwright is waiting for a worker that did not begin. */
export const SHUTDOWN_START_GRACE_MS = 1_000;

/** The grace period of a worker that has begun a cell but has no open entries. Its browser may still be closing. */
export const NO_ENTRIES_GRACE_MS = 60_000;

/**
 * The grace period of a worker with open entries. It is longer than the clean-up of a cell, the clean-up of its worker (three
 * minutes each) and closing a browser can take together.
 */
export const CLEAN_UP_GRACE_MS = 480_000;

/** The script that Playwright's workers run. */
const WORKER_SCRIPT = /[\\/]workerProcessEntry\.js$/;

/** The parts of a child process that are used here. */
export interface Child {
  kill: (signal: 'SIGKILL') => boolean;
  on: (event: 'exit' | 'message', listener: (value: unknown) => void) => unknown;
  listeners: (event: 'exit') => unknown[];
  removeAllListeners: (event: 'exit' | 'message') => unknown;
}

/** One worker of the run. */
interface Worker {
  child: Child;
  /** Whether it has reported the beginning of a cell. */
  begun: boolean;
  /** When the run was told to stop, or when it last had open entries if that was later. */
  since: number;
  killed: boolean;
}

export interface WorkersOptions {
  /** Whether any process that is still running has open entries in the ledger. */
  hasOpenEntries: () => boolean;
  /** Prints a message to the console. */
  say: (sentence: string) => void;
  /** The current time in ms, from any starting point. */
  now?: () => number;
}

export class Workers {
  readonly #hasOpenEntries: () => boolean;
  readonly #say: (sentence: string) => void;
  readonly #now: () => number;
  readonly #workers = new Set<Worker>();
  #stoppedAt: number | undefined;
  /** Callbacks that tell Playwright about the exit of workers that were ended before they began. */
  readonly #exitReports: (() => void)[] = [];
  #emptySince: number | undefined;
  #over = false;
  #hadAny = false;

  constructor({ hasOpenEntries, say, now = () => performance.now() }: WorkersOptions) {
    this.#hasOpenEntries = hasOpenEntries;
    this.#say = say;
    this.#now = now;
  }

  /** Tracks every worker that this process starts from now on. */
  watch(): void {
    subscribe('child_process', (message) => {
      const { process: child } = message as { process: ChildProcess };
      // The arguments are known once the process has been started, which happens in the same tick.
      process.nextTick(() => {
        // A process that could not be started has no arguments.
        const { spawnargs = [] } = child as { spawnargs?: string[] };
        if (spawnargs.some((argument) => WORKER_SCRIPT.test(argument))) this.add(child);
      });
    });
  }

  /** Adds a worker. If the run was told to stop, the worker is ended before it begins. */
  add(child: Child): void {
    if (this.#stoppedAt !== undefined) {
      this.#endUnreported(child);
      return;
    }
    const worker: Worker = { child, begun: false, since: 0, killed: false };
    this.#hadAny = true;
    this.#workers.add(worker);
    child.on('exit', () => this.#workers.delete(worker));
    child.on('message', (message) => {
      if (methodOf(message) === 'testBegin') worker.begun = true;
    });
  }

  /** Whether there ever was a worker. If not, there were no calls, and there is nothing to clean up. */
  get hadAny(): boolean {
    return this.#hadAny;
  }

  /** How many workers are running. */
  get running(): number {
    return this.#workers.size;
  }

  /** Call this when the run is told to stop. From then on, {@link check} must be called repeatedly. */
  stop(): void {
    const now = this.#now();
    this.#stoppedAt ??= now;
    for (const worker of this.#workers) worker.since = now;
  }

  /** Call this when the run is ending and Playwright no longer waits for workers. */
  over(): void {
    this.#over = true;
  }

  /** Kills the workers whose grace period is over. */
  check(): void {
    if (this.#stoppedAt === undefined) return;
    const now = this.#now();
    if (this.#workers.size === 0) {
      this.#emptySince ??= now;
      const isPlaywrightWaiting = !this.#over && now - this.#emptySince >= SHUTDOWN_START_GRACE_MS;
      if (isPlaywrightWaiting) for (const report of this.#exitReports.splice(0)) report();
      return;
    }
    const hasOpenEntries = this.#hasOpenEntries();
    for (const worker of this.#workers) {
      if (hasOpenEntries) worker.since = now;
      const { begun, since } = worker;
      if (now - this.#stoppedAt >= CLEAN_UP_GRACE_MS)
        this.#kill(worker, 'A worker was still cleaning up after eight minutes and was killed.');
      else if (begun && now - since >= NO_ENTRIES_GRACE_MS)
        this.#kill(worker, 'An idle worker did not exit and was killed.');
      // Without a message, because it cannot have done anything.
      else if (!begun && now - since >= IDLE_WORKER_GRACE_MS) this.#kill(worker);
    }
  }

  /** Kills all workers, whatever they are doing. */
  killAll(): void {
    this.stop();
    for (const worker of this.#workers) this.#kill(worker);
  }

  /**
   * Ends a worker without telling Playwright, which would report it as a failure of cells that were not meant to begin.
   * {@link check} tells Playwright later, if it waits for this worker.
   */
  #endUnreported(child: Child): void {
    const listeners = child.listeners('exit') as ((code: null, signal: string) => void)[];
    for (const event of ['exit', 'message'] as const) child.removeAllListeners(event);
    child.kill('SIGKILL');
    this.#exitReports.push(() => {
      for (const listener of listeners) listener.call(child, null, 'SIGKILL');
    });
  }

  /** Kills a worker once. It is removed from the list when its exit is reported. */
  #kill(worker: Worker, sentence?: string): void {
    if (worker.killed) return;
    worker.killed = true;
    if (sentence !== undefined) this.#say(sentence);
    worker.child.kill('SIGKILL');
  }
}

/** The name of the event that a worker reports, as Playwright calls it. */
function methodOf(message: unknown): string | undefined {
  const { params } = message as { params?: { method?: string } };
  return params?.method;
}
