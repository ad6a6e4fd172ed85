/** The account's calls per minute, and updates per user (https://developer.zendesk.com/api-reference/introduction/rate-limits/). */
import { Refusal } from './errors.ts';

const MINUTE_MS = 60_000;

/** Where the account stands in the current minute. */
export interface RateStanding {
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
  count(): RateStanding {
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

/** The headers of today, and those that recordings of 2023 show. */
export function rateHeaders(standing: RateStanding): Record<string, string> {
  const limit = String(standing.limit);
  const remaining = String(standing.remaining);
  return {
    'x-rate-limit': limit,
    'x-rate-limit-remaining': remaining,
    'ratelimit-limit': limit,
    'ratelimit-remaining': remaining,
    'ratelimit-reset': String(standing.resetSeconds),
  };
}

/** 429 of the account: plain text, with the seconds to wait. */
export function tooManyCalls(standing: RateStanding): Refusal {
  return new Refusal(429, 'Number of allowed API requests per minute exceeded', {
    'retry-after': String(standing.resetSeconds),
    'cache-control': `max-age=${standing.resetSeconds},public`,
  });
}

/** 429 of one user who was updated too often: plain text as well. */
export function tooManyUpdates(standing: RateStanding): Refusal {
  return new Refusal(
    429,
    'You have exceeded the rate limit for updating a single unique user. user email:  id:  external_id: ',
    { 'retry-after': String(standing.resetSeconds) },
  );
}
