/** What can be switched on the emulated site. Names, defaults and meanings stand here once: `--help` prints them. */
import { z } from 'zod';
import { codeOptions, OptionSet, overlayOptions, portOption } from '../../common/options.ts';

const shape = {
  port: portOption,

  basic: z
    .enum(['everybody', 'not-admins', 'nobody'])
    .default('everybody')
    .describe('Who may sign in with name and password; the others are refused with 401.'),
  serverToken: z.boolean().default(true).describe('The site has a server API token, for X-Deki-Token.'),
  anonymousReads: z.boolean().default(true).describe('A public site: Anonymous may read, other users too.'),
  authenticateAcceptsTokens: z
    .boolean()
    .default(false)
    .describe('Where a sign-in is forced (users/authenticate, authenticate=true), an authtoken is enough.'),
  staleTokens: z
    .enum(['anonymous', 'refused'])
    .default('anonymous')
    .describe('What a dead authtoken makes of a call: silently an anonymous one, or a 401.'),
  tokensSurviveChange: z
    .boolean()
    .default(false)
    .describe("A new password leaves that user's earlier authtokens valid."),
  tokenFormat: z
    .enum(['classic', 'modern'])
    .default('classic')
    .describe('Authtokens as {id}_{ticks}_{hash}, or opaque and longer.'),
  tokenSeconds: z
    .int()
    .min(1)
    .default(604_800)
    .describe('Life of an authtoken and its cookie, in seconds; hosted sites have seven days.'),
  cookie: z
    .enum(['classic', 'modern'])
    .default('classic')
    .describe('The authtoken cookie: quoted with Version=1, or plain with HttpOnly and SameSite.'),
  cookieSecure: z
    .boolean()
    .default(false)
    .describe('The modern cookie is Secure; a strict client keeps it from plain http then.'),

  passwordPolicy: z
    .enum(['classic', 'strong'])
    .default('strong')
    .describe('Four characters; or eight, of two kinds, without a common word.'),
  accountPasswordChecked: z
    .boolean()
    .default(false)
    .describe('The policy holds for the accountpassword of a new user, too.'),
  lockout: z
    .int()
    .min(1)
    .nullable()
    .default(10)
    .describe('Failed sign-ins within five minutes that lock the account; null for never.'),
  wrongCurrentPasswordCounts: z
    .boolean()
    .default(false)
    .describe('A wrong currentpassword counts as a failed sign-in of the user whom it belongs to.'),
  mainSignInEndsAlternate: z
    .boolean()
    .default(true)
    .describe('Signing in with the main password clears the alternate one.'),
  setReply: z
    .enum(['empty', 'user', 'ok-text'])
    .default('empty')
    .describe("Reply when somebody else's password was set: nothing, the user document, or the text OK."),

  errors: z
    .enum(['classic', 'newer'])
    .default('classic')
    .describe('Error documents with status, title and uri; or with exception and resource.'),
  roleNames: z
    .enum(['modern', 'classic'])
    .default('modern')
    .describe('Roles are shown as Author and Editor, or as Contributor and Manager; both are understood.'),
  emailVisible: z.boolean().default(false).describe('E-mail addresses are shown to everybody.'),
  seatsLeft: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe('How many more users with a seat the licence allows; null for no limit.'),
  chunked: z.boolean().default(false).describe('Replies come in several chunks and without Content-Length.'),
  extraFields: z.boolean().default(false).describe('Replies carry fields that no documentation names.'),

  ...overlayOptions,

  ...codeOptions,
};

/** The options as a command line and its help see them. */
export const options = new OptionSet(shape);

/** All options of the emulated site, complete. */
export type ExpertOptions = z.output<typeof options.schema>;
