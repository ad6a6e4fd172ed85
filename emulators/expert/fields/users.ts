/** Optional fields of the document of a user, wherever one is shown. */
import type { Feature } from '../http/routes.ts';
import type { Site } from '../http/site.ts';
import { around } from '../overlays/around.ts';
import { changed, withDocument, withText } from '../overlays/replies.ts';
import type { Install, ExpertField } from '../overlays/types.ts';
import { ADMIN, AUTHOR, VIEWER, type Role } from '../site/roles.ts';
import { operations, portraits, shownRole } from '../users/present.ts';
import { child, element, textOf, type Element } from '../xml/element.ts';

/** The features that show users. The last one does so only with the option `setReply=user`. */
const everywhere: Feature[] = ['create', 'read', 'update', 'list', 'search', 'password'];

type Change = (user: Element, site: Site) => Element;

function shown(change: Change): Install {
  return (site) =>
    around(site, everywhere, async (_, honest) =>
      withDocument(await honest(), (document) => changed(document, 'user', (user) => change(user, site))),
    );
}

/** Without elements of these names. */
function without(...names: string[]): Install {
  return shown(({ content, ...user }) => ({
    ...user,
    content: typeof content === 'string' ? content : content.filter(({ name }) => !names.includes(name)),
  }));
}

/** With other text in the element of that name. */
function says(name: string, text: (before: string) => string): Install {
  return shown((user) => withText(user, name, text));
}

function opposite(truth: string): string {
  return truth === 'true' ? 'false' : 'true';
}

function aYearBefore(date: string): string {
  const other = new Date(date);
  other.setUTCFullYear(other.getUTCFullYear() - 1);
  return other.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A role other than the user's; undefined for admins, because a suite must be able to rely on them. */
function otherRole(user: Element, site: Site): Role | undefined {
  const role = site.people.get(Number(user.attributes['id']))?.role;
  if (role === undefined || role === ADMIN) return undefined;
  return role === VIEWER ? AUTHOR : VIEWER;
}

/** Every address that is shown is replaced by another one, with its hash and its picture. */
const otherAddress: Change = (user) => {
  const email = child(user, 'email');
  if (email?.attributes['hidden'] === 'true') return user;
  const another = `another.${textOf(email) ?? ''}`;
  return [element('email', another), ...portraits(another)].reduce(
    (document, other) => changed(document, other.name, () => other),
    user,
  );
};

/**
 * The full name is not optional. On a shared site, it is how a run recognizes its own users, and a run that cannot
 * do so must not write at all. If it is missing, nothing can be tried. A falsified full name is a separate fault.
 */
const texts: ExpertField[] = [
  {
    name: 'email-address',
    what: 'the email address of a user, with its hash and picture',
    omit: without('email', 'hash.email', 'uri.gravatar', 'uri.avatar'),
    faultSentence: 'Email addresses are shown with another value than was written.',
    falsify: shown(otherAddress),
  },
  {
    name: 'seat',
    what: 'whether a user takes a seat',
    omit: without('license.seat'),
    faultSentence: 'Users who take a seat are shown without one, and users who take none with one.',
    falsify: says('license.seat', opposite),
  },
  {
    name: 'password-exists',
    what: 'whether a user has a password',
    omit: without('password'),
    faultSentence: 'Users with a password are shown as having none, and users without one as having one.',
    falsify: shown((user) =>
      changed(user, 'password', ({ attributes, ...found }) => ({
        ...found,
        attributes: { ...attributes, exists: opposite(attributes['exists'] ?? '') },
      })),
    ),
  },
  {
    name: 'anonymous-mark',
    what: 'whether a user is Anonymous',
    omit: shown(({ attributes, ...user }) => ({
      ...user,
      attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== 'anonymous')),
    })),
    faultSentence: 'Anonymous is marked as an ordinary user, and all other users as anonymous.',
    falsify: shown(({ attributes, ...user }) => ({
      ...user,
      attributes: { ...attributes, anonymous: opposite(attributes['anonymous'] ?? '') },
    })),
  },
];

const permissions: ExpertField[] = [
  {
    name: 'role',
    what: 'the role of a user',
    omit: without('permissions.user'),
    faultSentence: 'A user who is not an admin is shown with another role than the assigned one.',
    falsify: shown((user, site) => {
      const role = otherRole(user, site);
      return role === undefined ? user : changed(user, 'permissions.user', () => shownRole(site, role));
    }),
  },
  {
    name: 'effective-permissions',
    what: 'the effective rights of a user',
    omit: without('permissions.effective'),
    faultSentence: 'A user who is not an admin is shown with the effective rights of another role.',
    falsify: shown((user, site) => {
      const role = otherRole(user, site);
      return role === undefined
        ? user
        : changed(user, 'permissions.effective', ({ name }) => element(name, [operations(role)]));
    }),
  },
];

const dates: ExpertField[] = [
  {
    name: 'date-created',
    what: 'when a user was created',
    omit: without('date.created'),
    faultSentence: 'A user is shown as created a year too early.',
    falsify: says('date.created', aYearBefore),
  },
  {
    name: 'last-login',
    what: 'when a user last signed in',
    omit: without('date.lastlogin'),
    faultSentence: "A user's last sign-in is shown a year too early.",
    falsify: says('date.lastlogin', aYearBefore),
  },
];

export const userFields: readonly ExpertField[] = [...texts, ...permissions, ...dates];
