/** Faults of refusals that change the password anyway. */
import { isAdmin } from '../http/caller.ts';
import { Refusal } from '../http/errors.ts';
import type { DekiRequest } from '../http/request.ts';
import { match } from '../http/routes.ts';
import type { Site } from '../http/site.ts';
import { pathOf } from '../http/uri.ts';
import { around, isAlternate, isSelf, type FeatureCall } from '../overlays/around.ts';
import { setMainPassword } from '../overlays/passwords.ts';
import { firstAdmin } from '../overlays/people.ts';
import { outcomeOf, refusedAs, replyOrThrow } from '../overlays/refusals.ts';
import type { ExpertFault } from '../overlays/types.ts';
import { ANONYMOUS_ID } from '../site/people.ts';

/** Refused with the honest status, but stored anyway. */
function changesThoughRefused(
  name: string,
  reason: string,
  isMeant: (call: FeatureCall, outcome: unknown) => boolean,
): ExpertFault {
  return {
    name: `changed-though-${name}`,
    sentence: `A change that is refused because ${reason} takes effect anyway.`,
    install: (site) =>
      around(site, 'password', async (call, honest) => {
        const outcome = await outcomeOf(honest);
        const { target, request } = call;
        if (target !== undefined && target.id !== ANONYMOUS_ID && isMeant(call, outcome))
          site.behavior.storePassword(target, await request.text(), isAlternate(call));
        return replyOrThrow(outcome);
      }),
  };
}

/** The same for refused callers, before any feature is reached. */
function changesThoughCallerRefused(name: string, reason: string, status: number): ExpertFault {
  return {
    name: `changed-though-${name}`,
    sentence: `A change that is refused because ${reason} takes effect anyway.`,
    install: ({ behavior }) => {
      const { identify } = behavior;
      behavior.identify = (site, request, demand) => {
        try {
          return identify(site, request, demand);
        } catch (error) {
          if (error instanceof Refusal && error.details.status === status) void change(site, request);
          throw error;
        }
      };
      return undefined;
    },
  };
}

/**
 * Changes the password of the user that the path names by ID or name. The body was read when the call came in, so this
 * ends before the refusal is sent.
 */
async function change(site: Site, request: DekiRequest): Promise<void> {
  const found = match(pathOf(request.uri));
  if (found?.verbs['PUT'] !== 'password' || !/^(=|\d+$)/.test(found.userId)) return;
  const target = site.behavior.targetOf(site, found.userId, firstAdmin(site));
  const password = await request.readableText();
  if (target === undefined || target.id === ANONYMOUS_ID || !password) return;
  setMainPassword(target, password);
}

export const refusalFaults: readonly ExpertFault[] = [
  changesThoughRefused(
    'current-is-wrong',
    'the user gave a wrong currentpassword',
    (call, outcome) => isSelf(call) && !isAdmin(call.caller) && refusedAs(outcome, 'wrongCurrent'),
  ),
  changesThoughRefused('body-is-empty', 'its body is empty', (_, outcome) =>
    refusedAs(outcome, 'noPassword'),
  ),
  changesThoughRefused(
    'account-is-anothers',
    "it targets another user's account",
    ({ caller }, outcome) => caller.person.id !== ANONYMOUS_ID && refusedAs(outcome, 'neitherTargetNorAdmin'),
  ),
  changesThoughRefused(
    'caller-is-anonymous',
    'its caller is anonymous',
    ({ caller }, outcome) => caller.person.id === ANONYMOUS_ID && refusedAs(outcome, 'neitherTargetNorAdmin'),
  ),
  changesThoughRefused('alternate-is-own', "it sets the user's own alternate password", (_, outcome) =>
    refusedAs(outcome, 'ownAlternate'),
  ),
  changesThoughCallerRefused('sign-in-failed', 'its Basic credentials are wrong', 401),
  changesThoughCallerRefused('caller-is-inactive', 'its caller is inactive', 403),
];
