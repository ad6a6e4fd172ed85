/** Optional attributes of the cookie with a token, whichever feature sets it. */
import type { CallMiddleware } from '../../common/overlays.ts';
import { rewriteAnswers } from '../../common/written-answers.ts';
import type { ExpertField } from '../overlays/types.ts';

/** Changes an attribute of the cookie if it has one with that name. `undefined` removes it. */
function attributes(name: string, value: (before: string) => string | undefined): () => CallMiddleware {
  return () =>
    rewriteAnswers(({ headers }) => {
      const cookies = headers.getSetCookie();
      if (cookies.length === 0) return undefined;
      headers.delete('set-cookie');
      for (const cookie of cookies) headers.append('set-cookie', changed(cookie, name, value));
      return { headers };
    });
}

function changed(cookie: string, name: string, value: (before: string) => string | undefined): string {
  return cookie.replace(new RegExp(`; (${name})=([^;]*)`, 'i'), (_, written: string, before: string) => {
    const other = value(before);
    return other === undefined ? '' : `; ${written}=${other}`;
  });
}

/** Path is not optional: without it, a cookie would apply to the folder of the call that set it. */
export const cookieFields: readonly ExpertField[] = [
  {
    name: 'cookie-expiry',
    what: 'when the cookie with a token expires',
    omit: attributes('expires', () => undefined),
    faultSentence: 'The cookie with a token expires in the past.',
    falsify: attributes('expires', () => 'Thu, 01-Jan-2009 00:00:00 GMT'),
  },
  {
    name: 'cookie-domain',
    what: 'the domain of the cookie with a token',
    omit: attributes('domain', () => undefined),
    faultSentence: 'The cookie with a token is for a foreign domain.',
    falsify: attributes('domain', () => '.elsewhere.example'),
  },
];
