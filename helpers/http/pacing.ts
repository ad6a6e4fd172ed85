/**
 * Decides when the next call may be sent. It waits as long as the tenant asks, within one budget for all waits of a
 * transport, and slows down before a rate limit is used up. Every wait ends early if the transport is halted.
 */
import { setTimeout } from 'node:timers/promises';
import type { Limits } from './limits.ts';
import { rateLimit, retryAfterMs } from './retry-after.ts';
import type { Answered } from './who-answered.ts';

/** Wait if the tenant asks for one without saying how long, in ms. The default of Zendesk's official client. */
const UNSPECIFIED_WAIT_MS = 10_000;

/** From this attempt on, the waits get longer, even if the tenant asks for short ones. */
const BACKOFF_FROM_ATTEMPT = 5;

/** Called before a wait, so that it is printed and time limits are extended by it. */
export type OnWait = (ms: number, reason: string) => void;

/** How long one call has waited, in ms. */
export interface Waited {
  ms: number;
}

export class Pacing {
  readonly #limits: Pick<Limits, 'waitBudgetMs' | 'maxWaitMs'>;
  readonly #halted: AbortSignal;
  readonly #onWait: OnWait | undefined;
  #waitedMs = 0;
  /** How many calls are waiting, and until when the last of them does. */
  #waiting = { calls: 0, until: 0 };
  #hold = { until: 0, reason: '' };

  constructor(
    limits: Pick<Limits, 'waitBudgetMs' | 'maxWaitMs'>,
    halted: AbortSignal,
    onWait: OnWait | undefined,
  ) {
    this.#limits = limits;
    this.#halted = halted;
    this.#onWait = onWait;
  }

  /**
   * Waits within the budget. Returns false if the budget is used up. What calls wait at the same time counts once.
   *
   * @param of the call that waits, and whether calls that are not under way yet wait as well
   */
  async wait(
    ms: number,
    reason: string,
    { waited, holdsAll }: { waited?: Waited; holdsAll?: boolean } = {},
  ): Promise<boolean> {
    const { maxWaitMs, waitBudgetMs } = this.#limits;
    const { calls, until } = this.#waiting;
    const padded = ms + 50;
    const shared = calls === 0 ? 0 : Math.min(padded, Math.max(0, until - Date.now()));
    if (ms > maxWaitMs || this.#waitedMs + ms - shared > waitBudgetMs) return false;
    this.#waitedMs += padded - shared;
    if (waited !== undefined) waited.ms += padded;
    if (holdsAll === true) this.#holdAll(ms, reason);
    if (padded > shared) this.#onWait?.(padded - shared, reason);
    this.#waiting = { calls: calls + 1, until: Math.max(until, Date.now() + padded) };
    await this.sleep(padded);
    this.#waiting.calls--;
    return true;
  }

  /** Waits although the tenant did not ask for it. This does not count against the budget. */
  async sleep(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { signal: this.#halted }).catch(() => undefined);
  }

  /** Holds all calls that are not under way yet. */
  #holdAll(ms: number, reason: string): void {
    const until = Date.now() + ms;
    if (until > this.#hold.until) this.#hold = { until, reason };
  }

  /** Holds calls until the rate limit is reset, if few calls are left. The rest is for other clients of the tenant. */
  planSlowDown(headers: Record<string, string>): void {
    const state = rateLimit(headers);
    if (state?.resetMs === undefined) return;
    const reserve = Math.min(10, Math.floor(state.limit / 10));
    if (state.remaining <= reserve)
      this.#holdAll(state.resetMs, "The tenant's rate limit is almost used up.");
  }

  /** Waits as long as calls are held. */
  async slowDown(waited: Waited): Promise<void> {
    const ms = Math.min(this.#hold.until - Date.now(), this.#limits.maxWaitMs);
    if (ms <= 0) return;
    this.#hold.until = Date.now() + ms;
    await this.wait(ms, this.#hold.reason, { waited });
  }
}

/**
 * Returns how long the tenant asks to wait before the same call, in ms. `undefined` if it does not ask, or if the call
 * must not be repeated.
 */
export function askedToWaitMs(
  { idempotent }: { idempotent: boolean },
  { status, headers }: Answered,
): number | undefined {
  const asked = retryAfterMs(headers);
  // A 429 is sent before the call is processed, so even a call with an effect may be sent again.
  if (status === 429) return asked ?? UNSPECIFIED_WAIT_MS;
  if (status !== 503) return undefined;
  if (headers['retry-after'] !== undefined) return asked ?? UNSPECIFIED_WAIT_MS;
  return idempotent ? UNSPECIFIED_WAIT_MS : undefined;
}

/** Returns the shortest wait before a retry after this many attempts, in ms. */
export function minRetryDelayMs(attempt: number): number {
  return attempt < BACKOFF_FROM_ATTEMPT ? 0 : Math.min(1000 * 2 ** (attempt - BACKOFF_FROM_ATTEMPT), 30_000);
}
