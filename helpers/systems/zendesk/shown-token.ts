/** What a tenant shows of a token, and whether that tells it from all others. */
import type { Token } from './schemas.ts';
import type { HeldToken } from './tokens.ts';

/** How far a tenant's clock may be from ours. */
export const CLOCKS_APART_MS = 15 * 60_000;

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
export function livesAsAsked(token: Token, askedS: number): boolean | undefined {
  const lives = lifetimeMs(token);
  return lives === undefined ? undefined : Math.abs(lives - askedS * 1000) <= ROUNDING_MS;
}

/** The beginning of a token, as it is shown: ten characters are documented. Empty where it is not. */
export function shownBeginning({ token }: Token): string {
  return (token ?? '').replace(/(\.\.\.|…)$/, '');
}

/**
 * Whether what is shown is that of a token we hold, and of no other: by its beginning, where that tells one token from
 * another; else by its beginning together with the lifetime that was asked for and the time when that was.
 */
export function isShownToBe(shown: Token, held: HeldToken): boolean {
  const beginning = shownBeginning(shown);
  if (beginning === '' || !held.value.startsWith(beginning)) return false;
  const alike = JWT_BEFORE_SIGNATURE.exec(held.value)?.[0].length ?? 0;
  if (beginning.length > alike && !held.others.some(({ value }) => value.startsWith(beginning))) return true;
  const isOfThen = Math.abs(Date.parse(shown.created_at ?? '') - held.askedAt) <= CLOCKS_APART_MS;
  return isOfThen && livesAsAsked(shown, held.askedLifetimeS) === true;
}
