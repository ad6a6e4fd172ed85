import { inspect } from 'node:util';
import type { z } from 'zod';
import { Blocked, NonConformant } from '../verdict/errors.ts';
import { type Drift, driftOf } from './drift.ts';
import type { ExchangeRecord } from './exchange-record.ts';
import { type Format, json, type Refusal } from './format.ts';
import { isEmptyValue } from './hollow.ts';
import { spellingsOf } from './spellings.ts';
import { isUnavailable } from './unavailable.ts';
import { type Answered, type Interceptor, interceptorOf } from './who-answered.ts';

/** The same call once more, by the same caller: for whoever doubts the answer. */
export interface RetryControls {
  call: () => Promise<Exchange<unknown>>;
  /** Another call by the same caller, which is answered wherever the service is well. */
  beside: () => Promise<Exchange<unknown>>;
  /** Waits, within the budget for waiting; false when that is used up. */
  wait: (reason: string) => Promise<boolean>;
}

/** What a call returns. It never throws on a status; reading `body` checks what came. */
export class Exchange<Body> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly record: ExchangeRecord;
  // Private, so that no matcher, log or report can print what is not redacted.
  readonly #text: string;
  readonly #schema: z.ZodType<Body>;
  readonly #format: Format;
  readonly #again: RetryControls | undefined;
  #readOnce: { result: { value: unknown } | undefined } | undefined;
  #interceptedBy: { is: Interceptor | undefined } | undefined;

  constructor(
    record: ExchangeRecord,
    answer: Answered,
    schema: z.ZodType<Body>,
    format = json,
    again?: RetryControls,
  ) {
    this.status = answer.status;
    this.headers = answer.headers;
    this.record = record;
    this.#text = answer.text;
    this.#schema = schema;
    this.#format = format;
    this.#again = again;
  }

  /** How the call can be made again; nothing where its transport does not know a call to make beside it. */
  get again(): RetryControls | undefined {
    return this.#again;
  }

  /**
   * The answer, parsed by the call's schema.
   *
   * @throws {NonConformant} when it is not in the service's format, or not of the documented shape.
   * @throws {Blocked} when it is an error of the server, no answer of the service, or empty: there is nothing to be judged
   * then.
   */
  get body(): Body {
    assertFromService(this);
    const read = this.#read();
    if (read === undefined && this.isEmpty) throw this.#emptyDocument();
    if (read === undefined) {
      const type = this.headers['content-type'] ?? 'no content type';
      throw new NonConformant(
        `${this.title} answered with something that is not ${this.#format.name} (${type})\n${this.excerpt}`,
      );
    }
    const parsed = this.#schema.safeParse(read.value);
    if (parsed.success) return parsed.data;
    if (this.isEmptyDocument) throw this.#emptyDocument();
    const problems = parsed.error.issues.map(
      (issue) => `  ${issue.path.join('.') || 'body'}: ${issue.message}`,
    );
    throw new NonConformant(
      `${this.title} answered in another shape than documented:\n${problems.slice(0, 10).join('\n')}\n${this.excerpt}`,
    );
  }

  /** Whether the body is in the service's format at all, and not a web page. */
  get isReadable(): boolean {
    return this.#read() !== undefined;
  }

  /** Who has answered in the place of the service: then it proves nothing. Nothing where it was the service. */
  get interceptor(): Interceptor | undefined {
    this.#interceptedBy ??= {
      is: interceptorOf({ status: this.status, headers: this.headers, text: this.#text }, this.#format),
    };
    return this.#interceptedBy.is;
  }

  /** Whether the service itself has answered, and had time to: anything else says nothing about what was asked. */
  get isFromService(): boolean {
    return !isUnavailable(this.status) && !this.isCollision && this.interceptor === undefined;
  }

  /** Whether the call ran into another one in the tenant's database: it was neither done nor refused. */
  get isCollision(): boolean {
    return this.status === 409 && this.#format.isCollision?.(this.#text) === true;
  }

  /** Whether it is a document of the service, and, where it refuses, one that says what for in one of its error shapes. */
  get isServiceDocument(): boolean {
    if (this.#read() === undefined || this.isEmptyDocument) return false;
    return this.status < 400 || this.refusal?.code !== `HTTP ${String(this.status)}`;
  }

  /** Whether not a byte has come. */
  get hasNoBody(): boolean {
    return this.#text.trim() === '';
  }

  /** Whether its document says nothing: it is empty, and so is all that is in it. */
  get isEmptyDocument(): boolean {
    const read = this.#read();
    return read === undefined ? this.isEmpty : isEmptyValue(read.value);
  }

  /** Whether it is the service itself that refuses, with one of these statuses. */
  isRefusedWith(...statuses: readonly number[]): boolean {
    return this.isFromService && statuses.includes(this.status);
  }

  /** Whether there is nothing in the body: no bytes, or one of the ways to write nothing. */
  get isEmpty(): boolean {
    return this.#format.isEmpty(this.#text);
  }

  /** Whether a text, which may be a secret, stands anywhere in the answer: as it is, or as JSON, XML, a URL or base64 spell it. */
  holds(text: string): boolean {
    if (text === '') return false;
    const spellings = spellingsOf(text);
    const answered = [this.#text, ...Object.values(this.headers)];
    return answered.some((part) => spellings.some((spelling) => part.includes(spelling)));
  }

  /** The body's own name for the refusal, in any of the service's error shapes. */
  get refusal(): Refusal | undefined {
    return this.status < 400 ? undefined : this.#format.refusalOf(this.status, this.#read()?.value);
  }

  /** How the answer differs from its documented shape; a body that cannot be read differs in all. */
  driftFrom(documented: { success: z.ZodType; refusal: z.ZodType } | undefined): Drift[] {
    // What a gateway says is not the service's.
    if (documented === undefined || isUnavailable(this.status)) return [];
    const read = this.#read();
    if (read === undefined && this.isEmpty) return [];
    if (read === undefined) return [{ path: '', kind: 'retyped', seen: `not ${this.#format.name}` }];
    return driftOf(read.value, this.status < 400 ? documented.success : documented.refusal);
  }

  /** `POST /api/v2/users` as admin. */
  get title(): string {
    const { method, url, as } = this.record;
    return `${method} ${URL.canParse(url) ? new URL(url).pathname : url} as ${as}`;
  }

  /** What came back, short and redacted, for the message of a failure. */
  get excerpt(): string {
    // Without the instructions to a browser that stand ahead of an XML document.
    const body = (this.record.responseBody ?? '').replace(/^\s*(?:<\?[^<>]*\?>\s*)+/, '');
    const shown = body.length > 600 ? `${body.slice(0, 600)} … (${String(body.length)} characters)` : body;
    return `  came back: ${String(this.status)} ${shown === '' ? '(empty body)' : shown}`;
  }

  /** The record, so that nothing that prints an exchange prints a secret. */
  toJSON(): ExchangeRecord {
    return this.record;
  }

  [inspect.custom](): ExchangeRecord {
    return this.record;
  }

  #emptyDocument(): EmptyDocument {
    return new EmptyDocument(`${this.title} shows nothing: its document is empty.\n${this.excerpt}`);
  }

  /** Once: a long document takes its time. */
  #read(): { value: unknown } | undefined {
    this.#readOnce ??= { result: this.#format.parse(this.#text, this.headers['content-type'] ?? '') };
    return this.#readOnce.result;
  }
}

/** A document was to show something, and is empty. */
export class EmptyDocument extends Blocked {}

/** What an answer says, for whoever only looks: nothing where it was refused, or is of another shape than the suite relies on. */
export function bodyIfUsable<Body>(exchange: Exchange<Body>): Body | undefined {
  if (exchange.status !== 200) return undefined;
  try {
    return exchange.body;
  } catch (error) {
    if (error instanceof NonConformant || exchange.isEmptyDocument) return undefined;
    throw error;
  }
}

/**
 * The same answer, where the service itself has given it.
 *
 * @throws {Blocked} where it says nothing about what was asked: see {@link Exchange.isFromService}.
 */
export function assertFromService<Body>(exchange: Exchange<Body>): Exchange<Body> {
  if (!exchange.isFromService) throw unexpectedStatus(exchange);
  return exchange;
}

/** The error for a status that was not expected: a tenant that has no time for us does not break its contract. */
export function unexpectedStatus(exchange: Exchange<unknown>): Blocked | NonConformant {
  const { status, title, excerpt, interceptor } = exchange;
  if (interceptor !== undefined) return interceptedError(exchange, interceptor);
  const { collisions = 0 } = exchange.record;
  if (collisions > 0 && !exchange.isCollision)
    return new Blocked(
      `${title} answered ${String(status)}, after it had run into a collision in the tenant’s database: whether it had ` +
        `taken effect by then cannot be told.\n${excerpt}`,
      { remedy: 'run again' },
    );
  const Kind = exchange.isFromService ? NonConformant : Blocked;
  return new Kind(`${title} answered ${String(status)}\n${excerpt}`);
}

/** A refusal was to come, and an error of the server came: once, that is an illness and no contract is broken by it. */
export class RefusalNotServed extends Blocked {
  readonly exchange: Exchange<unknown>;

  constructor(exchange: Exchange<unknown>) {
    super(`${exchange.title} was to be refused, and was not served.\n${exchange.excerpt}`);
    this.exchange = exchange;
  }
}

/**
 * Not the service has answered, but something before it: that proves nothing, neither for the tenant nor against it.
 *
 * @param Kind another error that says no more, where the caller needs it.
 */
export function interceptedError<Kind extends typeof Blocked>(
  { title, status }: Pick<Exchange<unknown>, 'title' | 'status'>,
  { sign, ...remedy }: Interceptor,
  Kind: Kind = Blocked as Kind,
): InstanceType<Kind> {
  const sentence = `Something before the tenant answered ${title} with ${String(status)}: ${sign}. That is no answer of the service.`;
  return new Kind(sentence, remedy) as InstanceType<Kind>;
}
