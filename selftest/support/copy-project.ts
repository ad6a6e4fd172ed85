/** A copy of the project, for tests that change its files. */
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PROJECT } from './keyturn.ts';

/** Files that are no sources, or that belong to this checkout only. The benchmarks have packages of their own. */
const NOT_COPIED = /^(?:node_modules|results|\.git|\.keyturn|\.env)$/;

/** Copies the sources of the project into a folder, and links the installed packages. */
export function copyProject(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(PROJECT).filter((each) => !NOT_COPIED.test(each)))
    cpSync(join(PROJECT, name), join(folder, name), {
      recursive: true,
      filter: (from) => basename(from) !== 'node_modules',
    });
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), 'junction');
}
