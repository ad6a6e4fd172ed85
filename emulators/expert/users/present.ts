/**
 * The user document: elements in the service's order, with the additions of newer servers
 * (docs/expert.md: E-USER-9 to E-USER-11).
 */
import { createHash } from 'node:crypto';
import { isAdmin, type Caller } from '../http/caller.ts';
import type { Site } from '../http/site.ts';
import { ANONYMOUS_ID, type Person } from '../site/people.ts';
import type { Role } from '../site/roles.ts';
import { element, type Element } from '../xml/element.ts';

export interface Presentation {
  /** Elements that are left out. */
  exclude?: readonly string[];
  /** Only the elements that name the user. */
  brief?: boolean;
}

export function presentUser(site: Site, person: Person, caller: Caller, how: Presentation = {}): Element {
  const address = (path: string): string => `${site.baseUrl}/@api/deki/${path}`;
  const visible = site.options.emailVisible || caller.person.id === person.id || isAdmin(caller);
  const names = [
    element('nick', person.username),
    element('username', person.username),
    element('fullname', person.fullname),
    visible ? element('email', person.email) : element('email', '', { hidden: 'true' }),
  ];
  const details = (): Element[] => [
    element('license.seat', String(person.seated), person.owner ? { owner: 'true' } : {}),
    ...(visible ? portraits(person.email) : []),
    element('date.created', iso(person.createdAt)),
    element('status', person.status),
    element('date.lastlogin', iso(person.lastLoginAt)),
    element('language', person.language),
    element('timezone', person.timezone),
    element('service.authentication', '', {
      id: String(person.service),
      href: address(`site/services/${person.service}`),
    }),
    element('password', '', { exists: String(person.passwords.main !== null) }),
    shownRole(site, person.role),
    element('permissions.effective', [operations(person.role)]),
    element('permissions.revoked'),
    element('groups'),
    element('properties', '', { count: '0', href: address(`users/${person.id}/properties`) }),
  ];
  const all = how.brief === true ? names : [...names, ...details()];
  return element(
    'user',
    all.filter(({ name }) => how.exclude?.includes(name) !== true),
    {
      anonymous: String(person.id === ANONYMOUS_ID),
      id: String(person.id),
      wikiid: 'default',
      href: address(`users/${person.id}`),
    },
  );
}

/** `permissions.user` of users with that role. */
export function shownRole({ options, baseUrl }: Site, role: Role): Element {
  return element('permissions.user', [
    operations(role),
    element('role', options.roleNames === 'modern' ? role.modern : role.classic, {
      id: String(role.id),
      href: `${baseUrl}/@api/deki/site/roles/${role.id}`,
    }),
  ]);
}

/** What a role allows. */
export function operations({ mask, operations: names }: Role): Element {
  return element('operations', names.join(','), { mask });
}

/** If the address is hidden, so is its hash. */
export function portraits(email: string): Element[] {
  const hash = createHash('md5').update(email.trim().toLowerCase()).digest('hex');
  const picture = `http://www.gravatar.com/avatar/${hash}.png`;
  return [element('hash.email', hash), element('uri.gravatar', picture), element('uri.avatar', picture)];
}

/** Without fractions of a second. */
function iso(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
