import type { SecretKind } from './kinds.ts';

/** Kinds that a service makes up, in a form of its own. What people choose has none. */
const MACHINE_MADE_KINDS: readonly SecretKind[] = [
  'access token',
  'refresh token',
  'authorization code',
  'cookie',
  'state',
  'authenticity token',
];

/** What a JSON Web Token begins with says how it is signed: all tokens of a service begin with the same. */
const JWT_HEADER = /^eyJ[\w-]+\./;

/** The parts that a text is made of: letters and digits, and what separates them. `%22` is a quote, not 22. */
const PARTS = /%[\da-f]{2}|[a-z\d]+|[^a-z\d]/gi;

/** A shorter part may be a word or a version. */
const SHORTEST = 6;

/**
 * How many characters at the beginning of a secret say nothing about it: the names, numbers, dates and addresses that
 * stand before what is made up by chance. `session=` of `session=c47fb948…`, and the number of the user and the time,
 * `4294967295_639…_`, of an authtoken of Expert. Whoever sees the like elsewhere has not seen the secret.
 */
export function publicPrefixLength(secret: string, kind: SecretKind): number {
  if (!MACHINE_MADE_KINDS.includes(kind)) return 0;
  const jwt = JWT_HEADER.exec(secret);
  if (jwt !== null) return jwt[0].length;
  for (const { 0: part, index } of secret.matchAll(PARTS)) if (looksRandom(part)) return index;
  // It is made of words: only all of them together tell it.
  return secret.length;
}

/** Letters and digits mixed, or capitals among small letters: no word, and no number. */
function looksRandom(part: string): boolean {
  return part.length >= SHORTEST && (/\d/.test(part) ? /[a-z]/i.test(part) : /[a-z][A-Z].*[A-Z]/.test(part));
}
