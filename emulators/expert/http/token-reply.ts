/** The answer with an authtoken, in its body and as a cookie (docs/expert.md: E-TOKEN-1 to E-TOKEN-3). */
import { isIP } from 'node:net';
import { COOKIE_SAME_SITE } from '../site/assumptions.ts';
import type { Person } from '../site/people.ts';
import type { Reply } from './reply.ts';
import type { DekiRequest } from './request.ts';
import type { Site } from './site.ts';

const P3P = 'CP="IDC DSP COR ADM DEVi TAIi PSA PSD IVAi IVDi CONi HIS OUR IND CNT"';

/** @param redirect the URL to which the client is redirected, with the cookie and without a body */
export function withToken(site: Site, request: DekiRequest, person: Person, redirect?: string): Reply {
  const token = site.tokens.issue(person);
  const headers = { 'set-cookie': cookie(site, request, token), p3p: P3P };
  if (redirect !== undefined) return { status: 302, headers: { ...headers, location: redirect } };
  return { status: 200, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' }, text: token };
}

function cookie(site: Site, request: DekiRequest, token: string): string {
  const expires = new Date(site.now() + site.options.tokenSeconds * 1000).toUTCString();
  site.secrets.record('cookie', token);
  if (site.options.cookie === 'modern') {
    const secure = site.options.cookieSecure ? '; Secure' : '';
    return `authtoken=${token}; Path=/; Expires=${expires}; HttpOnly${secure}; SameSite=${COOKIE_SAME_SITE}`;
  }
  // The date of old cookies has dashes: Wed, 20-Jan-2010 01:21:54 GMT.
  const dashed = expires.replace(/^(\w+, \d+) (\w+) (\d+)/, '$1-$2-$3');
  const domain = domainOf(new URL(request.uri).hostname);
  return [`authtoken="${token}"`, ...domain, `expires=${dashed}`, 'Version=1', 'Path=/'].join('; ');
}

/** Nothing for a host without a dot; an IP address unchanged; a dot in front of a name. */
function domainOf(host: string): string[] {
  if (!host.includes('.')) return [];
  return [`Domain=${isIP(host) === 0 ? '.' : ''}${host}`];
}
