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
import { openTexts } from '../secrets/open-texts.ts';
import { type SecretKind, type SecretRegistry, SHORTEST_SECRET } from '../secrets/registry.ts';
import { SYSTEMS, targetsOf } from '../systems.ts';
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
  /** What in the settings is secret, whether they are right or not; and the variable that it stands in. */
  secrets: { value: string; kind: SecretKind; source: Variable }[];
  /** What else stands in them, and may stand in every report. */
  open: Partial<Record<Variable, string>>;
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
  const all = secretsIn(values);
  const open = openIn(values);
  const isLive = parsed.success
    ? targetsOf(parsed.data).some(({ tenant }) => tenant !== undefined)
    : values.KEYTURN_TARGET !== 'emulator' && Object.keys(values).some((name) => OF_A_SYSTEM.test(name));
  // Of a tenant that is not called, nothing is used but what the test user of an emulator gets as well.
  const isUsed = ({ source: name }: Loaded['secrets'][number]) =>
    isLive || name === 'ZENDESK_TEST_USER_PASSWORD';
  // Nor is a word of it looked for, which anybody may say.
  const secrets = all.filter((each) => isUsed(each) || !/^\p{L}+$/u.test(each.value));
  for (const one of secrets.filter(isUsed).flatMap((secret) => asOpenAs(secret, open) ?? [])) {
    if (!mistakes.some((known) => known.variable === one.variable)) mistakes.push(one);
  }
  if (mistakes.length > 0 || !parsed.success) return { ok: false, mistakes, source, secrets, open };
  return { ok: true, settings: parsed.data, source, secrets, open };
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
    ...declared.map(([source, kind]) => ({ value: values[source] ?? '', kind, source })),
    { value: proxy, kind: 'password' as const, source: 'HTTPS_PROXY' as const },
  ].filter(({ value }) => value !== '');
}

const OF_A_SYSTEM = new RegExp(`^(?:${SYSTEMS.map(({ name }) => name.toUpperCase()).join('|')})_`);

/** A command may have a password in it; nothing prints it. */
const NEVER_SHOWN: readonly string[] = ['KEYTURN_PASSCODE_COMMAND', 'HTTPS_PROXY'];

/** The settings that are no secrets: hosts, names and folders stand in every report. */
function openIn(values: Values): Values {
  const secret = new Set([...GROUPS.flatMap(({ secrets }) => Object.keys(secrets)), ...NEVER_SHOWN]);
  const open = Object.entries(values).filter(([name]) => !secret.has(name)) as [Variable, string][];
  const proxy = webAddress(values.HTTPS_PROXY ?? '');
  return {
    ...Object.fromEntries(open),
    ...(proxy === undefined ? {} : { HTTPS_PROXY: `${decoded(proxy.username)}@${proxy.host}` }),
  };
}

/** A secret that is a word of what everybody may read: to cover it would shred every report, and not to, give it away. */
function asOpenAs({ value, source }: Loaded['secrets'][number], open: Values): Mistake | undefined {
  if (value.length < SHORTEST_SECRET) return undefined;
  const [within] = Object.entries(open).find(([, text]) => text.includes(value)) ?? [];
  const isOurs = openTexts().holds(value);
  if (within === undefined && !isOurs) return undefined;
  const what = source === 'HTTPS_PROXY' ? 'has a password that' : 'is a word that';
  const from = isOurs ? 'Keyturn’s own texts' : within === source ? 'the rest of it' : (within ?? '');
  return mistake(source, `${what} cannot be told from ${from} in a report; choose another`);
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
