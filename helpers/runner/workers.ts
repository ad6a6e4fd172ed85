/**
 * The workers of a run, as its main process sees them, and their end when the run is told to stop. Playwright tells its
 * workers and waits for them, but
 *
 * - one that it was just about to start never hears of it, and is waited for in vain (five minutes);
 * - one whose time goes by in something that never ends sends signs of life for ever;
 * - where the preflight is interrupted, Playwright begins it once more, in a new worker, while the reports are being written
 *   (it walks through the phases of the run while it turns their list round).
 *
 * So whatever is started after the run was told to stop does not begin; and what is noted in the ledger says how long a
 * worker is waited for before it is killed, and the run sweeps behind it.
 *
 * All that is Playwright's own business, as are the words by which its workers are known: its version is pinned, and the tests
 * in `selftest/kill` notice a change.
 */
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';

/** One that has begun no cell has nothing to clean up. It needs a moment to be told so. */
export const IDLE_WORKER_GRACE_MS = 2_000;

/** When no worker is left, the run's end comes at once; if it does not, Playwright waits for one that did not begin. */
export const SHUTDOWN_START_GRACE_MS = 1_000;

/** For what a cell or a browser still does that leaves nothing on a tenant. */
export const NO_ENTRIES_GRACE_MS = 60_000;

/**
 * More than the clean-up of a cell, that of the worker behind it (three minutes each) and the end of a browser may take
 * together.
 */
export const CLEAN_UP_GRACE_MS = 480_000;

/** The script that a worker of Playwright's runs. */
const WORKER_SCRIPT = /[\\/]workerProcessEntry\.js$/;

/** What is needed of a child process. */
export interface Child {
  kill: (signal: 'SIGKILL') => boolean;
  on: (event: 'exit' | 'message', listener: (value: unknown) => void) => unknown;
  listeners: (event: 'exit') => unknown[];
  removeAllListeners: (event: 'exit' | 'message') => unknown;
}

/** What a run knows of one of its workers. */
interface Worker {
  child: Child;
  /** Whether it has said that a cell has begun. */
  begun: boolean;
  /** When the run was told to stop, or, if that was later, when something of it was last noted. */
  since: number;
  killed: boolean;
}

export interface WorkersOptions {
  /** Whether a process that is still there has noted something in the ledger and not removed it. */
  hasOpenEntries: () => boolean;
  /** Tells a person. */
  say: (sentence: string) => void;
  /** Milliseconds, from any beginning. */
  now?: () => number;
}

export class Workers {
  readonly #hasOpenEntries: () => boolean;
  readonly #say: (sentence: string) => void;
  readonly #now: () => number;
  readonly #workers = new Set<Worker>();
  #stoppedAt: number | undefined;
  /** What tells Playwright that a worker has ended which did not begin. */
  readonly #held: (() => void)[] = [];
  #emptySince: number | undefined;
  #over = false;
  #any = false;

  constructor({ hasOpenEntries, say, now = () => performance.now() }: WorkersOptions) {
    this.#hasOpenEntries = hasOpenEntries;
    this.#say = say;
    this.#now = now;
  }

  /** From now on, every worker that this process starts is known. */
  watch(): void {
    subscribe('child_process', (message) => {
      const { process: child } = message as { process: ChildProcess };
      // What it runs is known when it has been started, which is in the same tick.
      process.nextTick(() => {
        // (It has no arguments at all where it could not be started.)
        const { spawnargs = [] } = child as { spawnargs?: string[] };
        if (spawnargs.some((argument) => WORKER_SCRIPT.test(argument))) this.add(child);
      });
    });
  }

  /** One more; after the run was told to stop, it is ended before it begins. */
  add(child: Child): void {
    if (this.#stoppedAt !== undefined) {
      this.#withhold(child);
      return;
    }
    const worker: Worker = { child, begun: false, since: 0, killed: false };
    this.#any = true;
    this.#workers.add(worker);
    child.on('exit', () => this.#workers.delete(worker));
    child.on('message', (message) => {
      if (methodOf(message) === 'testBegin') worker.begun = true;
    });
  }

  /** Whether there ever was one. Without, there was no call, and there is nothing to clean up. */
  get any(): boolean {
    return this.#any;
  }

  /** How many there are. */
  get running(): number {
    return this.#workers.size;
  }

  /** The run was told to stop. To be looked at by {@link check} from now on. */
  stop(): void {
    const now = this.#now();
    this.#stoppedAt ??= now;
    for (const worker of this.#workers) worker.since = now;
  }

  /** The end of the run has begun: Playwright waits for no worker any more. */
  over(): void {
    this.#over = true;
  }

  /** Kills those that had their time. */
  check(): void {
    if (this.#stoppedAt === undefined) return;
    const now = this.#now();
    if (this.#workers.size === 0) {
      this.#emptySince ??= now;
      const waitedFor = !this.#over && now - this.#emptySince >= SHUTDOWN_START_GRACE_MS;
      if (waitedFor) for (const release of this.#held.splice(0)) release();
      return;
    }
    const noted = this.#hasOpenEntries();
    for (const worker of this.#workers) {
      if (noted) worker.since = now;
      const { begun, since } = worker;
      if (now - this.#stoppedAt >= CLEAN_UP_GRACE_MS)
        this.#kill(worker, 'A worker was still cleaning up after eight minutes, and was killed.');
      else if (begun && now - since >= NO_ENTRIES_GRACE_MS)
        this.#kill(worker, 'A worker that had nothing to clean up did not end, and was killed.');
      // Nothing is said: it could not have done anything.
      else if (!begun && now - since >= IDLE_WORKER_GRACE_MS) this.#kill(worker);
    }
  }

  /** Kills all of them, whatever they are at. */
  endAtOnce(): void {
    this.stop();
    for (const worker of this.#workers) this.#kill(worker);
  }

  /**
   * Ends a worker, and keeps that to itself: Playwright would put it down as the failure of cells that nobody wanted to begin.
   * Only where it waits for this very worker does it have to know.
   */
  #withhold(child: Child): void {
    const listeners = child.listeners('exit') as ((code: null, signal: string) => void)[];
    for (const event of ['exit', 'message'] as const) child.removeAllListeners(event);
    child.kill('SIGKILL');
    this.#held.push(() => {
      for (const listener of listeners) listener.call(child, null, 'SIGKILL');
    });
  }

  /** Once: it is gone when its exit is told. */
  #kill(worker: Worker, sentence?: string): void {
    if (worker.killed) return;
    worker.killed = true;
    if (sentence !== undefined) this.#say(sentence);
    worker.child.kill('SIGKILL');
  }
}

/** What a worker says happened, in Playwright's words. */
function methodOf(message: unknown): string | undefined {
  const { params } = message as { params?: { method?: string } };
  return params?.method;
}
