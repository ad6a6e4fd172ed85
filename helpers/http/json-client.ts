/**
 * Calls to a JSON API that is not a tenant: a webhook, or GitHub. It waits if it is asked to, and repeats nothing that may have
 * taken effect. Errors name the host alone, because a URL may be a secret.
 */
import type { SecretRegistry } from '../secrets/registry.ts';
import { Blocked, type WhatToDo } from '../verdict/errors.ts';
import { z } from 'zod';
import type { Call, Credential } from './call.ts';
import { Client, type NewContext } from './client.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import type { NoAnswer } from './no-answer.ts';
import { askedToWaitMs, type OnWait, Pacing } from './pacing.ts';
import type { Proxy } from './proxy.ts';
import { type Answered, refusedByProxy } from './who-answered.ts';

/** The options and callbacks of a client. */
export interface JsonClientOptions {
  /** The URL of the host, without a path. */
  origin: string;
  /** The variable that sets it, for messages about it. */
  addressIn: string;
  /** Sent as `Authorization: Bearer`. */
  token?: string;
  userAgent: string;
  proxy: Proxy | undefined;
  secrets: SecretRegistry;
  onWait?: OnWait;
  limits?: Partial<Limits>;
  /** For tests. */
  newContext?: NewContext;
}

/** One call. */
export interface JsonCall extends Pick<Call<unknown>, 'method' | 'json' | 'headers'> {
  /** The path and the query, already encoded. */
  path: string;
}

/** Waits of up to a minute each and two minutes in all: someone may be watching the job. */
const LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  maxWaitMs: 60_000,
  waitBudgetMs: 120_000,
  maxBodyBytes: 4 * 1024 * 1024,
};

/** Makes calls to one host. Call `dispose` to close its connections. */
export class JsonClient {
  readonly #options: JsonClientOptions;
  readonly #client: Client;
  readonly #pacing: Pacing;
  readonly #credential: Credential;

  constructor(options: JsonClientOptions) {
    this.#options = options;
    const { origin, addressIn, token, userAgent, proxy, secrets, newContext, onWait } = options;
    const limits = { ...LIMITS, ...options.limits };
    this.#client = new Client(
      {
        baseUrl: origin,
        addressIn,
        userAgent,
        proxy,
        secrets,
        ...(newContext === undefined ? {} : { newContext }),
      },
      limits,
    );
    this.#pacing = new Pacing(limits, new AbortController().signal, onWait);
    this.#credential = { as: 'Keyturn', ...(token === undefined ? {} : { bearer: token }) };
  }

  /**
   * Makes a call and returns the answer, whatever its status is. A 429, and a 503 with `Retry-After`, are waited for within a
   * budget.
   *
   * @throws {Blocked} if there was no answer, or the proxy gave it
   */
  async send({ path, ...rest }: JsonCall): Promise<Answered> {
    const url = new URL(path, this.#options.origin);
    const call: Call<unknown> = { ...rest, path: url.pathname, idempotent: false, schema: z.unknown() };
    for (;;) {
      const answer = await this.#client.send(this.#credential, call, url);
      if ('failure' in answer) throw this.#noAnswer(answer, url);
      if (answer.isOfProxy || (answer.status === 407 && this.#client.proxyName !== undefined)) {
        const { sign, ...whatToDo } = refusedByProxy(answer, this.#client.proxyName);
        throw new Blocked(`${url.host} was not reached: the answer is from ${sign}.`, whatToDo);
      }
      const asked = askedToWaitMs(call, answer);
      if (asked === undefined) return answer;
      const reason = `${url.host} answered ${String(answer.status)}.`;
      if (!(await this.#pacing.wait(asked, reason))) return answer;
    }
  }

  /** Closes all connections. */
  async dispose(): Promise<void> {
    await this.#client.dispose();
  }

  #noAnswer({ failure, sent, remedy, help }: NoAnswer, { host }: URL): Blocked {
    const maybe = sent ? ' It may have arrived nevertheless, so it is not sent again.' : '';
    const whatToDo: WhatToDo =
      help === 'network'
        ? {
            remedy: `check the address (${this.#options.addressIn}), and whether this machine may reach ${host}; if your network has a proxy, set HTTPS_PROXY`,
            help,
          }
        : { remedy, help };
    return new Blocked(`No answer from ${host}: ${failure}.${maybe}`, whatToDo);
  }
}
