/** Invented tokens, and IDs that belong to no user. */
import { randomBytes } from 'node:crypto';

/** Returns a string that looks like a token but was never issued. */
export function inventedToken(): string {
  return randomBytes(32).toString('hex');
}

/** Returns an ID that no user has, because it is far above all issued IDs. */
export function unusedId(): number {
  return 9_000_000_000_000_000 + randomBytes(4).readUInt32BE();
}
