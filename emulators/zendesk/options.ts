/** What can be switched on the emulated tenant. Names, defaults and meanings stand here once: `--help` prints them. */
import { z } from 'zod';
import type { Interceptor } from './http/intercept.ts';

const aFunction = (value: unknown): boolean => typeof value === 'function';

const shape = {
  port: z.int().min(0).max(65535).default(0).describe('TCP port on 127.0.0.1; 0 takes a free one.'),
  redirectUri: z
    .url()
    .default('http://127.0.0.1:8976/callback')
    .describe('The redirect URI registered with the OAuth client; requests must repeat it exactly.'),
  clientKind: z
    .enum(['confidential', 'public'])
    .default('confidential')
    .describe('Kind of the OAuth client: a public one has no secret and must use PKCE.'),

  adminsCanSetUserPasswords: z
    .boolean()
    .default(false)
    .describe("Security > Advanced: admins may set other people's passwords. Off on a new account."),
  zendeskLogin: z
    .boolean()
    .default(true)
    .describe('Team members may sign in with e-mail and password at all.'),
  enforceSso: z
    .boolean()
    .default(false)
    .describe('Team members must use single sign-on; admins may still use /access/normal.'),
  twoFactorEnforce: z
    .boolean()
    .default(false)
    .describe('Team members must set up two-factor authentication before they get any further.'),
  twoStepVerification: z
    .boolean()
    .default(true)
    .describe('A team member on a new device is asked for a mailed six-digit passcode.'),
  passwordPolicy: z
    .enum(['low', 'medium', 'high', 'recommended'])
    .default('recommended')
    .describe('Password security level, for team members and end users alike.'),
  seatsLeft: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe('How many more team members the plan allows; null for no limit.'),

  signInPages: z
    .enum(['one', 'two', 'script'])
    .default('one')
    .describe('One page; e-mail first and the password on a second page; or one page driven by script.'),
  language: z.enum(['en', 'de', 'ja']).default('en').describe("Language of the pages' texts."),
  markup: z
    .enum(['plain', 'garden'])
    .default('plain')
    .describe('Two ways to write the same pages: other field names, ids, buttons, wrappers and bystanders.'),
  consent: z
    .enum(['always', 'remembered', 'never'])
    .default('always')
    .describe(
      'When the consent page is shown: always; not while a token of that person and client lives; never.',
    ),

  tokenStatus: z
    .union([z.literal(201), z.literal(200)])
    .default(201)
    .describe('HTTP status of a successful POST /oauth/tokens.'),
  tokenTtlSeconds: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe('Life of an access token for which no expires_in was asked, in seconds; null for no end.'),
  refreshTokens: z.boolean().default(true).describe('The authorization code grant hands out refresh tokens.'),
  allowedScopes: z
    .array(z.string())
    .nullable()
    .default(null)
    .describe("The client's list of allowed scopes; null allows any. On the command line: comma separated."),
  passwordChangeEndsTokens: z
    .boolean()
    .default(false)
    .describe("A new password ends that person's access and refresh tokens."),
  passwordChangeEndsDevices: z
    .boolean()
    .default(false)
    .describe("A new password makes that person's devices unknown: the passcode is asked again."),
  revokeCurrentIsNoop: z
    .boolean()
    .default(false)
    .describe('The defect reported in 2022/23: DELETE /oauth/tokens/current says 204 and revokes nothing.'),
  revokedBearerOnMe: z
    .enum(['refused', 'anonymous'])
    .default('refused')
    .describe('What GET /users/me says to a dead bearer token: 401, or the anonymous user with 200.'),

  emptyPasswordReply: z
    .enum(['zero-bytes', 'empty-string', 'null', 'space'])
    .default('zero-bytes')
    .describe('Bytes of the "empty" 200 after a password was set: none, "" in JSON, null, or a blank.'),
  secondDeleteStatus: z
    .union([z.literal(404), z.literal(200)])
    .default(404)
    .describe('HTTP status when a deleted user is deleted again.'),
  indexLagMs: z
    .int()
    .min(0)
    .default(0)
    .describe('How much later the search index learns of creations, changes and deletions, in milliseconds.'),
  extraFields: z.boolean().default(false).describe('Replies carry fields that no documentation names.'),
  minimalUserReplies: z
    .boolean()
    .default(false)
    .describe('Users are shown with the few fields of the documented examples only.'),
  rateLimitPerMinute: z
    .int()
    .min(1)
    .default(700)
    .describe('API calls that the account may make in a minute.'),
  userUpdatesPerMinute: z.int().min(1).default(5).describe('Updates that one user may receive in a minute.'),

  now: z
    .custom<() => number>(aFunction)
    .default(() => () => Date.now())
    .describe('The clock, in milliseconds since 1970.'),
  intercept: z
    .custom<Interceptor>(aFunction)
    .optional()
    .describe(
      'Called before every tenant call is routed; may answer instead of the tenant, or lose its answer.',
    ),
};

/** Options that only code can give. */
const notByHand = new Set<string>(['now', 'intercept']);

const schema = z.strictObject(shape);

/** All options of the emulated tenant, complete. */
export type ZendeskOptions = z.output<typeof schema>;

/** Fills in the defaults; throws a sentence that names the option when one is unknown or out of range. */
export function completeOptions(given: Partial<ZendeskOptions>): ZendeskOptions {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = issue?.path.join('.') ?? '';
  throw new Error(`Emulator option ${name === '' ? '' : `"${name}": `}${issue?.message ?? 'is not valid'}.`);
}

/** One option as `--help` shows it. */
export interface OptionHelp {
  name: string;
  /** The default, as it would be written on the command line. */
  standard: string;
  /** The values it takes, in words. */
  values: string;
  meaning: string;
}

/** The options that can be given on a command line. */
export function optionHelp(): OptionHelp[] {
  return Object.entries(shape)
    .filter(([name]) => !notByHand.has(name))
    .map(([name, field]) => ({
      name,
      standard: written(field.parse(undefined)),
      values: valuesOf(field),
      meaning: field.description ?? '',
    }));
}

/**
 * Reads one `option=value` of a command line into `{ option: value }`.
 * @throws {Error} with one sentence that says what would be right
 */
export function readSetting(text: string): Partial<ZendeskOptions> {
  const [name = '', ...rest] = text.split('=');
  if (rest.length === 0) throw new Error(`"${text}" is not of the form option=value.`);
  const field = Object.entries(shape).find(([key]) => key === name && !notByHand.has(key))?.[1];
  if (field === undefined) throw new Error(`There is no option "${name}"; --help lists them all.`);
  const value = rest.join('=');
  for (const candidate of [asJson(value), value, value.split(',').map((part) => part.trim())]) {
    if (candidate !== undefined && field.safeParse(candidate).success) return { [name]: candidate };
  }
  throw new Error(`Option "${name}" takes ${valuesOf(field)}, not "${value}".`);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const typeNames: Record<string, string> = {
  boolean: 'true or false',
  integer: 'a whole number',
  array: 'a list',
  null: 'null',
};

/** What JSON Schema says about an option, as far as the help needs it. */
interface JsonSchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  format?: string;
  anyOf?: JsonSchema[];
}

function valuesOf(field: z.ZodType): string {
  return inWords(z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
}

function inWords(json: JsonSchema): string {
  if (json.anyOf !== undefined) return json.anyOf.map(inWords).join(' or ');
  if (json.enum !== undefined)
    return json.enum
      .map(written)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1');
  if (json.const !== undefined) return written(json.const);
  if (json.format === 'uri') return 'a URL';
  return typeNames[json.type ?? ''] ?? 'a text';
}
