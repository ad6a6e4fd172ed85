/** The command `npm run notebook`: draws the executed notebook again from a stored record. Needs no settings and no network. */
import { CONSOLE, type Output } from '../command-line/output.ts';
import { dirname, join } from 'node:path';
import { displayPath } from '../machine/project.ts';
import { checkReplaceable, checkWritable } from '../machine/writable.ts';
import { loadSettings } from '../systems/settings.ts';
import { describe, messageOf } from '../verdict/errors.ts';
import { EXIT } from '../verdict/verdict.ts';
import { NOTEBOOK_FILES } from '../results/files.ts';
import { readStoredRecord } from './stored-record.ts';
import { type Drawings, writeNotebook } from './write.ts';

/**
 * @param words the command line: a folder or file, or nothing for the results folder
 * @param drawings for tests
 * @returns the exit code
 */
export function redraw(
  words: readonly string[],
  { print, complain }: Output = CONSOLE,
  drawings?: Drawings,
): number {
  const fail = (message: string) => {
    complain(`\n  ${message.replaceAll('\n', '\n  ')}\n`);
    return EXIT.notJudged;
  };
  const flag = words.find((word) => word.startsWith('-'));
  const usage = { remedy: 'see npm run notebook -- --help', help: 'command-line' } as const;
  if (flag !== undefined) return fail(describe(`Unknown flag ${flag}.`, usage));
  if (words.length > 1) return fail(describe(`Name one folder or file, not ${String(words.length)}.`, usage));
  const stored = readStoredRecord(words[0] ?? loadSettings().results);
  if (!stored.ok) return fail(stored.problem);
  const { record, file, digest } = stored;
  const folder = dirname(file);
  const place = { purpose: 'the notebook', elsewhere: 'copy the record to another folder and name that one' };
  const obstacle =
    checkWritable({ ...place, path: folder }) ??
    NOTEBOOK_FILES.map((name) => checkReplaceable({ ...place, path: join(folder, name) })).find(
      (each) => each !== undefined,
    );
  if (obstacle !== undefined) return fail(obstacle.message);
  let files: string[];
  try {
    files = writeNotebook(record, folder, { digest, ...(drawings === undefined ? {} : { drawings }) });
  } catch (error) {
    return fail(`Cannot write the notebook to ${folder}: ${messageOf(error)}`);
  }
  print(`Run ${record.run} (${record.verdict}), drawn from ${displayPath(file)}, SHA-256 ${digest}:`);
  for (const path of files) print(`  ${displayPath(path)}`);
  return EXIT.conformant;
}
