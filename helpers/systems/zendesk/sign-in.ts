/**
 * Signing in to Zendesk: `client_credentials` for an admin without a browser, and the authorization code
 * grant with PKCE for a person. See
 * https://developer.zendesk.com/documentation/api-basics/authentication/oauth-pkce/ and
 * https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
 */
import type { Browser, Cookie } from 'playwright';
import type { Entry, Ledger, NotedToken } from '../../ledger/ledger.ts';
import { asserted, given } from '../../contract/evidence.ts';
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import type { HostGuard } from '../../http/hosts.ts';
import { printable } from '../../http/printable.ts';
import type { Credential } from '../../http/call.ts';
import { LostCall, type Transport } from '../../http/transport.ts';
import { newProof, type Proof } from '../../oauth/pkce.ts';
import type { PasscodeSource } from '../../passcode/index.ts';
import { userAgent } from '../../run-id.ts';
import { isUnattended } from '../../machine/unattended.ts';
import type { SecretRegistry } from '../../secrets/registry.ts';
import { blanksAtEnds } from '../../settings/written.ts';
import type { ZendeskTarget } from './settings.ts';
import type { Callback } from '../../sign-in/requests.ts';
import {
  PageNotUnderstood,
  type SignedIn,
  type SignInTools,
  type WalkThrough,
} from '../../sign-in/outcome.ts';
import type { Step } from '../../sign-in/steps.ts';
import { look, signIn } from '../../sign-in/walk.ts';
import { Blocked, NonConformant, NotTried } from '../../verdict/errors.ts';
import { ZendeskApi } from './api.ts';
import { zendeskFormat } from './format.ts';
import { documentedFor } from './strict-schemas.ts';
import { isShownToBe, shownBeginning } from './shown-token.ts';
import { grantAnswer, type Grant, type Token } from './schemas.ts';
import type { HeldToken, Identity, OwnTokenId, Session, TokenRegister } from './tokens.ts';

/** Everything a sign-in to one tenant needs. */
export interface ZendeskConnection {
  target: ZendeskTarget;
  transport: Transport;
  guard: HostGuard;
  secrets: SecretRegistry;
  passcodes: PasscodeSource | undefined;
  /** Whatever is created is noted here first. */
  ledger: Ledger;
  tokens: TokenRegister;
  /** Started when it is first needed. */
  browser: (options: { headless: boolean }) => Promise<Browser>;
  /** Per address, the cookies by which the tenant knows that person's device. */
  devices: Map<string, Cookie[]>;
  usedPasscodes: Set<string>;
  /** Per address, sign-ins that were refused: accounts lock after five. */
  failedSignIns: Map<string, number>;
  /** How long a revocation may take to be felt everywhere, in milliseconds; ten seconds, if nothing is said. */
  revocationDeadlineMs?: number;
  /** How long the search may take to learn of a user, in milliseconds; two minutes, if nothing is said. */
  indexDeadlineMs?: number;
  /** Walks through the pages of a sign-in; in Chromium, if nothing is said. */
  walk?: WalkThrough;
}

/** Broad scopes, because those of `users` are not accepted for passwords. */
export const SCOPE = 'read write';

/** A token with less life left than this is renewed before a call. */
const RENEW_BEFORE_MS = 15_000;

/** Zendesk locks an account after five attempts at the strictest level: stay below. */
export const MOST_FAILED_SIGN_INS = 3;

/** The cookie that tells Zendesk which device this is (docs/zendesk.md: Z-PAGE-2). */
const DEVICE_COOKIE = '_zendesk_cookie';

/** Signs in as the admin, in the way that was configured. */
export async function signInAsAdmin(connection: ZendeskConnection): Promise<Session> {
  const { admin } = connection.target;
  if (admin.grant === 'authorization_code' && admin.credentials === undefined && isUnattended())
    throw new Blocked('A person is to sign in as the admin, but nobody is there: CI is set.', {
      remedy:
        'set ZENDESK_ADMIN_GRANT=client_credentials, or ZENDESK_ADMIN_EMAIL and ZENDESK_ADMIN_PASSWORD; or CI=false where somebody is',
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
    return session(connection, await hold(connection, grantOf(connection, asked.answer), asked.entry));
  }
  const attempt = await attemptSignIn(connection, 'admin', admin.credentials);
  if (attempt.outcome === 'refused') {
    const sent = blanksAtEnds('ZENDESK_ADMIN_PASSWORD', admin.credentials?.password ?? '');
    throw new Blocked(`The admin could not sign in${saying(attempt.said)}.${sent}`, {
      remedy: 'check ZENDESK_ADMIN_EMAIL and ZENDESK_ADMIN_PASSWORD by signing in with them by hand',
    });
  }
  return attempt.session;
}

/** Signing in with a password, tried: the session, or how the page refused. */
export type Attempt =
  | { outcome: 'signed in'; session: Session; steps: readonly Step[] }
  | { outcome: 'refused'; said: string; steps: readonly Step[] };

/** What an authorization asks for, where it is not as usual. */
export interface AuthorizationRequest {
  /** Space-separated. */
  scope?: string;
  redirectUri?: string;
  /** What to say on the consent page. */
  decision?: 'allow' | 'deny';
  /** The tenant should refuse it with a page. */
  mayBeTurnedAway?: true;
  /** What the state ends in, beside what makes it one of its own. */
  stateEnd?: string;
  /**
   * The cookies of a browser in which this person has signed in: it is looked at whether that is still so. Where the
   * password is asked for, it is typed.
   */
  session?: readonly Cookie[];
}

/** How an authorization ended. */
export type Authorized =
  | {
      outcome: 'answered';
      callback: Callback;
      code: string;
      proof: Proof;
      steps: readonly Step[];
      /** All that the browser holds afterwards: the person's session is among them. */
      cookies: readonly Cookie[];
      /** False where an open session was enough. */
      passwordTyped: boolean;
    }
  /** The callback carried an error instead of a code. */
  | { outcome: 'denied'; callback: Callback; steps: readonly Step[] }
  /** The sign-in page did not take the password. */
  | { outcome: 'refused'; said: string; steps: readonly Step[] }
  | { outcome: 'turned away'; status: number; said: string; steps: readonly Step[] };

/** Who authorizes, and with what. */
type Credentials = { email: string; password: string } | undefined;

/**
 * Tries to sign in as a person, through the tenant's own sign-in page. A refusal is a result, not an error:
 * the caller may have wanted it.
 *
 * @throws {Blocked} when the page cannot be walked through, or the account is about to be locked.
 * @throws {NonConformant} when the answer is not to our question (`state`), or the code is not accepted.
 */
export async function attemptSignIn(
  connection: ZendeskConnection,
  identity: Identity,
  credentials: Credentials,
): Promise<Attempt> {
  const { result, proof } = await walkThrough(connection, identity, credentials, {});
  if (result.outcome === 'refused') return result;
  if (result.outcome === 'turned away') throw turnedAway(connection, result);
  const code = codeOf(result, proof, connection.target, { automatic: credentials !== undefined });
  const asked = await requestToken(connection, identity, codeGrant(connection.target, code, proof));
  const held = await hold(connection, grantOf(connection, asked.answer), asked.entry);
  return { outcome: 'signed in', session: session(connection, held), steps: result.steps };
}

/**
 * Gets an authorization code as a person, and does not exchange it: for looking at what a code is bound to. What the
 * tenant answers in the callback is a result, whatever it is.
 *
 * @throws {Blocked} as {@link attemptSignIn}.
 * @throws {NonConformant} when `state` is not the one that was sent, or a code came without a password.
 */
export async function authorize(
  connection: ZendeskConnection,
  identity: Identity,
  credentials: NonNullable<Credentials>,
  asked: AuthorizationRequest = {},
): Promise<Authorized> {
  const { result, proof } = await walkThrough(connection, identity, credentials, asked);
  if (result.outcome !== 'answered') return result;
  const { callback, steps, cookies, passwordTyped } = result;
  if (callback['error'] !== undefined) return { outcome: 'denied', callback, steps };
  const code = codeOf(result, proof, connection.target, { automatic: asked.session === undefined, ...asked });
  return { outcome: 'answered', callback, code, proof, steps, cookies, passwordTyped };
}

/**
 * Goes the way of a sign-in of this person up to where something would be typed, in a browser that holds nothing. Nothing is
 * typed or sent, so no attempt is counted.
 *
 * @returns what came, in a few words.
 * @throws {Blocked} as {@link attemptSignIn}.
 */
export async function lookAtSignIn(connection: ZendeskConnection, email: string): Promise<string> {
  if (connection.walk !== undefined) throw new NotTried('There is no browser here.');
  const { target, secrets } = connection;
  const proof = newProof(secrets);
  secrets.learn(proof.state, 'state', 'the “state” of a sign-in, made up by this run');
  const request = {
    url: authorizationUrl(target, proof, {}),
    redirectUris: [target.redirectUri],
    passwordFormUrl: passwordFormOf(target),
    deviceCookies: [],
  };
  return look(request, email, {
    ...toolsOf(connection),
    browser: await connection.browser({ headless: true }),
  });
}

/** The request that exchanges a code, as the client would make it. */
export function codeGrant(
  { client, redirectUri }: ZendeskTarget,
  code: string,
  proof: Pick<Proof, 'verifier'>,
  { scope = SCOPE }: AuthorizationRequest = {},
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
 * The parameters of a request for a token. Without `expires_in` a lifetime is asked for that no other token has; a user's
 * token may be asked for with another one, or with none, since it goes with its user.
 */
export type GrantRequest = Readonly<Record<string, string | number | null>>;

/** The answer to a request for a token, and the token, if one was given. */
export interface Granted {
  answer: Exchange<Grant>;
  token: HeldToken | undefined;
}

/**
 * POST /oauth/tokens, with whatever request. A token that is given is held, and taken back in the end, also where none
 * was to be given.
 */
export async function requestGrant(
  connection: ZendeskConnection,
  identity: Identity,
  request: GrantRequest,
): Promise<Granted> {
  const { answer, entry } = await requestToken(connection, identity, request);
  if (answer.status !== 200 && answer.status !== 201) return { answer, token: undefined };
  return { answer, token: await hold(connection, answer.body, entry) };
}

/** Goes through the pages of an authorization, as a person with these credentials. */
async function walkThrough(
  connection: ZendeskConnection,
  identity: Identity,
  credentials: Credentials,
  asked: AuthorizationRequest,
): Promise<{ result: SignedIn; proof: Proof }> {
  const { target, secrets } = connection;
  const who = credentials?.email ?? identity;
  const failed = connection.failedSignIns.get(who) ?? 0;
  if (failed >= MOST_FAILED_SIGN_INS) {
    throw new Blocked(`${who} was refused ${String(failed)} times; another attempt might lock the account.`);
  }
  if (credentials !== undefined)
    secrets.learn(credentials.password, 'password', `the password of ${identity}`);
  const made = newProof(secrets);
  const proof = { ...made, state: `${made.state}${asked.stateEnd ?? ''}` };
  secrets.learn(proof.state, 'state', 'the “state” of a sign-in, made up by this run');
  const url = authorizationUrl(target, proof, asked);
  const tools = toolsOf(connection);
  const { redirectUri = target.redirectUri, decision, mayBeTurnedAway, session: open } = asked;
  const inBrowser: WalkThrough = async (request, others) =>
    signIn(request, {
      ...others,
      browser: await connection.browser({ headless: credentials !== undefined }),
    });
  const walk = (deviceCookies: Cookie[]) =>
    (connection.walk ?? inBrowser)(
      {
        url,
        redirectUris: [redirectUri, target.redirectUri],
        credentials,
        passwordFormUrl: passwordFormOf(target),
        deviceCookies,
        ...(open === undefined ? {} : { mayBeSignedIn: true as const }),
        ...(decision === undefined ? {} : { decision }),
        ...(mayBeTurnedAway === undefined ? {} : { mayBeTurnedAway }),
      },
      tools,
    );
  const known = open === undefined ? (connection.devices.get(who) ?? []) : [...open];
  let result = await walk(known).catch((error: unknown) => {
    // It may have been a refusal, and count as one there.
    if (error instanceof PageNotUnderstood && error.passwordSent)
      connection.failedSignIns.set(who, failed + 1);
    throw error;
  });
  // A sign-in that asked for no password proves nothing about it: then the device must be forgotten.
  if (
    result.outcome === 'answered' &&
    credentials !== undefined &&
    open === undefined &&
    !result.passwordTyped &&
    known.length > 0
  ) {
    result = await walk([]);
  }
  if (result.outcome === 'refused') connection.failedSignIns.set(who, failed + 1);
  if (result.outcome === 'answered')
    connection.devices.set(who, cookiesToKeep(result.cookies, credentials !== undefined));
  return { result, proof };
}

function toolsOf({
  guard,
  secrets,
  passcodes,
  usedPasscodes,
}: ZendeskConnection): Omit<SignInTools, 'browser'> {
  return { guard, secrets, passcodes, usedPasscodes, userAgentSuffix: userAgent() };
}

/** Where the tenant's own form for passwords is, whatever else may come first. */
function passwordFormOf({ baseUrl }: ZendeskTarget): string {
  return `${baseUrl}/access/normal`;
}

function turnedAway(
  { target }: ZendeskConnection,
  { status, said }: Extract<SignedIn, { outcome: 'turned away' }>,
): NonConformant {
  return new NonConformant(
    `The authorization request to ${target.baseUrl} was answered ${String(status)}: ${said}`,
  );
}

/** Sees whether a refresh token still gives a new access token; if so, the new one is held too. */
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
  return answer.status < 300 ? hold(connection, answer.body, entry) : undefined;
}

/** The session of a token that is held already, as it is: without renewing it. */
export function sessionOf(connection: ZendeskConnection, token: HeldToken): Session {
  const credential = credentialOf(token);
  return {
    identity: token.identity,
    token,
    api: new ZendeskApi(connection.transport, () => Promise.resolve(credential)),
  };
}

function authorizationUrl(
  { baseUrl, client, redirectUri }: ZendeskTarget,
  proof: Proof,
  asked: AuthorizationRequest,
): string {
  const query = new URLSearchParams({
    response_type: 'code',
    redirect_uri: asked.redirectUri ?? redirectUri,
    client_id: client.identifier,
    scope: asked.scope ?? SCOPE,
    state: proof.state,
    code_challenge: proof.challenge,
    code_challenge_method: proof.method,
  });
  // Zendesk's own examples encode the space of the scope as %20.
  return `${baseUrl}/oauth/authorizations/new?${query.toString().replaceAll('+', '%20')}`;
}

/** Nothing but the device's own mark; a person's whole session is kept, so as not to ask twice. */
function cookiesToKeep(cookies: Cookie[], automatic: boolean): Cookie[] {
  return automatic ? cookies.filter(({ name }) => name === DEVICE_COOKIE) : cookies;
}

function codeOf(
  { callback, cameTo, passwordTyped }: Extract<SignedIn, { outcome: 'answered' }>,
  proof: Proof,
  target: ZendeskTarget,
  { automatic, redirectUri = target.redirectUri }: { automatic: boolean; redirectUri?: string },
): string {
  const { code, state, error, error_description: description } = callback;
  if (error !== undefined) {
    throw new Blocked(
      `The authorization was refused: ${quoted(error)}${saying(quoted(description ?? ''))}.`,
      {
        remedy:
          error === 'invalid_scope'
            ? 'let the OAuth client have the scopes read and write'
            : error === 'access_denied' && !automatic
              ? 'allow the client on the consent page'
              : 'look at the OAuth client: its scopes, its Redirect URLs, and whether this person may use it',
        where: 'Admin Center > Apps and integrations > APIs > OAuth clients',
      },
    );
  }
  if (state !== proof.state) {
    throw new NonConformant(
      'The callback carried another state than the one that was sent: it answers somebody else.',
    );
  }
  if (code === undefined) throw new NonConformant('The callback carried neither a code nor an error.');
  const { origin, pathname } = new URL(redirectUri);
  if (cameTo !== `${origin}${pathname}`)
    throw new NonConformant(`The code was sent to ${quoted(cameTo)}, where ${redirectUri} was asked for.`);
  if (automatic && !passwordTyped) {
    throw new NonConformant(
      'A code was given without asking for a password, in a browser that held no session.',
    );
  }
  return code;
}

/** A call for a token, answered, and its entry in the ledger. */
interface Asked {
  answer: Exchange<Grant>;
  entry: Entry<NotedToken>;
}

/**
 * POST /oauth/tokens. Its errors are RFC 6749's; a success is 200 or 201. The token is noted before it is asked for,
 * and stays noted unless it is certain that there is none.
 */
async function requestToken(
  { transport, tokens }: ZendeskConnection,
  identity: Identity,
  request: GrantRequest,
): Promise<Asked> {
  const { expires_in: asked } = request;
  if (asked !== undefined && identity === 'admin')
    throw new Error('a token of the admin that is lost is found by its lifetime alone');
  const entry = tokens.asking(identity, typeof asked === 'number' ? asked : undefined);
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
    if (refused || status === 503) tokens.refused(entry);
    return { answer, entry };
  } catch (error) {
    if (!(error instanceof LostCall)) tokens.refused(entry);
    throw error;
  }
}

/** The grant of a token answer, or a sentence about why there is none. */
function grantOf({ target, tokens, transport }: ZendeskConnection, answer: Exchange<Grant>): Grant {
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
async function hold(
  connection: ZendeskConnection,
  grant: Grant,
  entry: Entry<NotedToken>,
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

/**
 * Looks up the token of a session at the tenant. Where what the answer shows tells it from all other tokens, its id is
 * noted: nothing else may be revoked by the id found here.
 *
 * @throws {NonConformant} when the tenant shows another token than the one that called.
 */
export async function lookUpToken({ api, token }: Session): Promise<Exchange<{ token: Token }>> {
  const shown = await api.showCurrentToken();
  if (shown.status !== 200) return shown;
  const { token: resource } = shown.body;
  if (!token.value.startsWith(shownBeginning(resource)))
    throw new NonConformant('GET /api/v2/oauth/tokens/current shows another token than the one that asked.');
  if (isShownToBe(resource, token)) token.found(resource.id);
  return shown;
}

/**
 * The id of a token, as something that is proved: the tenant has shown that it is that of the token we hold.
 *
 * @throws {NotTried} when it has not shown so much of it that it could be told.
 */
export function shownToBeOurs({ id }: HeldToken): OwnTokenId {
  const own = given(
    id,
    'The tenant shows too little of a token to tell it from others, so its id cannot be shown to be ours.',
  );
  // Compared when it was looked up.
  asserted();
  return own;
}

/**
 * The same, of a session's token that is looked up now.
 *
 * @throws {NonConformant} as {@link lookUpToken}.
 */
export async function ownTokenId(session: Session): Promise<OwnTokenId> {
  const shown = await lookUpToken(session);
  if (shown.status !== 200) throw unexpectedStatus(shown);
  return shownToBeOurs(session.token);
}

/** A session that renews its token before it runs out: by its refresh token, or as a client once more. */
function session(connection: ZendeskConnection, first: HeldToken): Session {
  let token = first;
  const renewIfNeeded = async (): Promise<Credential> => {
    const left = (token.expiresAt ?? Infinity) - Date.now();
    if (left < RENEW_BEFORE_MS && !token.dead) token = await renew(connection, token);
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
    token.died();
    return refreshed;
  }
  if (token.identity === 'admin' && connection.target.admin.grant === 'client_credentials') {
    return (await signInAsAdmin(connection)).token;
  }
  return token;
}

function credentialOf({ identity, value }: HeldToken): Credential {
  return { as: identity, bearer: value };
}

/** Words of the tenant inside a sentence of ours. */
function quoted(text: string): string {
  return printable(text).replace(/\s+/g, ' ').slice(0, 300);
}

function saying(text: string): string {
  return text === '' ? '' : `; the page says: “${text}”`;
}
