import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project, wherever a command is given: settings, results, the ledger and the emulators are there. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** A path as a person would write it: from where the command was given, or whole where it is not below that. */
export function displayPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short === '..' || short.startsWith(`..${sep}`) || isAbsolute(short) ? path : short;
}
