/**
 * Asking for tokens: `POST /oauth/tokens`, and what its answer comes to. See
 * https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
 */
import type { Exchange } from '../../http/exchange.ts';
import { type Grant, grantAnswer } from './schemas.ts';
import type { HeldToken, Identity } from './tokens.ts';
import type { ZendeskTarget } from './settings.ts';
import type { Proof } from '../../oauth/pkce.ts';
import { type ZendeskConnection, sessionOf } from './connection.ts';
import type { Entry, LedgerToken } from '../../ledger/entry.ts';
import { zendeskFormat } from './format.ts';
import { documentedFor } from './strict-schemas.ts';
import { LostCall } from '../../http/transport.ts';
import { blanksAtEnds } from '../../settings/written.ts';
import { Blocked, NonConformant } from '../../verdict/errors.ts';
import { lookUpToken } from './shown-token.ts';
import { quoted } from './quoted.ts';

/** Broad scopes, because those of `users` are not accepted for passwords. */
export const SCOPE = 'read write';

/**
 * The parameters of a request for a token. Without `expires_in` a lifetime is asked for that no other token has; a user's
 * token may be asked for with another one, or with none, since it goes with its user.
 */
export type GrantRequest = Readonly<Record<string, string | number | null>>;

/** The answer to a request for a token, and the token, if one was given. */
export interface GrantResult {
  answer: Exchange<Grant>;
  token: HeldToken | undefined;
}

/** The request that exchanges a code, as the client would make it. */
export function codeGrant(
  { client, redirectUri }: ZendeskTarget,
  code: string,
  proof: Pick<Proof, 'verifier'>,
  { scope = SCOPE }: { scope?: string } = {},
): Record<string, string> {
  return {
    grant_type: 'authorization_code',
    code,
    client_id: client.identifier,
    client_secret: client.secret,
    redirect_uri: redirectUri,
    scope,
    code_verifier: proof.verifier,
  };
}

/**
 * POST /oauth/tokens, with whatever request. A token that is given is held, and taken back in the end, also where none
 * was to be given.
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

/** A call for a token, answered, and its entry in the ledger. */
interface AskedGrant {
  answer: Exchange<Grant>;
  entry: Entry<LedgerToken>;
}

/**
 * POST /oauth/tokens. Its errors are RFC 6749's; a success is 200 or 201. The token is noted before it is asked for,
 * and stays noted unless it is certain that there is none.
 */
export async function requestToken(
  { transport, tokens }: ZendeskConnection,
  identity: Identity,
  request: GrantRequest,
): Promise<AskedGrant> {
  const { expires_in: asked } = request;
  if (asked !== undefined && identity === 'admin')
    throw new Error('a token of the admin that is lost is found by its lifetime alone');
  const entry = tokens.noteRequest(identity, typeof asked === 'number' ? asked : undefined);
  const json = { expires_in: entry.thing.lifetimeS, ...request };
  try {
    const answer = await transport.send(
      { as: `${identity} (no token yet)` },
      {
        method: 'POST',
        path: '/oauth/tokens',
        json,
        repeatable: false,
        format: zendeskFormat,
        schema: grantAnswer,
        ...documentedFor(grantAnswer),
      },
    );
    // Behind a gateway's error the tenant may have done it all the same; what has never spoken JSON is none of ours.
    const { status } = answer;
    const refused = status < 500 && (status >= 300 || !transport.hasSpoken);
    if (refused || status === 503) tokens.noteRefusal(entry);
    return { answer, entry };
  } catch (error) {
    if (!(error instanceof LostCall)) tokens.noteRefusal(entry);
    throw error;
  }
}

/** The grant of a token answer, or a sentence about why there is none. */
export function grantOf({ target, tokens, transport }: ZendeskConnection, answer: Exchange<Grant>): Grant {
  const { identifier } = target.client;
  const clients = 'Admin Center > Apps and integrations > APIs > OAuth clients';
  const code = answer.refusal?.code;
  const host = new URL(target.baseUrl).host;
  if (code === 'invalid_client') {
    const numeric = /^\d+$/.test(identifier)
      ? ' ZENDESK_CLIENT_ID is a number: it looks like the client’s number, where its Identifier is needed.'
      : '';
    const sent = `${numeric}${blanksAtEnds('ZENDESK_CLIENT_SECRET', target.client.secret)}`;
    throw new Blocked(`${host} does not accept the OAuth client "${identifier}" with its secret.${sent}`, {
      remedy:
        'compare ZENDESK_CLIENT_ID with the Identifier of the client, and generate a new secret if in doubt',
      where: clients,
      who: 'an admin',
    });
  }
  if (code === 'invalid_scope') {
    throw new Blocked(`The OAuth client "${identifier}" may not ask for the scopes "${SCOPE}".`, {
      remedy: 'allow it read and write; the narrower scopes of users are not accepted for passwords',
      where: clients,
      who: 'an admin',
    });
  }
  if (code === 'unauthorized_client' || code === 'unsupported_grant_type') {
    throw new Blocked(
      `${host} does not let the OAuth client "${identifier}" sign in in this way (${code}).`,
      {
        remedy: 'make it a confidential client, or set ZENDESK_ADMIN_GRANT=authorization_code',
        where: clients,
        who: 'an admin',
      },
    );
  }
  if (answer.status >= 300 && answer.status < 400) {
    const to = answer.headers['location'] ?? 'elsewhere';
    throw new Blocked(
      `${target.baseUrl} does not answer itself: it sends to ${quoted(to.split('?')[0] ?? to)}.`,
      {
        remedy: 'set ZENDESK_BASE_URL to the tenant’s own address, such as https://acme.zendesk.com',
      },
    );
  }
  if (answer.status >= 500) {
    throw new Blocked(`${host} could not give a token.\n${answer.excerpt}`, { remedy: 'run again later' });
  }
  // Once a tenant has spoken JSON, the address is right, and anything else is its own fault.
  if (!transport.hasSpoken && (answer.status === 404 || !answer.isReadable)) {
    throw new Blocked(`${target.baseUrl} does not answer like Zendesk.\n${answer.excerpt}`, {
      remedy:
        'check ZENDESK_SUBDOMAIN or ZENDESK_BASE_URL: it must be the tenant’s own address, such as https://acme.zendesk.com',
    });
  }
  if (answer.status === 200 || answer.status === 201) return answer.body;
  // What is answered where the API was never activated is written nowhere: only a tenant that has given one breaks its word.
  if (tokens.all().length === 0 && answer.status >= 400)
    throw new Blocked(`${answer.title} gave no token.\n${answer.excerpt}`, {
      remedy:
        'see that access to the API is activated, which is done once for an account (API configuration > Get started), and ' +
        'look at the OAuth client',
      where: 'Admin Center > Apps and integrations > APIs',
      who: 'an admin',
    });
  throw new NonConformant(`${answer.title} gave no token\n${answer.excerpt}`);
}

/** Notes the token, and learns its id, by which it can be revoked even by those who do not hold it, if it is shown to be its. */
export async function registerToken(
  connection: ZendeskConnection,
  grant: Grant,
  entry: Entry<LedgerToken>,
): Promise<HeldToken> {
  connection.secrets.learn(grant.access_token, 'access token', 'the field “access_token” of a sign-in');
  if (typeof grant.refresh_token === 'string')
    connection.secrets.learn(grant.refresh_token, 'refresh token', 'the field “refresh_token” of a sign-in');
  const token = connection.tokens.add(grant, entry);
  // Only now, so that it is held and taken back all the same.
  if (!/^bearer$/i.test(grant.token_type)) {
    throw new NonConformant(
      `The tenant gave a token of the type “${quoted(grant.token_type)}”, where bearer is documented.`,
    );
  }
  await lookUpToken(sessionOf(connection, token));
  return token;
}
