/**
 * What every call goes through. A fresh request context per credential, so that no cookie of one identity
 * travels with another; redirects never followed; waits bounded; secrets learned; everything recorded.
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { type APIRequest, type APIRequestContext, type APIResponse, request } from 'playwright';
import type { z } from 'zod';
import { learnFromJson, learnFromSetCookie, namesIn } from '../secrets/learn.ts';
import type { SecretKind, SecretRegistry } from '../secrets/registry.ts';
import { Blocked, messageOf } from '../verdict/errors.ts';
import { BodyRefused, unpack, withBodyLimit } from './body-limit.ts';
import { dropIdleConnections, watchConnections } from './connections.ts';
import { type Again, Exchange, type ExchangeRecord, notOfService } from './exchange.ts';
import { type Format, json } from './format.ts';
import type { HostGuard } from './hosts.ts';
import { HouseStyle } from './house-style.ts';
import { explainFailure, type NoAnswer, seconds } from './no-answer.ts';
import { printable } from './printable.ts';
import { type ClientProxy, namedProxy, type Proxy, proxyForCall } from './proxy.ts';
import { query } from './query.ts';
import { rateLimit, retryAfterMs } from './retry-after.ts';
import { type Interceptor, movedTo, refusedByProxy } from './who-answered.ts';

/** One call, before it is made. */
export interface Call<Body> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Encoded already: see `path()`. */
  path: string;
  query?: Record<string, string>;
  /** Further headers, none of them a secret. */
  headers?: Record<string, string>;
  /** What is sent, as JSON … */
  json?: unknown;
  /**
   * … or as it is; then `secret` says what kind of secret all of it is, and `shown` what the record shows in its place,
   * where it is too short to be looked for.
   */
  content?: { type: string; text: string; secret?: SecretKind; shown?: string };
  /** How the service writes its answers; JSON if nothing is said. */
  format?: Format;
  /** The answer may hold people who are none of our business: it is not recorded. */
  mayHoldOthers?: true;
  /** Whether sending it twice does no more than sending it once. */
  repeatable: boolean;
  /** What it creates is not the same, made twice: where it collided with another call, it is not made again. */
  onlyOnce?: true;
  /** A redirect to another host is an answer to it. */
  mayLeadElsewhere?: true;
  /** What of the answer to a success is relied on. */
  schema: z.ZodType<Body>;
  /** The whole documented shape of it, and of a refusal: what differs from them is noted. */
  documented?: { success: z.ZodType; refusal: z.ZodType };
}

/** Who calls: a name for the report, and what proves it, if there is anything. */
export interface Credential {
  as: string;
  /** An access token, sent as `Authorization: Bearer`. Its connection, with its cookies, is kept for the next call. */
  bearer?: string;
  /**
   * Another header, made for each call, which then has a connection of its own: no cookie that an earlier answer has
   * set can prove anything in its place.
   */
  proof?: Proof;
}

/** A header that proves who calls. */
interface Proof {
  header: string;
  /** What the report shows in its place. */
  shown: string;
  /** Its value, anew for each call, and what of it is secret: of a pair of name and password, the password. */
  make: () => { value: string; secrets: { value: string; kind: SecretKind }[] };
}

/** Bounds of a transport: times in milliseconds. */
export interface Limits {
  /** For one answer. */
  deadlineMs: number;
  /** For all the waiting that the tenant asks for, together. */
  waitBudgetMs: number;
  /** For one such wait. */
  longestWaitMs: number;
  /** After so many calls in a row without an answer the tenant counts as dead. */
  deadAfter: number;
  /** For the body of one answer, in bytes. */
  longestBody: number;
  /** Between two tries of a call that was not served where it was to be refused. */
  insistAfterMs: number;
  /** Before the first repetition of a call that was not answered by the service, or collided there; doubled each time. */
  againAfterMs: number;
}

/** What of Playwright's request contexts a transport uses. */
export type RequestContext = Pick<APIRequestContext, 'fetch' | 'dispose'>;
export type NewContext = (...options: Parameters<APIRequest['newContext']>) => Promise<RequestContext>;

/** What a transport needs to know, and whom it tells. */
export interface TransportOptions {
  baseUrl: string;
  userAgent: string;
  /** The company's proxy; whether it is asked for this tenant is decided by the address. */
  proxy: Proxy | undefined;
  guard: HostGuard;
  secrets: SecretRegistry;
  limits?: Partial<Limits>;
  /** Makes the contexts of requests; Playwright does, if nothing is said. */
  newContext?: NewContext;
  /** A call that whoever calls may make, to see whether the service is well where another one was not served. */
  beside?: Call<unknown>;
  /** Told before a wait, so that it is seen and a time limit can be extended by it. */
  onWait?: (ms: number, reason: string) => void;
  /** Told of every exchange, redacted. */
  onExchange?: (record: ExchangeRecord) => void;
}

const DEFAULT_LIMITS: Limits = {
  deadlineMs: 20_000,
  waitBudgetMs: 600_000,
  longestWaitMs: 120_000,
  deadAfter: 5,
  // A page of a hundred users is some 300 KiB.
  longestBody: 8 * 1024 * 1024,
  insistAfterMs: 30_000,
  againAfterMs: 1000,
};

/** How long to wait when the tenant asks for a pause but not for how long: the official client's default. */
const UNSPECIFIED_WAIT_MS = 10_000;

/** Attempts of a repeatable call whose connection was lost. */
const LOST_ATTEMPTS = 3;

/** Attempts of a repeatable call that something before the tenant answers; and where it does so again and again, one. */
const INTERCEPTED_ATTEMPTS = 3;

/** Attempts of a call that collides in the tenant's database. */
const COLLIDING_ATTEMPTS = 5;

/** From this attempt on, a tenant that asks for no more than a moment is given longer and longer. */
const PATIENT_ATTEMPTS = 5;

/** More values than these in one answer, learned and looked for ever after, would slow everything down. */
const MOST_SECRETS = 200;

/** A call was sent, no answer came, and it may have taken effect: look before doing it again. */
export class LostCall extends Blocked {}

const playwrightContext: NewContext = (options) => request.newContext(options);

/** Makes calls to one tenant. Dispose of it to close its connections. */
export class Transport {
  readonly options: TransportOptions;
  readonly #limits: Limits;
  readonly #contexts = new Map<string, Promise<RequestContext>>();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #halted = new AbortController();
  #waitedMs = 0;
  #unanswered = 0;
  #spoken = false;
  #interceptedInARow = 0;
  readonly #style = new HouseStyle();
  #notBefore = 0;

  constructor(options: TransportOptions) {
    this.options = options;
    watchConnections();
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    for (const open of [options.baseUrl, options.userAgent]) options.secrets.sayOpenly(open);
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
    this.#learnSent(credential, call, url);
    const started = Date.now();
    const waitedBefore = this.#waitedMs;
    let lost = 0;
    let intercepted = 0;
    let collisions = 0;
    for (let attempt = 1; ; attempt++) {
      await this.#slowDown();
      this.#refuseIfHalted();
      const outcome = await this.#attempt(credential, call, url);
      const record = this.#record(credential, call, url, outcome, {
        started,
        attempts: attempt,
        waitedMs: this.#waitedMs - waitedBefore,
      });
      if ('failure' in outcome) {
        this.#unanswered++;
        // Counted by themselves: being asked to wait is no reason to give up sooner.
        lost++;
        const again = call.repeatable && outcome.lost && lost < LOST_ATTEMPTS && !this.#dead;
        if (again) {
          await this.#sleep(250 * 2 ** lost);
          continue;
        }
        this.options.onExchange?.(record);
        throw this.#noAnswer(call, record, outcome);
      }
      this.#unanswered = 0;
      const wait = this.#askedToWait(call, outcome);
      if (wait !== undefined) {
        const more =
          attempt < PATIENT_ATTEMPTS ? 0 : Math.min(1000 * 2 ** (attempt - PATIENT_ATTEMPTS), 30_000);
        if (await this.#wait(Math.max(wait, more), `the tenant answered ${String(outcome.status)}`)) continue;
        this.options.onExchange?.(record);
        throw new Blocked(
          `${call.method} ${url.pathname} as ${credential.as}: the tenant still answers ${String(outcome.status)}, and ` +
            `asks to wait for another ${seconds(wait)}, which is over the run's budget for waiting`,
          { remedy: 'run again when the tenant is less busy, or raise its rate limit' },
        );
      }
      const exchange = new Exchange(record, outcome, call.schema, call.format, this.#again(credential, call));
      const pause = (times: number) => this.#limits.againAfterMs * 2 ** (times - 1);
      const interceptor = this.#interceptorOf(call, url, exchange, outcome);
      if (interceptor !== undefined) {
        // Where it stands before every call, to wait for it each time helps nobody.
        const most = call.repeatable && this.#interceptedInARow < 2 ? INTERCEPTED_ATTEMPTS : 1;
        if (++intercepted < most) {
          await this.#sleep(pause(intercepted));
          continue;
        }
        this.#interceptedInARow++;
        this.options.onExchange?.(record);
        // Where nothing has been heard of the tenant yet, this is no way to it.
        const mayBeDone = !call.repeatable && !interceptor.isCertain && this.#spoken;
        throw notOfService(exchange, interceptor, mayBeDone ? LostCall : Blocked);
      }
      this.#interceptedInARow = 0;
      if (exchange.isCollision) {
        const again = call.onlyOnce !== true && ++collisions < COLLIDING_ATTEMPTS;
        const ms = retryAfterMs(outcome.headers) ?? pause(collisions);
        if (again && (await this.#wait(ms, 'the call collided with another one in the tenant’s database')))
          continue;
        this.options.onExchange?.(record);
        throw this.#collided(call, exchange);
      }
      if (collisions > 0) record.collisions = collisions;
      record.drift = exchange.driftFrom(call.documented);
      this.options.onExchange?.(record);
      this.#spoken ||= exchange.isReadable;
      if (exchange.status < 300 && exchange.isInItsWords) this.#style.learn(url, outcome);
      this.#foreseeLimit(outcome.headers);
      return exchange;
    }
  }

  /**
   * Who has answered in the place of the service. A page that may as well come from a wrong address is left to whoever
   * makes the first call.
   */
  #interceptorOf(
    { mayLeadElsewhere }: Call<unknown>,
    url: URL,
    { interceptor, status, isInItsWords }: Exchange<unknown>,
    answer: Answer,
  ): Interceptor | undefined {
    if (answer.isOfProxy || (status === 407 && this.#proxyName !== undefined))
      return refusedByProxy(answer, this.#proxyName);
    if (interceptor === undefined && mayLeadElsewhere !== true) {
      const moved = movedTo(answer, url);
      if (moved !== undefined) return moved;
    }
    if (interceptor === undefined) return isInItsWords ? undefined : this.#style.strangerOf(url, answer);
    const mayBeWrongAddress = !this.#spoken && (status < 400 || status === 401 || status === 404);
    return mayBeWrongAddress && !interceptor.isCertain ? undefined : interceptor;
  }

  #collided({ repeatable }: Call<unknown>, { title, excerpt }: Exchange<unknown>): Blocked {
    const Kind = repeatable ? Blocked : LostCall;
    return new Kind(`${title} collides with another call in the tenant’s database.\n${excerpt}`, {
      remedy: 'run again when the tenant is less busy',
    });
  }

  /** What is about to be sent: what of it is secret, and what is said in the open. */
  #learnSent(
    credential: Credential,
    { method, json, query: asked, content, format }: Call<unknown>,
    url: URL,
  ): void {
    const { secrets } = this.options;
    const by = `sent by ${titleOf(method, url, credential)}`;
    learnFromJson([json, asked], secrets, by);
    if (content?.secret !== undefined) secrets.learn(content.text, content.secret, `the text ${by}`);
    const open = content?.secret === undefined ? format?.parse(content?.text ?? '', '')?.value : undefined;
    for (const name of namesIn([json, asked, open])) secrets.sayOpenly(name);
  }

  #again(credential: Credential, call: Call<unknown>): Again | undefined {
    const { beside } = this.options;
    if (beside === undefined) return undefined;
    return {
      call: () => this.send(credential, call),
      beside: () => this.send(credential, beside),
      wait: (reason) => this.#wait(this.#limits.insistAfterMs, reason),
    };
  }

  /** Whether this tenant has answered in its service's format at all yet: until then, a web page is the wrong address. */
  get hasSpoken(): boolean {
    return this.#spoken;
  }

  /** Closes every connection. */
  async dispose(): Promise<void> {
    const contexts = [...this.#contexts.values()];
    this.#contexts.clear();
    await Promise.allSettled(contexts.map(async (context) => (await context).dispose()));
  }

  async #attempt<Body>(credential: Credential, call: Call<Body>, url: URL): Promise<Answer | NoAnswer> {
    if (this.#dead) {
      return {
        failure: `not sent: ${String(this.#limits.deadAfter)} calls in a row got no answer`,
        lost: false,
        sent: false,
      };
    }
    let response: APIResponse | undefined;
    let context: RequestContext | undefined;
    const { content, format = json } = call;
    const body = bodyOf(call);
    try {
      const proof = this.#prove(credential, titleOf(call.method, url, credential));
      const by = (context = await this.#context(credential));
      const { deadlineMs, longestBody } = this.#limits;
      if (!call.repeatable) dropIdleConnections();
      const fetch = () =>
        by.fetch(url.href, {
          method: call.method,
          headers: {
            Accept: format.accept,
            ...(call.method === 'GET' ? {} : { 'Content-Type': content?.type ?? 'application/json' }),
            ...call.headers,
            ...proof,
          },
          ...(body === undefined ? {} : { data: Buffer.from(body) }),
          timeout: deadlineMs,
          maxRedirects: 0,
          maxRetries: 0,
        });
      let isEncrypted = false;
      response = await withBodyLimit(
        longestBody,
        fetch,
        ({ socket }) => (isEncrypted = 'encrypted' in socket),
      );
      const headers = response.headers();
      const text = unpack(await response.body(), headers['content-encoding'], longestBody).toString();
      const learning = new FewSecrets(this.options.secrets);
      const where = `in the answer to ${titleOf(call.method, url, credential)}`;
      learnFromSetCookie(headers['set-cookie'], learning, where);
      format.learn({ text, headers }, learning, where);
      // What a proxy says in the place of connecting does not come on a connection to the tenant: Node shows none.
      const isOfProxy = this.#proxy !== undefined && url.protocol === 'https:' && !isEncrypted;
      return { status: response.status(), headers, text, isOfProxy };
    } catch (error) {
      if (error instanceof BodyRefused) return { failure: error.message, lost: false, sent: true };
      return explainFailure(messageOf(error), this.#limits.deadlineMs, this.#proxyName);
    } finally {
      await response?.dispose();
      if (credential.bearer === undefined) await context?.dispose();
    }
  }

  /** The header that proves who calls, learned before it is sent. */
  #prove({ bearer, proof }: Credential, title: string): Record<string, string> {
    const made = proof?.make();
    const source = `what proves who calls ${title}`;
    if (bearer !== undefined) this.options.secrets.learn(bearer, 'access token', source);
    for (const { value, kind } of made?.secrets ?? []) this.options.secrets.learn(value, kind, source);
    return proof === undefined || made === undefined ? {} : { [proof.header]: made.value };
  }

  get #dead(): boolean {
    return this.#unanswered >= this.#limits.deadAfter;
  }

  /** The way to the tenant; nothing if it is straight. */
  get #proxy(): ClientProxy | undefined {
    return proxyForCall(this.options.proxy, new URL(this.options.baseUrl));
  }

  /** What to call it in a sentence. */
  get #proxyName(): string | undefined {
    const { proxy } = this.options;
    return proxy === undefined || this.#proxy === undefined ? undefined : namedProxy(proxy);
  }

  /** One context per token, which sits in it; and without a token a fresh one for each call. */
  #context({ bearer }: Credential): Promise<RequestContext> {
    const known = this.#contexts.get(bearer ?? '');
    if (known !== undefined) return known;
    const { userAgent, newContext = playwrightContext } = this.options;
    const proxy = this.#proxy;
    const made = newContext({
      userAgent,
      storageState: { cookies: [], origins: [] },
      ...(bearer === undefined ? {} : { extraHTTPHeaders: { Authorization: `Bearer ${bearer}` } }),
      ...(proxy === undefined ? {} : { proxy }),
    });
    if (bearer !== undefined) this.#contexts.set(bearer, made);
    return made;
  }

  #record<Body>(
    credential: Credential,
    call: Call<Body>,
    url: URL,
    outcome: Answer | NoAnswer,
    { started, attempts, waitedMs }: { started: number; attempts: number; waitedMs: number },
  ): ExchangeRecord {
    const cover = (text: string) => printable(this.options.secrets.redact(text));
    const answered = 'failure' in outcome ? undefined : outcome;
    const sent = call.content?.shown ?? bodyOf(call);
    return {
      as: credential.as,
      method: call.method,
      url: cover(url.href),
      requestHeaders: {
        ...Object.fromEntries(
          Object.entries(call.headers ?? {}).map(([name, value]) => [name.toLowerCase(), cover(value)]),
        ),
        ...shownHeaders(credential),
      },
      requestBody: sent === undefined ? undefined : cover(sent),
      status: answered?.status,
      responseHeaders: Object.fromEntries(
        Object.entries(answered?.headers ?? {}).map(([name, value]) => [
          name,
          name === 'set-cookie' ? '[redacted cookie]' : cover(value),
        ]),
      ),
      responseBody: answered === undefined ? undefined : recorded(call, answered, cover),
      failure: 'failure' in outcome ? cover(outcome.failure) : undefined,
      startedAt: new Date(started).toISOString(),
      durationMs: Date.now() - started,
      attempts,
      waitedMs,
    };
  }

  /** How long the tenant asks us to wait before the same call, if it does and the call may be repeated. */
  #askedToWait<Body>(call: Call<Body>, { status, headers }: Answer): number | undefined {
    const asked = retryAfterMs(headers);
    // 429 is refused before it is looked at, so that even a call with effect may be sent again.
    if (status === 429) return asked ?? UNSPECIFIED_WAIT_MS;
    if (status !== 503) return undefined;
    if (headers['retry-after'] !== undefined) return asked ?? UNSPECIFIED_WAIT_MS;
    return call.repeatable ? UNSPECIFIED_WAIT_MS : undefined;
  }

  /** Waits within the budget; false when that is used up. */
  async #wait(ms: number, reason: string): Promise<boolean> {
    if (ms > this.#limits.longestWaitMs || this.#waitedMs + ms > this.#limits.waitBudgetMs) return false;
    const padded = ms + 50;
    this.#waitedMs += padded;
    this.options.onWait?.(padded, reason);
    await this.#sleep(padded);
    return true;
  }

  /** Ends early when the transport is halted. */
  async #sleep(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { signal: this.#halted.signal }).catch(() => undefined);
  }

  /** Others live on that tenant: before the last calls of a minute are used up, wait for the next minute. */
  #foreseeLimit(headers: Record<string, string>): void {
    const state = rateLimit(headers);
    if (state?.resetMs === undefined) return;
    const reserve = Math.min(10, Math.floor(state.limit / 10));
    if (state.remaining <= reserve) this.#notBefore = Date.now() + state.resetMs;
  }

  async #slowDown(): Promise<void> {
    const ms = this.#notBefore - Date.now();
    this.#notBefore = 0;
    if (ms > 0)
      await this.#wait(Math.min(ms, this.#limits.longestWaitMs), 'its rate limit is nearly used up');
  }

  #noAnswer<Body>(call: Call<Body>, record: ExchangeRecord, outcome: NoAnswer): Blocked {
    const { host, pathname } = new URL(call.path, this.options.baseUrl);
    const sentence = `${call.method} ${pathname} as ${record.as}: ${host} gave no answer: ${record.failure ?? ''}`;
    const remedy = outcome.remedy === undefined ? {} : { remedy: outcome.remedy };
    return outcome.sent && !call.repeatable ? new LostCall(sentence, remedy) : new Blocked(sentence, remedy);
  }
}

/** Learns what an answer holds, unless it holds more than any answer does. */
class FewSecrets {
  readonly #secrets: SecretRegistry;
  #learned = 0;

  constructor(secrets: SecretRegistry) {
    this.#secrets = secrets;
  }

  learn(value: string, kind: SecretKind, source: string): void {
    if (++this.#learned > MOST_SECRETS)
      throw new BodyRefused(
        `it answered with more than ${String(MOST_SECRETS)} cookies, tokens or passwords`,
      );
    this.#secrets.learn(value, kind, source);
  }
}

/** `POST /api/v2/users as admin`, without what is asked for in the query. */
function titleOf(method: string, { pathname }: URL, { as }: Credential): string {
  return `${method} ${pathname} as ${as}`;
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** It came from the proxy, and not through it. */
  isOfProxy: boolean;
}

/** What the report shows of the headers: who called, and nothing that proves it. */
function shownHeaders({ bearer, proof }: Credential): Record<string, string> {
  if (bearer !== undefined) return { authorization: 'Bearer [redacted access token]' };
  return proof === undefined ? {} : { [proof.header.toLowerCase()]: proof.shown };
}

function bodyOf({ json, content }: Call<unknown>): string | undefined {
  return json === undefined ? content?.text : JSON.stringify(json);
}

/** Longer bodies are cut off in the record. */
const LONGEST_RECORD = 65_536;

function recorded<Body>(call: Call<Body>, { status, text }: Answer, cover: (text: string) => string): string {
  if (call.mayHoldOthers === true && status < 300) {
    return `(${String(text.length)} characters, not recorded: they may be about other people)`;
  }
  return cover(text.slice(0, LONGEST_RECORD));
}
