/** When the calls and sign-ins of a proved check were made: all that the record keeps of them. */
import type { CellRecord, RecordedExchange, SignInRecord } from '../verdict/cell.ts';
import type { Timing } from './schema.ts';

/** Longer paths are cut off. */
const MAX_PATH = 200;

/**
 * Returns the calls and sign-ins in the order in which they began.
 *
 * @param startedAt when the check began, in ISO 8601
 */
export function timingsOf(
  { exchanges, signIns = [] }: Pick<CellRecord, 'exchanges' | 'signIns'>,
  startedAt: string | undefined,
): Timing[] | undefined {
  const start = Date.parse(startedAt ?? '');
  if (Number.isNaN(start) || exchanges.length + signIns.length === 0) return undefined;
  return [
    ...exchanges.map((exchange) => timingOfCall(exchange, start)),
    ...signIns.map((signIn) => timingOfSignIn(signIn, start)),
  ].sort((a, b) => a.at - b.at);
}

function timingOfCall(
  { as, method, url, status, startedAt, durationMs, attempts, waits }: RecordedExchange,
  start: number,
): Timing {
  return {
    as,
    call: `${method} ${pathIn(url).slice(0, MAX_PATH)}`,
    status,
    at: Date.parse(startedAt) - start,
    ms: durationMs,
    attempts: attempts > 1 ? attempts : undefined,
    waits,
  };
}

function timingOfSignIn({ as, outcome, startedAt, durationMs }: SignInRecord, start: number): Timing {
  return { as, outcome, at: Date.parse(startedAt) - start, ms: durationMs };
}

/** The path of a URL without its query. What is not a URL stays as it is. */
export function pathIn(url: string): string {
  return /^https?:\/\/[^/?#]*(\/[^?#]*)/is.exec(url)?.[1] ?? url;
}
