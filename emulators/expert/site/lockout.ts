/** Failed sign-ins within five minutes (docs/expert.md: E-SITE-3). */

/** The window is documented; that it slides is not (E-SITE-8). */
const WINDOW_MS = 5 * 60_000;

export class Lockout {
  private readonly failures = new Map<number, number[]>();
  private readonly limit: number | null;
  private readonly now: () => number;

  /** @param limit how many failures lock an account; null for never */
  constructor(limit: number | null, now: () => number) {
    this.limit = limit;
    this.now = now;
  }

  /** Counts a failure, and returns whether it locks the account. */
  fail(userId: number): boolean {
    const recent = (this.failures.get(userId) ?? []).filter((at) => this.now() - at < WINDOW_MS);
    recent.push(this.now());
    this.failures.set(userId, recent);
    return this.limit !== null && recent.length >= this.limit;
  }

  clear(userId: number): void {
    this.failures.delete(userId);
  }
}
