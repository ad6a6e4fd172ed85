/** What the code here proves, to compare a record with it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from '../command-line/command.ts';
import { listTests } from '../command-line/listing.ts';
import { PROJECT } from '../machine/project.ts';
import { version } from '../run-id.ts';
import { addressOf, detailsOf } from '../verdict/cell.ts';

/** The code of this project folder. */
export interface ThisCode {
  /** The version of Keyturn. */
  keyturn: string;
  /** The commit, if the folder is a clone without changes. */
  commit: string | undefined;
  /** The cells and checks of all systems, by address, with their code. `undefined` if they could not be listed. */
  tests: ReadonlyMap<string, string | undefined> | undefined;
}

/** @param command whose cells and checks */
export async function codeHere(command: Command): Promise<ThisCode> {
  // Otherwise, only the systems of the configured tenants would be listed.
  const environment = { KEYTURN_TARGET: 'emulator' };
  const [listed, commit] = await Promise.all([
    listTests(join(PROJECT, 'playwright.config.ts'), command, environment),
    cleanCommit(),
  ]);
  const tests = listed?.flatMap(({ annotations }): [string, string | undefined][] => {
    const address = addressOf(annotations);
    return address === undefined ? [] : [[address, detailsOf(annotations)?.source?.text]];
  });
  // Nothing proves everything, so an empty list is not a list.
  const known = tests === undefined || tests.length === 0 ? undefined : new Map(tests);
  return { keyturn: version, commit, tests: known };
}

/** Returns the commit of a clone in which no file differs from it. `undefined` if there is no clone, or no git. */
async function cleanCommit(): Promise<string | undefined> {
  const git = async (...words: string[]) =>
    (await promisify(execFile)('git', words, { cwd: PROJECT, timeout: 20_000 })).stdout.trim();
  try {
    const changes = await git('status', '--porcelain', '--untracked-files=no');
    return changes === '' ? await git('rev-parse', 'HEAD') : undefined;
  } catch {
    return undefined;
  }
}
