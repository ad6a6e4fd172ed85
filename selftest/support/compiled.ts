/** For runs with a folder for temporary files of their own, where Playwright would compile all files of the project again. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Playwright's own name of the folder. If it is another one, only the first of these runs is slow. */
const BESIDE_TEMPORARY_FILES = join(
  tmpdir(),
  `playwright-transform-cache-${String(process.geteuid?.() ?? 0)}`,
);

/** The variable that makes a run use the compiled files of all other runs. */
export const COMPILED = { PWTEST_CACHE_DIR: process.env['PWTEST_CACHE_DIR'] ?? BESIDE_TEMPORARY_FILES };
