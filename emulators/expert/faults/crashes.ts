/** Faults of a service that always fails where it is documented to refuse. They change nothing. */
import { badParameter, crash, Refusal, type Known } from '../http/errors.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Feature } from '../http/routes.ts';
import { ANONYMOUS_ID } from '../site/people.ts';
import { around, type FeatureCall } from '../overlays/around.ts';
import { identifies } from '../overlays/callers.ts';
import { refusalOf, refusedAs, refusedForMissing, settled } from '../overlays/refusals.ts';
import type { ExpertFault } from '../overlays/types.ts';
import type { Reply } from '../http/reply.ts';

type IsMeant = (outcome: unknown, visit: FeatureCall) => boolean;

function crashWith500(): Refusal {
  return crash('Object reference not set to an instance of an object.');
}

/** What a proxy answers if the service behind it closed the connection. */
const badGateway: Reply = {
  status: 502,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  text: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
  outside: true,
};

/** Answers something else instead of the feature's refusal. */
function answers(
  name: string,
  sentence: string,
  { feature = 'password', status, isMeant }: { feature?: Feature; status: 500 | 502; isMeant: IsMeant },
): ExpertFault {
  return {
    name: `${name}-answered-${status}`,
    sentence: `${sentence} is answered with ${status}.`,
    install: (site) =>
      around(site, feature, async (visit, honest) => {
        const outcome = await refusalOf(honest);
        if (!(outcome instanceof Refusal) || !isMeant(outcome, visit)) return settled(outcome);
        if (status === 502) return badGateway;
        throw crashWith500();
      }),
  };
}

function as(known: Known): IsMeant {
  return (outcome) => refusedAs(outcome, known);
}

function bySignedInUser(outcome: unknown, { caller }: FeatureCall): boolean {
  return refusedAs(outcome, 'neitherTargetNorAdmin') && caller.person.id !== ANONYMOUS_ID;
}

function byAnonymous(outcome: unknown, { caller }: FeatureCall): boolean {
  return refusedAs(outcome, 'neitherTargetNorAdmin') && caller.person.id === ANONYMOUS_ID;
}

function forBadBoolean(outcome: unknown): boolean {
  return (
    outcome instanceof Refusal && outcome.details.message === badParameter('altpassword').details.message
  );
}

/** The same for refused callers, whatever the call is for. */
function callerAnswered500(name: string, sentence: string, known: Known): ExpertFault {
  return identifies(
    `${name}-answered-500`,
    `${sentence} is answered with 500.`,
    (honest) => (site, request, demand) => {
      try {
        return honest(site, request, demand);
      } catch (error) {
        const credentials = site.behavior.basicCredentials(request.header('authorization'));
        throw refusedAs(error, known) && credentials !== null ? crashWith500() : error;
      }
    },
  );
}

const ofPasswords: ExpertFault[] = [
  answers('wrong-current', 'A wrong currentpassword', { status: 500, isMeant: as('wrongCurrent') }),
  answers('missing-current', 'A missing currentpassword', {
    status: 502,
    isMeant: (outcome) => refusedForMissing(outcome, 'currentpassword'),
  }),
  answers('unknown-user', 'Setting the password of an unknown user', {
    status: 500,
    isMeant: as('unknownUser'),
  }),
  answers('bad-userid', 'A userid that is neither an ID nor a name', {
    status: 500,
    isMeant: as('userId'),
  }),
  answers('stranger', "A user's attempt to set another user's password", {
    status: 502,
    isMeant: bySignedInUser,
  }),
  answers('anonymous', "An anonymous attempt to set a user's password", {
    status: 500,
    isMeant: byAnonymous,
  }),
  answers('empty-body', 'An empty body', { status: 502, isMeant: as('noPassword') }),
  answers('short-password', 'A password that is too short', { status: 500, isMeant: as('shortPassword') }),
  answers('own-alternate', "Setting one's own alternate password", {
    status: 500,
    isMeant: as('ownAlternate'),
  }),
  answers('bad-boolean', 'An altpassword that is neither true nor false', {
    status: 500,
    isMeant: forBadBoolean,
  }),
  answers('password-of-anonymous', 'Setting the password of Anonymous', {
    status: 500,
    isMeant: as('anonymousPassword'),
  }),
];

const ofUsers: ExpertFault[] = [
  answers('unknown-record', 'GET users/{userid} of an unknown user', {
    feature: 'read',
    status: 500,
    isMeant: as('unknownUser'),
  }),
  answers('taken-name', 'Creating a user whose name is in use', {
    feature: 'create',
    status: 500,
    isMeant: as('nameTaken'),
  }),
  answers('creation-without-rights', 'Creating a user without admin rights', {
    feature: 'create',
    status: 502,
    isMeant: as('creatorRights'),
  }),
  answers('unknown-status', 'A status that does not exist, in PUT users,', {
    feature: 'update',
    status: 500,
    isMeant: as('status'),
  }),
];

/** The token in a cookie, or in the header. */
function tokenOf(request: DekiRequest): string | undefined {
  return request.cookie('authtoken') ?? request.header('x-authtoken');
}

const ofTokens: ExpertFault[] = [
  identifies(
    'broken-token-answered-500',
    'A call with an invalid authtoken is answered with 500.',
    (honest) => (site, request, demand) => {
      const token = tokenOf(request);
      if (token !== undefined && site.tokens.holderOf(token) === undefined) throw crashWith500();
      return honest(site, request, demand);
    },
  ),
  identifies(
    'inactive-session-answered-500',
    'A call with the authtoken of an inactive user is answered with 500.',
    (honest) => (site, request, demand) => {
      if (site.tokens.holderOf(tokenOf(request) ?? '')?.status === 'inactive') throw crashWith500();
      return honest(site, request, demand);
    },
  ),
];

const ofCallers: ExpertFault[] = [
  callerAnswered500('wrong-password', 'A sign-in with a wrong password', 'notAuthenticated'),
  callerAnswered500('inactive-sign-in', 'A sign-in of an inactive user', 'disabled'),
];

export const crashFaults: readonly ExpertFault[] = [...ofPasswords, ...ofUsers, ...ofTokens, ...ofCallers];
