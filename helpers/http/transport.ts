/**
 * The path of every call. A call to an unlisted host is blocked. All others are paced by `pacing.ts`, sent by
 * `client.ts`, retried if that is safe, checked for an interceptor's answer, and recorded.
 */
import { setImmediate } from 'node:timers/promises';
import { Blocked } from '../verdict/errors.ts';
import { type Call, type Credential, titleOf } from './call.ts';
import { type Answer, Client, type ClientOptions } from './client.ts';
import { type RetryControls, Exchange, interceptedError } from './exchange.ts';
import { type ExchangeRecord, recordOf } from './exchange-record.ts';
import type { HostGuard } from './hosts.ts';
import { CommonHeaders } from './common-headers.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { type NoAnswer, seconds, sinceItAnswered } from './no-answer.ts';
import { askedToWaitMs, type OnWait, Pacing, minRetryDelayMs, type Waited } from './pacing.ts';
import { query } from './query.ts';
import { retryAfterMs } from './retry-after.ts';
import { TenantClock } from './tenant-clock.ts';
import { type Interceptor, movedTo, refusedByProxy } from './who-answered.ts';

/** The options and callbacks of a transport. */
export interface TransportOptions extends ClientOptions {
  guard: HostGuard;
  limits?: Partial<Limits>;
  /** The health probe: a call that any caller may make, to see whether the service is healthy. */
  healthProbe?: Call<unknown>;
  onWait?: OnWait;
  onSend?: OnSend;
}

/** Called when a call begins. Returns the function that is called with its redacted record when it is over. */
export type OnSend = () => (record: ExchangeRecord) => void;

/** Attempts of an idempotent call if its connection is lost. */
const MAX_ATTEMPTS_LOST = 3;

/** Attempts of an idempotent call that an interceptor answers. Once it has answered several calls in a row, only one. */
const MAX_ATTEMPTS_INTERCEPTED = 3;

/** Attempts of a call that meets a conflict in the tenant's database. */
const MAX_ATTEMPTS_CONFLICT = 5;

/** A call was sent, got no answer, and may have taken effect. Look at the tenant before you repeat it. */
export class LostCall extends Blocked {}

/** Makes calls to one tenant. Call `dispose` to close its connections. */
export class Transport {
  readonly options: TransportOptions;
  /** What the answers have shown about the tenant's clock. */
  readonly clock = new TenantClock();
  readonly #limits: Limits;
  readonly #client: Client;
  readonly #pacing: Pacing;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #turns: Turns;
  readonly #halted = new AbortController();
  #unanswered = 0;
  /** How many attempts got no answer, of which those that were under way at the same time count as one. */
  #failures = 0;
  #hasAnswered = false;
  #interceptedInARow = 0;
  readonly #commonHeaders = new CommonHeaders();

  constructor(options: TransportOptions) {
    this.options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#client = new Client(options, this.#limits);
    this.#turns = new Turns(this.#limits.maxCallsAtOnce);
    this.#pacing = new Pacing(this.#limits, this.#halted.signal, options.onWait);
  }

  /**
   * Makes a call and returns the exchange, whatever its status is.
   *
   * @throws {Blocked} if the host may not be called, there was no answer, or the waiting budget is used up
   * @throws {LostCall} if there was no answer to a call that may have taken effect
   */
  async send<Body>(credential: Credential, call: Call<Body>): Promise<Exchange<Body>> {
    this.#refuseIfHalted();
    const onExchange = this.options.onSend?.();
    const exchange = this.#turns.take(() => this.#send(credential, call, onExchange));
    this.#underWay.add(exchange);
    try {
      return await exchange;
    } finally {
      this.#underWay.delete(exchange);
    }
  }

  /**
   * Ends the transport for good. Nothing more is sent, waits are cut short, and running calls are awaited. A cell that
   * ran out of time continues in the background. It must not create anything during the clean-up.
   */
  async halt(): Promise<void> {
    this.#halted.abort();
    await Promise.allSettled(this.#underWay);
    // One more turn, so that code that awaited those answers can record them.
    await setImmediate();
  }

  #refuseIfHalted(): void {
    if (this.#halted.signal.aborted)
      throw new Blocked('The cell was stopped; no more calls are sent.', {
        remedy: 'find what stopped it: the error before this one, a time limit, or a signal',
        help: 'time-limit',
      });
  }

  async #send<Body>(
    credential: Credential,
    call: Call<Body>,
    onExchange: ReturnType<OnSend> | undefined,
  ): Promise<Exchange<Body>> {
    this.#refuseIfHalted();
    const url = new URL(`${call.path}${query(call.query)}`, this.options.baseUrl);
    this.options.guard.check(url);
    this.#client.learn(credential, call, url);
    const started = Date.now();
    const waited: Waited = { ms: 0 };
    let lost = 0;
    let intercepted = 0;
    let conflicts = 0;
    for (let attempt = 1; ; attempt++) {
      await this.#pacing.slowDown(waited);
      this.#refuseIfHalted();
      const failuresBefore = this.#failures;
      const outcome = await this.#attempt(credential, call, url);
      const record = recordOf(
        { credential, call, url },
        outcome,
        { started, attempts: attempt, waitedMs: waited.ms },
        this.options.secrets,
      );
      if ('failure' in outcome) {
        // What cuts off several calls at once is one failure.
        if (this.#failures === failuresBefore) {
          this.#failures++;
          this.#unanswered++;
        }
        // Counted separately, because waits that the tenant asked for are no reason to give up sooner.
        lost++;
        const again = call.idempotent && outcome.lost && lost < MAX_ATTEMPTS_LOST && !this.#isDead;
        if (again) {
          await this.#pacing.sleep(250 * 2 ** lost);
          continue;
        }
        onExchange?.(record);
        throw noAnswerTo(
          call,
          `${titleOf(call.method, url, credential)}: no answer from ${url.host}`,
          record,
          outcome,
        );
      }
      this.#unanswered = 0;
      this.clock.see(outcome.headers['date']);
      const asked = askedToWaitMs(call, outcome);
      if (asked !== undefined) {
        const ms = Math.max(asked, minRetryDelayMs(attempt));
        const reason = `The tenant answered ${String(outcome.status)}.`;
        // A rate limit is not that of one call.
        const holdsAll = outcome.status === 429;
        if (await this.#pacing.wait(ms, reason, { waited, holdsAll })) continue;
        onExchange?.(record);
        throw new Blocked(
          `${titleOf(call.method, url, credential)}: the tenant still answers ${String(outcome.status)} and ` +
            `asks for another ${seconds(asked)}; the run's waiting budget is used up`,
          { remedy: 'run again when the tenant is less busy, or raise its rate limit', help: 'rate-limit' },
        );
      }
      const exchange = new Exchange(
        record,
        outcome,
        call.schema,
        call.format,
        this.#retryControls(credential, call),
      );
      const pause = (times: number) => this.#limits.retryDelayMs * 2 ** (times - 1);
      const interceptor = this.#interceptorOf(call, url, exchange, outcome);
      if (interceptor !== undefined) {
        // If an interceptor answers every call, waiting does not help.
        const most = call.idempotent && this.#interceptedInARow < 2 ? MAX_ATTEMPTS_INTERCEPTED : 1;
        if (++intercepted < most) {
          await this.#pacing.sleep(pause(intercepted));
          continue;
        }
        this.#interceptedInARow++;
        onExchange?.(record);
        // If the tenant has never answered, this call cannot have reached it.
        const mayBeDone = !call.idempotent && !interceptor.isCertain && this.#hasAnswered;
        throw interceptedError(exchange, interceptor, mayBeDone ? LostCall : Blocked);
      }
      this.#interceptedInARow = 0;
      if (exchange.isConflict) {
        const again = call.noRetryOnConflict !== true && ++conflicts < MAX_ATTEMPTS_CONFLICT;
        const ms = retryAfterMs(outcome.headers) ?? pause(conflicts);
        if (again && (await this.#pacing.wait(ms, 'Database conflict on the tenant.', { waited }))) continue;
        onExchange?.(record);
        throw this.#conflictError(call, exchange);
      }
      if (conflicts > 0) record.conflicts = conflicts;
      // The name of a field may be anything, even a secret.
      record.drift = exchange
        .driftFrom(call.documented)
        .map((each) => ({ ...each, path: this.options.secrets.redact(each.path) }));
      onExchange?.(record);
      this.#hasAnswered ||= exchange.isReadable;
      if (exchange.status < 300 && exchange.isServiceDocument) this.#commonHeaders.learn(url, outcome);
      this.#pacing.planSlowDown(outcome.headers);
      return exchange;
    }
  }

  /**
   * Returns the interceptor that answered instead of the service. If a page may also mean that the URL is wrong, the caller
   * of the first call decides.
   */
  #interceptorOf(
    { mayRedirectOffHost }: Call<unknown>,
    url: URL,
    { interceptor, status, isServiceDocument }: Exchange<unknown>,
    answer: Answer,
  ): Interceptor | undefined {
    if (answer.isOfProxy || (status === 407 && this.#client.proxyName !== undefined))
      return refusedByProxy(answer, this.#client.proxyName);
    if (interceptor === undefined && mayRedirectOffHost !== true) {
      const moved = movedTo(answer, url, this.#client.addressIn, () =>
        this.#commonHeaders.hasSigned(url, answer),
      );
      if (moved !== undefined) return moved;
    }
    if (interceptor === undefined)
      return isServiceDocument ? undefined : this.#commonHeaders.foreignSender(url, answer);
    const mayBeWrongAddress = !this.#hasAnswered && (status < 400 || status === 401 || status === 404);
    return mayBeWrongAddress && !interceptor.isCertain ? undefined : interceptor;
  }

  #conflictError({ idempotent }: Call<unknown>, { title, excerpt }: Exchange<unknown>): Blocked {
    const Kind = idempotent ? Blocked : LostCall;
    return new Kind(`${title} keeps hitting database conflicts on the tenant.\n${excerpt}`, {
      remedy: 'run again when the tenant is less busy',
      help: 'database-conflict',
    });
  }

  #retryControls(credential: Credential, call: Call<unknown>): RetryControls | undefined {
    const { healthProbe } = this.options;
    if (healthProbe === undefined) return undefined;
    return {
      call: () => this.send(credential, call),
      healthProbe: () => this.send(credential, healthProbe),
      wait: (reason) => this.#pacing.wait(this.#limits.refusalRetryDelayMs, reason),
    };
  }

  /** Whether this tenant has answered in its service's format yet. Until then, a web page means that the URL is wrong. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /** Closes all connections. */
  async dispose(): Promise<void> {
    await this.#client.dispose();
  }

  /** Sends a call, unless the tenant counts as dead. */
  async #attempt(credential: Credential, call: Call<unknown>, url: URL): Promise<Answer | NoAnswer> {
    if (!this.#isDead) {
      const outcome = await this.#client.send(credential, call, url);
      return 'failure' in outcome && this.#hasAnswered ? sinceItAnswered(outcome) : outcome;
    }
    return {
      failure: `not sent, because the last ${String(this.#limits.deadAfterCalls)} calls got no answer`,
      lost: false,
      sent: false,
      remedy: 'see what the first of these calls ran into, and run again when the tenant answers',
      help: 'network',
    };
  }

  get #isDead(): boolean {
    return this.#unanswered >= this.#limits.deadAfterCalls;
  }
}

/** Lets a few calls be under way at once. The others wait, and go in the order in which they came. */
class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  async take<T>(act: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((go) => this.#waiting.push(go));
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}

/** The error of a call that got no answer, and may have taken effect unless it is idempotent. */
function noAnswerTo(
  { idempotent }: Call<unknown>,
  title: string,
  { failure = '' }: ExchangeRecord,
  { sent, remedy, help }: NoAnswer,
): Blocked {
  const Kind = sent && !idempotent ? LostCall : Blocked;
  return new Kind(`${title}: ${failure}`, { remedy, help });
}
