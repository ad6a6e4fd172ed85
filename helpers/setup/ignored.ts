import { spawnSync } from 'node:child_process';
import { basename, dirname } from 'node:path';

/** `git check-ignore`: the file is ignored; it is not; there is no repository. */
const NOT_IGNORED = 1;

/** Whether Git would add this file, with its secrets, to a commit. False if there is no Git. */
export function isUnignored(path: string): boolean {
  const { status } = spawnSync('git', ['check-ignore', '--quiet', '--', basename(path)], {
    cwd: dirname(path),
    stdio: 'ignore',
  });
  return status === NOT_IGNORED;
}
