/** Faults in creating, changing, showing and listing users. */
import { isAdmin, type Caller } from '../http/caller.ts';
import { fromCatalogue, Refusal } from '../http/errors.ts';
import type { Reply } from '../http/reply.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Feature } from '../http/routes.ts';
import type { Site } from '../http/site.ts';
import { decoded } from '../http/uri.ts';
import { around } from '../overlays/around.ts';
import { PlainPasswords } from '../overlays/passwords.ts';
import { firstAdmin, newestExcept } from '../overlays/people.ts';
import { outcomeOf, refusedAs, replyOrThrow, withStatus } from '../overlays/refusals.ts';
import { changed, withDocument, withText } from '../overlays/replies.ts';
import { listIgnores } from '../overlays/requests.ts';
import type { ExpertFault } from '../overlays/types.ts';
import { hashOf } from '../site/passwords.ts';
import { ANONYMOUS_ID, type Person } from '../site/people.ts';
import { ADMIN, AUTHOR, VIEWER } from '../site/roles.ts';
import { presentUser } from '../users/present.ts';
import { child, element, textOf, type Element } from '../xml/element.ts';

/** Changes the user that POST users just created. The answer is honest. */
function changesNewUser(
  name: string,
  sentence: string,
  change: (person: Person, request: DekiRequest) => void,
): ExpertFault {
  return {
    name,
    sentence,
    install: (site) =>
      around(site, 'create', async ({ request }, honest) => {
        const reply = await honest();
        const person = site.people.get(Number(reply.document?.attributes['id']));
        if (person !== undefined) change(person, request);
        return reply;
      }),
  };
}

/** Accepts a name that is in use; `given` is the accountpassword. */
function acceptsDuplicate(
  name: string,
  sentence: string,
  change: (holder: Person, given: string | undefined) => void,
): ExpertFault {
  return {
    name,
    sentence,
    install: (site) =>
      around(site, 'create', async ({ request, caller }, honest) => {
        const outcome = await outcomeOf(honest);
        const holder = ownerOfTakenName(site, outcome);
        if (holder === undefined) return replyOrThrow(outcome);
        change(holder, request.query.get('accountpassword'));
        return { status: 200, document: presentUser(site, holder, caller) };
      }),
  };
}

/** The user who already has the name that was refused for a new user. */
function ownerOfTakenName(site: Site, outcome: Reply | Refusal): Person | undefined {
  return refusedAs(outcome, 'nameTaken')
    ? site.people.get(Number(outcome.details.serviceError?.arguments?.[1]))
    : undefined;
}

/** Gives callers admin rights for one feature. */
function grantsAdminRights(
  name: string,
  sentence: string,
  feature: Feature,
  isMeant: (caller: Caller, target: Person | undefined) => boolean,
): ExpertFault {
  return {
    name,
    sentence,
    install: ({ behavior }) => {
      const perform = behavior.features[feature];
      behavior.features[feature] = (site, request, caller, userId) => {
        const target = feature === 'create' ? undefined : behavior.targetOf(site, userId, caller.person);
        const raised = !isAdmin(caller) && isMeant(caller, target);
        return perform(site, request, raised ? { ...caller, apikey: true } : caller, userId);
      };
      return undefined;
    },
  };
}

/** Refused correctly, but done anyway. */
function doneThoughRefused(name: string, sentence: string, feature: 'create' | 'update'): ExpertFault {
  return {
    name,
    sentence,
    install: (site) => {
      const perform = site.behavior.features[feature];
      return around(site, feature, async ({ request, caller, userId }, honest) => {
        const outcome = await outcomeOf(honest);
        if (outcome instanceof Refusal && [401, 403].includes(outcome.details.status))
          await outcomeOf(async () => perform(site, request, { ...caller, apikey: true }, userId));
        return replyOrThrow(outcome);
      });
    },
  };
}

/** Reverts what PUT users/{userid} just changed. With `shown`, the answer shows the reverted state. */
function reverts(
  name: string,
  sentence: string,
  { shown, change }: { shown: boolean; change: (person: Person, before: Person) => void },
): ExpertFault {
  return {
    name,
    sentence,
    install: (site) =>
      around(site, 'update', async ({ target, caller }, honest) => {
        const before = target === undefined ? undefined : { ...target };
        const reply = await honest();
        if (target === undefined || before === undefined) return reply;
        change(target, before);
        return shown ? { ...reply, document: presentUser(site, target, caller) } : reply;
      }),
  };
}

const everywhere: Feature[] = ['create', 'read', 'update', 'list', 'search'];

/** Shows users with changes, wherever they are shown. */
function shows(
  name: string,
  sentence: string,
  change: (document: Element, request: DekiRequest, site: Site) => Element,
  features: Feature[] = everywhere,
): ExpertFault {
  return {
    name,
    sentence,
    install: (site) =>
      around(site, features, async ({ request }, honest) =>
        withDocument(await honest(), (document) => change(document, request, site)),
      ),
  };
}

/** The same in JSON only, so that JSON and XML differ. */
function disagrees(name: string, sentence: string, change: (document: Element) => Element): ExpertFault {
  return shows(name, sentence, (document, { query }) =>
    query.get('dream.out.format')?.toLowerCase() === 'json' ? change(document) : document,
  );
}

/** The list of users without some of them. */
function listWithout(
  name: string,
  sentence: string,
  isMissing: (user: Element, site: Site) => boolean,
): ExpertFault {
  return shows(
    name,
    sentence,
    (document, _, site) => {
      if (typeof document.content === 'string') return document;
      const left = document.content.filter((user) => !isMissing(user, site));
      return {
        ...document,
        content: left,
        attributes: { ...document.attributes, count: String(left.length) },
      };
    },
    ['list'],
  );
}

function personIn(user: Element, site: Site): Person | undefined {
  return site.people.get(Number(user.attributes['id']));
}

function withAttribute(found: Element, name: string, value: string): Element {
  return { ...found, attributes: { ...found.attributes, [name]: value } };
}

const creation: ExpertFault[] = [
  changesNewUser(
    'created-as-admin',
    'A new user becomes an admin, whatever role was requested.',
    (person) => {
      person.role = ADMIN;
    },
  ),
  changesNewUser(
    'created-with-another-role',
    'A new user gets another role than the answer shows.',
    (person) => {
      person.role = person.role === VIEWER ? AUTHOR : VIEWER;
    },
  ),
  changesNewUser(
    'created-inactive',
    'A new user is inactive, although the answer shows them as active.',
    (person) => {
      person.status = 'inactive';
    },
  ),
  changesNewUser(
    'created-with-another-email',
    'A new user gets another email address than was sent.',
    (person) => {
      person.email = `x${person.email}`;
    },
  ),
  changesNewUser('created-without-password', 'A new user does not get the accountpassword.', (person) => {
    person.passwords = { main: null, alternate: null };
  }),
  changesNewUser(
    'accountpassword-decoded-twice',
    'The accountpassword of a new user is decoded one time too many.',
    (person, { query }) => {
      const given = query.get('accountpassword');
      if (given) person.passwords.main = hashOf(person.id, decoded(given));
    },
  ),
  changesNewUser(
    'accountpassword-is-the-alternate',
    'The accountpassword of a new user becomes the alternate one.',
    (person) => {
      person.passwords = { main: null, alternate: person.passwords.main };
    },
  ),
  {
    name: 'creation-shows-another',
    sentence: 'POST users answers with the document of another user.',
    install: (site) =>
      around(site, 'create', async ({ caller }, honest) => {
        const reply = await honest();
        return { ...reply, document: presentUser(site, firstAdmin(site), caller) };
      }),
  },
  {
    name: 'creation-without-effect',
    sentence: 'POST users answers with a new user who cannot be found afterward.',
    install: (site) => {
      const hidden = new Set<number>();
      const { targetOf } = site.behavior;
      site.behavior.targetOf = (_, userId, caller) => {
        const person = targetOf(site, userId, caller);
        return person === undefined || hidden.has(person.id) ? undefined : person;
      };
      return around(site, 'create', async (_, honest) => {
        const reply = await honest();
        hidden.add(Number(reply.document?.attributes['id']));
        return reply;
      });
    },
  },
  acceptsDuplicate(
    'duplicate-changes-the-role',
    'A name that is in use is answered with 200, and its owner becomes an admin.',
    (person) => {
      person.role = ADMIN;
    },
  ),
  acceptsDuplicate(
    'duplicate-changes-the-password',
    'A name that is in use is answered with 200, and its owner gets the new accountpassword.',
    (person, given) => {
      if (given) person.passwords.main = hashOf(person.id, given);
    },
  ),
  {
    name: 'duplicate-refused-but-password-changed',
    sentence: 'A name that is in use is refused with 409, and its owner gets the new accountpassword.',
    install: (site) =>
      around(site, 'create', async ({ request }, honest) => {
        const outcome = await outcomeOf(honest);
        const person = ownerOfTakenName(site, outcome);
        const given = request.query.get('accountpassword');
        if (person !== undefined && given) person.passwords.main = hashOf(person.id, given);
        return replyOrThrow(outcome);
      }),
  },
  {
    name: 'duplicate-answered-400',
    sentence: 'A name that is in use is refused with 400.',
    install: (site) =>
      around(site, 'create', async (_, honest) => {
        const outcome = await outcomeOf(honest);
        if (refusedAs(outcome, 'nameTaken')) throw withStatus(outcome, 400);
        return replyOrThrow(outcome);
      }),
  },
];

const rights: ExpertFault[] = [
  grantsAdminRights(
    'anybody-creates',
    'Any signed-in user can create users.',
    'create',
    ({ person }) => person.id !== ANONYMOUS_ID,
  ),
  grantsAdminRights(
    'anonymous-creates',
    'Anonymous callers can create users.',
    'create',
    ({ person }) => person.id === ANONYMOUS_ID,
  ),
  grantsAdminRights(
    'anybody-changes-others',
    'Any signed-in user can change and deactivate other users.',
    'update',
    ({ person }, target) => person.id !== ANONYMOUS_ID && target !== person,
  ),
  grantsAdminRights(
    'anonymous-changes-others',
    'Anonymous callers can change users.',
    'update',
    ({ person }) => person.id === ANONYMOUS_ID,
  ),
  grantsAdminRights(
    'own-role-may-be-changed',
    'Any signed-in user can change their own role, name and status.',
    'update',
    ({ person }, target) => person.id !== ANONYMOUS_ID && target === person,
  ),
  doneThoughRefused(
    'update-refused-but-done',
    'A change that is refused for lack of rights is made.',
    'update',
  ),
];

const changes: ExpertFault[] = [
  reverts('deactivation-without-effect', 'A deactivated user is shown as inactive once, and stays active.', {
    shown: false,
    change: (person, before) => {
      person.status = before.status === 'active' ? 'active' : person.status;
    },
  }),
  reverts('activation-without-effect', 'A user who was activated stays inactive.', {
    shown: false,
    change: (person, before) => {
      person.status = before.status === 'inactive' ? 'inactive' : person.status;
    },
  }),
  reverts(
    'update-without-effect',
    'PUT users answers 200, and changes neither full name nor email address.',
    {
      shown: false,
      change: (person, before) => {
        person.fullname = before.fullname;
        person.email = before.email;
      },
    },
  ),
  {
    name: 'unknown-status-accepted',
    sentence: 'A status that does not exist is answered with 200 in PUT users.',
    install: (site) =>
      around(site, 'update', async ({ target, caller }, honest) => {
        const outcome = await outcomeOf(honest);
        if (!refusedAs(outcome, 'status') || target === undefined) return replyOrThrow(outcome);
        return { status: 200, document: presentUser(site, target, caller) };
      }),
  },
  {
    name: 'accountpassword-changes-a-password',
    sentence: 'An accountpassword in PUT users is answered with 200, and becomes the password.',
    install: (site) =>
      around(site, 'update', async ({ target, caller, request }, honest) => {
        const outcome = await outcomeOf(honest);
        if (!refusedAs(outcome, 'useThePasswordFeature') || target === undefined)
          return replyOrThrow(outcome);
        target.passwords.main = hashOf(target.id, request.query.get('accountpassword') ?? '');
        return { status: 200, document: presentUser(site, target, caller) };
      }),
  },
  {
    name: 'accountpassword-refused-but-changed',
    sentence: 'An accountpassword in PUT users is refused with 400, and becomes the password.',
    install: (site) =>
      around(site, 'update', async ({ target, request }, honest) => {
        const outcome = await outcomeOf(honest);
        if (refusedAs(outcome, 'useThePasswordFeature') && target !== undefined)
          target.passwords.main = hashOf(target.id, request.query.get('accountpassword') ?? '');
        return replyOrThrow(outcome);
      }),
  },
];

const shown: ExpertFault[] = [
  shows('records-show-hashes', 'The record of a user shows the hash of the password.', (document, _, site) =>
    changed(document, 'user', (user) => {
      const hash = personIn(user, site)?.passwords.main ?? '';
      return changed(user, 'password', (found) => withAttribute(found, 'hash', hash));
    }),
  ),
  {
    name: 'records-show-passwords',
    sentence: 'The record of a user shows the password.',
    install: (site) => {
      const plain = new PlainPasswords(site);
      return around(site, everywhere, async (_, honest) =>
        withDocument(await honest(), (document) =>
          changed(document, 'user', (user) => {
            const person = personIn(user, site);
            const password = person === undefined ? undefined : plain.of(person)[0];
            if (password === undefined) return user;
            return changed(user, 'password', (found) =>
              element('password', password, { ...found.attributes }),
            );
          }),
        ),
      );
    },
  },
  shows('inactive-shown-as-active', 'An inactive user is shown as active.', (document) =>
    withText(document, 'status', () => 'active'),
  ),
  shows('everybody-shown-as-admin', 'Every user is shown with the role of an admin.', (document) =>
    withText(document, 'role', () => 'Admin'),
  ),
  shows(
    'full-name-untrue',
    'Every user is shown with the same full name, whatever was written.',
    (document) => withText(document, 'fullname', () => 'Sam Somebody'),
    [...everywhere, 'password'],
  ),
  {
    name: 'records-are-remembered',
    sentence: 'GET users/{userid} keeps showing what it showed first.',
    install: (site) => {
      const remembered = new Map<string, Reply>();
      return around(site, 'read', async ({ target, caller }, honest) => {
        const reply = await honest();
        const key = `${target?.id} ${caller.person.id}`;
        const first = remembered.get(key) ?? reply;
        remembered.set(key, first);
        return first;
      });
    },
  },
  {
    name: 'name-shows-another',
    sentence: 'GET users/=name shows another user.',
    install: (site) =>
      around(site, 'read', async ({ userId, target, caller }, honest) => {
        const reply = await honest();
        const other = newestExcept(site, target);
        if (!userId.startsWith('=') || other === undefined) return reply;
        return { ...reply, document: presentUser(site, other, caller) };
      }),
  },
  {
    name: 'unknown-user-shown-as-anonymous',
    sentence: 'GET users/{userid} shows Anonymous if there is no such user.',
    install: (site) =>
      around(site, 'read', async ({ caller }, honest) => {
        const outcome = await outcomeOf(honest);
        const anonymous = site.people.get(ANONYMOUS_ID);
        if (!refusedAs(outcome, 'unknownUser') || anonymous === undefined) return replyOrThrow(outcome);
        return { status: 200, document: presentUser(site, anonymous, caller) };
      }),
  },
  {
    name: 'others-records-answered-404',
    sentence: 'GET users/{userid} of another user is answered with 404 if the caller is not an admin.',
    install: (site) =>
      around(site, 'read', ({ target, caller }, honest) => {
        if (target !== undefined && target !== caller.person && !isAdmin(caller))
          throw fromCatalogue('unknownUser');
        return honest();
      }),
  },
  disagrees('json-shows-another-status', 'JSON shows another status than XML.', (document) =>
    withText(document, 'status', (status) => (status === 'active' ? 'inactive' : 'active')),
  ),
  disagrees('json-shows-another-id', 'JSON shows another ID than XML.', (document) =>
    changed(document, 'user', (user) => withAttribute(user, 'id', String(Number(user.attributes['id']) + 1))),
  ),
];

const lists: ExpertFault[] = [
  listWithout(
    'list-without-inactive',
    'Inactive users are not listed.',
    (user) => textOf(child(user, 'status')) === 'inactive',
  ),
  listWithout(
    'list-without-the-newest',
    'The user who was created last is not listed.',
    (user, site) => newestExcept(site) === personIn(user, site),
  ),
  listIgnores('usernamefilter'),
  listIgnores('activatedfilter'),
];

export const userFaults: readonly ExpertFault[] = [...creation, ...rights, ...changes, ...shown, ...lists];
