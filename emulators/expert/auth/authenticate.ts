/** `GET|POST users/authenticate` (docs/expert.md: E-LOGIN-1 to E-LOGIN-5). */
import type { Caller } from '../http/caller.ts';
import { accessDenied, badParameter, Refusal } from '../http/errors.ts';
import type { Reply } from '../http/reply.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Site } from '../http/site.ts';
import { withToken } from '../http/token-reply.ts';
import { UNKNOWN_PROVIDER } from '../site/assumptions.ts';
import { LOCAL_SERVICE } from '../site/people.ts';
import { allows } from '../site/roles.ts';

export function authenticate(site: Site, request: DekiRequest, caller: Caller): Reply {
  const provider = request.query.get('authprovider');
  if (provider !== undefined) {
    if (!/^\d+$/.test(provider)) throw badParameter('authprovider');
    if (Number(provider) !== LOCAL_SERVICE) throw new Refusal(UNKNOWN_PROVIDER);
  }
  const redirect = request.query.get('redirect');
  if (redirect !== undefined && !URL.canParse(redirect, site.baseUrl)) throw badParameter('redirect');
  const { person } = caller;
  if (!allows(person.role, 'LOGIN') && !caller.apikey) throw accessDenied(false);
  person.lastLoginAt = site.now();
  return withToken(site, request, person, redirect && new URL(redirect, site.baseUrl).href);
}
