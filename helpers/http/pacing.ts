/**
 * When the next call may go out: waits for as long as the tenant asks, within one budget for all waits of a transport, and
 * slows down before a rate limit is used up. Every wait ends early when the transport is halted.
 */
import { setTimeout } from 'node:timers/promises';
import type { Limits } from './limits.ts';
import { rateLimit, retryAfterMs } from './retry-after.ts';
import type { Answered } from './who-answered.ts';

/** How long to wait when the tenant asks for a pause but not for how long: the official client's default. */
const UNSPECIFIED_WAIT_MS = 10_000;

/** From this attempt on, a tenant that asks for no more than a moment is given longer and longer. */
const BACKOFF_FROM_ATTEMPT = 5;

/** Told before a wait, so that it is seen and a time limit can be extended by it. */
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

  /** What all waits have come to, but for the short ones of {@link sleep}. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** Waits within the budget; false when that is used up. */
  async wait(ms: number, reason: string): Promise<boolean> {
    const { maxWaitMs, waitBudgetMs } = this.#limits;
    if (ms > maxWaitMs || this.#waitedMs + ms > waitBudgetMs) return false;
    const padded = ms + 50;
    this.#waitedMs += padded;
    this.#onWait?.(padded, reason);
    await this.sleep(padded);
    return true;
  }

  /** A moment that nobody has asked for, and that counts for no budget. */
  async sleep(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { signal: this.#halted }).catch(() => undefined);
  }

  /** Others live on that tenant: before the last calls of a minute are used up, wait for the next minute. */
  foreseeLimit(headers: Record<string, string>): void {
    const state = rateLimit(headers);
    if (state?.resetMs === undefined) return;
    const reserve = Math.min(10, Math.floor(state.limit / 10));
    if (state.remaining <= reserve) this.#notBefore = Date.now() + state.resetMs;
  }

  /** Waits where {@link foreseeLimit} has said so. */
  async slowDown(): Promise<void> {
    const ms = this.#notBefore - Date.now();
    this.#notBefore = 0;
    if (ms > 0) await this.wait(Math.min(ms, this.#limits.maxWaitMs), 'its rate limit is nearly used up');
  }
}

/**
 * How long the tenant asks us to wait before the same call, if it does and the call may be repeated.
 */
export function askedToWaitMs(
  { repeatable }: { repeatable: boolean },
  { status, headers }: Answered,
): number | undefined {
  const asked = retryAfterMs(headers);
  // 429 is refused before it is looked at, so that even a call with effect may be sent again.
  if (status === 429) return asked ?? UNSPECIFIED_WAIT_MS;
  if (status !== 503) return undefined;
  if (headers['retry-after'] !== undefined) return asked ?? UNSPECIFIED_WAIT_MS;
  return repeatable ? UNSPECIFIED_WAIT_MS : undefined;
}

/** The least to wait before a call that was sent so often is sent once more. */
export function patienceMs(attempt: number): number {
  return attempt < BACKOFF_FROM_ATTEMPT ? 0 : Math.min(1000 * 2 ** (attempt - BACKOFF_FROM_ATTEMPT), 30_000);
}
