/** Without a place for the record and the reports there is nothing to write a verdict to: then a run ends before it begins. */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkReplaceable, checkWritable } from '../machine/writable.ts';
import type { Loaded } from '../settings/load.ts';
import type { Blocked } from '../verdict/errors.ts';
import { EXIT } from '../verdict/verdict.ts';
import { resultsFolder } from './results-folder.ts';

/** What a run puts into its results, and replaces if it is there. */
const FOLDERS = ['artifacts', 'playwright'];
const FILES = ['run.json', 'junit.xml', 'drift.json', 'observed.json'];

/**
 * Ends this process, with a sentence for each, if folders that every run needs cannot be written to. To be called as the
 * configuration loads, before anything is written; in a worker it does nothing.
 */
export function exitUnlessWritable(loaded: Loaded): void {
  if (process.env['TEST_WORKER_INDEX'] !== undefined && process.send !== undefined) return;
  const results = resultsFolder(loaded);
  const problems = folderProblems(results);
  const temporary = checkWritable({
    path: tmpdir(),
    purpose:
      'what must be gone when the run has ended: the profile of the browser, and the secrets that are searched for',
    variable: 'TMPDIR',
  });
  // A verdict of yesterday must not stand for a run of today.
  if (temporary !== undefined && problems.length === 0) rmSync(join(results, 'run.json'), { force: true });
  if (temporary !== undefined) problems.push(temporary);
  if (problems.length === 0) return;
  for (const { name, message } of problems) console.error(`\n  ${name}: ${message.replaceAll('\n', '\n  ')}`);
  console.error('');
  process.exit(EXIT.notJudged);
}

/** All of it is in there, so one sentence is enough where the folder itself is to blame. */
function folderProblems(results: string): Blocked[] {
  const at = (name: string) => ({
    path: join(results, name),
    purpose: 'the record and the reports of the run',
    variable: 'KEYTURN_RESULTS',
  });
  const whole = checkWritable(at(''));
  if (whole !== undefined) return [whole];
  return [
    ...FOLDERS.flatMap((name) => checkWritable(at(name)) ?? []),
    ...FILES.flatMap((name) => checkReplaceable(at(name)) ?? []),
  ];
}
