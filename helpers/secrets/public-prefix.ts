import type { SecretKind } from './kinds.ts';

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

/** The parts of a text: letters and digits, and what separates them. `%22` is a quote, not 22. */
const PARTS = /%[\da-f]{2}|[a-z\d]+|[^a-z\d]/gi;

/** Shorter parts may be words or versions. */
const SHORTEST = 6;

/**
 * Returns how many characters at the beginning of a secret are public: the names, numbers, dates and addresses in front
 * of the random part. Examples are `session=` in `session=c47fb948…`, and the user ID and time, `4294967295_639…_`, in an
 * Expert authtoken. The same characters elsewhere are not the secret.
 */
export function publicPrefixLength(secret: string, kind: SecretKind): number {
  if (!MACHINE_MADE_KINDS.includes(kind)) return 0;
  const jwt = JWT_HEADER.exec(secret);
  if (jwt !== null) return jwt[0].length;
  for (const { 0: part, index } of secret.matchAll(PARTS)) if (looksRandom(part)) return index;
  // It consists of words, so only all of them together identify it.
  return secret.length;
}

/** Whether it mixes letters and digits, or capitals and small letters, and so is neither a word nor a number. */
function looksRandom(part: string): boolean {
  return part.length >= SHORTEST && (/\d/.test(part) ? /[a-z]/i.test(part) : /[a-z][A-Z].*[A-Z]/.test(part));
}
