/** The options of the emulated tenant. Names, defaults and meanings are only here; `--help` prints them. */
import { z } from 'zod';
import {
  codeOptions,
  OptionSet,
  overlayOptions,
  portOption,
  surroundingsOptions,
} from '../../common/options.ts';
import { isMailTarget } from './mail-target.ts';

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
  clientCredentials: z
    .boolean()
    .default(true)
    .describe(
      'The OAuth client may use the grant client_credentials; otherwise it gets unauthorized_client.',
    ),
  apiActivated: z
    .boolean()
    .default(true)
    .describe(
      'Admin Center > Apps and integrations > APIs > API configuration: somebody has activated the API of the account.',
    ),
  adminRole: z
    .enum(['admin', 'agent'])
    .default('admin')
    .describe('Role of the person as whom the OAuth client acts.'),

  adminsCanSetUserPasswords: z
    .boolean()
    .default(false)
    .describe("Security > Advanced: admins may set other people's passwords. Off on a new account."),
  zendeskLogin: z.boolean().default(true).describe('Team members may sign in with email and password.'),
  endUserLogin: z.boolean().default(true).describe('End users may sign in with email and password.'),
  enforceSso: z
    .boolean()
    .default(false)
    .describe('Team members must use single sign-on; admins may still use /access/normal.'),
  twoFactorEnforce: z
    .boolean()
    .default(false)
    .describe('Team members must set up two-factor authentication before they can continue.'),
  twoFactor: z
    .enum(['off', 'email'])
    .default('off')
    .describe(
      'With email, everybody, end users too, has two-factor authentication on and must enter a mailed code at every sign-in, on known devices as well. Nobody has to set it up then, even with twoFactorEnforce.',
    ),
  ipRestriction: z
    .enum(['off', 'everybody', 'agents'])
    .default('off')
    .describe('IP restrictions as the security settings show them. No call is refused because of them.'),
  ipRanges: z
    .string()
    .default('')
    .describe('The allowed IP addresses as the security settings show them, separated by spaces.'),
  twoStepVerification: z
    .boolean()
    .default(true)
    .describe('A team member on a new device must enter a six-digit passcode sent by email.'),
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

  mailTo: z.string().refine(isMailTarget).nullable().default(null).meta({
    description:
      'The mailbox on this machine to which every mail is appended, without TLS; user, password and folder are percent-encoded.',
    values: 'imap://USER:PASSWORD@127.0.0.1:PORT/FOLDER or null',
    secret: true,
  }),

  signInPages: z
    .enum(['one', 'two', 'script'])
    .default('one')
    .describe(
      'One page; the email address first and the password on a second page; or one page driven by script.',
    ),
  language: z.enum(['en', 'de', 'ja']).default('en').describe('Language of the pages.'),
  markup: z
    .enum(['plain', 'garden'])
    .default('plain')
    .describe(
      'Markup of the pages: two variants with different field names, IDs, buttons, wrappers and extra elements.',
    ),
  consent: z
    .enum(['always', 'remembered', 'never'])
    .default('always')
    .describe(
      'When the consent page is shown: always; only if the user has no live token for the client; never.',
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
    .describe('Lifetime in seconds of an access token requested without expires_in; null for no expiry.'),
  refreshTokens: z.boolean().default(true).describe('The authorization code grant issues refresh tokens.'),
  allowedScopes: z
    .array(z.string())
    .nullable()
    .default(null)
    .describe(
      "The client's list of allowed scopes; null allows any. On the command line, separate them with commas.",
    ),
  passwordChangeEndsTokens: z
    .boolean()
    .default(false)
    .describe("A new password ends that user's access and refresh tokens."),
  passwordChangeEndsDevices: z
    .boolean()
    .default(false)
    .describe("A new password makes that user's devices unknown, so that the passcode is required again."),
  revokeCurrentIsNoop: z
    .boolean()
    .default(false)
    .describe(
      'The defect reported in 2022/23: DELETE /oauth/tokens/current answers 204 and revokes nothing.',
    ),
  revokedBearerOnMe: z
    .enum(['refused', 'anonymous'])
    .default('refused')
    .describe('How GET /users/me answers a dead bearer token: 401, or the anonymous user with 200.'),

  emptyPasswordReply: z
    .enum(['zero-bytes', 'empty-string', 'null', 'space'])
    .default('zero-bytes')
    .describe('Bytes of the "empty" 200 after a password was set: none, "" in JSON, null, or a space.'),
  secondDeleteStatus: z
    .union([z.literal(404), z.literal(200)])
    .default(404)
    .describe('HTTP status when a deleted user is deleted again.'),
  indexLagMs: z
    .int()
    .min(0)
    .default(0)
    .describe('Delay before the search index shows creations, changes and deletions, in milliseconds.'),
  extraFields: z.boolean().default(false).describe('Answers contain undocumented fields.'),
  minimalUserReplies: z
    .boolean()
    .default(false)
    .describe('Users are shown with only the few fields of the documented examples.'),
  rateLimitPerMinute: z
    .int()
    .min(1)
    .default(700)
    .describe('API calls that the account may make in a minute.'),
  userUpdatesPerMinute: z.int().min(1).default(5).describe('Updates that one user may receive in a minute.'),

  ...surroundingsOptions,
  ...overlayOptions,

  ...codeOptions,
};

/** The options as the command line and its help use them. */
export const options = new OptionSet(shape);

/** All options of the emulated tenant, complete. */
export type ZendeskOptions = z.output<typeof options.schema>;
