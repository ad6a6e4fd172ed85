/** Overlays that let a caller set a password although the honest site refuses it. */
import type { Caller } from '../http/caller.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Site } from '../http/site.ts';
import type { Person } from '../site/people.ts';
import type { ExpertFault } from './types.ts';

/** A refused attempt to set a password. */
export interface Attempt {
  site: Site;
  caller: Caller;
  target: Person;
  request: DekiRequest;
  /** The given currentpassword; empty if there was none. */
  current: string;
}

/** Whether an attempt that was refused with this error is permitted. */
export type IsPermitted = (attempt: Attempt, error: unknown) => boolean;

/** Permits a change that the honest site refuses. */
export function permits(name: string, sentence: string, isPermitted: IsPermitted): ExpertFault {
  return {
    name,
    sentence,
    install: (site) => {
      permit(site, isPermitted);
      return undefined;
    },
  };
}

/** Permits changes on one site. */
export function permit({ behavior }: Site, isPermitted: IsPermitted): void {
  const demand = behavior.demandAuthority;
  behavior.demandAuthority = (site, request, caller, target) => {
    try {
      demand(site, request, caller, target);
    } catch (error) {
      const current = request.query.get('currentpassword') ?? '';
      if (!isPermitted({ site, caller, target, request, current }, error)) throw error;
    }
  };
}
