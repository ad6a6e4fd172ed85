import { isUnattended } from '../../machine/unattended.ts';
import type { Step } from '../../sign-in/steps.ts';
import { spacesAtEnds } from '../../settings/written.ts';
import { Blocked } from '../../verdict/errors.ts';
import { ZendeskApi } from './api.ts';
import type { HeldToken, Identity, Session } from './tokens.ts';
import { type ZendeskConnection, credentialOf } from './connection.ts';
import { requestToken, registerToken, grantOf, codeGrant, SCOPE } from './grants.ts';
import { type Credentials, walkThrough, errorPageFailure, codeOf } from './authorization.ts';
import { pageSays } from './quoted.ts';
import type { Credential } from '../../http/call.ts';

/** A token that expires sooner than this is renewed before a call. */
const RENEW_MARGIN_MS = 15_000;

/** Signs in as the admin, with the configured grant. */
export async function signInAsAdmin(connection: ZendeskConnection): Promise<Session> {
  const { admin } = connection.target;
  if (admin.grant === 'authorization_code' && admin.credentials === undefined && isUnattended())
    throw new Blocked('The admin must sign in manually, but CI is set.', {
      remedy:
        'set ZENDESK_ADMIN_GRANT=client_credentials, or ZENDESK_ADMIN_EMAIL and ZENDESK_ADMIN_PASSWORD; or, if someone is present, CI=false',
      where: '.env',
    });
  if (admin.grant === 'client_credentials') {
    const { client } = connection.target;
    const asked = await requestToken(connection, 'admin', {
      grant_type: 'client_credentials',
      client_id: client.identifier,
      client_secret: client.secret,
      scope: SCOPE,
    });
    return session(
      connection,
      await registerToken(connection, grantOf(connection, asked.answer), asked.entry),
    );
  }
  const attempt = await attemptSignIn(connection, 'admin', admin.credentials);
  if (attempt.outcome === 'refused') {
    const sent = spacesAtEnds('ZENDESK_ADMIN_PASSWORD', admin.credentials?.password ?? '');
    throw new Blocked(`The admin could not sign in${pageSays(attempt.message)}.${sent}`, {
      remedy: 'check ZENDESK_ADMIN_EMAIL and ZENDESK_ADMIN_PASSWORD by signing in with them manually',
    });
  }
  return attempt.session;
}

/** The result of a sign-in with a password: the session, or the page's refusal. */
export type Attempt =
  | { outcome: 'signed in'; session: Session; steps: readonly Step[] }
  | { outcome: 'refused'; message: string; steps: readonly Step[] };

/**
 * Tries to sign in as a person does, through the tenant's own sign-in page. A refusal is a result, not an error, because the
 * caller may have wanted it.
 *
 * @throws {Blocked} if the page cannot be walked through, or another failed sign-in might lock the account.
 * @throws {NonConformant} if the callback does not match the request (`state`), or the code is not accepted.
 */
export async function attemptSignIn(
  connection: ZendeskConnection,
  identity: Identity,
  credentials: Credentials,
): Promise<Attempt> {
  const { result, proof } = await walkThrough(connection, identity, credentials, {});
  if (result.outcome === 'refused') return result;
  if (result.outcome === 'error page') throw errorPageFailure(connection, result);
  const code = codeOf(result, proof, connection.target, { automatic: credentials !== undefined });
  const asked = await requestToken(connection, identity, codeGrant(connection.target, code, proof));
  const held = await registerToken(connection, grantOf(connection, asked.answer), asked.entry);
  return { outcome: 'signed in', session: session(connection, held), steps: result.steps };
}

/** Tries to get a new access token with a refresh token. If it succeeds, the run holds the new one, too. */
export async function attemptRefresh(
  connection: ZendeskConnection,
  { identity, refreshToken }: HeldToken,
): Promise<HeldToken | undefined> {
  if (refreshToken === undefined) return undefined;
  const { client } = connection.target;
  const { answer, entry } = await requestToken(connection, identity, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: client.identifier,
    client_secret: client.secret,
    scope: SCOPE,
  });
  return answer.status < 300 ? registerToken(connection, answer.body, entry) : undefined;
}

/** Creates a session that renews its token before it expires, with its refresh token or with the client credentials. */
function session(connection: ZendeskConnection, first: HeldToken): Session {
  let token = first;
  const renewIfNeeded = async (): Promise<Credential> => {
    const left = (token.expiresAt ?? Infinity) - Date.now();
    if (left < RENEW_MARGIN_MS && !token.dead) token = await renew(connection, token);
    return credentialOf(token);
  };
  return {
    identity: first.identity,
    get token() {
      return token;
    },
    api: new ZendeskApi(connection.transport, renewIfNeeded),
  };
}

async function renew(connection: ZendeskConnection, token: HeldToken): Promise<HeldToken> {
  const refreshed = await attemptRefresh(connection, token);
  if (refreshed !== undefined) {
    // "The old access and refresh token die at once."
    token.markDead();
    return refreshed;
  }
  if (token.identity === 'admin' && connection.target.admin.grant === 'client_credentials') {
    return (await signInAsAdmin(connection)).token;
  }
  return token;
}
