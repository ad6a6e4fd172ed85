/**
 * The process of one run. It leads a process group of its own, so that a signal from a terminal reaches it once, through the
 * fleet, and nothing of it survives it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { PROJECT } from '../machine/project.ts';
import { messageOf } from '../verdict/errors.ts';
import type { ProcessEnd } from './judge.ts';
import { Lines } from './lines.ts';

const PROGRAM = join(PROJECT, 'bin', 'keyturn.mjs');

/**
 * How long a run that was told to stop may clean up: eight minutes for its workers, three for a sweep, one for its reports (see
 * `helpers/runner/signals.ts`).
 */
const MAX_CLEAN_UP_MS = 12 * 60_000;

/** The same if it was told to stop at once. */
const MAX_QUIT_MS = 30_000;

/** How long the workers of a run that died may take to notice it and to clean up. */
const MAX_ORPHANED_MS = 10_000;
const POLL_INTERVAL_MS = 100;

/** Windows has neither process groups nor signals. There, a console signals all of its processes. */
const HAS_GROUPS = process.platform !== 'win32';

/** What to start. */
export interface Command {
  words: readonly string[];
  environment: NodeJS.ProcessEnv;
  timeoutMs: number;
  /** Gets each line of the output, without colors. */
  onLine: (line: string) => void;
  /** Called when the time limit is over and the run is told to stop. */
  onTimeLimit: () => void;
}

/** A run that was started. */
export class RunProcess {
  /** Resolves when the process and everything that it started have ended. Never rejects. */
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess | undefined;
  readonly #timers: NodeJS.Timeout[] = [];
  #stoppedBy: ProcessEnd['stoppedBy'];
  #lastLine = '';

  constructor(command: Command) {
    try {
      this.#child = spawn(process.execPath, [PROGRAM, ...command.words], {
        cwd: PROJECT,
        // With this variable, a run stops on its own if the process that started it has gone.
        env: { ...command.environment, npm_lifecycle_event: 'fleet' },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: HAS_GROUPS,
        windowsHide: true,
      });
    } catch (error) {
      this.ended = Promise.resolve({ code: null, signal: null, startError: messageOf(error), lastLine: '' });
      return;
    }
    this.#read(this.#child, command.onLine);
    this.ended = this.#end(this.#child);
    this.#after(command.timeoutMs, () => {
      if (this.#stoppedBy !== undefined) return;
      this.#stoppedBy = 'time limit';
      command.onTimeLimit();
      this.#tellToStop('SIGTERM');
    });
  }

  /** Tells the run to stop and to clean up. */
  stop(signal: NodeJS.Signals): void {
    this.#stoppedBy ??= 'signal';
    if (HAS_GROUPS) this.#tellToStop(signal);
    else this.#after(MAX_CLEAN_UP_MS, () => this.#kill());
  }

  /** Tells the run to stop at once. */
  quit(): void {
    this.#stoppedBy ??= 'signal';
    this.#child?.kill('SIGQUIT');
    this.#after(MAX_QUIT_MS, () => this.#kill());
  }

  #tellToStop(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
    this.#after(MAX_CLEAN_UP_MS, () => this.#kill());
  }

  #after(ms: number, act: () => void): void {
    this.#timers.push(setTimeout(act, ms));
  }

  #read(child: ChildProcess, onLine: (line: string) => void): void {
    for (const stream of [child.stdout, child.stderr]) {
      const lines = new Lines((text) => {
        // In CI, colors are on, although nothing is a terminal.
        const line = stripVTControlCharacters(text);
        if (line.trim() !== '') this.#lastLine = line.trim();
        onLine(line);
      });
      stream?.on('data', (chunk: Buffer) => lines.add(chunk));
      stream?.on('close', () => lines.end());
    }
  }

  async #end(child: ChildProcess): Promise<ProcessEnd> {
    // Its output may still arrive. If something that it started keeps the pipe open, that is not waited for.
    const closed = new Promise<void>((done) => child.on('close', () => done()));
    const end = await new Promise<Pick<ProcessEnd, 'code' | 'signal' | 'startError'>>((done) => {
      child.on('error', (error) => done({ code: null, signal: null, startError: error.message }));
      child.on('exit', (code, signal) => done({ code, signal }));
    });
    for (const timer of this.#timers) clearTimeout(timer);
    const deadline = performance.now() + MAX_ORPHANED_MS;
    while (this.#hasGroup() && performance.now() < deadline) await sleep(POLL_INTERVAL_MS);
    this.#kill();
    if (end.startError === undefined) await Promise.race([closed, sleep(MAX_ORPHANED_MS)]);
    return {
      ...end,
      lastLine: this.#lastLine,
      ...(this.#stoppedBy === undefined ? {} : { stoppedBy: this.#stoppedBy }),
    };
  }

  /** Whether a process of the group is left. */
  #hasGroup(): boolean {
    return HAS_GROUPS && this.#signalGroup(0);
  }

  #kill(): void {
    if (HAS_GROUPS) this.#signalGroup('SIGKILL');
    else this.#child?.kill('SIGKILL');
  }

  #signalGroup(signal: NodeJS.Signals | 0): boolean {
    const { pid } = this.#child ?? {};
    if (pid === undefined) return false;
    try {
      return process.kill(-pid, signal);
    } catch {
      // No process is left in it.
      return false;
    }
  }
}
