/** Stored passwords: salted scrypt hashes and their history. */
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/** Low on purpose: an emulator protects nothing, and must start within milliseconds. */
const SCRYPT_COST = 256;
const HISTORY_LENGTH = 10;

interface Hash {
  salt: Buffer;
  key: Buffer;
}

export interface StoredPassword {
  current: Hash;
  /** Earlier passwords, newest first. */
  earlier: Hash[];
  /** Milliseconds since 1970. */
  setAt: number;
}

/** What is stored after a password is set. */
export function storedPassword(password: string, now: number, before: StoredPassword | null): StoredPassword {
  const salt = randomBytes(16);
  const earlier = before === null ? [] : [before.current, ...before.earlier].slice(0, HISTORY_LENGTH);
  return { current: { salt, key: derive(password, salt) }, earlier, setAt: now };
}

export function isCurrentPassword(stored: StoredPassword | null, password: string): boolean {
  return stored !== null && matches(stored.current, password);
}

/** Whether a password is among the last `count` passwords, including the current one. */
export function isAmongLast(stored: StoredPassword | null, password: string, count: number): boolean {
  if (stored === null) return false;
  return [stored.current, ...stored.earlier].slice(0, count).some((hash) => matches(hash, password));
}

function derive(password: string, salt: Buffer): Buffer {
  return scryptSync(password, salt, 32, { cost: SCRYPT_COST });
}

function matches(hash: Hash, password: string): boolean {
  return timingSafeEqual(hash.key, derive(password, hash.salt));
}
