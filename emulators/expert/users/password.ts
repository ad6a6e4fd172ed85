/** `PUT users/{userid}/password`, with its checks in the service's order (docs/expert.md: E-PWD-3). */
import { isAdmin, type Caller } from '../http/caller.ts';
import { fromCatalogue, missingParameter } from '../http/errors.ts';
import type { Reply } from '../http/reply.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Site } from '../http/site.ts';
import { withToken } from '../http/token-reply.ts';
import { hashOf } from '../site/passwords.ts';
import { ANONYMOUS_ID, LOCAL_SERVICE, type Person } from '../site/people.ts';
import { demandGoodPassword } from './password-policy.ts';
import { presentUser } from './present.ts';

export async function setPassword(
  site: Site,
  request: DekiRequest,
  caller: Caller,
  userId: string,
): Promise<Reply> {
  const target = site.behavior.targetOf(site, userId, caller.person);
  if (target === undefined) throw fromCatalogue('unknownUser');
  const password = await request.text();
  if (password === '') throw fromCatalogue('noPassword');
  demandGoodPassword(password, site.options.passwordPolicy);
  if (target.service !== LOCAL_SERVICE) throw fromCatalogue('localOnly');
  if (target.id === ANONYMOUS_ID) throw fromCatalogue('anonymousPassword');
  site.behavior.demandAuthority(site, request, caller, target);
  site.behavior.storePassword(target, password, request.flag('altpassword') === true);

  if (caller.person.id === target.id) return withToken(site, request, target);
  return replyToAnother(site, caller, target);
}

/**
 * Whether the caller may set this password (E-PWD-2, E-PWD-4 to E-PWD-6).
 * @throws {Refusal} 400 or 403
 */
export function demandAuthority(site: Site, request: DekiRequest, caller: Caller, target: Person): void {
  const current = request.query.get('currentpassword');
  const matches = (given: string): boolean =>
    site.checkPassword(target, given, site.options.wrongCurrentPasswordCounts);
  if (isAdmin(caller)) {
    if (current !== undefined && current !== '' && !matches(current)) throw fromCatalogue('wrongCurrent');
    return;
  }
  if (caller.person.id !== target.id) throw fromCatalogue('neitherTargetNorAdmin');
  if (request.flag('altpassword') === true) throw fromCatalogue('ownAlternate');
  if (current === undefined) throw missingParameter('currentpassword');
  if (!matches(current)) throw fromCatalogue('wrongCurrent');
}

/** A main password ends the alternate one. An alternate one leaves the main one (E-PWD-11, E-PWD-12). */
export function storePassword(target: Person, password: string, alternate: boolean): void {
  const hash = hashOf(target.id, password);
  if (alternate) target.passwords.alternate = hash;
  else target.passwords = { main: hash, alternate: null };
}

/** The classic server answers with an empty body. None of the variants contains a token. */
function replyToAnother(site: Site, caller: Caller, target: Person): Reply {
  switch (site.options.setReply) {
    case 'empty':
      return { status: 200 };
    case 'user':
      return { status: 200, document: presentUser(site, target, caller) };
    case 'ok-text':
      return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, text: 'OK' };
  }
}
