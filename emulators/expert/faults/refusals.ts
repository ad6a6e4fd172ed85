/** Faults of refusals that change the password anyway. */
import { Refusal } from '../http/errors.ts';
import type { DekiRequest } from '../http/request.ts';
import { match } from '../http/routes.ts';
import { ANONYMOUS_ID } from '../site/people.ts';
import type { Site } from '../http/site.ts';
import { isAdmin } from '../http/caller.ts';
import { around, isAlternate, isSelf, type FeatureCall } from '../overlays/around.ts';
import { firstAdmin } from '../overlays/people.ts';
import { setMainPassword } from '../overlays/passwords.ts';
import { refusalOf, refusedAs, settled } from '../overlays/refusals.ts';
import type { ExpertFault } from '../overlays/types.ts';

/** Refused with the honest status, and stored. */
function changedThough(
  name: string,
  reason: string,
  isMeant: (visit: FeatureCall, outcome: unknown) => boolean,
): ExpertFault {
  return {
    name: `changed-though-${name}`,
    sentence: `A change that is refused ${reason} takes effect.`,
    install: (site) =>
      around(site, 'password', async (visit, honest) => {
        const outcome = await refusalOf(honest);
        const { target, request } = visit;
        if (target !== undefined && target.id !== ANONYMOUS_ID && isMeant(visit, outcome))
          site.behavior.storePassword(target, await request.text(), isAlternate(visit));
        return settled(outcome);
      }),
  };
}

/** The same for refused callers, before any feature is reached. */
function changedThoughCaller(name: string, reason: string, status: number): ExpertFault {
  return {
    name: `changed-though-${name}`,
    sentence: `A change that is refused ${reason} takes effect.`,
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

/** For the user that the path names by ID or name. The body was read when the call came in, so this is synchronous. */
async function change(site: Site, request: DekiRequest): Promise<void> {
  const found = match(request.uri.replace(/^https?:\/\/[^/?]*/i, '').replace(/[?#].*$/s, ''));
  if (found?.verbs['PUT'] !== 'password' || !/^(=|\d+$)/.test(found.userId)) return;
  const target = site.behavior.targetOf(site, found.userId, firstAdmin(site));
  const password = await request.readableText();
  if (target === undefined || target.id === ANONYMOUS_ID || !password) return;
  setMainPassword(target, password);
}

export const refusalFaults: readonly ExpertFault[] = [
  changedThough(
    'current-is-wrong',
    'for a wrong currentpassword of the user',
    (visit, outcome) => isSelf(visit) && !isAdmin(visit.caller) && refusedAs(outcome, 'wrongCurrent'),
  ),
  changedThough('body-is-empty', 'for its empty body', (_, outcome) => refusedAs(outcome, 'noPassword')),
  changedThough(
    'account-is-anothers',
    "for targeting another user's account",
    ({ caller }, outcome) => caller.person.id !== ANONYMOUS_ID && refusedAs(outcome, 'neitherTargetNorAdmin'),
  ),
  changedThough(
    'caller-is-anonymous',
    'for its anonymous caller',
    ({ caller }, outcome) => caller.person.id === ANONYMOUS_ID && refusedAs(outcome, 'neitherTargetNorAdmin'),
  ),
  changedThough('alternate-is-own', "for setting one's own alternate password", (_, outcome) =>
    refusedAs(outcome, 'ownAlternate'),
  ),
  changedThoughCaller('sign-in-failed', 'for wrong Basic credentials', 401),
  changedThoughCaller('caller-is-inactive', 'for its inactive caller', 403),
];
