/** `POST users` and `PUT users/{userid}` (docs/expert.md: E-USER-1 to E-USER-6, E-USER-12 to E-USER-15). */
import { isAdmin, type Caller } from '../http/caller.ts';
import { accessDenied, badParameter, fromCatalogue, Refusal } from '../http/errors.ts';
import type { Reply } from '../http/reply.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Site } from '../http/site.ts';
import {
  DEFAULT_ROLE,
  LANGUAGES,
  NO_SEAT,
  NOT_IN_NAMES,
  ONLY_ADMINS,
  UNKNOWN_ROLE,
  OWNER_STAYS,
  ANONYMOUS_STAYS,
} from '../site/assumptions.ts';
import { hashOf } from '../site/passwords.ts';
import { ANONYMOUS_ID, LOCAL_SERVICE, type Person, type Status } from '../site/people.ts';
import { roleNamed, VIEWER, type Role } from '../site/roles.ts';
import { child, textOf, type Element } from '../xml/element.ts';
import { demandGoodPassword } from './password-policy.ts';
import { presentUser } from './present.ts';

/** What a user document requests. Undefined fields stay unchanged. */
interface UserUpdate {
  username: string | undefined;
  fullname: string | undefined;
  email: string | undefined;
  status: Status | undefined;
  language: string | undefined;
  timezone: string | undefined;
  role: Role | undefined;
  service: number | undefined;
}

export async function createUser(site: Site, request: DekiRequest, caller: Caller): Promise<Reply> {
  const password = request.query.get('accountpassword');
  if (!isAdmin(caller)) throw fromCatalogue('creatorRights');
  const document = await request.xml('user');
  const id = document.attributes['id'] ?? '0';
  if (!/^\d+$/.test(id)) throw fromCatalogue('userId');
  if (Number(id) !== 0) {
    return change(site, caller, site.people.get(Number(id)), document, password !== undefined);
  }
  const wanted = read(document);
  const username = wanted.username ?? '';
  if (username === '') throw fromCatalogue('noUsername');
  demandFreeName(site, username);
  const service = wanted.service ?? LOCAL_SERVICE;
  if (password !== undefined) {
    if (service !== LOCAL_SERVICE) throw fromCatalogue('localOnly');
    if (site.options.accountPasswordChecked) demandGoodPassword(password, site.options.passwordPolicy);
  }
  const person = newPerson(site, { ...wanted, username });
  if (password !== undefined && password !== '') person.passwords.main = hashOf(person.id, password);
  return { status: 200, document: presentUser(site, person, caller) };
}

export async function updateUser(
  site: Site,
  request: DekiRequest,
  caller: Caller,
  userId: string,
): Promise<Reply> {
  const password = request.query.get('accountpassword');
  const target = site.behavior.targetOf(site, userId, caller.person);
  if (target === undefined) throw fromCatalogue('unknownUserToChange');
  const anonymous = caller.person.id === ANONYMOUS_ID;
  // All anonymous callers share one record, so none of them may change it as their own.
  if ((anonymous || target.id !== caller.person.id) && !isAdmin(caller)) throw accessDenied(anonymous);
  return change(site, caller, target, await request.xml('user'), password !== undefined);
}

/** Creates a person from the given fields, with defaults for the others. */
export function newPerson(site: Site, wanted: Partial<UserUpdate> & { username: string }): Person {
  const role = wanted.role ?? roleNamed(DEFAULT_ROLE) ?? VIEWER;
  const status = wanted.status ?? 'active';
  const at = site.now();
  const seated = status === 'active' && role.seated;
  if (seated && !site.hasSeat()) throw new Refusal(NO_SEAT);
  return site.people.add({
    username: wanted.username,
    fullname: wanted.fullname ?? '',
    email: wanted.email ?? '',
    role,
    status,
    seated,
    owner: false,
    service: wanted.service ?? LOCAL_SERVICE,
    language: wanted.language ?? '',
    timezone: wanted.timezone ?? '',
    passwords: { main: null, alternate: null },
    createdAt: at,
    lastLoginAt: at,
  });
}

function change(
  site: Site,
  caller: Caller,
  target: Person | undefined,
  document: Element,
  hasPassword: boolean,
): Reply {
  if (target === undefined) throw fromCatalogue('unknownUserToChange');
  if (hasPassword) throw fromCatalogue('useThePasswordFeature');
  const wanted = read(document);
  const username = wanted.username ?? target.username;
  const renamed = username !== target.username;
  const role = wanted.role ?? target.role;
  const status = wanted.status ?? target.status;
  const restricted = renamed || role !== target.role || status !== target.status;
  if (restricted && !isAdmin(caller)) throw new Refusal(ONLY_ADMINS);
  if (target.id === ANONYMOUS_ID && (renamed || status === 'inactive')) throw new Refusal(ANONYMOUS_STAYS);
  if (target.owner && status === 'inactive') throw new Refusal(OWNER_STAYS);
  if (renamed) demandFreeName(site, username, target);
  const seated = status === 'active' && role.seated;
  if (seated && !target.seated && !site.hasSeat()) throw new Refusal(NO_SEAT);

  // "Active" unlocks (E-SITE-3).
  if (status === 'active' && target.status === 'inactive') site.lockout.clear(target.id);
  Object.assign(target, {
    username,
    role,
    status,
    seated,
    fullname: wanted.fullname ?? target.fullname,
    email: wanted.email ?? target.email,
    language: wanted.language ?? target.language,
    timezone: wanted.timezone ?? target.timezone,
    service: wanted.service ?? target.service,
  });
  return { status: 200, document: presentUser(site, target, caller) };
}

function read(document: Element): UserUpdate {
  const text = (name: string): string | undefined => textOf(child(document, name));
  const status = text('status')?.toLowerCase();
  if (status !== undefined && status !== 'active' && status !== 'inactive') throw fromCatalogue('status');
  const language = text('language');
  if (language !== undefined && !LANGUAGES.includes(language.toLowerCase())) throw badParameter('language');
  const timezone = text('timezone');
  if (timezone !== undefined && !/^([+-]\d{2}:\d{2})?$/.test(timezone)) throw badParameter('timezone');
  const service = child(document, 'service.authentication')?.attributes['id'];
  if (service !== undefined && !/^\d*$/.test(service)) throw badParameter('service.authentication');
  const roleName = textOf(child(child(document, 'permissions.user'), 'role')) ?? '';
  const role = roleName === '' ? undefined : roleNamed(roleName);
  if (roleName !== '' && role === undefined) throw new Refusal(UNKNOWN_ROLE);
  return {
    username: text('username'),
    fullname: text('fullname'),
    email: text('email'),
    status,
    language,
    timezone,
    role,
    service: service === undefined || service === '' ? undefined : Number(service),
  };
}

/** A name is also a page title, and unique (E-USER-1, E-USER-5). */
function demandFreeName(site: Site, username: string, self?: Person): void {
  if (username.trim() === '' || username.endsWith('.') || NOT_IN_NAMES.test(username)) {
    throw fromCatalogue('badName', { name: username });
  }
  const holder = site.people.named(username);
  if (holder !== undefined && holder !== self) {
    throw fromCatalogue('nameTaken', { name: username, id: String(holder.id) });
  }
}
