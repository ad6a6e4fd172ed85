/**
 * What every call goes through: refused where its host is not listed, sent by `client.ts`, paced by `pacing.ts`, sent again
 * where that is safe, told from what something before the tenant has answered, and recorded.
 */
import { setImmediate } from 'node:timers/promises';
import { Blocked } from '../verdict/errors.ts';
import type { Call, Credential } from './call.ts';
import { type Answer, Client, type ClientOptions } from './client.ts';
import { type RetryControls, Exchange, interceptedError } from './exchange.ts';
import { type ExchangeRecord, recordOf } from './exchange-record.ts';
import type { HostGuard } from './hosts.ts';
import { CommonHeaders } from './common-headers.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { type NoAnswer, seconds } from './no-answer.ts';
import { askedToWaitMs, type OnWait, Pacing, patienceMs } from './pacing.ts';
import { query } from './query.ts';
import { retryAfterMs } from './retry-after.ts';
import { type Interceptor, movedTo, refusedByProxy } from './who-answered.ts';

/** What a transport needs to know, and whom it tells. */
export interface TransportOptions extends ClientOptions {
  guard: HostGuard;
  limits?: Partial<Limits>;
  /** A call that whoever calls may make, to see whether the service is well where another one was not served. */
  beside?: Call<unknown>;
  onWait?: OnWait;
  /** Told of every exchange, redacted. */
  onExchange?: (record: ExchangeRecord) => void;
}

/** Attempts of a repeatable call whose connection was lost. */
const MAX_ATTEMPTS_LOST = 3;

/** Attempts of a repeatable call that something before the tenant answers; and where it does so again and again, one. */
const MAX_ATTEMPTS_INTERCEPTED = 3;

/** Attempts of a call that collides in the tenant's database. */
const MAX_ATTEMPTS_CONFLICT = 5;

/** A call was sent, no answer came, and it may have taken effect: look before doing it again. */
export class LostCall extends Blocked {}

/** Makes calls to one tenant. Dispose of it to close its connections. */
export class Transport {
  readonly options: TransportOptions;
  readonly #limits: Limits;
  readonly #client: Client;
  readonly #pacing: Pacing;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #halted = new AbortController();
  #unanswered = 0;
  #spoken = false;
  #interceptedInARow = 0;
  readonly #style = new CommonHeaders();

  constructor(options: TransportOptions) {
    this.options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#client = new Client(options, this.#limits);
    this.#pacing = new Pacing(this.#limits, this.#halted.signal, options.onWait);
  }

  /**
   * Makes a call. Returns the exchange whatever its status.
   *
   * @throws {Blocked} when the host may not be called, no answer came, or the waiting went over its budget.
   * @throws {LostCall} when no answer came to a call that may have taken effect.
   */
  async send<Body>(credential: Credential, call: Call<Body>): Promise<Exchange<Body>> {
    this.#refuseIfHalted();
    const exchange = this.#send(credential, call);
    this.#underWay.add(exchange);
    try {
      return await exchange;
    } finally {
      this.#underWay.delete(exchange);
    }
  }

  /**
   * Ends it for good: nothing is sent any more, waits are cut short, and what is under way is waited for. A cell
   * that ran out of time goes on in the background; it must not create anything while the clean-up removes it.
   */
  async halt(): Promise<void> {
    this.#halted.abort();
    await Promise.allSettled(this.#underWay);
    // One more turn, for whoever waited for those answers to note what they say.
    await setImmediate();
  }

  #refuseIfHalted(): void {
    if (this.#halted.signal.aborted) throw new Blocked('The cell was stopped: no more calls are made.');
  }

  async #send<Body>(credential: Credential, call: Call<Body>): Promise<Exchange<Body>> {
    const url = new URL(`${call.path}${query(call.query)}`, this.options.baseUrl);
    this.options.guard.check(url);
    this.#client.learn(credential, call, url);
    const started = Date.now();
    const waitedBefore = this.#pacing.waitedMs;
    let lost = 0;
    let intercepted = 0;
    let collisions = 0;
    for (let attempt = 1; ; attempt++) {
      await this.#pacing.slowDown();
      this.#refuseIfHalted();
      const outcome = await this.#attempt(credential, call, url);
      const record = recordOf(
        { credential, call, url },
        outcome,
        { started, attempts: attempt, waitedMs: this.#pacing.waitedMs - waitedBefore },
        this.options.secrets,
      );
      if ('failure' in outcome) {
        this.#unanswered++;
        // Counted by themselves: being asked to wait is no reason to give up sooner.
        lost++;
        const again = call.repeatable && outcome.lost && lost < MAX_ATTEMPTS_LOST && !this.#isDead;
        if (again) {
          await this.#pacing.sleep(250 * 2 ** lost);
          continue;
        }
        this.options.onExchange?.(record);
        throw this.#noAnswer(call, record, outcome);
      }
      this.#unanswered = 0;
      const asked = askedToWaitMs(call, outcome);
      if (asked !== undefined) {
        const ms = Math.max(asked, patienceMs(attempt));
        if (await this.#pacing.wait(ms, `the tenant answered ${String(outcome.status)}`)) continue;
        this.options.onExchange?.(record);
        throw new Blocked(
          `${call.method} ${url.pathname} as ${credential.as}: the tenant still answers ${String(outcome.status)}, and ` +
            `asks to wait for another ${seconds(asked)}, which is over the run's budget for waiting`,
          { remedy: 'run again when the tenant is less busy, or raise its rate limit' },
        );
      }
      const exchange = new Exchange(record, outcome, call.schema, call.format, this.#again(credential, call));
      const pause = (times: number) => this.#limits.retryDelayMs * 2 ** (times - 1);
      const interceptor = this.#interceptorOf(call, url, exchange, outcome);
      if (interceptor !== undefined) {
        // Where it stands before every call, to wait for it each time helps nobody.
        const most = call.repeatable && this.#interceptedInARow < 2 ? MAX_ATTEMPTS_INTERCEPTED : 1;
        if (++intercepted < most) {
          await this.#pacing.sleep(pause(intercepted));
          continue;
        }
        this.#interceptedInARow++;
        this.options.onExchange?.(record);
        // Where nothing has been heard of the tenant yet, this is no way to it.
        const mayBeDone = !call.repeatable && !interceptor.isCertain && this.#spoken;
        throw interceptedError(exchange, interceptor, mayBeDone ? LostCall : Blocked);
      }
      this.#interceptedInARow = 0;
      if (exchange.isCollision) {
        const again = call.noRetryOnConflict !== true && ++collisions < MAX_ATTEMPTS_CONFLICT;
        const ms = retryAfterMs(outcome.headers) ?? pause(collisions);
        if (
          again &&
          (await this.#pacing.wait(ms, 'the call collided with another one in the tenant’s database'))
        )
          continue;
        this.options.onExchange?.(record);
        throw this.#collided(call, exchange);
      }
      if (collisions > 0) record.collisions = collisions;
      record.drift = exchange.driftFrom(call.documented);
      this.options.onExchange?.(record);
      this.#spoken ||= exchange.isReadable;
      if (exchange.status < 300 && exchange.isServiceDocument) this.#style.learn(url, outcome);
      this.#pacing.foreseeLimit(outcome.headers);
      return exchange;
    }
  }

  /**
   * Who has answered in the place of the service. A page that may as well come from a wrong address is left to whoever
   * makes the first call.
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
      const moved = movedTo(answer, url, this.#client.addressIn);
      if (moved !== undefined) return moved;
    }
    if (interceptor === undefined)
      return isServiceDocument ? undefined : this.#style.foreignSender(url, answer);
    const mayBeWrongAddress = !this.#spoken && (status < 400 || status === 401 || status === 404);
    return mayBeWrongAddress && !interceptor.isCertain ? undefined : interceptor;
  }

  #collided({ repeatable }: Call<unknown>, { title, excerpt }: Exchange<unknown>): Blocked {
    const Kind = repeatable ? Blocked : LostCall;
    return new Kind(`${title} collides with another call in the tenant’s database.\n${excerpt}`, {
      remedy: 'run again when the tenant is less busy',
    });
  }

  #again(credential: Credential, call: Call<unknown>): RetryControls | undefined {
    const { beside } = this.options;
    if (beside === undefined) return undefined;
    return {
      call: () => this.send(credential, call),
      beside: () => this.send(credential, beside),
      wait: (reason) => this.#pacing.wait(this.#limits.refusalRetryDelayMs, reason),
    };
  }

  /** Whether this tenant has answered in its service's format at all yet: until then, a web page is the wrong address. */
  get hasSpoken(): boolean {
    return this.#spoken;
  }

  /** Closes every connection. */
  async dispose(): Promise<void> {
    await this.#client.dispose();
  }

  /** Sends it, unless the tenant counts as dead. */
  async #attempt(credential: Credential, call: Call<unknown>, url: URL): Promise<Answer | NoAnswer> {
    if (!this.#isDead) return this.#client.send(credential, call, url);
    return {
      failure: `not sent: ${String(this.#limits.deadAfterCalls)} calls in a row got no answer`,
      lost: false,
      sent: false,
    };
  }

  get #isDead(): boolean {
    return this.#unanswered >= this.#limits.deadAfterCalls;
  }

  #noAnswer<Body>(call: Call<Body>, record: ExchangeRecord, outcome: NoAnswer): Blocked {
    const { host, pathname } = new URL(call.path, this.options.baseUrl);
    const sentence = `${call.method} ${pathname} as ${record.as}: ${host} gave no answer: ${record.failure ?? ''}`;
    const remedy = outcome.remedy === undefined ? {} : { remedy: outcome.remedy };
    return outcome.sent && !call.repeatable ? new LostCall(sentence, remedy) : new Blocked(sentence, remedy);
  }
}
