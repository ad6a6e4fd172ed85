/**
 * Faults in how a name in different case is handled. The documentation itself signs in as `spock` and addresses
 * `=Spock`.
 */
import { isAdmin } from '../http/caller.ts';
import { fromCatalogue } from '../http/errors.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Site } from '../http/site.ts';
import { decoded } from '../http/uri.ts';
import { around, isSelf, type FeatureCall } from '../overlays/around.ts';
import { identifies, insteadOfRefusing } from '../overlays/callers.ts';
import { setsWithoutEffect } from '../overlays/passwords.ts';
import { newcomers } from '../overlays/people.ts';
import { outcomeOf, refusedAs, replyOrThrow } from '../overlays/refusals.ts';
import type { ExpertFault } from '../overlays/types.ts';
import { hashOf } from '../site/passwords.ts';
import { ANONYMOUS_ID, type Person } from '../site/people.ts';
import { presentUser } from '../users/present.ts';
import { newPerson } from '../users/write.ts';
import { child, textOf } from '../xml/element.ts';

/** Whether a name differs from that person's name only in case. */
function differsInCase(name: string, person: Person | undefined): boolean {
  return (
    person !== undefined && name !== person.username && name.toLowerCase() === person.username.toLowerCase()
  );
}

/** Whether the path names a user in different case. */
function isNamedInAnotherCase({ userId, target }: FeatureCall): boolean {
  const text = decoded(userId);
  return text.startsWith('=') && differsInCase(text.slice(1), target);
}

/** The user who signs in with their name in different case. */
function signsInWithOtherCase(site: Site, request: DekiRequest): Person | undefined {
  const basic = site.behavior.basicCredentials(request.header('authorization'));
  const person = basic === null ? undefined : site.people.named(basic.username);
  return differsInCase(basic?.username ?? '', person) ? person : undefined;
}

const addressed: ExpertFault[] = [
  {
    name: 'name-in-another-case-means-another',
    sentence: 'A user name in different case means another user, the newest one.',
    install: (site) => {
      const newcomer = newcomers(site);
      const { targetOf } = site.behavior;
      site.behavior.targetOf = (_, userId, caller) => {
        const person = targetOf(site, userId, caller);
        const text = decoded(userId);
        const isMeant = text.startsWith('=') && differsInCase(text.slice(1), person);
        return isMeant ? (newcomer(person, caller) ?? person) : person;
      };
      return undefined;
    },
  },
  {
    name: 'set-in-another-case-refused',
    sentence: 'The password feature answers 404 for a user name in different case.',
    install: (site) =>
      around(site, 'password', (call, honest) => {
        if (isNamedInAnotherCase(call)) throw fromCatalogue('unknownUser');
        return honest();
      }),
  },
  setsWithoutEffect(
    'set-in-another-case-without-effect',
    'Setting a password under the name in different case is answered with 200, and the password stays unchanged.',
    isNamedInAnotherCase,
  ),
  {
    name: 'own-name-in-another-case-is-a-strangers',
    sentence: 'A user who addresses their own account by name in different case is refused with 403.',
    install: (site) =>
      around(site, 'password', (call, honest) => {
        if (isNamedInAnotherCase(call) && isSelf(call) && !isAdmin(call.caller))
          throw fromCatalogue('neitherTargetNorAdmin');
        return honest();
      }),
  },
  {
    name: 'update-in-another-case-without-effect',
    sentence:
      'PUT users/{userid} under the name in different case is answered with 200, and changes nothing.',
    install: (site) =>
      around(site, 'update', async (call, honest) => {
        const { target } = call;
        const before = target === undefined ? undefined : { ...target };
        const isMeant = isNamedInAnotherCase(call);
        const reply = await honest();
        if (target !== undefined && isMeant) Object.assign(target, before);
        return reply;
      }),
  },
];

const signedIn: ExpertFault[] = [
  identifies(
    'sign-in-in-another-case-is-anonymous',
    'A sign-in with the name in different case counts as Anonymous.',
    (honest) => (site, request, demand) => {
      const caller = honest(site, request, demand);
      const anonymous = site.people.get(ANONYMOUS_ID);
      const isMeant = signsInWithOtherCase(site, request) === caller.person;
      return isMeant && anonymous !== undefined ? { ...caller, person: anonymous } : caller;
    },
  ),
  identifies(
    'sign-in-in-another-case-with-any-password',
    'A sign-in with the name in different case succeeds with any password.',
    insteadOfRefusing((site, request, error) => {
      const person = refusedAs(error, 'notAuthenticated') ? signsInWithOtherCase(site, request) : undefined;
      return person?.status === 'active' ? person : undefined;
    }),
  ),
];

const taken: ExpertFault[] = [
  {
    name: 'name-in-another-case-is-free',
    sentence: 'POST users with an existing name in different case creates a second user.',
    install: (site) =>
      around(site, 'create', async ({ request, caller }, honest) => {
        const outcome = await outcomeOf(honest);
        if (!refusedAs(outcome, 'nameTaken')) return replyOrThrow(outcome);
        const username = textOf(child(await request.xml('user'), 'username')) ?? '';
        if (!differsInCase(username, site.people.named(username))) throw outcome;
        const person = newPerson(site, { username });
        const password = request.query.get('accountpassword');
        if (password) person.passwords.main = hashOf(person.id, password);
        return { status: 200, document: presentUser(site, person, caller) };
      }),
  },
];

export const nameFaults: readonly ExpertFault[] = [...addressed, ...signedIn, ...taken];
