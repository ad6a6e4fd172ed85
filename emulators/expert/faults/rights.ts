/** Faults in who can set which password, and in currentpassword. */
import { isAdmin } from '../http/caller.ts';
import { fromCatalogue } from '../http/errors.ts';
import { around } from '../overlays/around.ts';
import { permit, permits, type Attempt } from '../overlays/authority.ts';
import { PlainPasswords } from '../overlays/passwords.ts';
import { outcomeOf, refusedAs, refusedForMissing, replyOrThrow } from '../overlays/refusals.ts';
import type { ExpertFault } from '../overlays/types.ts';
import { whichOf, type StoredPasswords } from '../site/passwords.ts';
import { ANONYMOUS_ID, type Person } from '../site/people.ts';

/** Accepts a wrong currentpassword. */
function acceptsAsCurrent(
  name: string,
  how: string,
  isNear: (given: string, right: string) => boolean,
): ExpertFault {
  return {
    name,
    sentence: `The current password ${how} is accepted as currentpassword.`,
    install: (site) => {
      const plain = new PlainPasswords(site);
      permit(
        site,
        ({ target, current: given }, error) =>
          refusedAs(error, 'wrongCurrent') && plain.of(target).some((right) => isNear(given, right)),
      );
      return undefined;
    },
  };
}

function isPasswordOf(person: Person, password: string): boolean {
  return whichOf(person.passwords, person.id, password) !== null;
}

function isAnonymous({ caller }: Attempt): boolean {
  return caller.person.id === ANONYMOUS_ID;
}

const current: ExpertFault[] = [
  permits(
    'wrong-current-accepted',
    'A wrong currentpassword is accepted when users change their own password.',
    ({ caller }, error) => !isAdmin(caller) && refusedAs(error, 'wrongCurrent'),
  ),
  permits(
    'wrong-current-accepted-from-admin',
    'A wrong currentpassword is accepted from an admin.',
    ({ caller }, error) => isAdmin(caller) && refusedAs(error, 'wrongCurrent'),
  ),
  permits(
    'empty-current-accepted',
    'An empty currentpassword is accepted when users change their own password.',
    ({ current: given }, error) => given === '' && refusedAs(error, 'wrongCurrent'),
  ),
  permits(
    'missing-current-accepted',
    'Users can change their own password without currentpassword.',
    (_, error) => refusedForMissing(error, 'currentpassword'),
  ),
  permits(
    'anybodys-password-as-current',
    "Any user's password is accepted as currentpassword when users change their own.",
    ({ site, caller, current: given }, error) =>
      !isAdmin(caller) &&
      refusedAs(error, 'wrongCurrent') &&
      site.people.all().some((person) => isPasswordOf(person, given)),
  ),
  {
    name: 'former-password-as-current',
    sentence: 'The previous password is accepted as currentpassword.',
    install: (site) => {
      const former = new Map<number, StoredPasswords>();
      const { storePassword } = site.behavior;
      site.behavior.storePassword = (person, password, alternate) => {
        former.set(person.id, { ...person.passwords });
        storePassword(person, password, alternate);
      };
      permit(site, ({ target, current: given }, error) => {
        const before = former.get(target.id);
        const isFormer = before !== undefined && whichOf(before, target.id, given) !== null;
        return isFormer && refusedAs(error, 'wrongCurrent');
      });
      return undefined;
    },
  },
  {
    name: 'new-password-as-current',
    sentence: 'The new password is accepted as currentpassword.',
    install: (site) =>
      around(site, 'password', async ({ target, request }, honest) => {
        const outcome = await outcomeOf(honest);
        const password = await request.text();
        if (!refusedAs(outcome, 'wrongCurrent') || target === undefined) return replyOrThrow(outcome);
        if (request.query.get('currentpassword') !== password) throw outcome;
        site.behavior.storePassword(target, password, false);
        return { status: 200 };
      }),
  },
  acceptsAsCurrent(
    'current-ignores-case',
    'in different case',
    (given, right) => given.toLowerCase() === right.toLowerCase(),
  ),
  acceptsAsCurrent('current-may-be-longer', 'with extra characters at its end', (given, right) =>
    given.startsWith(right),
  ),
  acceptsAsCurrent(
    'current-may-lack-its-end',
    'without its last character',
    (given, right) => given.length === right.length - 1 && right.startsWith(given),
  ),
  acceptsAsCurrent(
    'current-is-trimmed',
    'with spaces around it',
    (given, right) => given.trim() === right.trim(),
  ),
  {
    name: 'alternate-refused-as-current',
    sentence: 'The alternate password is not accepted as currentpassword.',
    install: ({ behavior }) => {
      const demand = behavior.demandAuthority;
      behavior.demandAuthority = (site, request, caller, target) => {
        demand(site, request, caller, target);
        const given = request.query.get('currentpassword') ?? '';
        if (given !== '' && whichOf(target.passwords, target.id, given) === 'alternate')
          throw fromCatalogue('wrongCurrent');
      };
      return undefined;
    },
  },
  {
    name: 'admin-must-give-current',
    sentence: 'An admin without currentpassword is refused with 403.',
    install: ({ behavior }) => {
      const demand = behavior.demandAuthority;
      behavior.demandAuthority = (site, request, caller, target) => {
        demand(site, request, caller, target);
        if (isAdmin(caller) && !request.query.get('currentpassword')) throw fromCatalogue('wrongCurrent');
      };
      return undefined;
    },
  },
  {
    name: 'current-of-admin-not-read',
    sentence: 'An admin who gives the right currentpassword is refused with 403.',
    install: ({ behavior }) => {
      const demand = behavior.demandAuthority;
      behavior.demandAuthority = (site, request, caller, target) => {
        demand(site, request, caller, target);
        if (isAdmin(caller) && request.query.get('currentpassword')) throw fromCatalogue('wrongCurrent');
      };
      return undefined;
    },
  },
];

const others: ExpertFault[] = [
  permits(
    'anybody-signed-in-sets',
    "Any signed-in user can set another user's password.",
    (attempt, error) => !isAnonymous(attempt) && refusedAs(error, 'neitherTargetNorAdmin'),
  ),
  permits(
    'own-current-opens-others',
    "Any user who gives their own password as currentpassword can set another user's.",
    ({ caller, current: given }, error) =>
      refusedAs(error, 'neitherTargetNorAdmin') && isPasswordOf(caller.person, given),
  ),
  permits(
    'targets-current-opens',
    "A user who knows another user's current password can set that user's password.",
    (attempt, error) =>
      !isAnonymous(attempt) &&
      refusedAs(error, 'neitherTargetNorAdmin') &&
      isPasswordOf(attempt.target, attempt.current),
  ),
  permits(
    'anonymous-sets',
    "Anonymous callers can set any user's password.",
    (attempt, error) => isAnonymous(attempt) && refusedAs(error, 'neitherTargetNorAdmin'),
  ),
  permits(
    'anonymous-sets-with-current',
    'Anonymous callers can set a password if they give the current one.',
    (attempt, error) =>
      isAnonymous(attempt) &&
      refusedAs(error, 'neitherTargetNorAdmin') &&
      isPasswordOf(attempt.target, attempt.current),
  ),
  permits(
    'anybody-sets-alternate',
    "Any signed-in user can set another user's alternate password.",
    (attempt, error) =>
      !isAnonymous(attempt) &&
      refusedAs(error, 'neitherTargetNorAdmin') &&
      attempt.request.flag('altpassword') === true,
  ),
  permits(
    'anybody-sets-inactive',
    "Any signed-in user can set an inactive user's password.",
    (attempt, error) =>
      !isAnonymous(attempt) &&
      refusedAs(error, 'neitherTargetNorAdmin') &&
      attempt.target.status === 'inactive',
  ),
  permits(
    'own-alternate-accepted',
    'A user who is not an admin can set their own alternate password.',
    (_, error) => refusedAs(error, 'ownAlternate'),
  ),
  {
    name: 'any-apikey-is-valid',
    sentence: 'A wrong apikey turns off the permission check when a password is set.',
    install: ({ behavior }) => {
      const demand = behavior.demandAuthority;
      behavior.demandAuthority = (site, request, caller, target) =>
        demand(site, request, { ...caller, apikey: request.query.get('apikey') !== undefined }, target);
      return undefined;
    },
  },
];

export const rightsFaults: readonly ExpertFault[] = [...current, ...others];
