import { inspect } from 'node:util';
import type { z } from 'zod';
import { onOneLine } from '../lines.ts';
import { Blocked, NonConformant, type WhatToDo } from '../verdict/errors.ts';
import { type Drift, driftOf } from './drift.ts';
import type { ExchangeRecord } from './exchange-record.ts';
import { type Format, json, type Refusal } from './format.ts';
import { isEmptyValue } from './empty-value.ts';
import { spellingsOf } from './spellings.ts';
import { isUnavailable } from './unavailable.ts';
import { type Answered, type Interceptor, interceptorOf } from './who-answered.ts';

/** How to check an answer as the same caller: retry the call, or probe the service. */
export interface RetryControls {
  call: () => Promise<Exchange<unknown>>;
  /** A health probe: another call by the same caller that succeeds whenever the service is healthy. */
  healthProbe: () => Promise<Exchange<unknown>>;
  /** Waits, within the waiting budget. Returns false if the budget is used up. */
  wait: (reason: string) => Promise<boolean>;
}

/** What to do about a tenant that cannot answer. */
export const FAILING_TENANT: WhatToDo = {
  remedy: 'run again later; the tenant is failing or busy',
  help: 'server-error',
};

/** What to do about a document that is empty. */
export const EMPTY_ANSWER: WhatToDo = {
  remedy: "run again; if it happens again, ask the service's support why the answer is empty",
  help: 'empty-answer',
};

/** The result of a call. It never throws because of a status. Reading `body` checks the answer. */
export class Exchange<Body> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly record: ExchangeRecord;
  // Private, so that no matcher, log or report can print unredacted text.
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

  /** How to retry the call. `undefined` if its transport has no health probe. */
  get again(): RetryControls | undefined {
    return this.#again;
  }

  /**
   * The answer, parsed with the call's schema.
   *
   * @throws {NonConformant} if it is not in the service's format or does not match the documented shape
   * @throws {Blocked} if there is nothing to judge: a server error, an answer from an interceptor, or an empty one
   */
  get body(): Body {
    assertFromService(this);
    const read = this.#read();
    if (read === undefined && this.isEmpty) throw this.#emptyDocument();
    if (read === undefined) {
      const type = this.headers['content-type'] ?? 'no content type';
      throw new NonConformant(
        `${this.title} answered with ${type}, not ${this.#format.name}\n${this.excerpt}`,
      );
    }
    const parsed = this.#schema.safeParse(read.value);
    if (parsed.success) return parsed.data;
    if (this.isEmptyDocument) throw this.#emptyDocument();
    const problems = parsed.error.issues.map(
      (issue) => `  ${issue.path.join('.') || 'body'}: ${issue.message}`,
    );
    throw new NonConformant(
      `The answer to ${this.title} does not match the documented shape:\n${problems.slice(0, 10).join('\n')}\n${this.excerpt}`,
    );
  }

  /** Whether the body is in the service's format at all, and not (for example) a web page. */
  get isReadable(): boolean {
    return this.#read() !== undefined;
  }

  /** The interceptor that answered instead of the service. Its answer proves nothing. `undefined` if the service answered. */
  get interceptor(): Interceptor | undefined {
    this.#interceptedBy ??= {
      is: interceptorOf({ status: this.status, headers: this.headers, text: this.#text }, this.#format),
    };
    return this.#interceptedBy.is;
  }

  /** Whether the service itself answered and was not too busy. Any other answer proves nothing. */
  get isFromService(): boolean {
    return !isUnavailable(this.status) && !this.isConflict && this.interceptor === undefined;
  }

  /** Whether the call met a conflict in the tenant's database. It was neither done nor refused. */
  get isConflict(): boolean {
    return this.status === 409 && this.#format.isConflict?.(this.#text) === true;
  }

  /** Whether the body is a document of the service. A refusal must also have one of the service's error shapes. */
  get isServiceDocument(): boolean {
    if (this.#read() === undefined || this.isEmptyDocument) return false;
    return this.status < 400 || this.refusal?.code !== `HTTP ${String(this.status)}`;
  }

  /** Whether there is no body at all. */
  get hasNoBody(): boolean {
    return this.#text.trim() === '';
  }

  /** Whether its document is empty, or contains only empty values. */
  get isEmptyDocument(): boolean {
    const read = this.#read();
    return read === undefined ? this.isEmpty : isEmptyValue(read.value);
  }

  /** Whether the service itself refused the call with one of these statuses. */
  isRefusedWith(...statuses: readonly number[]): boolean {
    return this.isFromService && statuses.includes(this.status);
  }

  /** Whether the body is empty: no bytes, or one of the format's ways to write nothing. */
  get isEmpty(): boolean {
    return this.#format.isEmpty(this.#text);
  }

  /**
   * Whether a string, which may be a secret, is anywhere in the answer: unchanged, or as it is spelled in JSON, XML, a URL
   * or base64.
   */
  contains(text: string): boolean {
    if (text === '') return false;
    const spellings = spellingsOf(text);
    const answered = [this.#text, ...Object.values(this.headers)];
    return answered.some((part) => spellings.some((spelling) => part.includes(spelling)));
  }

  /** The refusal in the body, in any of the service's error shapes. */
  get refusal(): Refusal | undefined {
    return this.status < 400 ? undefined : this.#format.refusalOf(this.status, this.#read()?.value);
  }

  /** Returns how the answer differs from its documented shape. A body that cannot be read is one difference. */
  driftFrom(documented: { success: z.ZodType; refusal: z.ZodType } | undefined): Drift[] {
    // A gateway's answer is not the service's.
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

  /** The response, shortened and redacted, for the message of a failure. */
  get excerpt(): string {
    // Omits the XML declaration and processing instructions at the beginning of a document.
    const body = onOneLine((this.record.responseBody ?? '').replace(/^\s*(?:<\?[^<>]*\?>\s*)+/, ''));
    const shown = body.length > 600 ? `${body.slice(0, 600)} … (${String(body.length)} characters)` : body;
    return `  response: ${String(this.status)} ${shown === '' ? '(empty body)' : shown}`;
  }

  /** Returns the record, so that printing an exchange never prints a secret. */
  toJSON(): ExchangeRecord {
    return this.record;
  }

  [inspect.custom](): ExchangeRecord {
    return this.record;
  }

  #emptyDocument(): EmptyDocument {
    return new EmptyDocument(
      `The answer to ${this.title} is an empty document.\n${this.excerpt}`,
      EMPTY_ANSWER,
    );
  }

  /** Parses the body only once, because that takes a while for a long document. */
  #read(): { value: unknown } | undefined {
    this.#readOnce ??= { result: this.#format.parse(this.#text, this.headers['content-type'] ?? '') };
    return this.#readOnce.result;
  }
}

/** A document that should contain something is empty. */
export class EmptyDocument extends Blocked {}

/**
 * Returns the body for a caller that asserts nothing, or `undefined` if the call was refused or the body has an unexpected
 * shape.
 */
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
 * Returns the answer unchanged if it is from the service itself.
 *
 * @throws {Blocked} if the answer proves nothing: see {@link Exchange.isFromService}
 */
export function assertFromService<Body>(exchange: Exchange<Body>): Exchange<Body> {
  if (!exchange.isFromService) throw unexpectedStatus(exchange);
  return exchange;
}

/**
 * Returns the error for an unexpected status. A tenant that is too busy to answer does not break its contract.
 *
 * @param expected the statuses that it should have been, for the message
 */
export function unexpectedStatus(
  exchange: Exchange<unknown>,
  ...expected: number[]
): Blocked | NonConformant {
  const { status, title, excerpt, interceptor } = exchange;
  if (interceptor !== undefined) return interceptedError(exchange, interceptor);
  const { conflicts = 0 } = exchange.record;
  if (conflicts > 0 && !exchange.isConflict)
    return new Blocked(
      `${title} answered ${String(status)} after a database conflict on the tenant. It may or may not have taken effect.\n${excerpt}`,
      { remedy: 'run again', help: 'database-conflict' },
    );
  const instead = expected.length === 0 ? '' : ` instead of ${expected.join(' or ')}`;
  const message = `${title} answered ${String(status)}${instead}\n${excerpt}`;
  return exchange.isFromService ? new NonConformant(message) : new Blocked(message, FAILING_TENANT);
}

/** The call should have been refused but got a server error. A single error may be an outage, and breaks no contract. */
export class RefusalNotServed extends Blocked {
  readonly exchange: Exchange<unknown>;

  constructor(exchange: Exchange<unknown>) {
    super(
      `${exchange.title} should have been refused, but got a server error.\n${exchange.excerpt}`,
      FAILING_TENANT,
    );
    this.exchange = exchange;
  }
}

/**
 * Returns the error for an answer from an interceptor. Such an answer proves nothing, either for the tenant or against it.
 *
 * @param Kind another class of inconclusive error, if the caller needs one
 */
export function interceptedError<Kind extends typeof Blocked>(
  { title, status }: Pick<Exchange<unknown>, 'title' | 'status'>,
  interceptor: Interceptor,
  Kind: Kind = Blocked as Kind,
): InstanceType<Kind> {
  const message = `Something between this machine and the tenant answered ${title} with ${String(status)}: ${interceptor.sign}. This is not an answer from the service.`;
  return new Kind(message, interceptor) as InstanceType<Kind>;
}
