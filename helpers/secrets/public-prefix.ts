import type { SecretKind } from './kinds.ts';
import { ENOUGH } from './needle.ts';

/** Kinds that a service generates in its own format. Secrets that people choose have no format. */
const MACHINE_MADE_KINDS: readonly SecretKind[] = [
  'access token',
  'refresh token',
  'authorization code',
  'cookie',
  'state',
  'authenticity token',
];

/** The header of a JSON Web Token, which names the algorithm of the signature. All tokens of a service begin with it. */
const JWT_HEADER = /^eyJ[\w-]+\./;

/** Numbers, dates and times, each with what separates it from the next: `1_`, `2026-11-29T15:47:55_`. */
const NUMBERS = /^(?:\d+(?:T\d+)?Z?(?:%[\da-f]{2}|[^a-z\d]|$))+/i;

/** The parts of a text: letters and digits, and what separates them. `%22` is a quote, not 22. */
const PARTS = /%[\da-f]{2}|[a-z\d]+|[^a-z\d]/gi;

/** Shorter parts may be words or versions. */
const SHORTEST = 6;

/**
 * Returns how many characters at the beginning of a secret are public: the names, numbers, dates and addresses in front
 * of the random part. Examples are `session=` in `session=c47fb948…`, and the user ID and time, `4294967295_639…_`, in an
 * Expert authtoken. The same characters elsewhere are not the secret.
 *
 * In a secret of another kind, only numbers and the header of a JSON Web Token are public, because a token may have been sent
 * as a password. A few digits are not, because they are part of what people choose.
 */
export function publicPrefixLength(secret: string, kind: SecretKind): number {
  const jwt = JWT_HEADER.exec(secret);
  if (jwt !== null) return jwt[0].length;
  if (!MACHINE_MADE_KINDS.includes(kind)) {
    const numbers = NUMBERS.exec(secret)?.[0].length ?? 0;
    return numbers < ENOUGH ? 0 : numbers;
  }
  for (const { 0: part, index } of secret.matchAll(PARTS)) if (looksRandom(part)) return index;
  // It consists of words, so only all of them together identify it.
  return secret.length;
}

/** Whether it mixes letters and digits, or capitals and small letters, and so is neither a word nor a number. */
function looksRandom(part: string): boolean {
  return part.length >= SHORTEST && (/\d/.test(part) ? /[a-z]/i.test(part) : /[a-z][A-Z].*[A-Z]/.test(part));
}
