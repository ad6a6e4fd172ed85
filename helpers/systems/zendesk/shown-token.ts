/** What a tenant shows of a token, and whether that distinguishes the token from all others. */
import { countAssertion, given } from '../../contract/evidence.ts';
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { NonConformant } from '../../verdict/errors.ts';
import type { Token } from './schemas.ts';
import type { HeldToken, OwnTokenId, Session } from './tokens.ts';

/** How much a tenant's clock may differ from this machine's, in ms. */
export const MAX_CLOCK_SKEW_MS = 15 * 60_000;

/** The tenant's times are in whole seconds. */
const ROUNDING_MS = 1000;

/** A JWT is header, claims, signature. In two JWTs of one client, header and claims begin the same way. */
const JWT_BEFORE_SIGNATURE = /^eyJ[\w-]+\.[\w-]+\./;

/** Returns the lifetime of a token as the tenant shows it, in ms. `undefined` if it is not shown. */
function lifetimeMs({ created_at: from, expires_at: to }: Token): number | undefined {
  const ms = Date.parse(to ?? '') - Date.parse(from ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

/** Whether a token has the requested lifetime, in seconds. No other token has it. `undefined` if the lifetime is not shown. */
export function hasRequestedLifetime(token: Token, requestedS: number): boolean | undefined {
  const shownMs = lifetimeMs(token);
  return shownMs === undefined ? undefined : Math.abs(shownMs - requestedS * 1000) <= ROUNDING_MS;
}

/** Returns the shown beginning of a token. Ten characters are documented. Empty if it is not shown. */
function shownPrefix({ token }: Token): string {
  return (token ?? '').replace(/(\.\.\.|…)$/, '');
}

/**
 * Whether the shown token is the held one, and no other. If its beginning distinguishes it from the others, that is enough. If
 * not, its beginning, its lifetime and the time of its request must all match.
 */
export function isShownToBe(shown: Token, held: HeldToken): boolean {
  const beginning = shownPrefix(shown);
  if (beginning === '' || !held.value.startsWith(beginning)) return false;
  const sharedLength = JWT_BEFORE_SIGNATURE.exec(held.value)?.[0].length ?? 0;
  const isUnique = !held.others.some(({ value }) => value.startsWith(beginning));
  if (beginning.length > sharedLength && isUnique) return true;
  const isOfThatTime = Math.abs(Date.parse(shown.created_at ?? '') - held.requestedAt) <= MAX_CLOCK_SKEW_MS;
  return isOfThatTime && hasRequestedLifetime(shown, held.requestedLifetimeS) === true;
}

/**
 * Looks up the token of a session at the tenant. The ID is recorded only if the answer distinguishes this token from all
 * others, so that revoking by this ID cannot hit another token.
 *
 * @throws {NonConformant} if the tenant shows a different token from the one that called.
 */
export async function lookUpToken({ api, token }: Session): Promise<Exchange<{ token: Token }>> {
  const shown = await api.showCurrentToken();
  token.shown = shown;
  if (shown.status !== 200) return shown;
  const { token: resource } = shown.body;
  if (!token.value.startsWith(shownPrefix(resource)))
    throw new NonConformant(
      'GET /api/v2/oauth/tokens/current shows a different token from the one that called.',
    );
  if (isShownToBe(resource, token)) token.recordId(resource.id);
  return shown;
}

/**
 * Returns the ID of a held token, and counts as evidence that the tenant has shown it to be this token's.
 *
 * @throws {NotTried} if the tenant showed too little of the token.
 */
export function shownToBeOurs({ id }: HeldToken): OwnTokenId {
  const own = given(
    id,
    'The tenant shows too little of a token to identify it, so its ID cannot be confirmed as ours.',
  );
  // The comparison was made in the look-up.
  countAssertion();
  return own;
}

/**
 * Like {@link shownToBeOurs}, but looks up the session's token first, if the tenant has not shown its ID yet.
 *
 * @throws {NonConformant} as {@link lookUpToken}.
 */
export async function ownTokenId(session: Session): Promise<OwnTokenId> {
  const shown = session.token.id === undefined ? await lookUpToken(session) : undefined;
  if (shown !== undefined && shown.status !== 200) throw unexpectedStatus(shown, 200);
  return shownToBeOurs(session.token);
}
