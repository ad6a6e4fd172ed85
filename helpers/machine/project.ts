import { isAbsolute, join, relative, sep } from 'node:path';

/** The project folder, wherever a command is run. Settings, results, the ledger and the emulators are in it. */
export const PROJECT = join(__dirname, '..', '..', sep);

/** Shortens a path for messages: relative to the working directory, or absolute if it is outside. */
export function displayPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short === '..' || short.startsWith(`..${sep}`) || isAbsolute(short) ? path : short;
}
