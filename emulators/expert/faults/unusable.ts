/** Faults in which an issued credential cannot be used although the answer's status and text are right. */
import { rewriteAnswers, type WrittenAnswer } from '../../common/written-answers.ts';
import type { Feature } from '../http/routes.ts';
import type { Site } from '../http/site.ts';
import { featureAt } from '../overlays/features.ts';
import { invalidated } from '../overlays/tokens.ts';
import type { ExpertFault } from '../overlays/types.ts';

/** Where a token was issued. */
interface Origin {
  site: Site;
  host: string;
}

type Damage = (wire: WrittenAnswer, origin: Origin) => Partial<WrittenAnswer>;

/** Damages the answers of features that issue a token. */
function damages(name: string, sentence: string, features: Feature[], damage: Damage): ExpertFault {
  return {
    name,
    sentence,
    install: (site) =>
      rewriteAnswers((wire, c) => {
        const feature = featureAt(c);
        if (feature === undefined || !features.includes(feature) || !wire.headers.has('set-cookie'))
          return undefined;
        return damage(wire, { site, host: new URL(c.req.url).hostname });
      }),
  };
}

/** The same damage to a sign-in and to a change of one's own password, as two faults. */
function both(name: string, damage: Damage, [before, after]: readonly [string, string]): ExpertFault[] {
  return [
    damages(`sign-in-${name}`, `${before} users/authenticate ${after}`, ['authenticate'], damage),
    damages(`own-change-${name}`, `${before} a change of one's own password ${after}`, ['password'], damage),
  ];
}

/** Another cookie instead of the one that is set. */
function inCookie(change: (cookie: string, origin: Origin) => string[]): Damage {
  return ({ headers }, origin) => {
    const cookies = headers.getSetCookie().flatMap((cookie) => change(cookie, origin));
    headers.delete('set-cookie');
    for (const cookie of cookies) headers.append('set-cookie', cookie);
    return { headers };
  };
}

/** The cookie with this value of an attribute, whether it had one or not. */
function withAttribute(cookie: string, name: string, value: string): string {
  const others = cookie
    .split('; ')
    .filter((part, index) => index === 0 || !part.toLowerCase().startsWith(`${name.toLowerCase()}=`));
  return [...others, `${name}=${value}`].join('; ');
}

/** The cookie with another value instead of its token. */
function withValue(cookie: string, change: (token: string) => string): string {
  return cookie.replace(/^(authtoken="?)([^";]+)/i, (_, head: string, token: string) => head + change(token));
}

/** Encodes more characters than necessary. The site does not decode cookies. */
function percentEncoded(token: string): string {
  return token.replace(/[^a-z0-9]/gi, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}

const cookies: ExpertFault[] = [
  ...both(
    'cookie-of-a-subdomain',
    inCookie((cookie, { host }) => [withAttribute(cookie, 'Domain', `docs.${host}`)]),
    ['The cookie of', 'is for a subdomain of the site.'],
  ),
  ...both(
    'cookie-for-current-alone',
    inCookie((cookie) => [withAttribute(cookie, 'Path', '/@api/deki/users/current')]),
    ['The cookie of', 'is for users/current only.'],
  ),
  ...both(
    'cookie-ends-at-once',
    inCookie((cookie) => [withAttribute(cookie, 'Max-Age', '0')]),
    ['The cookie of', 'has a Max-Age of 0.'],
  ),
  ...both(
    'cookie-for-ten-seconds',
    inCookie((cookie, { site }) => [
      withAttribute(cookie, 'Expires', new Date(site.now() + 10_000).toUTCString()),
    ]),
    ['The cookie of', 'expires after ten seconds.'],
  ),
  ...both(
    'cookie-percent-encoded',
    inCookie((cookie) => [withValue(cookie, percentEncoded)]),
    ['The cookie of', 'is percent-encoded, and the site does not decode it.'],
  ),
  ...both(
    'cookie-overwritten',
    inCookie((cookie) => [cookie, withValue(cookie, invalidated)]),
    ['The cookie of', 'is followed by a second one with the same name and an invalid token.'],
  ),
];

const everything: Feature[] = ['authenticate', 'password'];

const tokens: ExpertFault[] = [
  damages(
    'line-break-behind-tokens',
    'A token in a body is followed by a line break.',
    everything,
    ({ text }) => ({ text: text === '' ? '' : `${text}\n` }),
  ),
  ...both('token-behind-a-blank', ({ text }) => ({ text: ` ${text}` }), [
    'The token in the body of',
    'has a space in front of it.',
  ]),
  ...both('token-in-quotes', ({ text }) => ({ text: `"${text}"` }), [
    'The token in the body of',
    'is in quotes.',
  ]),
  ...both('token-behind-a-byte-order-mark', ({ text }) => ({ text: `\uFEFF${text}` }), [
    'The token in the body of',
    'has a byte order mark in front of it.',
  ]),
];

const challenges: ExpertFault[] = [
  {
    name: 'challenge-of-another-scheme',
    sentence: 'A 401 asks for Digest, which is not supported, and not for Basic.',
    install: () =>
      rewriteAnswers(({ headers }) => {
        const challenge = headers.get('www-authenticate');
        if (challenge === null) return undefined;
        headers.set('www-authenticate', challenge.replace(/^Basic/i, 'Digest'));
        return { headers };
      }),
  },
];

export const unusableFaults: readonly ExpertFault[] = [...cookies, ...tokens, ...challenges];
