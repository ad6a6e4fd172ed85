/** Faults in the status of a password change, and in the order of its checks. */
import { fromCatalogue, Refusal, type Known } from '../http/errors.ts';
import { ANONYMOUS_ID } from '../site/people.ts';
import type { Site } from '../http/site.ts';
import { isAdmin } from '../http/caller.ts';
import { around, isSelf, type FeatureCall } from '../overlays/around.ts';
import {
  refusalOf,
  refusedAs,
  refusedForMissing,
  settled,
  withHeader,
  withStatus,
} from '../overlays/refusals.ts';
import type { ExpertFault } from '../overlays/types.ts';

/** Refused with another status. Below 300, an empty success that changes nothing. */
function answered(
  name: string,
  status: number,
  sentence: string,
  isMeant: (outcome: unknown, visit: FeatureCall) => boolean,
): ExpertFault {
  return {
    name,
    sentence,
    install: (site) =>
      around(site, 'password', async (visit, honest) => {
        const outcome = await refusalOf(honest);
        if (!(outcome instanceof Refusal) || !isMeant(outcome, visit)) return settled(outcome);
        if (status < 300) return { status };
        const other = withStatus(outcome, status);
        throw status === 401 ? withHeader(other, 'www-authenticate', 'Basic realm="DekiWiki"') : other;
      }),
  };
}

/** Refused for that reason. */
function as(known: Known): (outcome: unknown) => boolean {
  return (outcome) => refusedAs(outcome, known);
}

function missingCurrent(outcome: unknown): boolean {
  return refusedForMissing(outcome, 'currentpassword');
}

/** Refused because a signed-in user targets another user's account. */
function strangers(outcome: unknown, { caller }: FeatureCall): boolean {
  return refusedAs(outcome, 'neitherTargetNorAdmin') && caller.person.id !== ANONYMOUS_ID;
}

/** The same for Anonymous. */
function anonymously(outcome: unknown, { caller }: FeatureCall): boolean {
  return refusedAs(outcome, 'neitherTargetNorAdmin') && caller.person.id === ANONYMOUS_ID;
}

/** Success with another status. */
function succeeds(name: string, status: number, sentence: string): ExpertFault {
  return {
    name,
    sentence,
    install: (site) =>
      around(site, 'password', async (visit, honest) => {
        const reply = await honest();
        return isSelf(visit) ? reply : { status };
      }),
  };
}

/** Runs a check before the one that honestly comes first. */
function first(
  name: string,
  sentence: string,
  check: (visit: FeatureCall) => void | Promise<void>,
): ExpertFault {
  return {
    name,
    sentence,
    install: (site: Site) =>
      around(site, 'password', async (visit, honest) => {
        await check(visit);
        return honest();
      }),
  };
}

function demandTargetOrAdmin(visit: FeatureCall): void {
  if (!isAdmin(visit.caller) && !isSelf(visit)) throw fromCatalogue('neitherTargetNorAdmin');
}

const statuses: ExpertFault[] = [
  succeeds('set-answered-204', 204, "Setting another user's password is answered with 204."),
  answered('empty-body-answered-200', 200, 'An empty body is answered with 200.', as('noPassword')),
  answered(
    'short-answered-200',
    200,
    'A password that is too short is answered with 200.',
    as('shortPassword'),
  ),
  answered(
    'wrong-current-answered-200',
    200,
    'A wrong currentpassword is answered with 200.',
    as('wrongCurrent'),
  ),
  answered(
    'wrong-current-answered-400',
    400,
    'A wrong currentpassword is answered with 400.',
    as('wrongCurrent'),
  ),
  answered(
    'missing-current-answered-200',
    200,
    'A missing currentpassword is answered with 200.',
    missingCurrent,
  ),
  answered('unknown-user-answered-200', 200, 'An unknown user is answered with 200.', as('unknownUser')),
  answered(
    'bad-userid-answered-404',
    404,
    'A userid that is neither an ID nor a name is answered with 404.',
    as('userId'),
  ),
  answered(
    'stranger-answered-200',
    200,
    "Setting another user's password without the right to is answered with 200.",
    strangers,
  ),
  answered(
    'anonymous-answered-401',
    401,
    "An anonymous attempt to set a user's password is answered with 401.",
    anonymously,
  ),
  answered(
    'password-of-anonymous-answered-200',
    200,
    'Setting the password of Anonymous is answered with 200.',
    as('anonymousPassword'),
  ),
  answered(
    'own-alternate-answered-200',
    200,
    "Setting one's own alternate password is answered with 200.",
    as('ownAlternate'),
  ),
];

const order: ExpertFault[] = [
  first(
    'rights-before-existence',
    'Callers who are not admins get 403 instead of 404 for an unknown user.',
    (visit) => {
      if (!isAdmin(visit.caller) && visit.target === undefined) throw fromCatalogue('neitherTargetNorAdmin');
    },
  ),
  first(
    'rights-before-the-body',
    "Callers who set another user's password to a bad one get 403 instead of 400.",
    (visit) => {
      if (visit.target !== undefined && visit.target.id !== ANONYMOUS_ID) demandTargetOrAdmin(visit);
    },
  ),
  first(
    'current-before-the-body',
    'A wrong currentpassword together with a bad password gets 403 instead of 400.',
    (visit) => {
      const given = visit.request.query.get('currentpassword');
      if (!isSelf(visit) || given === undefined || visit.target === undefined) return;
      if (!visit.site.checkPassword(visit.target, given, false)) throw fromCatalogue('wrongCurrent');
    },
  ),
  first(
    'body-before-existence',
    'An empty body gets 400 instead of 404 for an unknown user.',
    async ({ request }) => {
      if ((await request.text()) === '') throw fromCatalogue('noPassword');
    },
  ),
];

const lengths: ExpertFault[] = [
  {
    name: 'short-password-accepted',
    sentence: 'A password of one character is accepted.',
    install: (site) =>
      around(site, 'password', async (visit, honest) => {
        const outcome = await refusalOf(honest);
        const { target, request, caller } = visit;
        if (!refusedAs(outcome, 'shortPassword') || target === undefined) return settled(outcome);
        site.behavior.demandAuthority(site, request, caller, target);
        site.behavior.storePassword(target, await request.text(), false);
        return { status: 200 };
      }),
  },
  {
    name: 'empty-password-accepted',
    sentence: 'An empty body sets an empty password.',
    install: (site) =>
      around(site, 'password', async (visit, honest) => {
        const outcome = await refusalOf(honest);
        const { target, request, caller } = visit;
        if (!refusedAs(outcome, 'noPassword') || target === undefined) return settled(outcome);
        site.behavior.demandAuthority(site, request, caller, target);
        site.behavior.storePassword(target, '', false);
        return { status: 200 };
      }),
  },
  {
    name: 'empty-body-clears-the-password',
    sentence: 'An empty body is refused with 400, and the user no longer has a password.',
    install: (site) =>
      around(site, 'password', async ({ target }, honest) => {
        const outcome = await refusalOf(honest);
        if (refusedAs(outcome, 'noPassword') && target !== undefined)
          target.passwords = { main: null, alternate: null };
        return settled(outcome);
      }),
  },
];

export const statusFaults: readonly ExpertFault[] = [...statuses, ...order, ...lengths];
