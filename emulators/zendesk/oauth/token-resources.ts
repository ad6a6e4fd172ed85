/**
 * Tokens and clients as resources (https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/,
 * https://developer.zendesk.com/documentation/api-basics/authentication/revoking-oauth-token).
 */
import type { Context } from 'hono';
import type { App, Env } from '../../common/env.ts';
import { authorize } from '../http/authorize.ts';
import { isJsonObject, jsonBody } from '../http/body.ts';
import { type Caller } from '../http/caller.ts';
import { invalidAttribute, recordNotFound } from '../http/errors.ts';
import { isoTime, isoTimeOrNull } from '../http/iso-time.ts';
import { page } from '../http/paging.ts';
import { idParam } from '../http/params.ts';
import { json, noContent } from '../http/respond.ts';
import type { Tenant } from '../http/tenant.ts';
import type { OAuthClient } from '../tenant/clients.ts';
import type { Access } from '../tenant/scopes.ts';
import type { AccessToken } from '../tenant/tokens.ts';

/** Answers show only this many characters of a token or secret. */
const SHOWN_CHARACTERS = 10;

export function addTokenResourceRoutes(app: App, tenant: Tenant): void {
  const shown = (token: AccessToken): unknown => ({ token: presentToken(tenant, token) });

  app.get('/api/v2/oauth/tokens', (c) => {
    const caller = authorize(c, tenant, { access: 'read' }, ['admin']);
    const all = c.req.query('all') === 'true';
    const clientId = c.req.query('client_id');
    const tokens = tenant.tokens
      .live()
      .filter((token) => all || token.personId === caller.person.id)
      .filter((token) => (clientId ?? String(token.clientId)) === String(token.clientId));
    const list = tokens.map((token) => presentToken(tenant, token));
    return json(tenant, 200, page(c, tenant.baseUrl, 'tokens', list));
  });

  app.post('/api/v2/oauth/tokens', async (c) => {
    const caller = authorize(c, tenant, { access: 'write' }, ['admin']);
    const body = await jsonBody(c, tenant.secrets);
    const order = isJsonObject(body['token']) ? body['token'] : {};
    const client = tenant.clients.find(({ id }) => id === order['client_id']);
    if (client === undefined) throw invalidAttribute('client_id', 'must be the id of an OAuth client');
    const scopes = Array.isArray(order['scopes']) ? (order['scopes'] as unknown[]) : ['read', 'write'];
    // An invalid scope still yields a token; its calls are then forbidden (documented).
    const token = tenant.tokens.issue({
      personId: caller.person.id,
      clientId: client.id,
      scopes: scopes.filter((scope) => typeof scope === 'string'),
      lifetimeSeconds: null,
      refreshLifetimeSeconds: null,
    });
    return json(tenant, 201, { token: { ...presentToken(tenant, token), full_token: token.value } });
  });

  app.get('/api/v2/oauth/tokens/current', (c) =>
    json(tenant, 200, shown(currentToken(authorize(c, tenant, { access: 'read' })))),
  );

  app.delete('/api/v2/oauth/tokens/current', (c) => {
    const token = currentToken(authorize(c, tenant, { access: 'write' }));
    if (!tenant.options.revokeCurrentIsNoop) tenant.tokens.revoke(token);
    return noContent();
  });

  app.get('/api/v2/oauth/tokens/:id', (c) => json(tenant, 200, shown(tokenParam(c, tenant, 'read'))));

  app.delete('/api/v2/oauth/tokens/:id', (c) => {
    tenant.tokens.revoke(tokenParam(c, tenant, 'write'));
    return noContent();
  });

  app.get('/api/v2/oauth/clients', (c) => {
    authorize(c, tenant, { access: 'read' }, ['admin']);
    const list = tenant.clients.map((client) => presentClient(tenant, client));
    return json(tenant, 200, page(c, tenant.baseUrl, 'clients', list));
  });

  app.get('/api/v2/oauth/clients/:id', (c) => {
    authorize(c, tenant, { access: 'read' }, ['admin']);
    const id = idParam(c);
    const client = tenant.clients.find((each) => each.id === id);
    if (client === undefined) throw recordNotFound();
    return json(tenant, 200, { client: presentClient(tenant, client) });
  });
}

function currentToken(caller: Caller): AccessToken {
  if (caller.token === null) throw recordNotFound();
  return caller.token;
}

/** The token in the path. */
function tokenParam(c: Context<Env>, tenant: Tenant, access: Access): AccessToken {
  const caller = authorize(c, tenant, { access });
  const token = tenant.tokens.byId(idParam(c));
  if (token === undefined || !tenant.tokens.isLive(token)) throw recordNotFound();
  if (!tenant.gate.mayReachToken(c, caller, token)) throw recordNotFound();
  return token;
}

function presentToken(tenant: Tenant, token: AccessToken): Record<string, unknown> {
  return {
    url: `${tenant.baseUrl}/api/v2/oauth/tokens/${token.id}.json`,
    id: token.id,
    user_id: token.personId,
    client_id: token.clientId,
    token: token.value.slice(0, SHOWN_CHARACTERS),
    refresh_token: token.refresh?.value.slice(0, SHOWN_CHARACTERS) ?? null,
    created_at: isoTime(token.createdAt),
    expires_at: isoTimeOrNull(token.expiresAt),
    refresh_token_expires_at: isoTimeOrNull(token.refresh?.expiresAt ?? null),
    used_at: isoTimeOrNull(token.usedAt),
    scopes: token.scopes,
  };
}

function presentClient(tenant: Tenant, client: OAuthClient): Record<string, unknown> {
  return {
    url: `${tenant.baseUrl}/api/v2/oauth/clients/${client.id}.json`,
    id: client.id,
    identifier: client.identifier,
    name: client.name,
    kind: client.kind,
    company: null,
    description: null,
    logo_url: null,
    global: false,
    redirect_uri: client.redirectUris,
    secret: client.secret.slice(0, SHOWN_CHARACTERS),
    user_id: client.personId,
    created_at: isoTime(client.createdAt),
    updated_at: isoTime(client.createdAt),
  };
}
