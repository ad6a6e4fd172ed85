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

export class Pacing {
  readonly #limits: Pick<Limits, 'waitBudgetMs' | 'maxWaitMs'>;
  readonly #halted: AbortSignal;
  readonly #onWait: OnWait | undefined;
  #waitedMs = 0;
  #notBefore = 0;

  constructor(
    limits: Pick<Limits, 'waitBudgetMs' | 'maxWaitMs'>,
    halted: AbortSignal,
    onWait: OnWait | undefined,
  ) {
    this.#limits = limits;
    this.#halted = halted;
    this.#onWait = onWait;
  }

  /** Total of all waits in ms, without the short ones of {@link sleep}. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** Waits within the budget. Returns false if the budget is used up. */
  async wait(ms: number, reason: string): Promise<boolean> {
    const { maxWaitMs, waitBudgetMs } = this.#limits;
    if (ms > maxWaitMs || this.#waitedMs + ms > waitBudgetMs) return false;
    const padded = ms + 50;
    this.#waitedMs += padded;
    this.#onWait?.(padded, reason);
    await this.sleep(padded);
    return true;
  }

  /** Waits although the tenant did not ask for it. This does not count against the budget. */
  async sleep(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { signal: this.#halted }).catch(() => undefined);
  }

  /** Plans a wait until the rate limit is reset, if few calls are left. The rest is for other clients of the tenant. */
  planSlowDown(headers: Record<string, string>): void {
    const state = rateLimit(headers);
    if (state?.resetMs === undefined) return;
    const reserve = Math.min(10, Math.floor(state.limit / 10));
    if (state.remaining <= reserve) this.#notBefore = Date.now() + state.resetMs;
  }

  /** Waits if {@link planSlowDown} planned it. */
  async slowDown(): Promise<void> {
    const ms = this.#notBefore - Date.now();
    this.#notBefore = 0;
    if (ms > 0)
      await this.wait(Math.min(ms, this.#limits.maxWaitMs), "The tenant's rate limit is almost used up.");
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
