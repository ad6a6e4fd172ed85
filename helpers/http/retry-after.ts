/**
 * Returns how long a tenant asks to wait, in ms, from `Retry-After` (seconds, or an HTTP date) or from the reset of its
 * rate limit. `undefined` if neither is present and readable.
 *
 * Two services on the route may each ask for a wait. The header is then a list, and the longest wait counts.
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
/** Separates values: a line end, or a comma that does not follow the day of the week in a date. */
const BETWEEN_VALUES = new RegExp(`(?<!\\b${DAY_OF_WEEK}),|\\n`);
const HTTP_DATE = new RegExp(`^${DAY_OF_WEEK}\\b`);

/** Splits a header that may be a list. A client joins the values with commas, a browser with line ends. */
function valuesOf(header: string): string[] {
  return header.split(BETWEEN_VALUES).map((value) => value.trim());
}

/** Returns the wait that one value asks for, in ms. */
function waitMs(asked: string, now: number): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(asked)) return Number(asked) * 1000;
  // Date.parse() accepts almost anything as a date. HTTP dates begin with the day of the week.
  if (!HTTP_DATE.test(asked)) return undefined;
  const date = Date.parse(asked);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** A tenant's rate limit: calls per minute, calls left, time until the reset. */
export interface RateLimit {
  limit: number;
  remaining: number;
  resetMs: number | undefined;
}

/** Reads the headers of a rate limit: `ratelimit-…` from an IETF draft, and the older names that services use. */
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
