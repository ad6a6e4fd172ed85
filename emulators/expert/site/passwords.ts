/** Stored passwords: the main one and an optional alternate one (docs/expert.md: E-PWD-11). */
import { createHash, timingSafeEqual } from 'node:crypto';

export interface StoredPasswords {
  /** Hashes; null if there is no password. */
  main: string | null;
  alternate: string | null;
}

/**
 * The service's own hash, without salt. The same password gives the same hash again, and so leaves earlier
 * authtokens valid (E-TOKEN-7, E-TOKEN-9).
 */
export function hashOf(userId: number, password: string): string {
  return md5(`${userId}-${md5(password)}`);
}

/** Which of the two a password matches. */
export function whichOf(
  stored: StoredPasswords,
  userId: number,
  password: string,
): 'main' | 'alternate' | null {
  const hash = hashOf(userId, password);
  if (same(stored.main, hash)) return 'main';
  return same(stored.alternate, hash) ? 'alternate' : null;
}

function same(stored: string | null, hash: string): boolean {
  return stored !== null && timingSafeEqual(Buffer.from(stored), Buffer.from(hash));
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
