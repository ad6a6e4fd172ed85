/** The file of settings, `.env` or whichever is named in its place: where it is, and what is in it. */
import { readdirSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { decode } from '../decode.ts';
import { PROJECT, displayPath } from '../machine/project.ts';
import { parseEnvFile } from './env-file.ts';
import { readPath } from './fields.ts';
import type { Mistake } from './mistake.ts';
import { readOnce } from './read-once.ts';
import type { Variables } from './variables.ts';

/** Names the file; set in the environment, since it cannot stand in the file itself. */
export const ENV_FILE = 'KEYTURN_ENV_FILE';

/** The file of settings, as far as there is one and it could be read. */
export interface SettingsFile {
  /** Nothing if there is none. */
  path: string | undefined;
  /** False where there is something that could not be read. */
  isRead: boolean;
  values: Record<string, string>;
  mistakes: Mistake[];
  /** Why there is none, for a person. */
  why: string;
}

/** The path of the file of settings, whether it is there or not; nothing where there is to be none. */
export function envFilePath(
  environment: NodeJS.ProcessEnv = process.env,
  folder = PROJECT,
): ReturnType<typeof readPath> {
  return readPath(environment[ENV_FILE] || join(folder, '.env'), folder);
}

/** Reads it: the file that the environment names, or else `.env` in this folder. Never throws. */
export function readSettingsFile(
  variables: Variables,
  environment: NodeJS.ProcessEnv,
  folder: string,
): SettingsFile {
  const named = environment[ENV_FILE];
  const none = { path: undefined, isRead: true, values: {}, mistakes: [], why: '' };
  // Named but empty is said where all that is empty is.
  if (named === '') return { ...none, why: `${ENV_FILE} is empty` };
  if (named === devNull) return { ...none, why: `${ENV_FILE} is ${devNull}` };
  const at = envFilePath(environment, folder);
  const failed = (
    variable: string,
    problem: string,
    remedy = variables.remedyFor(ENV_FILE),
  ): SettingsFile => ({
    path: at.ok ? at.path : undefined,
    isRead: false,
    values: {},
    mistakes: [{ variable, problem, remedy }],
    why: 'its file cannot be read',
  });
  if (!at.ok) return failed(ENV_FILE, at.problem);
  const { path } = at;
  const isNamed = named !== undefined;
  const wrong = (problem: string, remedy?: string) =>
    isNamed
      ? failed(ENV_FILE, `names ${path}, which ${problem}`, remedy)
      : failed(path, problem, remedy ?? 'a file of lines NAME=value, as .env.example');
  const read = readOnce(path, environment);
  if (!read.ok) {
    if (isNamed || !read.isMissing) return wrong(read.problem);
    const other = findMisnamedFile(folder);
    if (other !== undefined)
      return failed(
        join(folder, other),
        'looks like the file of settings, but is not called .env',
        'the name .env, and nothing behind it',
      );
    return { ...none, why: `there is no ${displayPath(path)}` };
  }
  const decoded = decode(read.bytes);
  if (!decoded.ok) return wrong(decoded.problem, 'a file in UTF-8 (or UTF-16)');
  const { values, mistakes } = parseEnvFile(decoded.text, variables);
  const file = { path, isRead: true, values, mistakes, why: '' };
  if (Object.keys(values).length > 0 || mistakes.length > 0) return file;
  return isNamed ? wrong('sets nothing', `a file that does, or ${devNull} for none`) : file;
}

/** What an editor or a file manager makes of the name `.env`, above all on Windows, which hides the end of names. */
function findMisnamedFile(folder: string): string | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true }).find(
      (entry) =>
        entry.isFile() &&
        /^(?:\.?env\.(?:txt|env|rtf)|\.env\.(?:local|prod|production)|\.env\.|_env|\.?env)$/i.test(
          entry.name,
        ),
    )?.name;
  } catch {
    return undefined;
  }
}

/** Where settings come from, for the first lines of a run: which file, how many of them, which from the environment. */
export function originOf(
  { path, isRead, values, why }: SettingsFile,
  fromShell: readonly string[],
  variables: Variables,
): string {
  const fromFile = Object.keys(values).filter((name) => variables.has(name));
  const count = fromFile.length === 1 ? '1 variable' : `${String(fromFile.length)} variables`;
  const shell = fromShell.length === 0 ? '' : `from the environment: ${fromShell.join(', ')}`;
  if (path === undefined) return shell === '' ? `none (${why})` : `${shell} (${why})`;
  const over = fromShell.filter((name) => fromFile.includes(name));
  const wins = over.length === 0 ? '' : ` (in place of the file's: ${over.join(', ')})`;
  const file = isRead ? `${count} from ${displayPath(path)}` : `${displayPath(path)}, which cannot be read`;
  return `${file}${shell === '' ? '' : `; ${shell}${wins}`}`;
}
