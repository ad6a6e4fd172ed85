/** Variations of server API tokens, where nothing is documented (E-SERVER-3, E-SERVER-7). */
import { BAD_SERVER_TOKEN } from '../site/assumptions.ts';
import { userOfServerToken } from '../auth/server-token.ts';
import { authenticationFailed, Refusal } from '../http/errors.ts';
import type { DekiRequest } from '../http/request.ts';
import { percentDecoded } from '../http/uri.ts';
import { ANONYMOUS_ID } from '../site/people.ts';
import type { Site } from '../http/site.ts';
import type { Caller } from '../http/caller.ts';
import { personOfToken } from '../auth/person-of-token.ts';
import type { ExpertVariation } from '../overlays/types.ts';

/** The user who created the token; if it is restricted, the only one it can act as. */
const OWN_USER = 1;

function tokenOf(request: DekiRequest): string | undefined {
  return request.header('x-deki-token') ?? request.query.get('x-deki-token');
}

/** Anonymous, unless a user is required. */
function nobody({ people }: Site, forced: boolean): Caller {
  const person = people.get(ANONYMOUS_ID);
  if (forced || person === undefined) throw authenticationFailed();
  return { person, apikey: false };
}

/** A token created with `restricted-by-user-id`. That this is possible is documented; its effect on others is not. */
function restricted(site: Site, others: 'anonymous' | 'refused'): undefined {
  const { identify } = site.behavior;
  site.behavior.identify = (_, request, demand) => {
    const token = tokenOf(request);
    const user =
      token === undefined || site.serverToken === null
        ? null
        : userOfServerToken(token, site.serverToken, site.now());
    if (user === null || personOfToken(site, percentDecoded(user))?.id === OWN_USER)
      return identify(site, request, demand);
    if (others === 'refused') throw new Refusal(BAD_SERVER_TOKEN);
    return nobody(site, demand.forced);
  };
}

/** An invalid token makes its caller anonymous, as a dead authtoken does. */
function silentlyNobody(site: Site): undefined {
  const { identify } = site.behavior;
  site.behavior.identify = (_, request, demand) => {
    const token = tokenOf(request);
    const isBad =
      token !== undefined &&
      (site.serverToken === null || userOfServerToken(token, site.serverToken, site.now()) === null);
    return isBad ? nobody(site, demand.forced) : identify(site, request, demand);
  };
}

export const serverTokenVariations: readonly ExpertVariation[] = [
  {
    name: 'restricted-server-token',
    sentence: 'The server API token acts only as user 1; a call as another user is anonymous.',
    install: (site) => restricted(site, 'anonymous'),
    needs: 'server token',
  },
  {
    name: 'restricted-server-token-refused',
    sentence: 'The server API token acts only as user 1; a call as another user is refused.',
    install: (site) => restricted(site, 'refused'),
    needs: 'server token',
  },
  {
    name: 'bad-server-token-is-nobody',
    sentence: 'A call with an invalid server API token silently counts as Anonymous.',
    install: silentlyNobody,
    needs: 'server token',
  },
];
