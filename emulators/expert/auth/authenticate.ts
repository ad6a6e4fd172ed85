/** `GET|POST users/authenticate` (docs/expert.md: E-LOGIN-1 to E-LOGIN-5). */
import { PROVISIONED_ROLE, UNKNOWN_PROVIDER } from '../assumptions.ts';
import { accessDenied, badParameter, Refusal } from '../http/errors.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Reply } from '../http/respond.ts';
import { withToken } from '../http/token-reply.ts';
import { LOCAL_SERVICE, type Person } from '../site/people.ts';
import { allows, roleNamed, VIEWER } from '../site/roles.ts';
import type { Site } from '../site/site.ts';
import { newPerson } from '../users/write.ts';
import type { Caller } from './identify.ts';

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

/** The person whom a server token brings along. */
export function provisioned(site: Site, username: string): Person {
  return newPerson(site, { username, role: roleNamed(PROVISIONED_ROLE) ?? VIEWER });
}
