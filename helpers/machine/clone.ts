/** The clone of git that this project may be. */
import { execFileSync } from 'node:child_process';
import { PROJECT } from './project.ts';

const TIMEOUT_MS = 20_000;

/** Whether files that git knows differ from the commit. `undefined` if the project is no clone, or there is no git. */
export function hasChanges(): boolean | undefined {
  const changes = git('status', '--porcelain', '--untracked-files=no');
  return changes === undefined ? undefined : changes !== '';
}

/** Returns the commit. `undefined` if the project is no clone, or there is no git. */
export function commitHere(): string | undefined {
  return git('rev-parse', 'HEAD');
}

function git(...words: string[]): string | undefined {
  try {
    return execFileSync('git', words, {
      cwd: PROJECT,
      timeout: TIMEOUT_MS,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
