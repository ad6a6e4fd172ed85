/** Stops a run before it begins if the record and the reports cannot be written. */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JUNIT, NOTEBOOK_FILES, RECORD } from '../results/files.ts';
import { checkReplaceable, checkWritable } from '../machine/writable.ts';
import type { Loaded } from '../settings/load.ts';
import type { Blocked } from '../verdict/errors.ts';
import { EXIT } from '../verdict/verdict.ts';
import { resultsFolder } from './results-folder.ts';

/** What a run writes into its results folder, replacing existing files. */
const FOLDERS = ['artifacts', 'playwright'];
const FILES = [RECORD, JUNIT, 'drift.json', 'observed.json', ...NOTEBOOK_FILES];

/**
 * Exits with a message for each folder that every run needs and that is not writable. Call this as the configuration loads,
 * before anything is written. It does nothing in a worker.
 */
export function exitUnlessWritable(loaded: Loaded): void {
  if (process.env['TEST_WORKER_INDEX'] !== undefined && process.send !== undefined) return;
  const results = resultsFolder(loaded);
  const problems = folderProblems(results);
  const temporary = checkWritable({
    path: tmpdir(),
    purpose: "temporary files: the browser's profile and the encrypted list of secrets",
    variable: 'TMPDIR',
  });
  // The previous run's verdict must not look like this run's.
  if (temporary !== undefined && problems.length === 0) rmSync(join(results, 'run.json'), { force: true });
  if (temporary !== undefined) problems.push(temporary);
  if (problems.length === 0) return;
  for (const { name, message } of problems) console.error(`\n  ${name}: ${message.replaceAll('\n', '\n  ')}`);
  console.error('');
  process.exit(EXIT.notJudged);
}

/** If the results folder itself is the problem, one message is enough for everything in it. */
function folderProblems(results: string): Blocked[] {
  const at = (name: string) => ({
    path: join(results, name),
    purpose: "the run's record and reports",
    variable: 'KEYTURN_RESULTS',
  });
  const problem = checkWritable(at(''));
  if (problem !== undefined) return [problem];
  return [
    ...FOLDERS.flatMap((name) => checkWritable(at(name)) ?? []),
    ...FILES.flatMap((name) => checkReplaceable(at(name)) ?? []),
  ];
}
