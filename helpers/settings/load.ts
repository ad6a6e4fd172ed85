import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'dotenv';
import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { commandOf } from '../commands/command.ts';
import { isLoopback } from '../http/loopback.ts';
import type { SecretKind } from '../secrets/registry.ts';
import type { Settings } from './settings.ts';
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

const DEFAULT_REDIRECT = 'http://127.0.0.1:8976/callback';
const DEFAULT_RESULTS = 'results';
const DEFAULT_ADDRESS = 'keyturn+{run}@example.com';

/** These make Zendesk live: half of them is a mistake, not an emulated run. */
const TENANT_VARIABLES = [
  'ZENDESK_SUBDOMAIN',
  'ZENDESK_BASE_URL',
  'ZENDESK_CLIENT_ID',
  'ZENDESK_CLIENT_SECRET',
] as const satisfies Variable[];

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
  const proxy = decoded(origin(values.HTTPS_PROXY ?? '')?.password ?? '');
  const found: [string | undefined, SecretKind][] = [
    [values.ZENDESK_CLIENT_SECRET, 'client secret'],
    [values.ZENDESK_ADMIN_PASSWORD, 'password'],
    [values.ZENDESK_TEST_USER_PASSWORD, 'password'],
    [proxy || undefined, 'password'],
  ];
  return found.flatMap(([value, kind]) => (value === undefined ? [] : { value, kind }));
}

/** As it was before it was put into a URL. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
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
  const fail = (variable: Variable, problem: string) => mistakes.push(mistake(variable, problem));
  const has = (name: Variable) => values[name] !== undefined;
  if (has('ZENDESK_ADMIN_EMAIL') && !has('ZENDESK_ADMIN_PASSWORD')) {
    fail('ZENDESK_ADMIN_PASSWORD', 'is not set, but ZENDESK_ADMIN_EMAIL is');
  }
  if (has('ZENDESK_ADMIN_PASSWORD') && !has('ZENDESK_ADMIN_EMAIL')) {
    fail('ZENDESK_ADMIN_EMAIL', 'is not set, but ZENDESK_ADMIN_PASSWORD is');
  }
  const given = TENANT_VARIABLES.filter(has);
  if (values.KEYTURN_TARGET === 'emulator' || given.length === 0) return mistakes;
  const because = `${given.join(' and ')} ${given.length === 1 ? 'is' : 'are'}`;
  if (!has('ZENDESK_SUBDOMAIN') && !has('ZENDESK_BASE_URL')) {
    fail('ZENDESK_SUBDOMAIN', `is not set, and neither is ZENDESK_BASE_URL, but ${because}`);
  }
  if (has('ZENDESK_SUBDOMAIN') && has('ZENDESK_BASE_URL')) {
    fail('ZENDESK_BASE_URL', 'is set beside ZENDESK_SUBDOMAIN: one of them is enough');
  }
  for (const name of ['ZENDESK_CLIENT_ID', 'ZENDESK_CLIENT_SECRET'] as const) {
    if (!has(name)) fail(name, `is not set, but ${because}: Zendesk is to be tested live`);
  }
  return mistakes;
}

/** Not in `z.url()`: a base URL must carry neither credentials nor a path. */
function origin(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  return url;
}

const subdomain = z.string().regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i, {
  error: ({ input }) =>
    /[/.:]/.test(String(input))
      ? 'is an address, not a subdomain. Put only its first part here, or the whole of it into ZENDESK_BASE_URL'
      : 'may hold letters, digits and hyphens only',
});

const baseUrl = z.string().superRefine((text, context) => {
  const url = origin(text);
  const fail = (message: string) => context.addIssue({ code: 'custom', message });
  if (url === undefined) fail('is not a web address');
  else if (url.username !== '' || url.password !== '') fail('must not carry a user name or a password');
  else if (url.pathname !== '/' || url.search !== '' || url.hash !== '') fail('must end after the host');
  else if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    fail('must begin with https:// (plain http is for this machine alone)');
  }
});

const redirectUri = z.string().refine((text) => origin(text) !== undefined, 'is not a web address');

const email = z
  .string()
  .refine((text) => z.email().safeParse(text.replaceAll('{run}', 'run')).success, 'is not an e-mail address');

/** `error` for a value outside a list: names what would be right, never the value. */
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be ${values.join(' or ')}` });

const schema = z
  .object({
    ZENDESK_SUBDOMAIN: subdomain.optional(),
    ZENDESK_BASE_URL: baseUrl.optional(),
    ZENDESK_CLIENT_ID: z.string().optional(),
    ZENDESK_CLIENT_SECRET: z.string().optional(),
    ZENDESK_REDIRECT_URI: redirectUri.default(DEFAULT_REDIRECT),
    ZENDESK_ADMIN_GRANT: oneOf(['client_credentials', 'authorization_code']).default('client_credentials'),
    ZENDESK_ADMIN_EMAIL: z.email('is not an e-mail address').optional(),
    ZENDESK_ADMIN_PASSWORD: z.string().min(5, 'has fewer than five characters').optional(),
    ZENDESK_TEST_USER_ROLE: oneOf(['agent', 'end-user']).default('agent'),
    ZENDESK_TEST_USER_NAME: z.string().max(100, 'has more than 100 characters').optional(),
    ZENDESK_TEST_USER_EMAIL: email.optional(),
    ZENDESK_TEST_USER_PASSWORD: z.string().min(5, 'has fewer than five characters').optional(),
    KEYTURN_PASSCODE_COMMAND: z.string().optional(),
    KEYTURN_WRITE_HOSTS: z.string().default(''),
    KEYTURN_TARGET: oneOf(['emulator']).optional(),
    KEYTURN_FAIL_ON: oneOf(['must', 'should']).default('must'),
    KEYTURN_LEFTOVER_HOURS: z.coerce
      .number('must be a number of hours')
      .min(0, 'must not be negative')
      .default(24),
    KEYTURN_BROWSER: z.string().optional(),
    KEYTURN_RESULTS: z.string().default(DEFAULT_RESULTS),
    KEYTURN_ENV_FILE: z.string().optional(),
    HTTPS_PROXY: z
      .string()
      .refine((text) => origin(text) !== undefined, 'is not a web address')
      .optional(),
    NODE_EXTRA_CA_CERTS: z.string().refine(existsSync, 'names a file that does not exist').optional(),
  })
  .transform((values): Settings => {
    const base = values.ZENDESK_BASE_URL ?? `https://${values.ZENDESK_SUBDOMAIN ?? ''}.zendesk.com`;
    const { ZENDESK_ADMIN_EMAIL: adminEmail, ZENDESK_ADMIN_PASSWORD: adminPassword } = values;
    const live =
      values.KEYTURN_TARGET !== 'emulator' &&
      (values.ZENDESK_SUBDOMAIN !== undefined || values.ZENDESK_BASE_URL !== undefined);
    return {
      zendesk: live
        ? {
            baseUrl: new URL(base).origin,
            client: {
              identifier: values.ZENDESK_CLIENT_ID ?? '',
              secret: values.ZENDESK_CLIENT_SECRET ?? '',
            },
            redirectUri: values.ZENDESK_REDIRECT_URI,
            admin:
              values.ZENDESK_ADMIN_GRANT === 'client_credentials'
                ? { grant: 'client_credentials' }
                : {
                    grant: 'authorization_code',
                    credentials:
                      adminEmail === undefined || adminPassword === undefined
                        ? undefined
                        : { email: adminEmail, password: adminPassword },
                  },
          }
        : undefined,
      zendeskAdminGrant: values.ZENDESK_ADMIN_GRANT,
      zendeskTestUser: {
        role: values.ZENDESK_TEST_USER_ROLE,
        name: values.ZENDESK_TEST_USER_NAME,
        email: (values.ZENDESK_TEST_USER_EMAIL ?? DEFAULT_ADDRESS).toLowerCase(),
        emailIsOurs: values.ZENDESK_TEST_USER_EMAIL === undefined,
        password: values.ZENDESK_TEST_USER_PASSWORD,
      },
      passcodeCommand: values.KEYTURN_PASSCODE_COMMAND,
      writeHosts: values.KEYTURN_WRITE_HOSTS.split(',')
        .map((host) => host.trim().toLowerCase())
        .filter((host) => host !== ''),
      failOn: values.KEYTURN_FAIL_ON,
      leftoverHours: values.KEYTURN_LEFTOVER_HOURS,
      browser: values.KEYTURN_BROWSER,
      proxy: values.HTTPS_PROXY,
      extraCertificates: values.NODE_EXTRA_CA_CERTS,
      insistsOnEmulator: values.KEYTURN_TARGET === 'emulator',
      results: values.KEYTURN_RESULTS,
    };
  });
