/** POST /oauth/tokens (https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/). */
import type { Context } from 'hono';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { App, Env } from '../../common/env.ts';
import { formBody, jsonBody, textOf, type JsonObject } from '../http/body.ts';
import { apiNotActivated } from '../http/errors.ts';
import { json } from '../http/respond.ts';
import type { Tenant } from '../http/tenant.ts';
import {
  DEFAULT_SCOPES,
  FAILED_EXCHANGE_BURNS_CODE,
  RETIRED_GRANT_ERROR,
  REUSED_CODE_ENDS_TOKENS,
} from '../tenant/assumptions.ts';
import type { OAuthClient } from '../tenant/clients.ts';
import { isKnownScope, splitScopes } from '../tenant/scopes.ts';
import type { AccessToken } from '../tenant/tokens.ts';
import { oauthRefusal } from './errors.ts';

const REFRESH_LIFE_SECONDS = 2_592_000;

export function addTokenEndpoint(app: App, tenant: Tenant): void {
  app.post('/oauth/tokens', async (c) => {
    const fields = await parameters(c, tenant);
    recordSecrets(tenant, fields);
    if (!tenant.options.apiActivated) throw apiNotActivated();
    const client = clientOf(tenant, fields);
    const token = grant(tenant, client, fields);
    return json(tenant, tenant.options.tokenStatus, reply(tenant, token), {
      'cache-control': 'no-store',
      pragma: 'no-cache',
    });
  });
}

/** Reads JSON, as documented, and also forms, which OAuth libraries send. */
async function parameters(c: Context<Env>, tenant: Tenant): Promise<JsonObject> {
  const form = (c.req.header('content-type') ?? '').includes('application/x-www-form-urlencoded');
  return form ? formBody(c) : jsonBody(c, tenant.secrets);
}

function grant(tenant: Tenant, client: OAuthClient, fields: JsonObject): AccessToken {
  switch (textOf(fields, 'grant_type')) {
    case 'authorization_code':
      return byCode(tenant, client, fields);
    case 'client_credentials':
      return byClientCredentials(tenant, client, fields);
    case 'refresh_token':
      return byRefreshToken(tenant, client, fields);
    case undefined:
      throw oauthRefusal('invalid_request');
    case 'password':
    case 'implicit':
      throw oauthRefusal(RETIRED_GRANT_ERROR);
    default:
      throw oauthRefusal('unsupported_grant_type');
  }
}

function byCode(tenant: Tenant, client: OAuthClient, fields: JsonObject): AccessToken {
  const code = tenant.codes.get(textOf(fields, 'code') ?? '');
  if (code === undefined) throw oauthRefusal('invalid_grant');
  if (code.used && REUSED_CODE_ENDS_TOKENS && code.tokenId !== null) {
    const token = tenant.tokens.byId(code.tokenId);
    if (token !== undefined) tenant.tokens.revoke(token);
  }
  if (!tenant.codes.isUsable(code)) throw oauthRefusal('invalid_grant');
  const verifier = textOf(fields, 'code_verifier');
  const proven = code.challenge !== null && verifier !== undefined && s256(verifier) === code.challenge;
  const fits =
    code.clientId === client.id &&
    code.redirectUri === textOf(fields, 'redirect_uri') &&
    (code.challenge === null || proven) &&
    tenant.gate.mayGetTokens('authorization_code', tenant.people.get(code.personId));
  if (!fits) {
    if (FAILED_EXCHANGE_BURNS_CODE) code.used = true;
    throw oauthRefusal('invalid_grant');
  }
  // A confidential client sends its secret or the PKCE verifier. A public one has only the verifier.
  authenticate(client, fields, proven);
  const scopes = requestedScopes(client, fields, code.scopes);
  const lifetimes = requestedLifetimes(tenant, fields);
  code.used = true;
  const token = tenant.tokens.issue({
    personId: code.personId,
    clientId: client.id,
    scopes,
    ...lifetimes,
    refreshLifetimeSeconds: tenant.options.refreshTokens ? lifetimes.refreshLifetimeSeconds : null,
  });
  code.tokenId = token.id;
  return token;
}

function byClientCredentials(tenant: Tenant, client: OAuthClient, fields: JsonObject): AccessToken {
  authenticate(client, fields, false);
  if (client.kind === 'public' || !client.mayUseClientCredentials) throw oauthRefusal('unauthorized_client');
  if (!tenant.gate.mayGetTokens('client_credentials', tenant.people.get(client.personId)))
    throw oauthRefusal('invalid_grant');
  return tenant.tokens.issue({
    personId: client.personId,
    clientId: client.id,
    scopes: requestedScopes(client, fields, null),
    lifetimeSeconds: requestedLifetimes(tenant, fields).lifetimeSeconds,
    refreshLifetimeSeconds: null,
  });
}

function byRefreshToken(tenant: Tenant, client: OAuthClient, fields: JsonObject): AccessToken {
  authenticate(client, fields, client.kind === 'public');
  const old = tenant.tokens.byRefreshToken(textOf(fields, 'refresh_token') ?? '');
  if (old === undefined || old.clientId !== client.id) throw oauthRefusal('invalid_grant');
  if (!tenant.gate.mayGetTokens('refresh_token', tenant.people.get(old.personId)))
    throw oauthRefusal('invalid_grant');
  const scopes = requestedScopes(client, fields, old.scopes);
  const lifetimes = requestedLifetimes(tenant, fields);
  // The access token and the refresh token end together.
  tenant.tokens.revoke(old);
  if (old.refresh !== null) old.refresh.used = true;
  return tenant.tokens.issue({ personId: old.personId, clientId: client.id, scopes, ...lifetimes });
}

function clientOf(tenant: Tenant, fields: JsonObject): OAuthClient {
  const identifier = textOf(fields, 'client_id');
  if (identifier === undefined) throw oauthRefusal('invalid_request');
  const client = tenant.clients.find((each) => each.identifier === identifier);
  if (client === undefined) throw oauthRefusal('invalid_client');
  return client;
}

/** Refuses a wrong secret. It also refuses a missing one, unless the client is already `proven`. */
function authenticate(client: OAuthClient, fields: JsonObject, proven: boolean): void {
  const secret = textOf(fields, 'client_secret');
  if (secret === undefined ? !proven : !sameText(secret, client.secret)) throw oauthRefusal('invalid_client');
}

/** The requested scopes. Those that were not granted before, or that the client may not have, are refused. */
function requestedScopes(client: OAuthClient, fields: JsonObject, granted: string[] | null): string[] {
  const requested = splitScopes(textOf(fields, 'scope') ?? '');
  const scopes = requested.length > 0 ? requested : (granted ?? [...DEFAULT_SCOPES]);
  const fits = scopes.every((scope) => granted?.includes(scope) ?? isKnownScope(scope));
  if (!fits || !areAllowed(client, scopes)) throw oauthRefusal('invalid_scope');
  return scopes;
}

/** Whether the client's own list, if it has one, contains the scopes. */
export function areAllowed(client: OAuthClient, scopes: readonly string[]): boolean {
  return client.allowedScopes === null || scopes.every((scope) => client.allowedScopes?.includes(scope));
}

function requestedLifetimes(
  tenant: Tenant,
  fields: JsonObject,
): { lifetimeSeconds: number | null; refreshLifetimeSeconds: number } {
  const access = seconds(fields['expires_in'], (value) => value > 300 && value < 172_800);
  const refresh = seconds(
    fields['refresh_token_expires_in'],
    (value) => value >= 604_800 && value <= 7_776_000,
  );
  return {
    lifetimeSeconds: access ?? tenant.options.tokenTtlSeconds,
    refreshLifetimeSeconds: refresh ?? REFRESH_LIFE_SECONDS,
  };
}

/** A lifetime in seconds, which forms send as a string. null if none was requested. */
function seconds(given: unknown, isInRange: (value: number) => boolean): number | null {
  if (given === undefined || given === null) return null;
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof value !== 'number' || !Number.isInteger(value) || !isInRange(value)) {
    throw oauthRefusal('invalid_request');
  }
  return value;
}

function reply(tenant: Tenant, token: AccessToken): Record<string, unknown> {
  const left = (until: number): number => Math.round((until - tenant.now()) / 1000);
  return {
    access_token: token.value,
    token_type: 'bearer',
    scope: token.scopes.join(' '),
    ...(token.expiresAt === null ? {} : { expires_in: left(token.expiresAt) }),
    ...(token.refresh === null
      ? {}
      : {
          refresh_token: token.refresh.value,
          refresh_token_expires_in: left(token.refresh.expiresAt),
        }),
  };
}

function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function recordSecrets(tenant: Tenant, fields: JsonObject): void {
  const kinds = {
    client_secret: 'client_secret',
    code_verifier: 'code_verifier',
    password: 'password',
    code: 'authorization_code',
    refresh_token: 'refresh_token',
  } as const;
  for (const [name, kind] of Object.entries(kinds)) {
    const value = textOf(fields, name);
    if (value !== undefined) tenant.secrets.record(kind, value);
  }
}
