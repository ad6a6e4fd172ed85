/** Faults of a service that answers with a server error if it is documented to refuse. They change nothing. */
import { badParameter, crash, Refusal, type Known } from '../http/errors.ts';
import type { Reply } from '../http/reply.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Feature } from '../http/routes.ts';
import { around, type FeatureCall } from '../overlays/around.ts';
import { identifies } from '../overlays/callers.ts';
import {
  anonymousRefused,
  outcomeOf,
  refusedAs,
  refusedFor,
  refusedForMissing,
  replyOrThrow,
  strangerRefused,
} from '../overlays/refusals.ts';
import type { ExpertFault } from '../overlays/types.ts';

type IsMeant = (outcome: unknown, call: FeatureCall) => boolean;

function crashWith500(): Refusal {
  return crash('Object reference not set to an instance of an object.');
}

/** What a proxy answers if the service closed the connection. */
const badGateway: Reply = {
  status: 502,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  text: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
  withoutSiteHeaders: true,
};

/** Answers with a server error instead of the feature's refusal. */
function answers(
  name: string,
  sentence: string,
  { feature = 'password', status, isMeant }: { feature?: Feature; status: 500 | 502; isMeant: IsMeant },
): ExpertFault {
  return {
    name: `${name}-answered-${status}`,
    sentence: `${sentence} is answered with ${status}.`,
    install: (site) =>
      around(site, feature, async (call, honest) => {
        const outcome = await outcomeOf(honest);
        if (!(outcome instanceof Refusal) || !isMeant(outcome, call)) return replyOrThrow(outcome);
        if (status === 502) return badGateway;
        throw crashWith500();
      }),
  };
}

function forBadBoolean(outcome: unknown): boolean {
  return (
    outcome instanceof Refusal && outcome.details.message === badParameter('altpassword').details.message
  );
}

/** The same for callers who are refused before any feature is reached. */
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
  answers('wrong-current', 'A wrong currentpassword', { status: 500, isMeant: refusedFor('wrongCurrent') }),
  answers('missing-current', 'A missing currentpassword', {
    status: 502,
    isMeant: (outcome) => refusedForMissing(outcome, 'currentpassword'),
  }),
  answers('unknown-user', 'Setting the password of an unknown user', {
    status: 500,
    isMeant: refusedFor('unknownUser'),
  }),
  answers('bad-userid', 'A userid that is neither an ID nor a name', {
    status: 500,
    isMeant: refusedFor('userId'),
  }),
  answers('stranger', "A user's attempt to set another user's password", {
    status: 502,
    isMeant: strangerRefused,
  }),
  answers('anonymous', "An anonymous attempt to set a user's password", {
    status: 500,
    isMeant: anonymousRefused,
  }),
  answers('empty-body', 'An empty body', { status: 502, isMeant: refusedFor('noPassword') }),
  answers('short-password', 'A password that is too short', {
    status: 500,
    isMeant: refusedFor('shortPassword'),
  }),
  answers('own-alternate', "Setting one's own alternate password", {
    status: 500,
    isMeant: refusedFor('ownAlternate'),
  }),
  answers('bad-boolean', 'An altpassword that is neither true nor false', {
    status: 500,
    isMeant: forBadBoolean,
  }),
  answers('password-of-anonymous', 'Setting the password of Anonymous', {
    status: 500,
    isMeant: refusedFor('anonymousPassword'),
  }),
];

const ofUsers: ExpertFault[] = [
  answers('unknown-record', 'GET users/{userid} of an unknown user', {
    feature: 'read',
    status: 500,
    isMeant: refusedFor('unknownUser'),
  }),
  answers('taken-name', 'Creating a user whose name is in use', {
    feature: 'create',
    status: 500,
    isMeant: refusedFor('nameTaken'),
  }),
  answers('creation-without-rights', 'Creating a user without admin rights', {
    feature: 'create',
    status: 502,
    isMeant: refusedFor('creatorRights'),
  }),
  answers('unknown-status', 'A status that does not exist, in PUT users,', {
    feature: 'update',
    status: 500,
    isMeant: refusedFor('status'),
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
      if (token !== undefined && site.tokens.userOf(token) === undefined) throw crashWith500();
      return honest(site, request, demand);
    },
  ),
  identifies(
    'inactive-session-answered-500',
    'A call with the authtoken of an inactive user is answered with 500.',
    (honest) => (site, request, demand) => {
      if (site.tokens.userOf(tokenOf(request) ?? '')?.status === 'inactive') throw crashWith500();
      return honest(site, request, demand);
    },
  ),
];

const ofCallers: ExpertFault[] = [
  callerAnswered500('wrong-password', 'A sign-in with a wrong password', 'notAuthenticated'),
  callerAnswered500('inactive-sign-in', 'A sign-in of an inactive user', 'disabled'),
];

export const crashFaults: readonly ExpertFault[] = [...ofPasswords, ...ofUsers, ...ofTokens, ...ofCallers];
