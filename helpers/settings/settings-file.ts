/** Finds and reads the settings file: `.env`, or the file that the environment names instead. */
import { readdirSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { decode } from '../decode.ts';
import { PROJECT, displayPath } from '../machine/project.ts';
import { ENV_FILE } from '../settings-place.ts';
import { parseEnvFile } from './env-file.ts';
import { readPath } from './fields.ts';
import type { Mistake } from './mistake.ts';
import { readOnce } from './read-once.ts';
import type { Variables } from './variables.ts';

/** The settings file and what could be read from it. */
export interface SettingsFile {
  /** `undefined` if there is no file. */
  path: string | undefined;
  /** False if there is a file that could not be read. */
  isRead: boolean;
  values: Record<string, string>;
  mistakes: Mistake[];
  /** Why there is no file, as a clause for the console. */
  why: string;
}

/** Returns the path of the settings file, even if it does not exist, or the problem with the path. */
export function envFilePath(
  environment: NodeJS.ProcessEnv = process.env,
  folder = PROJECT,
): ReturnType<typeof readPath> {
  return readPath(environment[ENV_FILE] || join(folder, '.env'), folder);
}

/** Reads the file that the environment names, or else `.env` in this folder. Never throws. */
export function readSettingsFile(
  variables: Variables,
  environment: NodeJS.ProcessEnv,
  folder: string,
): SettingsFile {
  const named = environment[ENV_FILE];
  const none = { path: undefined, isRead: true, values: {}, mistakes: [], why: '' };
  // An empty name is reported together with all other empty variables.
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
      : failed(path, problem, remedy ?? 'a file of NAME=value lines, like .env.example');
  const read = readOnce(path, environment);
  if (!read.ok) {
    if (isNamed || !read.isMissing) return wrong(read.problem);
    const other = findMisnamedFile(folder);
    if (other !== undefined)
      return failed(
        join(folder, other),
        'looks like a settings file, but its name is not .env',
        'exactly .env',
      );
    return { ...none, why: `there is no ${displayPath(path)}` };
  }
  const decoded = decode(read.bytes);
  if (!decoded.ok) return wrong(decoded.problem, 'a file in UTF-8 (or UTF-16)');
  const { values, mistakes } = parseEnvFile(decoded.text, variables);
  const file = { path, isRead: true, values, mistakes, why: '' };
  if (Object.keys(values).length > 0 || mistakes.length > 0) return file;
  return isNamed ? wrong('contains no settings', `a file with settings, or ${devNull} for none`) : file;
}

/** Finds a file that an editor or a file manager may have named instead of `.env`. Windows, for example, hides file extensions. */
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

/** Describes, for the first lines of a run, the file, how many variables it sets, and which come from the environment. */
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
  const wins = over.length === 0 ? '' : ` (overriding the file: ${over.join(', ')})`;
  const file = isRead ? `${count} from ${displayPath(path)}` : `${displayPath(path)}, which cannot be read`;
  return `${file}${shell === '' ? '' : `; ${shell}${wins}`}`;
}
