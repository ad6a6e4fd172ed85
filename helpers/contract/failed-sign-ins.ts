/** Counts failed sign-ins by account, because services lock accounts after too many. */
export class FailedSignIns {
  /** The documented limit, or less. */
  readonly limit: number;
  readonly #withinMs: number;
  readonly #times = new Map<string, number[]>();
  #currentLimit: number;

  /**
   * @param limit how many an account may have
   * @param withinMs how long one counts, in ms. Without it, one counts forever.
   */
  constructor({ limit, withinMs = Infinity }: { limit: number; withinMs?: number }) {
    this.limit = this.#currentLimit = limit;
    this.#withinMs = withinMs;
  }

  /** How many an account may have: the limit, or fewer if the service was seen to lock accounts sooner. */
  get currentLimit(): number {
    return this.#currentLimit;
  }

  /** Lowers the limit, because the service locks an account sooner than documented. */
  lowerTo(limit: number): void {
    this.#currentLimit = Math.min(this.#currentLimit, limit);
  }

  /** Returns how many an account has. */
  of(account: string): number {
    return (this.#times.get(account) ?? []).filter((at) => Date.now() - at < this.#withinMs).length;
  }

  /** Whether an account may have that many more. */
  allows(account: string, more: number): boolean {
    return this.of(account) + more <= this.#currentLimit;
  }

  /** Counts sign-ins that failed or may have failed. */
  add(account: string, times = 1): void {
    this.#times.set(account, [
      ...(this.#times.get(account) ?? []),
      ...Array.from({ length: times }, () => Date.now()),
    ]);
  }

  /** Forgets an account, so that the next user with its name starts at zero. */
  forget(account: string): void {
    this.#times.delete(account);
  }
}
