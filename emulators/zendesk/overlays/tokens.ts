/** The tokens of calls and of answers. */
import type { CallContext } from '../../common/env.ts';
import type { Tenant } from '../http/tenant.ts';
import type { AccessToken } from '../tenant/tokens.ts';
import { afterSuccess } from './around.ts';
import { GET_TOKEN, isCallTo } from './endpoints.ts';
import { idOf } from './people.ts';
import { replyOf } from './replies.ts';
import { fieldsOf, fieldOf } from './requests.ts';
import type { Install } from './types.ts';

/** The token in the path. */
export function tokenOf(c: CallContext, tenant: Tenant): AccessToken | undefined {
  return c.req.path.endsWith('/current') ? bearerOf(c, tenant) : tenant.tokens.byId(idOf(c));
}

/** The bearer token of a call, alive or dead, if the tenant ever issued it. */
export function bearerOf(c: CallContext, tenant: Tenant): AccessToken | undefined {
  const value = /^bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  return value === undefined ? undefined : tenant.tokens.byValue(value);
}

/** Does something to each token that is issued, or only to those of one grant. */
export function onTokenIssued(
  act: (token: AccessToken, c: CallContext, tenant: Tenant) => Promise<void> | void,
  grantType?: string,
): Install {
  return (tenant) =>
    afterSuccess(GET_TOKEN, async (c) => {
      const token = await issuedToken(c, tenant);
      const given = await fieldsOf(c);
      if (token !== undefined && (grantType ?? given['grant_type']) === given['grant_type'])
        await act(token, c, tenant);
    });
}

/** Does something after a refresh token was exchanged: `old` is its access token, `fresh` the new one. */
export function onRefresh(
  act: (old: AccessToken, fresh: AccessToken, tenant: Tenant, c: CallContext) => Promise<void> | void,
): Install {
  return (tenant) => async (c, next) => {
    const isRefresh = isCallTo(c, GET_TOKEN) && (await fieldOf(c, 'grant_type')) === 'refresh_token';
    const old = isRefresh ? tenant.tokens.byRefreshToken(await fieldOf(c, 'refresh_token')) : undefined;
    await next();
    if (old === undefined || !c.res.ok) return;
    const fresh = await issuedToken(c, tenant);
    if (fresh !== undefined) await act(old, fresh, tenant, c);
  };
}

/** The access token in the tenant's answer. */
async function issuedToken(c: CallContext, tenant: Tenant): Promise<AccessToken | undefined> {
  const value = (await replyOf(c))['access_token'];
  return typeof value === 'string' ? tenant.tokens.byValue(value) : undefined;
}
