/**
 * Lines about waits. A worker prints them, and the console of the main process reads them back: a terminal then shows what is
 * being waited for and for how long, and a log shows that the run is alive.
 */

/** Shorter waits are not worth a line. */
const MIN_REPORTED_MS = 2_000;

/** What the console shows about a wait. */
export interface Waiting {
  /** At most, unless `exact`. */
  ms: number;
  /** Whether it takes exactly that long. */
  exact: boolean;
  /** Why, as a sentence. */
  reason: string;
}

/** While a person is typing into the terminal, nothing else may write to it. */
export const AT_TERMINAL = 'A person at the terminal';

let print = (line: string): void => console.log(line);

/** Prints the lines about waits in another way. A command whose standard output is read by a program needs that. */
export function printWaitsBy(other: (line: string) => void): void {
  print = other;
}

/** A wait of our own that has ended. */
export interface OwnWait {
  startedAt: Date;
  ms: number;
  reason: string;
}

/** Shorter ones are not worth recording: what was waited for was already there. */
const MIN_RECORDED_MS = 200;

let onOwnWait: (wait: OwnWait) => void = () => undefined;

/** Calls a function with each wait of {@link whileWaiting} that has ended. */
export function watchOwnWaits(watch: (wait: OwnWait) => void): void {
  onOwnWait = watch;
}

/** Returns the line for a wait whose end is known. */
export function waitLine(ms: number, reason: string): string {
  return `Waiting ${(ms / 1000).toFixed(1)} s: ${reason}`;
}

/** Reads the last line about a wait in what a worker printed. `'over'` if that wait has ended. */
export function readWaiting(output: string): Waiting | 'over' | undefined {
  for (const line of output.trimEnd().split('\n').reverse()) {
    if (/^Waited [\d.]+ s\.$/.test(line)) return 'over';
    const [, most, seconds, reason] = /^Waiting (up to )?(\d+(?:\.\d+)?) s: (.*)$/.exec(line) ?? [];
    if (seconds !== undefined && reason !== undefined)
      return { ms: Number(seconds) * 1000, exact: most === undefined, reason };
  }
  return undefined;
}

/**
 * Prints a line if `act` takes longer than a moment, and another one when it has ended.
 *
 * @param reason why, as a sentence
 * @param longestMs the most that it can take
 * @param after when the first line is printed
 */
export async function whileWaiting<T>(
  reason: string,
  longestMs: number,
  act: () => Promise<T>,
  after = MIN_REPORTED_MS,
): Promise<T> {
  const startedAt = new Date();
  const started = performance.now();
  const reports: number[] = [];
  const report = () => {
    reports.push(performance.now());
    print(`Waiting up to ${String(Math.ceil(longestMs / 1000))} s: ${reason}`);
  };
  const late = after > 0 ? setTimeout(report, after).unref() : undefined;
  if (after === 0) report();
  try {
    return await act();
  } finally {
    clearTimeout(late);
    const ms = Math.round(performance.now() - started);
    if (ms >= MIN_RECORDED_MS) onOwnWait({ startedAt, ms, reason });
    if (reports.length > 0) print(`Waited ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  }
}
