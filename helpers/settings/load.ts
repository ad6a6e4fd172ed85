import { readdirSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { commandOf } from '../command-line/command.ts';
import { expertSettings } from '../systems/expert/settings.ts';
import { secretsInProxy } from '../http/proxy.ts';
import { PROJECT, shownPath } from '../machine/project.ts';
import type { SecretKind } from '../secrets/kinds.ts';
import type { SecretRegistry } from '../secrets/registry.ts';
import { zendeskSettings } from '../systems/zendesk/settings.ts';
import { parseEnvFile } from './env-file.ts';
import { readPath } from './fields.ts';
import type { Fail, Group } from './group.ts';
import type { Mistake } from './mistake.ts';
import { readOnce } from './read-once.ts';
import { DEFAULT_RESULTS, DEFAULT_STATE, PROXY_NAMES, runSettings } from './run.ts';
import { asOpenAs, openIn } from './secret-words.ts';
import { GROUPS, type Settings } from './settings.ts';
import { decode } from './text.ts';
import {
  asOurs,
  isSecret,
  isVariable,
  meantBy,
  OWN_PREFIXES,
  SECRETS,
  VARIABLES,
  type Variable,
} from './variables.ts';
import { fromEnvironment } from './written.ts';

/** All settings, or all mistakes at once. */
export type Loaded = (
  { ok: true; settings: Settings; source: string } | { ok: false; mistakes: Mistake[]; source: string }
) & {
  /** Where the settings come from, for the first lines of a run: which file, how many of them, which from the environment. */
  origin: string;
  /** The folder for everything a run writes, also when the settings are wrong. */
  results: string;
  /** The folder of the ledger, also when the settings are wrong. */
  state: string;
  /** What in the settings is secret, whether they are right or not; and the variable that it stands in. */
  secrets: { value: string; kind: SecretKind; source: Variable }[];
  /** What else stands in them, and may stand in every report. */
  open: Partial<Record<Variable, string>>;
};

type Values = Partial<Record<Variable, string>>;

/** Names for the same in two spellings: where the environment has one of them, the file's other one does not count. */
const FAMILIES: readonly (readonly Variable[])[] = [
  ['https_proxy', 'HTTPS_PROXY'],
  ['all_proxy', 'ALL_PROXY'],
  ['no_proxy', 'NO_PROXY'],
];

/**
 * Reads the settings from `environment` and from the `.env` file it names (the environment wins), which is otherwise in
 * `folder`. Never throws: every mistake is returned, and no message repeats a value that may be secret.
 */
export function loadSettings(environment: NodeJS.ProcessEnv = process.env, folder = PROJECT): Loaded {
  const file = readEnvFile(environment, folder);
  const mistakes = [...file.mistakes];
  for (const name of Object.keys(file.values)) {
    const isOurs = OWN_PREFIXES.test(asOurs(name)) || (!isVariable(name) && meantBy(name) !== undefined);
    if (isOurs && (!isVariable(name) || name === 'KEYTURN_ENV_FILE')) mistakes.push(unknownName(name));
  }
  for (const name of Object.keys(environment)) {
    // Names that we do not know may be another program's; one of ours in another spelling is nobody else's.
    if (!isVariable(name) && environment[name] !== undefined && meantBy(name) !== undefined)
      mistakes.push(unknownName(name));
  }
  const { values, given, fromShell } = collect(environment, file.values, mistakes);
  const parsed = schema.safeParse(values);
  const found = parsed.success
    ? []
    : parsed.error.issues.map((issue) => mistake(String(issue.path[0]) as Variable, issue.message));
  // What is missing is perhaps in the file that could not be read.
  for (const one of [...found, ...(file.isRead ? checkTogether(values) : [])]) {
    if (!mistakes.some((known) => known.variable === one.variable)) mistakes.push(one);
  }
  const open = openIn(given);
  // Of a tenant that is not called, nothing is used but what the test user of an emulator gets as well.
  const isLive = hasTenant(values);
  const isUsed = ({ source }: Loaded['secrets'][number]) => isLive || source === 'ZENDESK_TEST_USER_PASSWORD';
  // Nor is a word of it looked for, which anybody may say.
  const secrets = secretsIn(given).filter((each) => isUsed(each) || !/^\p{L}+$/u.test(each.value));
  for (const one of secrets.filter(isUsed).flatMap((secret) => asOpenAs(secret, open) ?? [])) {
    if (!mistakes.some((known) => known.variable === one.variable)) mistakes.push(one);
  }
  const about = {
    source: file.path === undefined ? 'the environment' : file.path,
    origin: originOf(file, fromShell),
    // Where there is a mistake in it, nothing is written there.
    results: mistakes.some(({ variable }) => variable === 'KEYTURN_RESULTS')
      ? DEFAULT_RESULTS
      : (folderIn('KEYTURN_RESULTS', values) ?? DEFAULT_RESULTS),
    state: folderIn('KEYTURN_STATE', values) ?? DEFAULT_STATE,
    secrets,
    open,
  };
  if (mistakes.length > 0 || !parsed.success) return { ok: false, mistakes, ...about };
  return { ok: true, settings: parsed.data, ...about };
}

/** What is set, as it was given and as it is used; mistakes of how it was written are added. */
function collect(
  environment: NodeJS.ProcessEnv,
  file: Record<string, string>,
  mistakes: Mistake[],
): { given: Values; values: Values; fromShell: Variable[] } {
  const given: Values = {};
  const values: Values = {};
  const fromShell: Variable[] = [];
  for (const name of Object.keys(VARIABLES) as Variable[]) {
    const family = FAMILIES.find((names) => names.includes(name)) ?? [name];
    const inShell = family.some((each) => environment[each] !== undefined);
    const value = inShell ? environment[name] : file[name];
    if (value === undefined) continue;
    if (value.trim() === '') {
      // Empty names of the network are a shell's way to switch them off.
      if (OWN_PREFIXES.test(name)) {
        mistakes.push(mistake(name, 'is set but empty. Give it a value, or remove it'));
      }
      continue;
    }
    if (inShell && name !== 'KEYTURN_ENV_FILE') fromShell.push(name);
    given[name] = isSecret(name) ? value.replace(/^(["'`])([^]*)\1$/, '$2') : value.trim();
    if (!inShell || !OWN_PREFIXES.test(name)) {
      values[name] = isSecret(name) ? value : value.trim();
      continue;
    }
    const written = fromEnvironment(name, value);
    if ('value' in written) values[name] = written.value;
    else if (!mistakes.some(({ variable }) => variable === name))
      mistakes.push({ variable: name, ...written });
  }
  return { given, values, fromShell };
}

/** Tells a registry what in the settings is secret, and what is not. */
export function teach(
  { secrets, open }: Loaded,
  registry: Pick<SecretRegistry, 'learn' | 'sayOpenly'>,
): void {
  for (const text of Object.values(open)) registry.sayOpenly(text);
  for (const { value, kind, source } of secrets) registry.learn(value, kind, source);
}

/** Where a run writes, also when the settings are wrong: what is wrong is written there. */
export function resultsFolder({ results }: Loaded): string {
  // A sweep that follows a run must not replace its record.
  return commandOf() === 'sweep' ? join(results, 'sweep') : results;
}

/** The sentence(s) that tell a person what is wrong with the settings, all at once. */
export function describeMistakes(mistakes: readonly Mistake[], source: string): string {
  const count = mistakes.length === 1 ? 'one setting is' : `${String(mistakes.length)} settings are`;
  const lines = mistakes.flatMap(({ variable, problem, remedy }) => [
    '',
    `  ${variable} ${problem}.`,
    `    Right is: ${remedy}`,
  ]);
  return [
    `Keyturn cannot start, because ${count} wrong (read from ${[...new Set(['the environment', source])].join(' and ')}):`,
    ...lines,
  ].join('\n');
}

/** The file of settings, as far as there is one and it could be read. */
interface File {
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
  return readPath(environment['KEYTURN_ENV_FILE'] || join(folder, '.env'), folder);
}

function readEnvFile(environment: NodeJS.ProcessEnv, folder: string): File {
  const named = environment['KEYTURN_ENV_FILE'];
  const none = { path: undefined, isRead: true, values: {}, mistakes: [], why: '' };
  // Named but empty is said where all that is empty is.
  if (named === '') return { ...none, why: 'KEYTURN_ENV_FILE is empty' };
  if (named === devNull) return { ...none, why: `KEYTURN_ENV_FILE is ${devNull}` };
  const at = envFilePath(environment, folder);
  const failed = (variable: string, problem: string, remedy: string = VARIABLES.KEYTURN_ENV_FILE): File => ({
    path: at.ok ? at.path : undefined,
    isRead: false,
    values: {},
    mistakes: [{ variable, problem, remedy }],
    why: 'its file cannot be read',
  });
  if (!at.ok) return failed('KEYTURN_ENV_FILE', at.problem);
  const { path } = at;
  const isNamed = named !== undefined;
  const wrong = (problem: string, remedy?: string) =>
    isNamed
      ? failed('KEYTURN_ENV_FILE', `names ${path}, which ${problem}`, remedy)
      : failed(path, problem, remedy ?? 'a file of lines NAME=value, as .env.example');
  const read = readOnce(path, environment);
  if (!read.ok) {
    if (isNamed || !read.isMissing) return wrong(read.problem);
    const other = misnamed(folder);
    if (other !== undefined)
      return failed(
        join(folder, other),
        'looks like the file of settings, but is not called .env',
        'the name .env, and nothing behind it',
      );
    return { ...none, why: `there is no ${shownPath(path)}` };
  }
  const decoded = decode(read.bytes);
  if (!decoded.ok) return wrong(decoded.problem, 'a file in UTF-8 (or UTF-16)');
  const { values, mistakes } = parseEnvFile(decoded.text);
  const file = { path, isRead: true, values, mistakes, why: '' };
  if (Object.keys(values).length > 0 || mistakes.length > 0) return file;
  return isNamed ? wrong('sets nothing', `a file that does, or ${devNull} for none`) : file;
}

/** What an editor or a file manager makes of the name `.env`, above all on Windows, which hides the end of names. */
function misnamed(folder: string): string | undefined {
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

function originOf({ path, isRead, values, why }: File, fromShell: readonly Variable[]): string {
  const fromFile = Object.keys(values).filter((name) => isVariable(name));
  const count = fromFile.length === 1 ? '1 variable' : `${String(fromFile.length)} variables`;
  const shell = fromShell.length === 0 ? '' : `from the environment: ${fromShell.join(', ')}`;
  if (path === undefined) return shell === '' ? `none (${why})` : `${shell} (${why})`;
  const over = fromShell.filter((name) => fromFile.includes(name));
  const wins = over.length === 0 ? '' : ` (in place of the file's: ${over.join(', ')})`;
  const file = isRead ? `${count} from ${shownPath(path)}` : `${shownPath(path)}, which cannot be read`;
  return `${file}${shell === '' ? '' : `; ${shell}${wins}`}`;
}

/** Where there is a mistake in it, the usual one: it is said where reports are looked for. */
function folderIn(name: 'KEYTURN_RESULTS' | 'KEYTURN_STATE', values: Values): string | undefined {
  return runSettings.shape[name].safeParse(values[name]).data;
}

function secretsIn(values: Values): Loaded['secrets'] {
  const declared = Object.entries(SECRETS) as [Variable, SecretKind][];
  return [
    ...declared.map(([source, kind]) => ({ value: values[source] ?? '', kind, source })),
    ...PROXY_NAMES.flatMap((source) =>
      secretsInProxy(values[source] ?? '').map((value) => ({ value, kind: 'password' as const, source })),
    ),
  ].filter(({ value }) => value !== '');
}

function mistake(variable: Variable, problem: string): Mistake {
  return { variable, problem, remedy: VARIABLES[variable] };
}

function unknownName(name: string): Mistake {
  const known = Object.keys(VARIABLES).filter((candidate) => candidate !== 'KEYTURN_ENV_FILE');
  if (name === 'KEYTURN_ENV_FILE') return mistake(name, 'stands in the file that it names');
  const near = meantBy(name) ?? (closest(asOurs(name), known) as Variable);
  return {
    variable: name,
    problem: 'is not a setting of Keyturn',
    remedy:
      meantBy(name) !== undefined || distance(asOurs(name), near) <= 4
        ? `perhaps ${near}: ${VARIABLES[near]}`
        : 'a name from .env.example',
  };
}

/** Whether a tenant is to be called. */
function hasTenant(values: Values): boolean {
  return (
    values.KEYTURN_TARGET !== 'emulator' &&
    GROUPS.some(({ tenant }) => tenant.some((name) => values[name] !== undefined))
  );
}

/** Mistakes that no variable makes alone: half a tenant, two names for one, half a sign-in. */
function checkTogether(values: Values): Mistake[] {
  const mistakes: Mistake[] = [];
  const live = values.KEYTURN_TARGET !== 'emulator';
  const fail: Fail<Variable> = (variable, problem) => mistakes.push(mistake(variable, problem));
  for (const each of GROUPS as readonly Pick<Group<z.ZodRawShape, unknown>, 'checkTogether'>[])
    each.checkTogether(values, fail as Fail<string>, live, hasTenant(values));
  return mistakes;
}

const schema = z
  .object({ ...zendeskSettings.shape, ...expertSettings.shape, ...runSettings.shape })
  .transform((values): Settings => {
    const live = values.KEYTURN_TARGET !== 'emulator';
    return {
      ...zendeskSettings.read(values, live),
      ...expertSettings.read(values, live),
      ...runSettings.read(values, live),
    };
  });
