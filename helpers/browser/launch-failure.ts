/**
 * Explains why a browser did not start. If the browser printed something, that is the reason: Playwright's message is about
 * what Playwright did.
 */
import { stripVTControlCharacters } from 'node:util';
import { printable } from '../http/printable.ts';

/** Longest part of a line that is shown, in characters. */
const MAX_LINE_LENGTH = 200;

/** Lines that Chromium prints on every machine, and lines that follow a crash. */
const NOISE = /dbus|vaapi|gcm|^#\d+ 0x|^\[end of stack trace\]|^r\w\d?: |^\s*$/i;

/** The beginning of each Chromium log line: process, thread, time, source. */
const LOG_PREFIX = /^\[[\d:]+\/[\d.]+:(?:\w+:)?[\w./]+(?:\(\d+\)|:\d+)\] /;

/**
 * Returns the reason for a failed start, as the end of a sentence.
 *
 * @param message the message that `launch` threw
 */
export function launchFailureReason(message: string): string {
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
  if (code === 'EACCES') return 'it is not executable';
  // The file itself exists, so its interpreter or loader must be missing.
  if (code === 'ENOENT') return 'its interpreter or loader is missing';
  if (code !== undefined) return `it cannot be executed (${code})`;
  const late = /Timeout (\d+)ms exceeded/.exec(first)?.[1];
  if (late !== undefined) return `it did not start within ${String(Math.round(Number(late) / 1000))} s`;
  for (const line of lines) {
    const [, exitCode = '', signal = ''] =
      /<process did exit: exitCode=(\w+), signal=(\w+)>/.exec(line) ?? [];
    if (signal !== '' && signal !== 'null') return `it was killed by ${signal} without an error message`;
    if (exitCode !== '') return `it exited with code ${exitCode} without an error message`;
  }
  return printable(first.replace(/^[\w.]+: /, '').slice(0, MAX_LINE_LENGTH));
}
