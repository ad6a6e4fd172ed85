/** What honest sites differ in: a suite that calls one of these dishonest raises a false alarm. */
import { type Variation, withoutFields } from '../../common/faults.ts';
import { FIELDS } from '../fields/index.ts';
import type { ExpertOptions } from '../options.ts';
import type { Site } from '../site/site.ts';
import {
  germanMessages,
  otherHeaders,
  otherRealm,
  publicValues,
  refuseEvery,
  slow,
  structuredHeaders,
  zipped,
} from './answers.ts';
import { typedJson, verboseXml } from './documents.ts';
import { restricted, silentlyNobody } from './server-tokens.ts';
import { anonymousWritesItself, capitalNames, largeIds, shortTokens } from './people.ts';

export interface ExpertVariation extends Variation<Site, ExpertOptions> {
  /** Only a client that was given this meets it. */
  needs?: 'server token';
}

const sessions: ExpertVariation[] = [
  {
    name: 'modern-cookie',
    sentence: 'The cookie with the token is unquoted, HttpOnly and SameSite.',
    options: { cookie: 'modern' },
  },
  {
    name: 'secure-cookie',
    sentence: 'The cookie with the token is Secure as well.',
    options: { cookie: 'modern', cookieSecure: true },
  },
  { name: 'modern-tokens', sentence: 'Tokens are opaque and long.', options: { tokenFormat: 'modern' } },
  {
    name: 'short-tokens',
    sentence: 'Tokens are opaque, and have 24 characters.',
    install: (site) => {
      shortTokens(site);
      return undefined;
    },
  },
  {
    name: 'tokens-survive-a-change',
    sentence: 'A new password leaves the earlier tokens of the user valid.',
    options: { tokensSurviveChange: true },
  },
  {
    name: 'stale-tokens-refused',
    sentence: 'A call with a token that is not valid is refused with 401.',
    options: { staleTokens: 'refused' },
  },
  {
    name: 'tokens-are-enough-to-sign-in',
    sentence: 'A forced sign-in accepts a token.',
    options: { authenticateAcceptsTokens: true },
  },
  {
    name: 'today',
    sentence: 'Tokens, cookies, errors and policy are all as they may be today.',
    options: {
      cookie: 'modern',
      tokenFormat: 'modern',
      tokensSurviveChange: true,
      staleTokens: 'refused',
      authenticateAcceptsTokens: true,
      accountPasswordChecked: true,
      wrongCurrentPasswordCounts: true,
      errors: 'newer',
      chunked: true,
      extraFields: true,
    },
  },
  {
    name: 'as-in-2011',
    sentence: 'Policy, roles and lock-out are those of the old server.',
    options: { passwordPolicy: 'classic', roleNames: 'classic', lockout: null, serverToken: false },
  },
];

const serverTokens: ExpertVariation[] = [
  {
    name: 'restricted-server-token',
    sentence: 'The server API token acts as user 1 alone: one that names somebody else is nobody’s.',
    install: (site) => restricted(site, 'anonymous'),
    needs: 'server token',
  },
  {
    name: 'restricted-server-token-refused',
    sentence: 'The server API token acts as user 1 alone: one that names somebody else is refused.',
    install: (site) => restricted(site, 'refused'),
    needs: 'server token',
  },
  {
    name: 'bad-server-token-is-nobody',
    sentence: 'A call with a server API token that is not good is silently one of Anonymous.',
    install: silentlyNobody,
    needs: 'server token',
  },
];

const passwords: ExpertVariation[] = [
  {
    name: 'four-characters-are-enough',
    sentence: 'A password of four characters is taken, whatever they are.',
    options: { passwordPolicy: 'classic' },
  },
  {
    name: 'policy-for-new-users',
    sentence: 'The password of a new user is held to the policy.',
    options: { accountPasswordChecked: true },
  },
  {
    name: 'nobody-is-locked',
    sentence: 'Failed sign-ins never lock an account.',
    options: { lockout: null },
  },
  {
    name: 'locked-after-five',
    sentence: 'Five failed sign-ins lock an account, and a wrong currentpassword is one of them.',
    options: { lockout: 5, wrongCurrentPasswordCounts: true },
  },
  {
    name: 'wrong-current-counts',
    sentence: 'A wrong currentpassword counts as a failed sign-in.',
    options: { wrongCurrentPasswordCounts: true },
  },
  {
    name: 'alternate-outlives-a-sign-in',
    sentence: 'Signing in with the main password leaves the alternate one valid.',
    options: { mainSignInEndsAlternate: false },
  },
  {
    name: 'set-answered-with-the-user',
    sentence: "Setting another's password is answered with the document of the user.",
    options: { setReply: 'user' },
  },
  {
    name: 'set-answered-with-ok',
    sentence: "Setting another's password is answered with the text OK.",
    options: { setReply: 'ok-text' },
  },
];

const sites: ExpertVariation[] = [
  {
    name: 'newer-errors',
    sentence: 'Errors come with exception and resource.',
    options: { errors: 'newer' },
  },
  {
    name: 'classic-role-names',
    sentence: 'Roles are called Contributor and Manager.',
    options: { roleNames: 'classic' },
  },
  {
    name: 'emails-visible',
    sentence: 'Everybody sees all e-mail addresses.',
    options: { emailVisible: true },
  },
  {
    name: 'private-site',
    sentence: 'Anonymous may read nothing but users/current.',
    options: { anonymousReads: false },
  },
  {
    name: 'anonymous-writes-itself',
    sentence: 'Anonymous is a user who may change the own record like others.',
    install: (site) => {
      anonymousWritesItself(site);
      return undefined;
    },
  },
  {
    name: 'no-server-token',
    sentence: 'The site has no server API token.',
    options: { serverToken: false },
  },
  {
    name: 'few-seats',
    sentence: 'The licence allows five more users with a seat.',
    options: { seatsLeft: 5 },
  },
  {
    name: 'large-ids',
    sentence: 'Ids of new users need 32 bits.',
    install: (site) => {
      largeIds(site);
      return undefined;
    },
  },
  {
    name: 'names-with-a-capital',
    sentence: 'Names of new users begin with a capital, however they were written.',
    install: (site) => {
      capitalNames(site);
      return undefined;
    },
  },
];

const forms: ExpertVariation[] = [
  {
    name: 'extra-fields',
    sentence: 'Replies carry fields that no documentation names.',
    options: { extraFields: true },
  },
  { name: 'verbose-xml', sentence: 'XML comes with declaration, comments and CDATA.', install: verboseXml },
  {
    name: 'typed-json',
    sentence: 'JSON comes over several lines, with numbers as such.',
    install: typedJson,
  },
  { name: 'german-messages', sentence: 'Messages of errors are in German.', install: germanMessages },
  { name: 'other-realm', sentence: 'The challenge of a 401 names another realm.', install: otherRealm },
];

const wires: ExpertVariation[] = [
  { name: 'chunked', sentence: 'Replies come in several chunks.', options: { chunked: true } },
  { name: 'gzip', sentence: 'Replies are compressed for clients that can read it.', install: zipped },
  {
    name: 'other-headers',
    sentence: 'The headers are those of a proxy, without P3P.',
    install: otherHeaders,
  },
  {
    name: 'structured-headers',
    sentence:
      'Every reply has a quoted cookie with a semicolon, a session with attributes, and a very long header.',
    install: structuredHeaders,
  },
  {
    name: 'public-values',
    sentence:
      'Cookies and headers where tokens may stand hold what everybody knows: words, dates, the host, the run.',
    install: publicValues,
  },
  { name: 'slow', sentence: 'Every reply takes 20 milliseconds longer.', install: () => slow(20) },
  {
    name: 'busy',
    sentence: 'Every hundredth call is refused with 429 and Retry-After, without effect.',
    install: () => refuseEvery(100, { status: 429, words: 'Too many requests', isMeant: () => true }),
  },
  {
    name: 'under-maintenance',
    sentence: 'Every fiftieth GET is refused with 503 and Retry-After.',
    install: () =>
      refuseEvery(50, {
        status: 503,
        words: 'Service unavailable',
        isMeant: (method) => method === 'GET' || method === 'HEAD',
      }),
  },
];

export const VARIATIONS: readonly ExpertVariation[] = [
  ...sessions,
  ...serverTokens,
  ...passwords,
  ...sites,
  ...forms,
  ...wires,
  ...withoutFields(FIELDS),
];
