/** How answers show the rate limits. */
import type { RateLimitStatus } from '../tenant/rate-limit.ts';
import { Refusal } from './errors.ts';

/** Today's headers, and those that recordings of 2023 show. */
export function rateHeaders(rate: RateLimitStatus): Record<string, string> {
  const limit = String(rate.limit);
  const remaining = String(rate.remaining);
  return {
    'x-rate-limit': limit,
    'x-rate-limit-remaining': remaining,
    'ratelimit-limit': limit,
    'ratelimit-remaining': remaining,
    'ratelimit-reset': String(rate.resetSeconds),
  };
}

/** 429 because the account made too many calls: plain text, with the seconds to wait. */
export function tooManyCalls(rate: RateLimitStatus): Refusal {
  return new Refusal(429, 'Number of allowed API requests per minute exceeded', {
    'retry-after': String(rate.resetSeconds),
    'cache-control': `max-age=${rate.resetSeconds},public`,
  });
}

/** 429 because one user was updated too often, also as plain text. */
export function tooManyUpdates(rate: RateLimitStatus): Refusal {
  return new Refusal(
    429,
    'You have exceeded the rate limit for updating a single unique user. user email:  id:  external_id: ',
    { 'retry-after': String(rate.resetSeconds) },
  );
}
