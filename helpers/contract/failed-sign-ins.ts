/** Counts failed sign-ins by account, because services lock accounts after too many. */
export class FailedSignIns {
  /** The documented limit, or less. */
  readonly limit: number;
  readonly #withinMs: number;
  readonly #times = new Map<string, number[]>();
  #most: number;

  /**
   * @param limit how many an account may have
   * @param withinMs how long one counts, in ms. Without it, one counts forever.
   */
  constructor({ limit, withinMs = Infinity }: { limit: number; withinMs?: number }) {
    this.limit = this.#most = limit;
    this.#withinMs = withinMs;
  }

  /** How many an account may have. Fewer than documented, if the service was seen to lock accounts sooner. */
  get most(): number {
    return this.#most;
  }

  /** Lowers the limit, because the service locks an account sooner than documented. */
  lowerTo(most: number): void {
    this.#most = Math.min(this.#most, most);
  }

  /** Returns how many an account has. */
  of(account: string): number {
    return (this.#times.get(account) ?? []).filter((at) => Date.now() - at < this.#withinMs).length;
  }

  /** Whether an account may have that many more. */
  canBear(account: string, more: number): boolean {
    return this.of(account) + more <= this.#most;
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
