/** Faults in revoking tokens, and in what a dead token can still do. */
import type { CallContext } from '../../common/env.ts';
import { replacing } from '../../common/overlays.ts';
import type { Tenant } from '../http/tenant.ts';
import { after, afterSuccess, all } from '../overlays/around.ts';
import { acceptAsAdmin, hasInventedToken, isAnonymous } from '../overlays/callers.ts';
import { ANY_READ, isCallTo, REVOKE_TOKEN } from '../overlays/endpoints.ts';
import { answer } from '../overlays/replies.ts';
import { bearerOf, tokenOf } from '../overlays/tokens.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';
import type { AccessToken } from '../tenant/tokens.ts';

const MINUTE_MS = 60_000;

/** A token that was revoked with a DELETE keeps working on calls for which `works` is true. */
function keepsWorking(works: (c: CallContext, revokedAt: number, tenant: Tenant) => boolean): Install {
  return (tenant) => {
    const { gate } = tenant;
    const revokedAt = new Map<AccessToken, number>();
    const usual = gate.identify.bind(gate);
    gate.identify = (c) => {
      const token = bearerOf(c, tenant);
      const at = token === undefined ? undefined : revokedAt.get(token);
      const person = token === undefined ? undefined : tenant.people.get(token.personId);
      if (token === undefined || at === undefined || person?.active !== true || !works(c, at, tenant))
        return usual(c);
      return { person, scopes: token.scopes, token, session: null };
    };
    return onRevoked((token) => void revokedAt.set(token, tenant.now()), tenant);
  };
}

/** Does something with each token that a DELETE revokes. */
function onRevoked(act: (token: AccessToken, c: CallContext) => void, tenant: Tenant): ReturnType<Install> {
  return async (c, next) => {
    const token = isCallTo(c, REVOKE_TOKEN) ? tokenOf(c, tenant) : undefined;
    await next();
    if (token !== undefined && c.res.ok) act(token, c);
  };
}

/** Revokes other tokens together with a token, if they were issued since the start. */
function alsoRevokes(applies: (other: AccessToken, token: AccessToken) => boolean): Install {
  return (tenant) =>
    onRevoked((token) => {
      for (const other of tenant.tokens.live())
        if (other !== token && !other.preexisting && applies(other, token)) tenant.tokens.revoke(other);
    }, tenant);
}

/** Changes the refusal of a dead token on all calls except /users/me. */
function refusedAs(act: (c: CallContext) => void): Install {
  return (tenant) => async (c, next) => {
    await next();
    const token = bearerOf(c, tenant);
    const isDead = token !== undefined && !tenant.tokens.isLive(token);
    if (isDead && c.res.status === 401 && c.req.path !== '/api/v2/users/me') act(c);
  };
}

export const revocationFaults: readonly ZendeskFault[] = [
  {
    name: 'revocation-without-effect',
    sentence: 'DELETE of a token is answered with 204, and the token keeps working.',
    install: ({ tokens }) => {
      tokens.revoke = () => undefined;
      return undefined;
    },
  },
  {
    name: 'revocation-only-hides',
    sentence: 'A revoked token is no longer listed or found by its ID, and keeps working.',
    install: keepsWorking(() => true),
  },
  {
    name: 'revoked-token-reads',
    sentence: 'A revoked token no longer writes, and keeps reading.',
    install: keepsWorking((c) => c.req.method === 'GET'),
  },
  {
    name: 'revoked-token-writes',
    sentence: 'A revoked token no longer reads, and keeps writing.',
    install: keepsWorking((c) => c.req.method !== 'GET'),
  },
  {
    name: 'revoked-token-works-on-users',
    sentence: 'A revoked token keeps working on users, and nowhere else.',
    install: keepsWorking((c) => /^\/api\/v2\/users\/(?!me$)/.test(c.req.path)),
  },
  {
    name: 'revoked-token-works-on-me',
    sentence: 'A revoked token is refused everywhere except on /users/me, which still names its owner.',
    install: keepsWorking((c) => c.req.path === '/api/v2/users/me'),
  },
  {
    name: 'revoked-token-works-on-current',
    sentence: 'A revoked token still shows itself as the current one.',
    install: keepsWorking((c) => c.req.path.endsWith('/oauth/tokens/current')),
  },
  {
    name: 'revoked-token-sets-passwords',
    sentence: 'A revoked token still sets and changes passwords, and does nothing else.',
    install: keepsWorking((c) => c.req.method !== 'GET' && c.req.path.endsWith('/password')),
  },
  {
    name: 'revoked-token-works-for-minutes',
    sentence: 'A revoked token works for two more minutes.',
    install: keepsWorking((_c, revokedAt, tenant) => tenant.now() < revokedAt + 2 * MINUTE_MS),
  },
  {
    name: 'revoked-token-comes-back',
    sentence: 'A revoked token works again from the second call on.',
    install: (tenant) => {
      const refused = new Set<AccessToken>();
      const around = keepsWorking((c) => refused.has(bearerOf(c, tenant) as AccessToken))(tenant);
      const count = refusedAs((c) => {
        const token = bearerOf(c, tenant);
        if (token !== undefined) refused.add(token);
      })(tenant);
      return around === undefined || count === undefined ? undefined : all(around, count);
    },
  },
  {
    name: 'revocation-ends-all-tokens-of-user',
    sentence: 'Revoking one token ends all tokens of the user.',
    install: alsoRevokes((other, token) => other.personId === token.personId),
  },
  {
    name: 'revocation-ends-tokens-of-others',
    sentence: 'Revoking one token ends the tokens of other users of the same client.',
    install: alsoRevokes(
      (other, token) => other.personId !== token.personId && other.clientId === token.clientId,
    ),
  },
  {
    name: 'revocation-ends-another-token',
    sentence: "Revoking one token ends the user's newest other token instead, if there is one.",
    install: ({ tokens }) => {
      const usual = tokens.revoke.bind(tokens);
      tokens.revoke = (token) => {
        const other = tokens
          .live()
          .findLast((each) => each !== token && !each.preexisting && each.personId === token.personId);
        usual(other ?? token);
      };
      return undefined;
    },
  },
  {
    name: 'revocation-leaves-refresh-token',
    sentence: 'The refresh token of a revoked token still gets a new token.',
    install: (tenant) => {
      const { tokens } = tenant;
      const usual = tokens.revoke.bind(tokens);
      tokens.revoke = (token) => {
        const { refresh } = token;
        const wasUsed = refresh?.used ?? true;
        usual(token);
        if (refresh !== null) refresh.used = wasUsed;
      };
      return undefined;
    },
  },
  {
    name: 'revocation-200',
    sentence: 'Revoking a token is answered with 200.',
    install: () => afterSuccess(REVOKE_TOKEN, (c) => answer(c, 200)),
  },
  {
    name: 'agents-revoke-tokens-of-others',
    sentence: "An agent can revoke another user's token by its ID.",
    install: replacing(({ gate }) => {
      const usual = gate.mayReachToken.bind(gate);
      gate.mayReachToken = (c, caller, token) => usual(c, caller, token) || isCallTo(c, REVOKE_TOKEN);
    }),
  },
  {
    name: 'revocation-of-others-refused-but-done',
    sentence: "An agent who revokes another user's token gets 404, and the token is revoked.",
    install: (tenant) =>
      after(REVOKE_TOKEN, (c) => {
        const token = tokenOf(c, tenant);
        if (c.res.status === 404 && token?.preexisting === false) tenant.tokens.revoke(token);
      }),
  },
  {
    name: 'revocation-without-token',
    sentence: 'A token can be revoked by its ID without a token.',
    install: replacing((tenant) => acceptAsAdmin(tenant, REVOKE_TOKEN, isAnonymous)),
  },
  {
    name: 'dead-token-403',
    sentence: 'A call with a revoked token is answered with 403.',
    install: refusedAs((c) => answer(c, 403, { error: 'Forbidden', description: 'Token revoked' })),
  },
  {
    name: 'dead-token-200',
    sentence: 'Every call with a revoked token is answered with 200 and an anonymous user.',
    install: refusedAs((c) => answer(c, 200, { user: { id: null, name: 'Anonymous user' } })),
  },
  {
    name: 'dead-token-without-error',
    sentence: 'A call with a revoked token is answered with 401 and an empty body.',
    install: refusedAs((c) => answer(c, 401)),
  },
  {
    name: 'dead-token-other-error',
    sentence: 'A call with a revoked token is answered with 401 and the error of a call without credentials.',
    install: refusedAs((c) => answer(c, 401, { error: "Couldn't authenticate you" })),
  },
  {
    name: 'made-up-token-works',
    sentence: 'A token that was never issued reads everything that an admin can read.',
    install: replacing((tenant) => acceptAsAdmin(tenant, ANY_READ, (c) => hasInventedToken(c, tenant))),
  },
];
