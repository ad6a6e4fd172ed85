/** What a person reads while a fleet runs: a line when a run starts, one when it has ended, and how far the others are. */
import { npmCommand } from '../command-line/command.ts';
import pc from 'picocolors';
import { count, duration } from '../executed-notebook/text/amounts.ts';
import { loggable } from '../http/printable.ts';
import { onOneLine } from '../lines.ts';
import { columnsOf, mayMove, type Terminal } from '../machine/terminal.ts';
import type { ResolvedTenant } from './resolve.ts';
import type { TenantResult } from './result.ts';
import { spanInWords } from '../time-span.ts';
import { wordOf } from './summary.ts';

/** How often the progress is shown: on a terminal, and in a log. */
const LIVE_INTERVAL_MS = 1_000;
const LOG_INTERVAL_MS = 60_000;

/** Erases the line of the terminal, and goes back to its beginning. */
const ERASE = '\r\u001b[2K';

/** A line of a run about a cell or check that has ended. */
const DONE = /^ {2}[✓✗■○–] /;

const SIGNS = {
  green: pc.green('✓'),
  red: pc.red('✗'),
  'not judged': pc.yellow('■'),
  interrupted: pc.yellow('■'),
} as const;

/** A run that has not ended. */
interface Progress {
  done: number;
  since: number;
}

/** Where the lines go. */
export interface FleetOutput {
  /** Prints a text as it is; it is redacted there. */
  write: (text: string) => void;
  terminal: Terminal;
}

export class FleetConsole {
  readonly #write: (text: string) => void;
  readonly #moves: boolean;
  readonly #wide: number;
  readonly #running = new Map<string, Progress>();
  readonly #began = performance.now();
  readonly #timer: NodeJS.Timeout;
  #waiting: number;
  #hasLiveLine = false;

  /** @param names the names of all tenants that will run */
  constructor({ write, terminal }: FleetOutput, names: readonly string[]) {
    this.#write = write;
    this.#moves = mayMove(terminal);
    this.#wide = Math.max(...names.map((name) => name.length), 0);
    this.#waiting = names.length;
    this.#timer = setInterval(
      () => (this.#moves ? this.#draw() : this.#log()),
      this.#moves ? LIVE_INTERVAL_MS : LOG_INTERVAL_MS,
    ).unref();
  }

  /** Prints a line of the fleet itself. */
  say(line: string): void {
    this.#erase();
    this.#write(`${line}\n`);
    this.#draw();
  }

  starts({ name, command, targets, workers, severity }: ResolvedTenant): void {
    this.#running.set(name, { done: 0, since: performance.now() });
    this.#waiting--;
    const on = targets.map(({ title, tenant }) => (tenant === undefined ? `an emulated ${title}` : tenant));
    const extra = [
      ...(command === 'contract' && workers > 1 ? [count(workers, 'worker')] : []),
      ...(severity === 'watch' ? ['watch'] : []),
    ].join(', ');
    const script = npmCommand(command);
    this.say(
      `  ${pc.dim('▸')} ${this.#padded(name)}  ${pc.dim(`${script} on ${on.join(' and ')}${extra === '' ? '' : ` (${extra})`}`)}`,
    );
  }

  /** Takes the progress from a line that a run has printed. */
  line(name: string, line: string): void {
    const progress = this.#running.get(name);
    if (progress === undefined || !DONE.test(line)) return;
    progress.done++;
    this.#draw();
  }

  /** @param page the path of its notebook, if there is one */
  ends(result: TenantResult, page: string | undefined): void {
    if (!this.#running.delete(result.name)) this.#waiting--;
    const time = result.durationMs === null ? '' : `  ${pc.dim(duration(result.durationMs))}`;
    const watched = result.severity === 'watch' && result.outcome !== 'green' ? pc.dim(' (watch)') : '';
    this.say(
      `  ${SIGNS[result.outcome ?? 'not judged']} ${this.#padded(result.name)}  ${pc.bold(wordOf(result))}${watched}: ${loggable(onOneLine(result.sentence))}${time}`,
    );
    const below = ' '.repeat(this.#wide + 6);
    for (const sentence of [...result.left, ...result.leaks])
      this.say(pc.red(`${below}${loggable(onOneLine(sentence))}`));
    if (page !== undefined) this.say(pc.dim(`${below}${page}`));
  }

  /** Prints how far each run is, for a person who waits. */
  log(): void {
    this.#log();
  }

  /** Stops showing the progress. */
  close(): void {
    clearInterval(this.#timer);
    this.#erase();
  }

  #log(): void {
    if (this.#running.size > 0) this.say(pc.dim(`  … ${this.#progress()}`));
  }

  #draw(): void {
    if (!this.#moves || this.#running.size === 0) return;
    this.#erase();
    // A line that is wider than the terminal could not be erased.
    this.#write(pc.dim(`  … ${this.#progress()}`.slice(0, columnsOf(process.stdout) - 1)));
    this.#hasLiveLine = true;
  }

  #progress(): string {
    const now = performance.now();
    const running = [...this.#running].map(
      ([name, { done, since }]) => `${name} ${String(done)} done in ${spanInWords(now - since)}`,
    );
    const waiting = this.#waiting > 0 ? `; ${String(this.#waiting)} waiting` : '';
    return `${spanInWords(now - this.#began)}: ${running.join(', ')}${waiting}`;
  }

  #erase(): void {
    if (this.#hasLiveLine) this.#write(ERASE);
    this.#hasLiveLine = false;
  }

  #padded(name: string): string {
    return pc.bold(name.padEnd(this.#wide));
  }
}
