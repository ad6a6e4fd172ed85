import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'dotenv';
import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { LEDGER_FOLDER } from '../cleanup/ledger.ts';
import { commandOf } from '../commands/command.ts';
import { expertSettings } from '../expert/settings.ts';
import { decoded } from '../http/proxy.ts';
import { PROJECT } from '../run/project.ts';
import type { SecretKind } from '../secrets/registry.ts';
import { zendeskSettings } from '../zendesk/settings.ts';
import { webAddress } from './fields.ts';
import type { Fail, Group } from './group.ts';
import { DEFAULT_RESULTS, runSettings } from './run.ts';
import { GROUPS, type Settings } from './settings.ts';
import { OWN_PREFIXES, VARIABLES, type Variable } from './variables.ts';

/** One mistake in the settings: the culprit, what is wrong with it, and where to find the right value. */
export interface Mistake {
  variable: string;
  problem: string;
  remedy: string;
}

/** All settings, or all mistakes at once. */
export type Loaded = (
  { ok: true; settings: Settings; source: string } | { ok: false; mistakes: Mistake[]; source: string }
) & {
  /** What in the settings is secret, whether they are right or not. */
  secrets: { value: string; kind: SecretKind }[];
};

type Values = Partial<Record<Variable, string>>;

/**
 * Reads the settings from `environment` and from the `.env` file it names (the environment wins).
 * Never throws: every mistake is returned, and no message repeats a value that may be secret.
 */
export function loadSettings(environment: NodeJS.ProcessEnv = process.env, folder = process.cwd()): Loaded {
  const named = environment['KEYTURN_ENV_FILE'];
  const path = resolve(folder, named || '.env');
  const mistakes: Mistake[] = [];
  // Named but empty: that is said once, below.
  const file = named === '' ? {} : readEnvFile(path, named !== undefined, mistakes);
  const source = existsSync(path) ? path : 'the environment';
  for (const name of Object.keys(file)) {
    if (!OWN_PREFIXES.test(name) || (name in VARIABLES && name !== 'KEYTURN_ENV_FILE')) continue;
    mistakes.push(unknownName(name));
  }
  const values: Values = {};
  for (const name of Object.keys(VARIABLES) as Variable[]) {
    const value = environment[name] ?? file[name];
    if (value === undefined) continue;
    if (value.trim() === '') {
      // Empty names of the network are a shell's way to switch them off.
      if (OWN_PREFIXES.test(name)) {
        mistakes.push(mistake(name, 'is set but empty. Give it a value, or remove it'));
      }
      continue;
    }
    values[name] = value.trim();
  }
  const parsed = schema.safeParse(values);
  const found = parsed.success
    ? []
    : parsed.error.issues.map((issue) => mistake(String(issue.path[0]) as Variable, issue.message));
  for (const one of [...found, ...checkTogether(values)]) {
    if (!mistakes.some((known) => known.variable === one.variable)) mistakes.push(one);
  }
  const secrets = secretsIn(values);
  if (mistakes.length > 0 || !parsed.success) return { ok: false, mistakes, source, secrets };
  return { ok: true, settings: parsed.data, source, secrets };
}

/** Where a run writes, also when the settings are wrong: what is wrong is written there. */
export function resultsFolder(loaded: Loaded): string {
  const folder = loaded.ok ? loaded.settings.results : process.env['KEYTURN_RESULTS'] || DEFAULT_RESULTS;
  // A sweep that follows a run must not replace its record.
  return commandOf() === 'sweep' ? join(folder, 'sweep') : folder;
}

/** Where the ledger is: its absolute path. */
export function stateFolder(loaded: Loaded): string {
  return resolve(PROJECT, loaded.ok ? loaded.settings.state : process.env['KEYTURN_STATE'] || LEDGER_FOLDER);
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
    `Keyturn cannot start, because ${count} wrong (read from the environment and ${source}):`,
    ...lines,
  ].join('\n');
}

function readEnvFile(path: string, named: boolean, mistakes: Mistake[]): Record<string, string> {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (named || code !== 'ENOENT') {
      const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${String(code)})`;
      mistakes.push(mistake('KEYTURN_ENV_FILE', `names ${path}, which ${why}`));
    }
    return {};
  }
}

function secretsIn(values: Values): Loaded['secrets'] {
  const declared = GROUPS.flatMap(({ secrets }) => Object.entries(secrets) as [Variable, SecretKind][]);
  const proxy = decoded(webAddress(values.HTTPS_PROXY ?? '')?.password ?? '');
  return [
    ...declared.flatMap(([name, kind]) => ({ value: values[name] ?? '', kind })),
    { value: proxy, kind: 'password' as const },
  ].filter(({ value }) => value !== '');
}

function mistake(variable: Variable, problem: string): Mistake {
  return { variable, problem, remedy: VARIABLES[variable] };
}

function unknownName(name: string): Mistake {
  const known = Object.keys(VARIABLES).filter((candidate) => candidate !== 'KEYTURN_ENV_FILE');
  if (name === 'KEYTURN_ENV_FILE') return mistake(name, 'stands in the file that it names');
  const near = closest(name, known) as Variable;
  return {
    variable: name,
    problem: 'is not a setting of Keyturn',
    remedy: distance(name, near) <= 4 ? `perhaps ${near}: ${VARIABLES[near]}` : 'a name from .env.example',
  };
}

/** Mistakes that no variable makes alone: half a tenant, two names for one, half a sign-in. */
function checkTogether(values: Values): Mistake[] {
  const mistakes: Mistake[] = [];
  const live = values.KEYTURN_TARGET !== 'emulator';
  const fail: Fail<Variable> = (variable, problem) => mistakes.push(mistake(variable, problem));
  for (const each of GROUPS as readonly Pick<Group<z.ZodRawShape, unknown>, 'checkTogether'>[])
    each.checkTogether(values, fail as Fail<string>, live);
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
