/** What callers see of the rate limits. */
import type { RateStanding } from '../tenant/rate-limit.ts';
import { Refusal } from './errors.ts';

/** Today's headers, and those that recordings of 2023 show. */
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

/** 429 for the account: plain text, with the seconds to wait. */
export function tooManyCalls(standing: RateStanding): Refusal {
  return new Refusal(429, 'Number of allowed API requests per minute exceeded', {
    'retry-after': String(standing.resetSeconds),
    'cache-control': `max-age=${standing.resetSeconds},public`,
  });
}

/** 429 for one user who was updated too often, also as plain text. */
export function tooManyUpdates(standing: RateStanding): Refusal {
  return new Refusal(
    429,
    'You have exceeded the rate limit for updating a single unique user. user email:  id:  external_id: ',
    { 'retry-after': String(standing.resetSeconds) },
  );
}
