/**
 * How long a tenant asks us to wait, in milliseconds, from `Retry-After` (seconds, or an HTTP date) or from
 * the reset of its rate limit. `undefined` when it does not say, or says something unreadable.
 *
 * Two services on the way may each ask: then the header is there twice, joined to a list, and the longer wait is for both.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  now = Date.now(),
): number | undefined {
  const waits = valuesOf(headers['retry-after'] ?? '')
    .map((asked) => waitMs(asked, now))
    .filter((ms) => ms !== undefined);
  return waits.length > 0 ? Math.max(...waits) : rateLimit(headers)?.resetMs;
}

const DAY_OF_WEEK = '(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?';
/** Between values: a comma, but for the one behind the day of the week of a date; or a line end. */
const BETWEEN_VALUES = new RegExp(`(?<!\\b${DAY_OF_WEEK}),|\\n`);
const HTTP_DATE = new RegExp(`^${DAY_OF_WEEK}\\b`);

/** The values of a header that may be a list: a client joins them by commas, a browser by line ends. */
function valuesOf(header: string): string[] {
  return header.split(BETWEEN_VALUES).map((value) => value.trim());
}

/** The wait that one value asks for. */
function waitMs(asked: string, now: number): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(asked)) return Number(asked) * 1000;
  // Date.parse() takes nearly anything for a date; HTTP dates begin with the day of the week.
  if (!HTTP_DATE.test(asked)) return undefined;
  const date = Date.parse(asked);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** What the tenant says about its rate limit: calls per minute, calls left, time until it starts anew. */
export interface RateLimit {
  limit: number;
  remaining: number;
  resetMs: number | undefined;
}

/**
 * Reads the headers that tell of a rate limit: `ratelimit-…`, as a draft of the IETF calls them, and the names that services
 * had for the same before.
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
