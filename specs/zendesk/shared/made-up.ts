/** Tokens and ids that are nobody’s. */
import { randomBytes } from 'node:crypto';

/** A word that looks like a token, and is none. */
export function madeUpToken(): string {
  return randomBytes(32).toString('hex');
}

/** An id of nobody: the greatest there are, far above those that are given out. */
export function unusedId(): number {
  return 9_000_000_000_000_000 + randomBytes(4).readUInt32BE();
}
