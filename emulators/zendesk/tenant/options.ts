/** What can be switched on the emulated tenant. Names, defaults and meanings stand here once: `--help` prints them. */
import { z } from 'zod';
import { codeOptions, OptionSet, overlayOptions, portOption } from '../../common/options.ts';

const shape = {
  port: portOption,
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
  endUserLogin: z.boolean().default(true).describe('End users may sign in with e-mail and password at all.'),
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

  ...overlayOptions,

  ...codeOptions,
};

/** The options as a command line and its help see them. */
export const options = new OptionSet(shape);

/** All options of the emulated tenant, complete. */
export type ZendeskOptions = z.output<typeof options.schema>;
