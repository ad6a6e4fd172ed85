/** What a tenant shows of a token, and whether that tells it from all others. */
import type { Token } from './schemas.ts';
import type { HeldToken, Session, OwnTokenId } from './tokens.ts';
import { NonConformant } from '../../verdict/errors.ts';
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { given, countAssertion } from '../../contract/evidence.ts';

/** How far a tenant's clock may be from ours. */
export const MAX_CLOCK_SKEW_MS = 15 * 60_000;

/** Times are told in whole seconds. */
const ROUNDING_MS = 1000;

/** Header, claims, signature: of two JWTs of one client, the first two begin alike. */
const JWT_BEFORE_SIGNATURE = /^eyJ[\w-]+\.[\w-]+\./;

/** How long a token lives, in milliseconds, as the tenant shows it; nothing where it does not. */
function lifetimeMs({ created_at: from, expires_at: to }: Token): number | undefined {
  const ms = Date.parse(to ?? '') - Date.parse(from ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

/** Whether a lifetime is the one that was asked for, in seconds: no other token has it. */
export function hasRequestedLifetime(token: Token, askedS: number): boolean | undefined {
  const lives = lifetimeMs(token);
  return lives === undefined ? undefined : Math.abs(lives - askedS * 1000) <= ROUNDING_MS;
}

/** The beginning of a token, as it is shown: ten characters are documented. Empty where it is not. */
function shownPrefix({ token }: Token): string {
  return (token ?? '').replace(/(\.\.\.|…)$/, '');
}

/**
 * Whether what is shown is that of a token we hold, and of no other: by its beginning, where that tells one token from
 * another; else by its beginning together with the lifetime that was asked for and the time when that was.
 */
export function isShownToBe(shown: Token, held: HeldToken): boolean {
  const beginning = shownPrefix(shown);
  if (beginning === '' || !held.value.startsWith(beginning)) return false;
  const alike = JWT_BEFORE_SIGNATURE.exec(held.value)?.[0].length ?? 0;
  if (beginning.length > alike && !held.others.some(({ value }) => value.startsWith(beginning))) return true;
  const isOfThen = Math.abs(Date.parse(shown.created_at ?? '') - held.askedAt) <= MAX_CLOCK_SKEW_MS;
  return isOfThen && hasRequestedLifetime(shown, held.askedLifetimeS) === true;
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
  if (!token.value.startsWith(shownPrefix(resource)))
    throw new NonConformant('GET /api/v2/oauth/tokens/current shows another token than the one that asked.');
  if (isShownToBe(resource, token)) token.noteId(resource.id);
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
  countAssertion();
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
