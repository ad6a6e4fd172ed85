/**
 * How long a tenant asks us to wait, in milliseconds, from `Retry-After` (seconds, or an HTTP date) or from
 * the reset of its rate limit. `undefined` when it does not say, or says something unreadable.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  now = Date.now(),
): number | undefined {
  const asked = headers['retry-after']?.trim();
  if (asked !== undefined && /^\d+(?:\.\d+)?$/.test(asked)) return Number(asked) * 1000;
  // Date.parse() takes nearly anything for a date; HTTP dates begin with the day of the week.
  if (asked !== undefined && /^(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)/.test(asked)) {
    const date = Date.parse(asked);
    if (!Number.isNaN(date)) return Math.max(0, date - now);
  }
  return rateLimit(headers)?.resetMs;
}

/** What the tenant says about its rate limit: calls per minute, calls left, time until it starts anew. */
export interface RateLimit {
  limit: number;
  remaining: number;
  resetMs: number | undefined;
}

/**
 * Reads the rate limit headers, under today's names and those recorded in 2023.
 * See https://developer.zendesk.com/api-reference/introduction/rate-limits/
 */
export function rateLimit(headers: Readonly<Record<string, string>>): RateLimit | undefined {
  const read = (...names: string[]) => {
    const text = names.map((name) => headers[name]).find((value) => value !== undefined);
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const limit = read('ratelimit-limit', 'x-rate-limit', 'rate-limit');
  const remaining = read('ratelimit-remaining', 'x-rate-limit-remaining', 'rate-limit-remaining');
  const reset = read('ratelimit-reset', 'rate-limit-reset');
  if (limit === undefined || remaining === undefined) return undefined;
  return { limit, remaining, resetMs: reset === undefined ? undefined : reset * 1000 };
}
