/**
 * The authorization code grant with PKCE, up to the code: a person goes through the tenant’s own sign-in page. See
 * https://developer.zendesk.com/documentation/api-basics/authentication/oauth-pkce/
 */
import type { Step } from '../../sign-in/steps.ts';
import type { Cookie } from 'playwright';
import type { Callback } from '../../sign-in/requests.ts';
import { type Proof, newAuthorizationBinding } from '../../oauth/pkce.ts';
import { Blocked, NonConformant, NotTried } from '../../verdict/errors.ts';
import type { ZendeskConnection } from './connection.ts';
import type { Identity } from './tokens.ts';
import { look, signIn } from '../../sign-in/walk.ts';
import {
  type SignedIn,
  type WalkThrough,
  PageNotUnderstood,
  type SignInTools,
} from '../../sign-in/outcome.ts';
import { userAgent } from '../../run-id.ts';
import type { ZendeskTarget } from './settings.ts';
import { SCOPE } from './grants.ts';
import { quoted, pageSays } from './quoted.ts';

/** The cookie that tells Zendesk which device this is (facts of two-step verification). */
const DEVICE_COOKIE = '_zendesk_cookie';

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
export type AuthorizationResult =
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
export type Credentials = { email: string; password: string } | undefined;

/**
 * Gets an authorization code as a person, and does not exchange it: for looking at what a code is bound to. What the
 * tenant answers in the callback is a result, whatever it is.
 *
 * @throws {Blocked} when the page cannot be walked through, or the account is about to be locked.
 * @throws {NonConformant} when `state` is not the one that was sent, or a code came without a password.
 */
export async function authorize(
  connection: ZendeskConnection,
  identity: Identity,
  credentials: NonNullable<Credentials>,
  asked: AuthorizationRequest = {},
): Promise<AuthorizationResult> {
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
 * @throws {Blocked} as {@link authorize}.
 */
export async function probeSignIn(connection: ZendeskConnection, email: string): Promise<string> {
  if (connection.walk !== undefined) throw new NotTried('There is no browser here.');
  const { target, secrets } = connection;
  const proof = newAuthorizationBinding(secrets);
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

/** Goes through the pages of an authorization, as a person with these credentials. */
export async function walkThrough(
  connection: ZendeskConnection,
  identity: Identity,
  credentials: Credentials,
  asked: AuthorizationRequest,
): Promise<{ result: SignedIn; proof: Proof }> {
  const { target, secrets } = connection;
  const who = credentials?.email ?? identity;
  const { failedSignIns } = connection;
  if (!failedSignIns.canBear(who, 1)) {
    throw new Blocked(
      `${who} was refused ${String(failedSignIns.of(who))} times; another attempt might lock the account.`,
    );
  }
  if (credentials !== undefined)
    secrets.learn(credentials.password, 'password', `the password of ${identity}`);
  const made = newAuthorizationBinding(secrets);
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
    if (error instanceof PageNotUnderstood && error.passwordSent) failedSignIns.add(who);
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
  if (result.outcome === 'refused') failedSignIns.add(who);
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

export function turnedAway(
  { target }: ZendeskConnection,
  { status, said }: Extract<SignedIn, { outcome: 'turned away' }>,
): NonConformant {
  return new NonConformant(
    `The authorization request to ${target.baseUrl} was answered ${String(status)}: ${said}`,
  );
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

export function codeOf(
  { callback, cameTo, passwordTyped }: Extract<SignedIn, { outcome: 'answered' }>,
  proof: Proof,
  target: ZendeskTarget,
  { automatic, redirectUri = target.redirectUri }: { automatic: boolean; redirectUri?: string },
): string {
  const { code, state, error, error_description: description } = callback;
  if (error !== undefined) {
    throw new Blocked(
      `The authorization was refused: ${quoted(error)}${pageSays(quoted(description ?? ''))}.`,
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
