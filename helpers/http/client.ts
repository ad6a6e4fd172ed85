/**
 * Sends a request once, and takes in what comes back. A fresh request context per credential, so that no cookie of one
 * identity travels with another; redirects never followed; bounded in time and in size; every secret that is sent or received
 * is learned before anything can be said about it. Whether a request is sent again is for `transport.ts` to say.
 */
import { type APIRequest, type APIRequestContext, type APIResponse, request } from 'playwright';
import { learnFromJson, learnFromSetCookie, namesIn } from '../secrets/learn.ts';
import type { SecretKind } from '../secrets/kinds.ts';
import type { SecretRegistry } from '../secrets/registry.ts';
import { messageOf } from '../verdict/errors.ts';
import { BodyRefused, unpack, withBodyLimit } from './body-limit.ts';
import { type Call, type Credential, sentBody, titleOf } from './call.ts';
import { dropIdleConnections, watchConnections } from './connections.ts';
import { json } from './format.ts';
import type { Limits } from './limits.ts';
import { explainFailure, type NoAnswer } from './no-answer.ts';
import { type ClientProxy, describeProxy, type Proxy, proxyForCall } from './proxy.ts';
import type { Answered } from './who-answered.ts';

/** What of Playwright's request contexts a client uses. */
export type RequestContext = Pick<APIRequestContext, 'fetch' | 'dispose'>;
export type NewContext = (...options: Parameters<APIRequest['newContext']>) => Promise<RequestContext>;

/** What a client needs to know. */
export interface ClientOptions {
  baseUrl: string;
  /** The variables that this address stands in, for whoever has to correct it: `EXPERT_BASE_URL`. */
  addressIn?: string;
  userAgent: string;
  /** The company's proxy; whether it is asked for this tenant is decided by the address. */
  proxy: Proxy | undefined;
  secrets: SecretRegistry;
  /** Makes the contexts of requests; Playwright does, if nothing is said. */
  newContext?: NewContext;
}

/** What came back. */
export interface Answer extends Answered {
  headers: Record<string, string>;
  /** It came from the proxy, and not through it. */
  isOfProxy: boolean;
}

/** More values than these in one answer, learned and looked for ever after, would slow everything down. */
const MAX_SECRETS_PER_ANSWER = 200;

const playwrightContext: NewContext = (options) => request.newContext(options);

/** Sends requests to one tenant. Dispose of it to close its connections. */
export class Client {
  readonly #options: ClientOptions;
  readonly #limits: Pick<Limits, 'deadlineMs' | 'maxBodyBytes'>;
  readonly #contexts = new Map<string, Promise<RequestContext>>();

  constructor(options: ClientOptions, limits: Pick<Limits, 'deadlineMs' | 'maxBodyBytes'>) {
    this.#options = options;
    this.#limits = limits;
    watchConnections();
    for (const open of [options.baseUrl, options.userAgent]) options.secrets.markPublic(open);
  }

  /** Learns what of a call that is about to be sent is secret, and what of it is said in the open. */
  learn(credential: Credential, call: Call<unknown>, url: URL): void {
    const { secrets } = this.#options;
    const { method, json: body, query, content, format } = call;
    const by = `sent by ${titleOf(method, url, credential)}`;
    learnFromJson([body, query], secrets, by);
    if (content?.secret !== undefined) secrets.learn(content.text, content.secret, `the text ${by}`);
    const open = content?.secret === undefined ? format?.parse(content?.text ?? '', '')?.value : undefined;
    for (const name of namesIn([body, query, open])) secrets.markPublic(name);
  }

  /** Sends a call, and does not throw: what went wrong is said as the reason why there is no answer. */
  async send(credential: Credential, call: Call<unknown>, url: URL): Promise<Answer | NoAnswer> {
    let response: APIResponse | undefined;
    let context: RequestContext | undefined;
    const { content, format = json } = call;
    const body = sentBody(call);
    try {
      const proof = this.#buildAuthHeader(credential, titleOf(call.method, url, credential));
      const by = (context = await this.#context(credential));
      const { deadlineMs, maxBodyBytes } = this.#limits;
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
        maxBodyBytes,
        fetch,
        ({ socket }) => (isEncrypted = 'encrypted' in socket),
      );
      const headers = response.headers();
      const text = unpack(await response.body(), headers['content-encoding'], maxBodyBytes).toString();
      const learning = new LimitedLearner(this.#options.secrets);
      const where = `in the answer to ${titleOf(call.method, url, credential)}`;
      learnFromSetCookie(headers['set-cookie'], learning, where);
      format.learn({ text, headers }, learning, where);
      // What a proxy says in the place of connecting does not come on a connection to the tenant: Node shows none.
      const isOfProxy = this.#proxy !== undefined && url.protocol === 'https:' && !isEncrypted;
      return { status: response.status(), headers, text, isOfProxy };
    } catch (error) {
      if (error instanceof BodyRefused) return { failure: error.message, lost: false, sent: true };
      return explainFailure(messageOf(error), this.#limits.deadlineMs, {
        addressIn: this.addressIn,
        proxy: this.proxyName,
      });
    } finally {
      await response?.dispose();
      if (credential.bearer === undefined) await context?.dispose();
    }
  }

  /** Closes every connection. */
  async dispose(): Promise<void> {
    const contexts = [...this.#contexts.values()];
    this.#contexts.clear();
    await Promise.allSettled(contexts.map(async (context) => (await context).dispose()));
  }

  /** What to call it in a sentence, where the address of the tenant is to be corrected. */
  get addressIn(): string {
    return this.#options.addressIn ?? 'in the settings';
  }

  /** What to call the proxy on the way to the tenant in a sentence; nothing if there is none. */
  get proxyName(): string | undefined {
    const { proxy } = this.#options;
    return proxy === undefined || this.#proxy === undefined ? undefined : describeProxy(proxy);
  }

  /** The way to the tenant; nothing if it is straight. */
  get #proxy(): ClientProxy | undefined {
    return proxyForCall(this.#options.proxy, new URL(this.#options.baseUrl));
  }

  /** The header that proves who calls, learned before it is sent. */
  #buildAuthHeader({ bearer, proof }: Credential, title: string): Record<string, string> {
    const { secrets } = this.#options;
    const made = proof?.make();
    const source = `what proves who calls ${title}`;
    if (bearer !== undefined) secrets.learn(bearer, 'access token', source);
    for (const { value, kind } of made?.secrets ?? []) secrets.learn(value, kind, source);
    return proof === undefined || made === undefined ? {} : { [proof.header]: made.value };
  }

  /** One context per token, which sits in it; and without a token a fresh one for each call. */
  #context({ bearer }: Credential): Promise<RequestContext> {
    const known = this.#contexts.get(bearer ?? '');
    if (known !== undefined) return known;
    const { userAgent, newContext = playwrightContext } = this.#options;
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
}

/** Learns what an answer holds, unless it holds more than any answer does. */
class LimitedLearner {
  readonly #secrets: SecretRegistry;
  #learned = 0;

  constructor(secrets: SecretRegistry) {
    this.#secrets = secrets;
  }

  learn(value: string, kind: SecretKind, source: string): void {
    if (++this.#learned > MAX_SECRETS_PER_ANSWER)
      throw new BodyRefused(
        `it answered with more than ${String(MAX_SECRETS_PER_ANSWER)} cookies, tokens or passwords`,
      );
    this.#secrets.learn(value, kind, source);
  }
}
