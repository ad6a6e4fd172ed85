/** Variations of server API tokens, in points that are not documented (E-SERVER-3, E-SERVER-7). */
import { personOfToken } from '../auth/person-of-token.ts';
import { serverTokenOf, userOfServerToken } from '../auth/server-token.ts';
import type { Caller } from '../http/caller.ts';
import { authenticationFailed, Refusal } from '../http/errors.ts';
import type { Site } from '../http/site.ts';
import { percentDecoded } from '../http/uri.ts';
import type { ExpertVariation } from '../overlays/types.ts';
import { BAD_SERVER_TOKEN } from '../site/assumptions.ts';
import { ANONYMOUS_ID } from '../site/people.ts';

/** The user who created the token. A restricted token can act only as this user. */
const TOKEN_CREATOR = 1;

/** Anonymous, unless a sign-in is forced. */
function anonymousCaller({ people }: Site, forced: boolean): Caller {
  const person = people.get(ANONYMOUS_ID);
  if (forced || person === undefined) throw authenticationFailed();
  return { person, apikey: false };
}

/** A token created with `restricted-by-user-id`. That this is possible is documented; its effect on others is not. */
function restricted(site: Site, others: 'anonymous' | 'refused'): undefined {
  const { identify } = site.behavior;
  site.behavior.identify = (_, request, demand) => {
    const token = serverTokenOf(request);
    const user =
      token === undefined || site.serverToken === null
        ? null
        : userOfServerToken(token, site.serverToken, site.now());
    if (user === null || personOfToken(site, percentDecoded(user))?.id === TOKEN_CREATOR)
      return identify(site, request, demand);
    if (others === 'refused') throw new Refusal(BAD_SERVER_TOKEN);
    return anonymousCaller(site, demand.forced);
  };
}

/** A caller with an invalid token is anonymous, as one with a dead authtoken is. */
function badTokenIsAnonymous(site: Site): undefined {
  const { identify } = site.behavior;
  site.behavior.identify = (_, request, demand) => {
    const token = serverTokenOf(request);
    const isBad =
      token !== undefined &&
      (site.serverToken === null || userOfServerToken(token, site.serverToken, site.now()) === null);
    return isBad ? anonymousCaller(site, demand.forced) : identify(site, request, demand);
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
    install: badTokenIsAnonymous,
    needs: 'server token',
  },
];
