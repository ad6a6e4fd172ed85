/** The account's calls per minute, and updates per user (https://developer.zendesk.com/api-reference/introduction/rate-limits/). */

const MINUTE_MS = 60_000;

/** How much of a limit is left in the current minute. */
export interface RateLimitStatus {
  limit: number;
  remaining: number;
  /** Seconds until the minute is over. */
  resetSeconds: number;
  exceeded: boolean;
}

/** Counts calls in fixed windows of a minute that begin with the first call. */
export class RateLimit {
  private readonly limit: number;
  private readonly now: () => number;
  private windowStart = Number.NEGATIVE_INFINITY;
  private used = 0;

  constructor(limit: number, now: () => number) {
    this.limit = limit;
    this.now = now;
  }

  /** Counts one call. */
  count(): RateLimitStatus {
    const now = this.now();
    if (now - this.windowStart >= MINUTE_MS) {
      this.windowStart = now;
      this.used = 0;
    }
    this.used += 1;
    return {
      limit: this.limit,
      remaining: Math.max(0, this.limit - this.used),
      resetSeconds: Math.max(1, Math.ceil((this.windowStart + MINUTE_MS - now) / 1000)),
      exceeded: this.used > this.limit,
    };
  }
}
