/** Signs in, as the admin or as a user on the sign-in page, and renews the tokens of sessions. */
import { settingsPlace } from '../../settings-place.ts';
import type { Credential } from '../../http/call.ts';
import { isUnattended } from '../../machine/unattended.ts';
import { spacesAtEnds } from '../../settings/written.ts';
import type { AuthorizationBinding } from '../../oauth/pkce.ts';
import type { SignedIn } from '../../sign-in/outcome.ts';
import type { Step } from '../../sign-in/steps.ts';
import { Blocked } from '../../verdict/errors.ts';
import { ZendeskApi } from './api.ts';
import { orClientError } from './authorization-request.ts';
import { codeOf, type Credentials, refusedAuthorization, walkThrough } from './authorization.ts';
import { credentialOf, type ZendeskConnection } from './connection.ts';
import { codeGrant, grantOf, registerToken, requestToken, SCOPE } from './grants.ts';
import { pageSays } from '../../http/quoted.ts';
import type { HeldToken, Identity, Session } from './tokens.ts';

/** A token that expires in less than this time is renewed before a call. */
const RENEW_MARGIN_MS = 15_000;

/** Signs in as the admin, with the configured grant. */
export async function signInAsAdmin(connection: ZendeskConnection): Promise<Session> {
  const { admin } = connection.target;
  if (admin.grant === 'authorization_code' && admin.credentials === undefined && isUnattended())
    throw new Blocked('The admin must sign in manually, but CI is set.', {
      remedy:
        'set ZENDESK_ADMIN_GRANT=client_credentials, or ZENDESK_ADMIN_EMAIL and ZENDESK_ADMIN_PASSWORD; or, if someone is present, CI=false',
      where: settingsPlace(),
      help: 'manual-sign-in',
    });
  if (admin.grant === 'client_credentials') {
    const { client } = connection.target;
    const { answer, entry } = await requestToken(connection, 'admin', {
      grant_type: 'client_credentials',
      client_id: client.identifier,
      client_secret: client.secret,
      scope: SCOPE,
    });
    return session(connection, await registerToken(connection, grantOf(connection, answer), entry));
  }
  const attempt = await orClientError(connection, attemptSignIn(connection, 'admin', admin.credentials));
  if (attempt.outcome === 'refused') {
    const hint = spacesAtEnds('ZENDESK_ADMIN_PASSWORD', admin.credentials?.password ?? '');
    throw new Blocked(`The admin could not sign in${pageSays(attempt.message)}.${hint}`, {
      remedy: 'check ZENDESK_ADMIN_EMAIL and ZENDESK_ADMIN_PASSWORD by signing in with them manually',
      where: settingsPlace(),
      help: 'admin-sign-in',
    });
  }
  return attempt.session;
}

/** The result of a sign-in with a password: the session, or the page's refusal. */
export type Attempt =
  | { outcome: 'signed in'; session: Session; steps: readonly Step[] }
  | { outcome: 'refused'; message: string; steps: readonly Step[] };

/**
 * Tries to sign in on the tenant's own sign-in page, as a person does. A refusal is a result, not an error, because the caller
 * may expect it.
 *
 * @throws {Blocked} if the page cannot be walked through, or another failed sign-in might lock the account.
 * @throws {NonConformant} if the callback does not match the request (`state`), or the code is not accepted.
 */
export async function attemptSignIn(
  connection: ZendeskConnection,
  identity: Identity,
  credentials: Credentials,
): Promise<Attempt> {
  const { result, binding } = await walkThrough(connection, identity, credentials, {});
  if (result.outcome === 'refused') return result;
  const code = codeAfter(connection, result, binding, credentials);
  return {
    outcome: 'signed in',
    session: await sessionByCode(connection, identity, code, binding),
    steps: result.steps,
  };
}

/** Exchanges the code of an authorization, and returns the session. */
export async function sessionByCode(
  connection: ZendeskConnection,
  identity: Identity,
  code: string,
  binding: AuthorizationBinding,
): Promise<Session> {
  const { answer, entry } = await requestToken(
    connection,
    identity,
    codeGrant(connection.target, code, binding),
  );
  return session(connection, await registerToken(connection, grantOf(connection, answer), entry));
}

/**
 * Like {@link attemptSignIn}, up to the code, which shows that the page has accepted the password. It is not exchanged.
 *
 * @param after nothing is typed before this. The sign-in page is opened meanwhile.
 * @throws {Blocked} and {NonConformant} as {@link attemptSignIn}.
 */
export async function tryPassword(
  connection: ZendeskConnection,
  identity: Identity,
  credentials: NonNullable<Credentials>,
  after?: Promise<unknown>,
): Promise<Attempt['outcome']> {
  const { result, binding } = await walkThrough(connection, identity, credentials, { after });
  if (result.outcome === 'refused') return 'refused';
  codeAfter(connection, result, binding, credentials);
  return 'signed in';
}

function codeAfter(
  connection: ZendeskConnection,
  result: Exclude<SignedIn, { outcome: 'refused' }>,
  binding: AuthorizationBinding,
  credentials: Credentials,
): string {
  if (result.outcome === 'error page') throw refusedAuthorization(connection, result);
  return codeOf(result, binding, connection.target, { automatic: credentials !== undefined });
}

/** Tries to get a new access token with a refresh token. If that succeeds, the run holds the new token, too. */
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

/** Returns a session that renews its token before the token expires, with its refresh token or with the client credentials. */
function session(connection: ZendeskConnection, first: HeldToken): Session {
  let token = first;
  const renewIfNeeded = async (): Promise<Credential> => {
    const leftMs = (token.expiresAt ?? Infinity) - Date.now();
    if (leftMs < RENEW_MARGIN_MS && !token.dead) token = await renew(connection, token);
    return credentialOf(token);
  };
  return {
    identity: first.identity,
    get token() {
      return token;
    },
    api: new ZendeskApi(connection.transport, renewIfNeeded, connection.tokens),
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
