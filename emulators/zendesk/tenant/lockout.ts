/** Counts failed attempts per address, and locks an address after too many. Unknown addresses are counted too. */
import { LOCKOUT_MS } from './assumptions.ts';

interface Attempts {
  failed: number;
  /** Milliseconds since 1970. */
  lockedUntil: number;
}

export class Lockout {
  private readonly attempts = new Map<string, Attempts>();
  private readonly allowed: number;
  private readonly now: () => number;

  constructor(allowed: number, now: () => number) {
    this.allowed = allowed;
    this.now = now;
  }

  isLocked(address: string): boolean {
    return this.now() < (this.attempts.get(address.toLowerCase())?.lockedUntil ?? 0);
  }

  fail(address: string): void {
    const key = address.toLowerCase();
    const failed = (this.attempts.get(key)?.failed ?? 0) + 1;
    this.attempts.set(
      key,
      failed >= this.allowed
        ? { failed: 0, lockedUntil: this.now() + LOCKOUT_MS }
        : { failed, lockedUntil: this.attempts.get(key)?.lockedUntil ?? 0 },
    );
  }

  clear(address: string): void {
    this.attempts.delete(address.toLowerCase());
  }
}
