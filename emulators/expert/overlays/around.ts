/** Wraps features, so that something else is answered. */
import type { Caller } from '../http/caller.ts';
import type { CallMiddleware } from '../../common/overlays.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Feature } from '../http/routes.ts';
import { ANONYMOUS_ID, type Person } from '../site/people.ts';
import type { Site } from '../http/site.ts';
import type { Reply } from '../http/reply.ts';

/** A call that reached a feature. */
export interface FeatureCall {
  site: Site;
  request: DekiRequest;
  caller: Caller;
  userId: string;
  /** The user that the path names; undefined if there is no such user or no valid name. */
  target: Person | undefined;
}

/** Answers instead of the feature; `honest` returns the feature's own answer. */
export type FaultBehavior = (visit: FeatureCall, honest: () => Promise<Reply>) => Reply | Promise<Reply>;

/** Installs a fault around one feature or several. */
export function around(
  site: Site,
  features: Feature | Feature[],
  lie: FaultBehavior,
): CallMiddleware | undefined {
  for (const feature of [features].flat()) {
    const perform = site.behavior.features[feature];
    site.behavior.features[feature] = (_, request, caller, userId) =>
      lie({ site, request, caller, userId, target: namedBy(site, userId, caller) }, async () =>
        perform(site, request, caller, userId),
      );
  }
  return undefined;
}

function namedBy(site: Site, userId: string, caller: Caller): Person | undefined {
  try {
    return site.behavior.targetOf(site, userId, caller.person);
  } catch {
    return undefined;
  }
}

/** Whether a user is about to set their own password. */
export function isSelf({ caller, target }: FeatureCall): boolean {
  return target !== undefined && caller.person.id === target.id && target.id !== ANONYMOUS_ID;
}

/** Whether the alternate password is meant. */
export function isAlternate({ request }: FeatureCall): boolean {
  return /^true$/i.test(request.query.get('altpassword') ?? '');
}
