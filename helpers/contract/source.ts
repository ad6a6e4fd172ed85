/**
 * Where a cell or check is written, and its code, for the executed notebook. The code travels with the test as an
 * annotation, because a report that is merged from several machines knows only what Playwright's results contain.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROJECT } from '../machine/project.ts';
import type { Source } from '../verdict/cell.ts';

/** Frames of a stack: this function, the function that adds a cell or check, and the statement that calls it. */
const FRAMES = 3;

/**
 * Returns the statement that called the caller of this function, with its code. Returns `undefined` in a worker, because
 * the main process already knows it, and if it cannot be found.
 */
export function callingStatement(): Source | undefined {
  if (process.env['TEST_WORKER_INDEX'] !== undefined) return undefined;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  const [, place = '', line = ''] = /\(?((?:file:|\/|[A-Za-z]:)[^()]*):(\d+):\d+\)?$/.exec(stack) ?? [];
  if (place === '') return undefined;
  const path = place.startsWith('file:') ? fileURLToPath(place) : place;
  const text = statementAt(linesOf(path), Number(line));
  if (text === undefined) return undefined;
  return { file: relative(PROJECT, path).replaceAll('\\', '/'), line: Number(line), text };
}

/**
 * Returns the statement that begins in a line, without its indentation. Prettier formats all sources, so it ends in the
 * first line that is indented as little as its first line.
 *
 * @param line counted from 1
 */
export function statementAt(lines: readonly string[], line: number): string | undefined {
  const [first, ...rest] = lines.slice(line - 1);
  if (first === undefined) return undefined;
  const indent = indentOf(first);
  const isOpen = /[({[,]$/.test(first);
  const end = isOpen ? rest.findIndex((each) => each !== '' && indentOf(each) <= indent) : -1;
  if (isOpen && end < 0) return undefined;
  return [first, ...rest.slice(0, end + 1)].map((each) => each.slice(indent)).join('\n');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

const read = new Map<string, readonly string[]>();

function linesOf(path: string): readonly string[] {
  const known = read.get(path);
  if (known !== undefined) return known;
  let lines: readonly string[] = [];
  try {
    lines = readFileSync(path, 'utf8').split(/\r?\n/);
  } catch {
    // The code is missing from the report, and nothing else.
  }
  read.set(path, lines);
  return lines;
}
