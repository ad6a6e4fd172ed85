/** The options of the emulated site. Names, defaults and meanings are only here; `--help` prints them. */
import { z } from 'zod';
import {
  codeOptions,
  OptionSet,
  overlayOptions,
  portOption,
  surroundingsOptions,
} from '../../common/options.ts';

const shape = {
  port: portOption,

  basic: z
    .enum(['everybody', 'not-admins', 'nobody'])
    .default('everybody')
    .describe('Who may sign in with user name and password; others are refused with 401.'),
  serverToken: z.boolean().default(true).describe('The site has a server API token, for X-Deki-Token.'),
  adminRole: z
    .enum(['Admin', 'Editor', 'Author', 'Viewer'])
    .default('Admin')
    .describe('Role of the user "Admin", whose credentials are printed.'),
  anonymousReads: z
    .boolean()
    .default(true)
    .describe('A public site: Anonymous may read, including other users.'),
  authenticateAcceptsTokens: z
    .boolean()
    .default(false)
    .describe('If a sign-in is forced (users/authenticate, authenticate=true), an authtoken is accepted.'),
  staleTokens: z
    .enum(['anonymous', 'refused'])
    .default('anonymous')
    .describe('How a call with a dead authtoken is treated: as anonymous, or refused with 401.'),
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
    .describe('Lifetime of an authtoken and its cookie, in seconds; hosted sites use seven days.'),
  cookie: z
    .enum(['classic', 'modern'])
    .default('classic')
    .describe('The authtoken cookie: quoted with Version=1, or plain with HttpOnly and SameSite.'),
  cookieSecure: z
    .boolean()
    .default(false)
    .describe('The modern cookie is Secure; a strict client then does not send it over plain HTTP.'),

  passwordPolicy: z
    .enum(['classic', 'strong'])
    .default('strong')
    .describe('At least four characters; or eight characters of two kinds and no common word.'),
  accountPasswordChecked: z
    .boolean()
    .default(false)
    .describe('The policy also applies to the accountpassword of a new user.'),
  lockout: z
    .int()
    .min(1)
    .nullable()
    .default(10)
    .describe('How many failed sign-ins within five minutes lock an account; null for never.'),
  wrongCurrentPasswordCounts: z
    .boolean()
    .default(false)
    .describe('A wrong currentpassword counts as a failed sign-in of the user whose password is set.'),
  mainSignInEndsAlternate: z
    .boolean()
    .default(true)
    .describe('Signing in with the main password clears the alternate one.'),
  setReply: z
    .enum(['empty', 'user', 'ok-text'])
    .default('empty')
    .describe("Answer after another user's password is set: empty, the user document, or the text OK."),

  errors: z
    .enum(['classic', 'newer'])
    .default('classic')
    .describe('Error documents with status, title and uri; or with exception and resource.'),
  roleNames: z
    .enum(['modern', 'classic'])
    .default('modern')
    .describe('Roles are shown as Author and Editor, or as Contributor and Manager; both are accepted.'),
  emailVisible: z.boolean().default(false).describe('Email addresses are shown to every caller.'),
  seatsLeft: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe('How many more seats the license allows; null for no limit.'),
  chunked: z
    .boolean()
    .default(false)
    .describe('Answers are sent in several chunks and without Content-Length.'),
  extraFields: z.boolean().default(false).describe('Answers contain undocumented fields.'),

  ...surroundingsOptions,
  ...overlayOptions,

  ...codeOptions,
};

/** The options as the command line and its help use them. */
export const options = new OptionSet(shape);

/** All options of the emulated site, complete. */
export type ExpertOptions = z.output<typeof options.schema>;
