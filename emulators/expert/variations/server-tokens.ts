/** What a server API token is to sites that differ, where nothing is documented (E-SERVER-3, E-SERVER-7). */
import { BAD_SERVER_TOKEN } from '../assumptions.ts';
import type { Caller } from '../auth/identify.ts';
import { userOfServerToken } from '../auth/server-token.ts';
import { authenticationFailed, Refusal } from '../http/errors.ts';
import type { DekiRequest } from '../http/request.ts';
import { percentDecoded } from '../http/uri.ts';
import { ANONYMOUS_ID } from '../site/people.ts';
import type { Site } from '../site/site.ts';
import { personOf } from '../users/resolve.ts';

/** Whoever made the token, and the only one whom it acts as where it is restricted. */
const OWN_USER = 1;

function tokenOf(request: DekiRequest): string | undefined {
  return request.header('x-deki-token') ?? request.query.get('x-deki-token');
}

/** Nobody, unless somebody is demanded. */
function nobody({ people }: Site, forced: boolean): Caller {
  const person = people.get(ANONYMOUS_ID);
  if (forced || person === undefined) throw authenticationFailed();
  return { person, apikey: false };
}

/** A token that was made with `restricted-by-user-id`; that it can be is documented, what it is to others is not. */
export function restricted(site: Site, others: 'anonymous' | 'refused'): undefined {
  const { identify } = site.behaviour;
  site.behaviour.identify = (_, request, demand) => {
    const token = tokenOf(request);
    const user =
      token === undefined || site.serverToken === null
        ? null
        : userOfServerToken(token, site.serverToken, site.now());
    if (user === null || personOf(site, percentDecoded(user))?.id === OWN_USER)
      return identify(site, request, demand);
    if (others === 'refused') throw new Refusal(BAD_SERVER_TOKEN);
    return nobody(site, demand.forced);
  };
}

/** A token that is not good makes nobody of its bearer, as a dead authtoken does. */
export function silentlyNobody(site: Site): undefined {
  const { identify } = site.behaviour;
  site.behaviour.identify = (_, request, demand) => {
    const token = tokenOf(request);
    const isBad =
      token !== undefined &&
      (site.serverToken === null || userOfServerToken(token, site.serverToken, site.now()) === null);
    return isBad ? nobody(site, demand.forced) : identify(site, request, demand);
  };
}
