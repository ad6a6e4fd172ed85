/** Wraps features, so that they answer differently. */
import type { CallMiddleware } from '../../common/overlays.ts';
import type { Caller } from '../http/caller.ts';
import type { Reply } from '../http/reply.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Feature } from '../http/routes.ts';
import type { Site } from '../http/site.ts';
import { ANONYMOUS_ID, type Person } from '../site/people.ts';
import type { ExpertFault } from './types.ts';

/** A call that reached a feature. */
export interface FeatureCall {
  site: Site;
  request: DekiRequest;
  caller: Caller;
  userId: string;
  /** The user that the path names; undefined if there is no such user or no valid name. */
  target: Person | undefined;
}

/** Answers instead of the feature; `honest` returns the honest answer. */
export type AnswersInstead = (call: FeatureCall, honest: () => Promise<Reply>) => Reply | Promise<Reply>;

/** Wraps one feature or several. */
export function around(
  site: Site,
  features: Feature | Feature[],
  answer: AnswersInstead,
): CallMiddleware | undefined {
  for (const feature of [features].flat()) {
    const perform = site.behavior.features[feature];
    site.behavior.features[feature] = (_, request, caller, userId) =>
      answer({ site, request, caller, userId, target: namedBy(site, userId, caller) }, async () =>
        perform(site, request, caller, userId),
      );
  }
  return undefined;
}

/** A fault of the password feature, which answers instead of it. */
export function passwordFault(name: string, sentence: string, answer: AnswersInstead): ExpertFault {
  return { name, sentence, install: (site) => around(site, 'password', answer) };
}

/** Runs a check before everything else that the password feature does. */
export function checksFirst(
  name: string,
  sentence: string,
  check: (call: FeatureCall) => void | Promise<void>,
): ExpertFault {
  return passwordFault(name, sentence, async (call, honest) => {
    await check(call);
    return honest();
  });
}

function namedBy(site: Site, userId: string, caller: Caller): Person | undefined {
  try {
    return site.behavior.targetOf(site, userId, caller.person);
  } catch {
    return undefined;
  }
}

/** Whether a user sets their own password. */
export function isSelf({ caller, target }: FeatureCall): boolean {
  return target !== undefined && caller.person.id === target.id && target.id !== ANONYMOUS_ID;
}

/** Whether the alternate password is meant. */
export function isAlternate({ request }: FeatureCall): boolean {
  return /^true$/i.test(request.query.get('altpassword') ?? '');
}
