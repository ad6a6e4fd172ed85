/**
 * The last line of a terminal: the cell that is running, for how long, and what it waits for. It is redrawn every second and
 * erased before anything else is printed. Where nothing may move, a long wait prints a line from time to time instead.
 */
import { AT_TERMINAL, readWaiting } from '../helpers/waiting.ts';

const ERASE = '\r\u001b[2K';

/** How often the line is redrawn. */
const TICK_MS = 1_000;

/** The width of a terminal that does not tell it. */
const DEFAULT_COLUMNS = 80;

/** How often a log shows that a long wait is still going on. */
const REMINDER_MS = 60_000;

export interface LiveLineOptions {
  /** Whether the line may be redrawn. */
  moves: boolean;
  /** Writes to the terminal as it is. */
  write: (text: string) => void;
  /** Prints a line to a log. */
  say: (line: string) => void;
  /** Number of characters in a line of the terminal. */
  columns: () => number | undefined;
  /** Makes a text pale. */
  dim?: (text: string) => string;
  /** The current time in ms, from any starting point. */
  now?: () => number;
}

interface Wait {
  reason: string;
  exact: boolean;
  ms: number;
  began: number;
  /** When a log was last told about it. */
  told: number;
}

export class LiveLine {
  readonly #options: LiveLineOptions;
  readonly #now: () => number;
  #title: string | undefined;
  #began = 0;
  #wait: Wait | undefined;
  #isDrawn = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LiveLineOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Begins a cell. */
  begin(title: string): void {
    this.#title = title;
    this.#began = this.#now();
    this.#wait = undefined;
    this.#timer ??= setInterval(() => this.tick(), TICK_MS).unref();
    this.#draw();
  }

  /** Ends the running cell. */
  end(): void {
    this.erase();
    this.#title = undefined;
    this.#wait = undefined;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Reads what a worker printed. Call this before it is printed.
   *
   * @returns false if it must not be printed, because a person is typing.
   */
  read(output: string): boolean {
    const waiting = readWaiting(output);
    if (waiting === 'over') this.#wait = undefined;
    else if (waiting !== undefined) this.#wait = { ...waiting, began: this.#now(), told: this.#now() };
    return !(this.#options.moves && this.#isTyping);
  }

  /** Erases the line, so that something else can be printed in its place. */
  erase(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    this.#options.write(ERASE);
  }

  /** Draws the line again. */
  draw(): void {
    if (this.#title !== undefined) this.#draw();
  }

  /** Runs every second while a cell is running. */
  tick(): void {
    if (this.#options.moves) {
      if (!this.#isTyping) this.draw();
      return;
    }
    const wait = this.#wait;
    const now = this.#now();
    if (wait === undefined || now - wait.told < REMINDER_MS || now - wait.began > wait.ms) return;
    wait.told = now;
    this.#options.say(`Still waiting after ${seconds(now - wait.began)}: ${wait.reason}`);
  }

  get #isTyping(): boolean {
    return this.#wait?.reason.startsWith(AT_TERMINAL) === true;
  }

  #draw(): void {
    const { moves, write, columns, dim = (text: string) => text } = this.#options;
    if (!moves) return;
    const title = this.#title ?? '';
    const width = columns() ?? DEFAULT_COLUMNS;
    const state = [seconds(this.#now() - this.#began), ...this.#waitText()].join(', ');
    // A line that wraps could not be erased. Characters may be two columns wide, and the last column stays free.
    const room = Math.max(0, width - 1 - widthOf('  … ') - 2 - widthOf(state));
    const shown = cut(title, room);
    const isNew = this.#now() - this.#began < TICK_MS && this.#wait === undefined;
    const rest = isNew ? '' : dim(cut(`  ${state}`, width - 5));
    this.#isDrawn = true;
    write(`${ERASE}  ${dim('…')} ${shown}${rest}`);
  }

  #waitText(): string[] {
    const wait = this.#wait;
    if (wait === undefined) return [];
    const left = wait.ms - (this.#now() - wait.began);
    // The line about its end may never come.
    if (left < 0) return [];
    return [`waiting ${wait.exact ? '' : 'up to '}${seconds(left)}: ${wait.reason}`];
  }
}

function seconds(ms: number): string {
  return `${String(Math.max(0, Math.round(ms / 1000)))} s`;
}

/** Cuts a text to a number of columns. */
function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let shown = '';
  for (const character of text) {
    if (widthOf(shown + character) > columns - 1) break;
    shown += character;
  }
  return columns < 1 ? '' : `${shown}…`;
}

/** Characters of East Asia and emoji take two columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f000}-\u{3fffd}]/u;

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}
