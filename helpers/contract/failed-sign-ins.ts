/** Counts failed sign-ins by account: services lock accounts after some of them. */
export class FailedSignIns {
  /** As documented, or with room to spare. */
  readonly limit: number;
  readonly #withinMs: number;
  readonly #times = new Map<string, number[]>();
  #most: number;

  /**
   * @param limit how many an account may have.
   * @param withinMs how long one counts, in milliseconds; for ever, if nothing is said.
   */
  constructor({ limit, withinMs = Infinity }: { limit: number; withinMs?: number }) {
    this.limit = this.#most = limit;
    this.#withinMs = withinMs;
  }

  /** How many an account may have: fewer than documented, where the service was seen to lock sooner. */
  get most(): number {
    return this.#most;
  }

  /** Notes that the service locks an account sooner than documented. */
  lowerTo(most: number): void {
    this.#most = Math.min(this.#most, most);
  }

  /** How many an account has. */
  of(account: string): number {
    return (this.#times.get(account) ?? []).filter((at) => Date.now() - at < this.#withinMs).length;
  }

  /** Whether an account may have so many more. */
  canBear(account: string, more: number): boolean {
    return this.of(account) + more <= this.#most;
  }

  /** Counts sign-ins that failed, or may have. */
  add(account: string, times = 1): void {
    this.#times.set(account, [
      ...(this.#times.get(account) ?? []),
      ...Array.from({ length: times }, () => Date.now()),
    ]);
  }

  /** Forgets an account: whoever gets its name next begins anew. */
  forget(account: string): void {
    this.#times.delete(account);
  }
}
