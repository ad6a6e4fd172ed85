/** Overlays that change who counts as the caller. */
import { Refusal } from '../http/errors.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Behavior, Site } from '../http/site.ts';
import type { Person } from '../site/people.ts';
import type { ExpertFault } from './types.ts';

type Identify = Behavior['identify'];

/** Finds the caller differently. */
export function identifies(
  name: string,
  sentence: string,
  other: (honest: Identify) => Identify,
): ExpertFault {
  return {
    name,
    sentence,
    install: ({ behavior }) => {
      behavior.identify = other(behavior.identify);
      return undefined;
    },
  };
}

/** Finds a caller if the honest site refuses with 401 or 403. `undefined` keeps the refusal. */
export function insteadOfRefusing(
  find: (site: Site, request: DekiRequest, refusal: Refusal) => Person | undefined,
): (honest: Identify) => Identify {
  return (honest) => (site, request, demand) => {
    try {
      return honest(site, request, demand);
    } catch (error) {
      const person = error instanceof Refusal ? find(site, request, error) : undefined;
      if (person === undefined) throw error;
      return { person, apikey: false };
    }
  };
}
