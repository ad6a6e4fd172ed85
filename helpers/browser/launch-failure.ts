/** Why a browser did not start, in its own words where it has some: Playwright's are about what it did itself. */
import { stripVTControlCharacters } from 'node:util';
import { printable } from '../http/printable.ts';

/** Of a line, so much is shown. */
const MAX_LINE_LENGTH = 200;

/** What Chromium says of itself wherever it runs, and what follows a crash. */
const NOISE = /dbus|vaapi|gcm|^#\d+ 0x|^\[end of stack trace\]|^r\w\d?: |^\s*$/i;

/** What Chromium puts before each line: process, thread, time, source. */
const LOG_PREFIX = /^\[[\d:]+\/[\d.]+:(?:\w+:)?[\w./]+(?:\(\d+\)|:\d+)\] /;

/**
 * The reason of a failed start, as the end of a sentence.
 *
 * @param message what `launch` has thrown
 */
export function lastWords(message: string): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .map((line) => line.replace(/^\s*- /, '').trim());
  const said = lines
    .flatMap((line) => /^\[pid=\d+\]\[(?:err|out)\] (.+)$/.exec(line)?.[1] ?? [])
    .filter((line) => !NOISE.test(line))
    .map((line) => printable(line.replace(LOG_PREFIX, '').slice(0, MAX_LINE_LENGTH)));
  if (said.length > 0) return [...new Set(said)].slice(-2).join(' / ');
  const [first = ''] = lines;
  const code = /spawn .* (E[A-Z]+)/.exec(first)?.[1];
  if (code === 'EACCES') return 'it may not be executed';
  // The file is there: what is missing is named in it.
  if (code === 'ENOENT') return 'what it needs to be run (its interpreter or loader) is not on this machine';
  if (code !== undefined) return `it cannot be executed (${code})`;
  const late = /Timeout (\d+)ms exceeded/.exec(first)?.[1];
  if (late !== undefined) return `it was not ready after ${String(Math.round(Number(late) / 1000))} s`;
  for (const line of lines) {
    const [, exitCode = '', signal = ''] =
      /<process did exit: exitCode=(\w+), signal=(\w+)>/.exec(line) ?? [];
    if (signal !== '' && signal !== 'null') return `it was killed by ${signal}, and said nothing`;
    if (exitCode !== '') return `it ended with exit code ${exitCode}, and said nothing`;
  }
  return printable(first.replace(/^[\w.]+: /, '').slice(0, MAX_LINE_LENGTH));
}
