/**
 * Finds the caller at the start of every request that reaches the site
 * (docs/expert.md: E-AUTH-1 to E-AUTH-6).
 */
import type { Caller, Demand } from '../http/caller.ts';
import { authenticationFailed, fromCatalogue, Refusal } from '../http/errors.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Site } from '../http/site.ts';
import { percentDecoded } from '../http/uri.ts';
import { APIKEY_HEADER, BAD_SERVER_TOKEN, TOKEN_ORDER } from '../site/assumptions.ts';
import { ANONYMOUS_ID, LOCAL_SERVICE, type Person } from '../site/people.ts';
import { ADMIN } from '../site/roles.ts';
import { userOfImpersonation } from './impersonation.ts';
import { personOfToken } from './person-of-token.ts';
import { serverTokenOf, userOfServerToken } from './server-token.ts';

/**
 * Returns the caller of a request.
 * @throws {Refusal} 401 for credentials that are wrong or missing, 403 for a disabled user
 */
export function identify(site: Site, request: DekiRequest, demand: Demand): Caller {
  const apikey = carriesApikey(site, request);
  const person = impersonated(site, request, apikey) ?? byCredentials(site, request, demand, apikey);
  if (person.status === 'inactive' && !apikey) throw fromCatalogue('disabled', { name: person.username });
  return { person, apikey };
}

/** Whether the query forces a sign-in (any value except "false"). */
export function forcesSignIn(request: DekiRequest): boolean {
  const value = request.query.get('authenticate');
  return value !== undefined && value.toLowerCase() !== 'false';
}

function carriesApikey(site: Site, request: DekiRequest): boolean {
  return (request.query.get('apikey') ?? request.header(APIKEY_HEADER)) === site.apikey;
}

function impersonated(site: Site, request: DekiRequest, apikey: boolean): Person | undefined {
  const id = request.query.get('impersonateuserid');
  return apikey && id !== undefined && /^\d+$/.test(id) ? site.people.get(Number(id)) : undefined;
}

function byCredentials(site: Site, request: DekiRequest, demand: Demand, apikey: boolean): Person {
  const token = tokenOf(request);
  for (const source of TOKEN_ORDER) {
    const person =
      source === 'server' ? byServerToken(site, request, demand) : byAuthToken(site, token, demand.forced);
    if (person !== undefined) return person;
  }
  const basic = site.behavior.basicCredentials(request.header('authorization'));
  if (basic !== null) return byPassword(site, basic, apikey);
  if (demand.forced || (token !== undefined && site.options.staleTokens === 'refused')) {
    throw authenticationFailed();
  }
  return anonymous(site);
}

/** The first token in query, cookie or header. Its validity is not checked here. */
function tokenOf(request: DekiRequest): string | undefined {
  const token =
    request.query.get('authtoken') ?? request.cookie('authtoken') ?? request.header('x-authtoken');
  return token === '' ? undefined : token;
}

function byAuthToken(site: Site, token: string | undefined, forced: boolean): Person | undefined {
  if (token === undefined) return undefined;
  const impersonates = userOfImpersonation(token, site.apikey, site.now());
  if (impersonates !== null) return personOfToken(site, impersonates);
  if (forced && !site.options.authenticateAcceptsTokens) return undefined;
  return site.tokens.userOf(token);
}

/** Anonymous for a token that names no user; undefined if there is no token or it is not accepted here. */
function byServerToken(site: Site, request: DekiRequest, demand: Demand): Person | undefined {
  const token = serverTokenOf(request);
  if (token === undefined) return undefined;
  const user = site.serverToken === null ? null : userOfServerToken(token, site.serverToken, site.now());
  if (user === null) throw new Refusal(BAD_SERVER_TOKEN);
  const named = percentDecoded(user);
  const person = personOfToken(site, named);
  if (person !== undefined && person.id !== ANONYMOUS_ID) return person;
  if (!demand.forced) return anonymous(site);
  if (person === undefined && named.startsWith('=')) return demand.create?.(named.slice(1));
  return undefined;
}

function byPassword(
  site: Site,
  { username, password }: { username: string; password: string },
  apikey: boolean,
): Person {
  const person = site.people.named(username);
  if (person === undefined || person.service !== LOCAL_SERVICE) throw authenticationFailed();
  if (password === '' && apikey) return person;
  if (!mayUseBasic(site, person)) throw authenticationFailed();
  if (!site.checkPassword(person, password, true)) throw authenticationFailed();
  return person;
}

function mayUseBasic({ options }: Site, person: Person): boolean {
  if (options.basic === 'nobody') return false;
  return options.basic === 'everybody' || person.role !== ADMIN;
}

function anonymous(site: Site): Person {
  const person = site.people.get(ANONYMOUS_ID);
  if (person === undefined) throw new Error('The site has no user 2.');
  return person;
}
