/** Faults in what a browser session can do: an authtoken in a cookie. */
import { Refusal } from '../http/errors.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Site } from '../http/site.ts';
import { withToken } from '../http/token-reply.ts';
import { permits, type IsPermitted } from '../overlays/authority.ts';
import { identifies, insteadOfRefusing } from '../overlays/callers.ts';
import { featureOf } from '../overlays/features.ts';
import { refusedAs, refusedForMissing, withHeader } from '../overlays/refusals.ts';
import type { ExpertFault } from '../overlays/types.ts';
import { ANONYMOUS_ID, type Person } from '../site/people.ts';

type Place = (request: DekiRequest) => string | undefined;

const inCookie: Place = (request) => request.cookie('authtoken');
const inHeader: Place = (request) => request.header('x-authtoken');
const inQuery: Place = (request) => request.query.get('authtoken');

/** The inactive user whose token is in that place. */
function inactiveAt(place: Place, site: Site, request: DekiRequest): Person | undefined {
  const person = site.tokens.userOf(place(request) ?? '');
  return person?.status === 'inactive' ? person : undefined;
}

/** Finds a caller although an inactive user must be refused. `undefined` keeps the refusal. */
function ofInactive(
  name: string,
  sentence: string,
  find: Parameters<typeof insteadOfRefusing>[0],
): ExpertFault {
  return identifies(name, sentence, insteadOfRefusing(find));
}

function worksIn(name: string, where: string, place: Place): ExpertFault {
  return ofInactive(
    `inactive-token-works-in-the-${name}`,
    `The token of a deactivated user keeps working in ${where}.`,
    (site, request, refusal) =>
      refusedAs(refusal, 'disabled') ? inactiveAt(place, site, request) : undefined,
  );
}

const inactive: ExpertFault[] = [
  worksIn('cookie', 'a cookie', inCookie),
  worksIn('header', 'X-Authtoken', inHeader),
  worksIn('query', 'the query', inQuery),
  ofInactive(
    'inactive-session-changes-the-password',
    "The session of a deactivated user can still change that user's password.",
    (site, request, refusal) =>
      refusedAs(refusal, 'disabled') && featureOf(request) === 'password'
        ? inactiveAt(inCookie, site, request)
        : undefined,
  ),
  ofInactive(
    'inactive-session-writes',
    "The session of a deactivated user can still change that user's record.",
    (site, request, refusal) =>
      refusedAs(refusal, 'disabled') && featureOf(request) === 'update'
        ? inactiveAt(inCookie, site, request)
        : undefined,
  ),
  ofInactive(
    'inactive-session-signs-in',
    'With the session of a deactivated user, users/authenticate issues a new token.',
    (site, request) =>
      featureOf(request) === 'authenticate' &&
      site.behavior.basicCredentials(request.header('authorization')) === null
        ? inactiveAt(inCookie, site, request)
        : undefined,
  ),
  ofInactive(
    'inactive-session-is-anonymous',
    'A call with the token of a deactivated user silently counts as Anonymous.',
    (site, request, refusal) =>
      refusedAs(refusal, 'disabled') &&
      [inCookie, inHeader, inQuery].some((place) => inactiveAt(place, site, request))
        ? site.people.get(ANONYMOUS_ID)
        : undefined,
  ),
  identifies(
    'inactive-session-is-renewed',
    'A call in the session of a deactivated user is refused with 403 and a new cookie.',
    (honest) => (site, request, demand) => {
      try {
        return honest(site, request, demand);
      } catch (error) {
        const person = refusedAs(error, 'disabled') ? inactiveAt(inCookie, site, request) : undefined;
        if (person === undefined || !(error instanceof Refusal)) throw error;
        throw withHeader(error, 'set-cookie', withToken(site, request, person).headers?.['set-cookie'] ?? '');
      }
    },
  ),
];

/** Permits in a session a change that the honest site refuses. */
function permitsInSession(name: string, sentence: string, isPermitted: IsPermitted): ExpertFault {
  return permits(name, sentence, (attempt, error) => {
    const { site, request, caller } = attempt;
    const inSession = site.tokens.userOf(inCookie(request) ?? '') === caller.person;
    return inSession && isPermitted(attempt, error);
  });
}

const active: ExpertFault[] = [
  permitsInSession(
    'session-needs-no-current',
    'In a session, users can change their own password without currentpassword.',
    (_, error) => refusedForMissing(error, 'currentpassword'),
  ),
  permitsInSession(
    'session-takes-any-current',
    'In a session, users can change their own password with a wrong currentpassword.',
    ({ caller, target }, error) => refusedAs(error, 'wrongCurrent') && caller.person === target,
  ),
  permitsInSession(
    'session-sets-others',
    "In a session, any user can set another user's password.",
    (_, error) => refusedAs(error, 'neitherTargetNorAdmin'),
  ),
];

export const sessionFaults: readonly ExpertFault[] = [...inactive, ...active];
