/**
 * Requests tokens with `POST /oauth/tokens`, and reads the answers. See
 * https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
 */
import { type Exchange, FAILING_TENANT } from '../../http/exchange.ts';
import { LostCall } from '../../http/transport.ts';
import type { Entry, LedgerToken } from '../../ledger/entry.ts';
import type { AuthorizationBinding } from '../../oauth/pkce.ts';
import { settingsPlace } from '../../settings-place.ts';
import { spacesAtEnds } from '../../settings/written.ts';
import { Blocked, NonConformant } from '../../verdict/errors.ts';
import { sessionOf, type ZendeskConnection } from './connection.ts';
import { zendeskFormat } from './format.ts';
import { quoted } from '../../http/quoted.ts';
import { type Grant, grantAnswer } from './schemas.ts';
import { OAUTH_CLIENTS, type ZendeskTarget } from './settings.ts';
import { lookUpToken } from './shown-token.ts';
import { documentedFor } from './strict-schemas.ts';
import type { HeldToken, Identity } from './tokens.ts';
import { notZendeskError, redirectedError } from './wrong-address.ts';

/** Broad scopes, because `users:write` is not enough to set passwords. */
export const SCOPE = 'read write';

/**
 * The parameters of a token request. Without `expires_in`, the run requests a lifetime that no other token has. For the token of
 * a test user, another lifetime or none may be requested, since the token ends with its user.
 */
export type GrantRequest = Readonly<Record<string, string | number | null>>;

/** The answer to a token request, and the token, if one was issued. */
export interface GrantResult {
  answer: Exchange<Grant>;
  token: HeldToken | undefined;
}

/** Returns the parameters of a request that exchanges a code. */
export function codeGrant(
  { client, redirectUri }: ZendeskTarget,
  code: string,
  binding: Pick<AuthorizationBinding, 'verifier'>,
  { scope = SCOPE }: { scope?: string } = {},
): Record<string, string> {
  return {
    grant_type: 'authorization_code',
    code,
    client_id: client.identifier,
    client_secret: client.secret,
    redirect_uri: redirectUri,
    scope,
    code_verifier: binding.verifier,
  };
}

/**
 * POST /oauth/tokens, with any parameters. If a token is issued, the run holds it, and revokes it in the end, even if the tenant
 * should not have issued it.
 */
export async function requestGrant(
  connection: ZendeskConnection,
  identity: Identity,
  request: GrantRequest,
): Promise<GrantResult> {
  const { answer, entry } = await requestToken(connection, identity, request);
  if (answer.status !== 200 && answer.status !== 201) return { answer, token: undefined };
  return { answer, token: await registerToken(connection, answer.body, entry) };
}

/** The answer to a token request, and the token's entry in the ledger. */
interface RecordedAnswer {
  answer: Exchange<Grant>;
  entry: Entry<LedgerToken>;
}

/**
 * POST /oauth/tokens. Its errors are those of RFC 6749. A success is 200 or 201. The token is recorded before it is requested,
 * and its entry stays open unless it is certain that no token was issued.
 */
export async function requestToken(
  { target, transport, tokens }: ZendeskConnection,
  identity: Identity,
  request: GrantRequest,
): Promise<RecordedAnswer> {
  const { expires_in: lifetimeS } = request;
  if (lifetimeS !== undefined && identity === 'admin')
    throw new Error('an admin token must have a lifetime of its own');
  const entry = tokens.recordRequest(identity, typeof lifetimeS === 'number' ? lifetimeS : undefined);
  const json = { expires_in: entry.thing.lifetimeS, ...request };
  try {
    const answer = await transport.send(
      { as: `${identity} (no token yet)` },
      {
        method: 'POST',
        path: '/oauth/tokens',
        json,
        idempotent: false,
        format: zendeskFormat,
        schema: grantAnswer,
        ...documentedFor(grantAnswer),
      },
    );
    // After a gateway's error, the tenant may still have issued a token. A server that has never answered in JSON issued none.
    const { status } = answer;
    const refused = status < 500 && (status >= 300 || !transport.hasAnswered);
    if (refused || status === 503) tokens.recordRefusal(entry);
    const isOwnClient =
      request['client_id'] === target.client.identifier && request['client_secret'] === target.client.secret;
    if (isOwnClient && isClientRefused(answer)) tokens.isClientSuspect = true;
    return { answer, entry };
  } catch (error) {
    if (!(error instanceof LostCall)) tokens.recordRefusal(entry);
    throw error;
  }
}

/** The first token was refused in an undocumented way. Access to the API may never have been activated for the account. */
export class ApiAccessRefused extends Blocked {}

/** Whether the tenant does not know the client, or its secret. */
function isClientRefused({ refusal }: Exchange<Grant>): boolean {
  return refusal?.code === 'invalid_client';
}

/**
 * Asks whether the tenant still accepts the client with its secret, by a refresh token that nobody issued: a client that is accepted
 * is refused for the token. See https://datatracker.ietf.org/doc/html/rfc6749#section-6
 *
 * @returns the error of a client that is no longer accepted, or `undefined`
 */
export async function changedClientError(connection: ZendeskConnection): Promise<Blocked | undefined> {
  const { client } = connection.target;
  const { answer } = await requestToken(connection, 'admin', {
    grant_type: 'refresh_token',
    refresh_token: 'keyturn-no-such-token',
    client_id: client.identifier,
    client_secret: client.secret,
  });
  return isClientRefused(answer) ? noLongerAccepted(connection) : undefined;
}

function noLongerAccepted({ target: { baseUrl, client } }: ZendeskConnection): Blocked {
  return new Blocked(
    `${new URL(baseUrl).host} no longer accepts the OAuth client "${client.identifier}" with its secret, which it accepted earlier in this run. A new secret was generated meanwhile, or the client was deleted.`,
    {
      remedy:
        'set ZENDESK_CLIENT_SECRET to the new secret; then run npm run sweep, which removes what this run could not, and run again',
      where: settingsPlace(),
      help: 'oauth-client',
    },
  );
}

/** Returns the grant in a token answer, or throws why there is none. */
export function grantOf(connection: ZendeskConnection, answer: Exchange<Grant>): Grant {
  const { target, tokens, transport } = connection;
  const { identifier } = target.client;
  const code = answer.refusal?.code;
  const host = new URL(target.baseUrl).host;
  if (isClientRefused(answer) && tokens.all().length > 0) throw noLongerAccepted(connection);
  if (isClientRefused(answer)) {
    const numeric = /^\d+$/.test(identifier)
      ? ' ZENDESK_CLIENT_ID is a number; use the client’s Identifier, not its ID.'
      : '';
    const hints = `${numeric}${spacesAtEnds('ZENDESK_CLIENT_SECRET', target.client.secret)}`;
    throw new Blocked(`${host} does not accept the OAuth client "${identifier}" with its secret.${hints}`, {
      remedy:
        "compare ZENDESK_CLIENT_SECRET with the secret as it was shown, and ZENDESK_CLIENT_ID with the client's Identifier; if both are right, generate a new secret, which ends the old one",
      where: OAUTH_CLIENTS,
      who: 'an admin',
      help: 'oauth-client',
    });
  }
  if (code === 'invalid_scope') {
    throw new Blocked(`The OAuth client "${identifier}" is not allowed the scopes "${SCOPE}".`, {
      remedy: 'allow it the scopes read and write; users:write is not enough to set passwords',
      where: OAUTH_CLIENTS,
      who: 'an admin',
      help: 'scopes',
    });
  }
  if (code === 'unauthorized_client' || code === 'unsupported_grant_type') {
    throw new Blocked(`${host} does not allow this grant for the OAuth client "${identifier}" (${code}).`, {
      remedy:
        'make it a confidential client; if it is one, the account does not offer this grant: set ZENDESK_ADMIN_GRANT=authorization_code (npm run setup -- --admin-grant authorization_code)',
      where: OAUTH_CLIENTS,
      who: 'an admin',
      help: 'grant',
    });
  }
  const redirected = redirectedError(target, answer);
  if (redirected !== undefined) throw redirected;
  if (answer.status >= 500) {
    throw new Blocked(`${host} could not issue a token.\n${answer.excerpt}`, FAILING_TENANT);
  }
  // Once a tenant has answered in JSON, its URL is known to be right, so any other answer breaks the contract.
  const wrongAddress = transport.hasAnswered ? undefined : notZendeskError(target, answer);
  if (wrongAddress !== undefined) throw wrongAddress;
  if (answer.status === 200 || answer.status === 201) return answer.body;
  // The answer of an account without API access is not documented. Only if the tenant has issued a token before does its answer
  // break the contract.
  if (tokens.all().length === 0 && answer.status >= 400)
    throw new ApiAccessRefused(`${answer.title} returned no token.\n${answer.excerpt}`, {
      remedy:
        'activate API access for the account (API configuration > Get started), and check the OAuth client',
      where: 'Admin Center > Apps and integrations > APIs',
      who: 'an admin',
      help: 'api-access',
    });
  throw new NonConformant(`${answer.title} returned no token.\n${answer.excerpt}`);
}

/** Holds the token. If the tenant shows its ID, the ID is recorded, so that the token can be revoked without holding it. */
export async function registerToken(
  connection: ZendeskConnection,
  grant: Grant,
  entry: Entry<LedgerToken>,
): Promise<HeldToken> {
  connection.secrets.learn(grant.access_token, 'access token', 'the field “access_token” of a sign-in');
  if (typeof grant.refresh_token === 'string')
    connection.secrets.learn(grant.refresh_token, 'refresh token', 'the field “refresh_token” of a sign-in');
  const token = connection.tokens.add(grant, entry);
  // This is checked only now, so that the run holds the token and revokes it anyway.
  if (!/^bearer$/i.test(grant.token_type)) {
    throw new NonConformant(
      `The tenant issued a token of type “${quoted(grant.token_type)}” instead of bearer.`,
    );
  }
  await lookUpToken(sessionOf(connection, token));
  return token;
}
