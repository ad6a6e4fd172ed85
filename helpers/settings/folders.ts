/** The folders that a run writes to: their defaults, and where they must not be. */
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { LEDGER_FOLDER } from '../ledger/files.ts';
import { PROJECT } from '../machine/project.ts';
import { isInside, realPath } from '../machine/real-path.ts';
import { readPath } from './fields.ts';
import type { Fail } from './group.ts';

/** Default folder for everything that a run writes. */
export const DEFAULT_RESULTS = join(PROJECT, 'results');

/** Default folder of the ledger. */
export const DEFAULT_STATE = join(PROJECT, LEDGER_FOLDER);

/** Returns the default folder of earlier runs. */
export function defaultHistory(results: string): string {
  return join(results, 'history');
}

/** The variables of folders that are set. */
interface Given {
  KEYTURN_RESULTS?: string;
  KEYTURN_STATE?: string;
  KEYTURN_HISTORY?: string;
}

/** Results are passed on, searched for secrets, and may be removed. None of that may happen to the ledger, so it is kept apart. */
export function checkFolders(given: Given, fail: Fail<'KEYTURN_RESULTS' | 'KEYTURN_STATE'>): void {
  const { KEYTURN_RESULTS: results = DEFAULT_RESULTS, KEYTURN_STATE: state = DEFAULT_STATE } = given;
  const [inResults, inState] = [realFolder(results), realFolder(state)];
  // Each field reports its own mistakes.
  if (inResults === undefined || inState === undefined) return;
  if (isForeign(inResults)) fail('KEYTURN_RESULTS', 'must be a folder of its own, but contains other files');
  else if (inState === inResults)
    fail(
      given.KEYTURN_STATE === undefined ? 'KEYTURN_RESULTS' : 'KEYTURN_STATE',
      `is the same folder as ${given.KEYTURN_STATE === undefined ? 'KEYTURN_STATE' : 'KEYTURN_RESULTS'}`,
    );
  else if (given.KEYTURN_STATE !== undefined && isInside(inState, inResults))
    fail('KEYTURN_STATE', 'is inside the results folder');
}

/** Folders in the results that Playwright empties. */
const EMPTIED = ['artifacts', 'playwright'];

/** Folders that are not searched for secrets, wherever they are. */
const NOT_SEARCHED = ['.git', 'node_modules', LEDGER_FOLDER];

/** The history is searched for secrets like the results, and no run may empty it. */
export function checkHistory(given: Given, fail: Fail<'KEYTURN_HISTORY'>): void {
  const { KEYTURN_RESULTS: results = DEFAULT_RESULTS, KEYTURN_STATE: state = DEFAULT_STATE } = given;
  if (given.KEYTURN_HISTORY === undefined) return;
  const [history, inResults, inState] = [given.KEYTURN_HISTORY, results, state].map(realFolder);
  if (history === undefined || inResults === undefined || inState === undefined) return;
  const isAtOrIn = (folder: string) => history === folder || isInside(history, folder);
  const emptied = EMPTIED.find((name) => isAtOrIn(join(inResults, name)));
  if (history === inResults) fail('KEYTURN_HISTORY', 'is the same folder as KEYTURN_RESULTS');
  else if (isAtOrIn(inState)) fail('KEYTURN_HISTORY', 'is in the folder of the ledger (KEYTURN_STATE)');
  else if (emptied !== undefined)
    fail('KEYTURN_HISTORY', `is in the folder “${emptied}” of the results, which each run empties`);
  else if (isForeign(history) || history === realPath(PROJECT) || NOT_SEARCHED.includes(basename(history)))
    fail('KEYTURN_HISTORY', 'must be a folder of its own, but contains other files');
}

/** Returns the folder that a setting names, or `undefined` if the setting is a mistake. */
function realFolder(setting: string): string | undefined {
  const read = readPath(setting);
  return read.ok ? realPath(read.path) : undefined;
}

/** Whether a run that writes to this folder would write among the user's own files or Keyturn's sources. */
function isForeign(folder: string): boolean {
  const ownFolders = [
    'specs',
    'fixtures',
    'helpers',
    'reporters',
    'emulators',
    'selftest',
    'docs',
    'node_modules',
    '.git',
  ];
  return (
    isInside(PROJECT, folder) ||
    folder === realPath(homedir()) ||
    ownFolders.some((name) => folder === join(PROJECT, name) || isInside(folder, join(PROJECT, name)))
  );
}
