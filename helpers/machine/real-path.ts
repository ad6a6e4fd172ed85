import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/** Resolves all links of a path, even if its last parts do not exist yet. */
export function realPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(realPath(parent), basename(absolute));
  }
}

/** Whether a path is inside a folder. A folder is not inside itself. */
export function isInside(path: string, folder: string): boolean {
  const steps = relative(realPath(folder), realPath(path));
  return steps !== '' && steps !== '..' && !steps.startsWith(`..${sep}`) && resolve(steps) !== steps;
}
