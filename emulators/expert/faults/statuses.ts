/** Faults in the status of a password change, and in the order of its checks. */
import { isAdmin } from '../http/caller.ts';
import { fromCatalogue, Refusal } from '../http/errors.ts';
import { around, checksFirst, isSelf, type FeatureCall, passwordFault } from '../overlays/around.ts';
import {
  anonymousRefused,
  outcomeOf,
  refusedAs,
  refusedFor,
  refusedForMissing,
  replyOrThrow,
  strangerRefused,
  withHeader,
  withStatus,
} from '../overlays/refusals.ts';
import type { ExpertFault } from '../overlays/types.ts';
import { ANONYMOUS_ID } from '../site/people.ts';

/** Answered with another status than that of the refusal. Below 300, the answer is empty, and nothing is changed. */
function answered(
  name: string,
  status: number,
  sentence: string,
  isMeant: (outcome: unknown, call: FeatureCall) => boolean,
): ExpertFault {
  return passwordFault(name, sentence, async (call, honest) => {
    const outcome = await outcomeOf(honest);
    if (!(outcome instanceof Refusal) || !isMeant(outcome, call)) return replyOrThrow(outcome);
    if (status < 300) return { status };
    const other = withStatus(outcome, status);
    throw status === 401 ? withHeader(other, 'www-authenticate', 'Basic realm="DekiWiki"') : other;
  });
}

function missingCurrent(outcome: unknown): boolean {
  return refusedForMissing(outcome, 'currentpassword');
}

/** Success with another status. */
function succeeds(name: string, status: number, sentence: string): ExpertFault {
  return passwordFault(name, sentence, async (call, honest) => {
    const reply = await honest();
    return isSelf(call) ? reply : { status };
  });
}

function demandTargetOrAdmin(call: FeatureCall): void {
  if (!isAdmin(call.caller) && !isSelf(call)) throw fromCatalogue('neitherTargetNorAdmin');
}

const statuses: ExpertFault[] = [
  succeeds('set-answered-204', 204, "Setting another user's password is answered with 204."),
  answered('empty-body-answered-200', 200, 'An empty body is answered with 200.', refusedFor('noPassword')),
  answered(
    'short-answered-200',
    200,
    'A password that is too short is answered with 200.',
    refusedFor('shortPassword'),
  ),
  answered(
    'wrong-current-answered-200',
    200,
    'A wrong currentpassword is answered with 200.',
    refusedFor('wrongCurrent'),
  ),
  answered(
    'wrong-current-answered-400',
    400,
    'A wrong currentpassword is answered with 400.',
    refusedFor('wrongCurrent'),
  ),
  answered(
    'missing-current-answered-200',
    200,
    'A missing currentpassword is answered with 200.',
    missingCurrent,
  ),
  answered(
    'unknown-user-answered-200',
    200,
    'An unknown user is answered with 200.',
    refusedFor('unknownUser'),
  ),
  answered(
    'bad-userid-answered-404',
    404,
    'A userid that is neither an ID nor a name is answered with 404.',
    refusedFor('userId'),
  ),
  answered(
    'stranger-answered-200',
    200,
    "Setting another user's password without the right to is answered with 200.",
    strangerRefused,
  ),
  answered(
    'anonymous-answered-401',
    401,
    "An anonymous attempt to set a user's password is answered with 401.",
    anonymousRefused,
  ),
  answered(
    'password-of-anonymous-answered-200',
    200,
    'Setting the password of Anonymous is answered with 200.',
    refusedFor('anonymousPassword'),
  ),
  answered(
    'own-alternate-answered-200',
    200,
    "Setting one's own alternate password is answered with 200.",
    refusedFor('ownAlternate'),
  ),
];

const order: ExpertFault[] = [
  checksFirst(
    'rights-before-existence',
    'Callers who are not admins get 403 instead of 404 for an unknown user.',
    (call) => {
      if (!isAdmin(call.caller) && call.target === undefined) throw fromCatalogue('neitherTargetNorAdmin');
    },
  ),
  checksFirst(
    'rights-before-the-body',
    "Callers who may not set another user's password get 403 instead of 400 for a bad password.",
    (call) => {
      if (call.target !== undefined && call.target.id !== ANONYMOUS_ID) demandTargetOrAdmin(call);
    },
  ),
  checksFirst(
    'current-before-the-body',
    'A wrong currentpassword together with a bad password gets 403 instead of 400.',
    (call) => {
      const given = call.request.query.get('currentpassword');
      if (!isSelf(call) || given === undefined || call.target === undefined) return;
      if (!call.site.checkPassword(call.target, given, false)) throw fromCatalogue('wrongCurrent');
    },
  ),
  checksFirst(
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
      around(site, 'password', async (call, honest) => {
        const outcome = await outcomeOf(honest);
        const { target, request, caller } = call;
        if (!refusedAs(outcome, 'shortPassword') || target === undefined) return replyOrThrow(outcome);
        site.behavior.demandAuthority(site, request, caller, target);
        site.behavior.storePassword(target, await request.text(), false);
        return { status: 200 };
      }),
  },
  {
    name: 'empty-password-accepted',
    sentence: 'An empty body sets an empty password.',
    install: (site) =>
      around(site, 'password', async (call, honest) => {
        const outcome = await outcomeOf(honest);
        const { target, request, caller } = call;
        if (!refusedAs(outcome, 'noPassword') || target === undefined) return replyOrThrow(outcome);
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
        const outcome = await outcomeOf(honest);
        if (refusedAs(outcome, 'noPassword') && target !== undefined)
          target.passwords = { main: null, alternate: null };
        return replyOrThrow(outcome);
      }),
  },
];

export const statusFaults: readonly ExpertFault[] = [...statuses, ...order, ...lengths];
