/** `GET users/{userid}` (docs/expert.md: E-USER-8). */
import { isAdmin, type Caller } from '../http/caller.ts';
import { accessDenied, fromCatalogue } from '../http/errors.ts';
import type { Reply } from '../http/reply.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Site } from '../http/site.ts';
import { ANONYMOUS_ID } from '../site/people.ts';
import { allows } from '../site/roles.ts';
import { presentUser } from './present.ts';

export function readUser(site: Site, request: DekiRequest, caller: Caller, userId: string): Reply {
  const target = site.behavior.targetOf(site, userId, caller.person);
  if (target === undefined) throw fromCatalogue('unknownUser');
  // Everyone may see their own record, even Anonymous.
  if (target.id !== caller.person.id) demandRead(site, caller);
  const exclude = (request.query.get('exclude') ?? '').split(',').map((name) => name.trim());
  return { status: 200, document: presentUser(site, target, caller, { exclude }) };
}

/** @throws {Refusal} if the caller may not read other users */
export function demandRead(site: Site, caller: Caller): void {
  const anonymous = caller.person.id === ANONYMOUS_ID;
  const may = allows(caller.person.role, 'READ') && (!anonymous || site.options.anonymousReads);
  if (!may && !isAdmin(caller)) throw accessDenied(anonymous);
}
