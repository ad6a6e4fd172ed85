/**
 * Sends a request once and reads the response. Each credential has its own request context, so that no cookie of one
 * identity is sent with another. Redirects are never followed. Time and size are limited. Every secret that is sent or
 * received is learned before anything can be printed about it. `transport.ts` decides whether a request is sent again.
 */
import { type APIRequest, type APIRequestContext, type APIResponse, request } from 'playwright';
import { learnFromJson, learnFromSetCookie, namesIn } from '../secrets/learn.ts';
import type { SecretKind } from '../secrets/kinds.ts';
import { ownerIn, type SecretOwner } from '../secrets/names.ts';
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

/** The parts of Playwright's request contexts that a client uses. */
export type RequestContext = Pick<APIRequestContext, 'fetch' | 'dispose'>;
export type NewContext = (...options: Parameters<APIRequest['newContext']>) => Promise<RequestContext>;

/** The options of a client. */
export interface ClientOptions {
  baseUrl: string;
  /** The variables that set this URL, for messages about it: `EXPERT_BASE_URL`. */
  addressIn?: string;
  userAgent: string;
  /** The company's proxy. The tenant's URL decides whether it is used. */
  proxy: Proxy | undefined;
  secrets: SecretRegistry;
  /** Makes request contexts. Playwright's by default. */
  newContext?: NewContext;
}

/** A response. */
export interface Answer extends Answered {
  headers: Record<string, string>;
  /** Whether the proxy itself answered, instead of forwarding the tenant's answer. */
  isOfProxy: boolean;
}

/**
 * Limit of secrets in one answer. Every learned value is searched for until the run ends, so more of them would slow
 * everything down.
 */
const MAX_SECRETS_PER_ANSWER = 200;

const playwrightContext: NewContext = (options) => request.newContext(options);

/** Sends requests to one tenant. Call `dispose` to close its connections. */
export class Client {
  readonly #options: ClientOptions;
  readonly #limits: Pick<Limits, 'deadlineMs' | 'maxBodyBytes'>;
  readonly #contexts = new Map<string, Promise<RequestContext>>();

  constructor(options: ClientOptions, limits: Pick<Limits, 'deadlineMs' | 'maxBodyBytes'>) {
    this.#options = options;
    this.#limits = limits;
    watchConnections();
    for (const text of [options.baseUrl, options.userAgent]) options.secrets.markPublic(text);
  }

  /** Learns the secrets in a call that is about to be sent, and marks its public texts. */
  learn(credential: Credential, call: Call<unknown>, url: URL): void {
    const { secrets } = this.#options;
    const { method, json: body, query, content, format } = call;
    const source = `sent by ${titleOf(method, url, credential)}`;
    learnFromJson([body, query], secrets, source);
    if (content?.secret !== undefined) secrets.learn(content.text, content.secret, `the body ${source}`);
    const publicContent =
      content?.secret === undefined ? format?.parse(content?.text ?? '', '')?.value : undefined;
    for (const name of namesIn([body, query, publicContent])) secrets.markPublic(name);
  }

  /** Sends a call. Does not throw: an error is returned as the reason why there is no answer. */
  send(credential: Credential, call: Call<unknown>, url: URL): Promise<Answer | NoAnswer> {
    return onShortStack(() => this.#send(credential, call, url));
  }

  async #send(credential: Credential, call: Call<unknown>, url: URL): Promise<Answer | NoAnswer> {
    let response: APIResponse | undefined;
    let context: RequestContext | undefined;
    const { content, format = json } = call;
    const body = sentBody(call);
    try {
      const proof = this.#buildAuthHeader(credential, titleOf(call.method, url, credential));
      const requestContext = (context = await this.#context(credential));
      const { deadlineMs, maxBodyBytes } = this.#limits;
      if (!call.idempotent) dropIdleConnections();
      const fetch = () =>
        requestContext.fetch(url.href, {
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
      const learning = new LimitedLearner(this.#options.secrets, ownerIn(credential.as));
      const where = `in the answer to ${titleOf(call.method, url, credential)}`;
      learnFromSetCookie(headers['set-cookie'], learning, where);
      format.learn({ text, headers }, learning, where);
      // If the proxy answers instead of connecting, there is no encrypted connection to the tenant.
      const isOfProxy = this.#proxy !== undefined && url.protocol === 'https:' && !isEncrypted;
      return { status: response.status(), headers, text, isOfProxy };
    } catch (error) {
      if (error instanceof BodyRefused)
        return {
          failure: error.message,
          lost: false,
          sent: true,
          remedy: 'check what sends so much: no answer of the service is that large',
          help: 'server-error',
        };
      return explainFailure(messageOf(error), this.#limits.deadlineMs, {
        addressIn: this.addressIn,
        proxy: this.proxyName,
      });
    } finally {
      // With its context, the answer goes as well.
      await (credential.bearer === undefined ? context : response)?.dispose();
    }
  }

  /** Closes all connections. */
  async dispose(): Promise<void> {
    const contexts = [...this.#contexts.values()];
    this.#contexts.clear();
    await Promise.allSettled(contexts.map(async (context) => (await context).dispose()));
  }

  /** The variables that set the tenant's URL, for messages. */
  get addressIn(): string {
    return this.#options.addressIn ?? 'the URL in the settings';
  }

  /** The name of the proxy in front of the tenant, for messages. `undefined` if there is none. */
  get proxyName(): string | undefined {
    const { proxy } = this.#options;
    return proxy === undefined || this.#proxy === undefined ? undefined : describeProxy(proxy);
  }

  /** The proxy for calls to the tenant. `undefined` if they go directly. */
  get #proxy(): ClientProxy | undefined {
    return proxyForCall(this.#options.proxy, new URL(this.#options.baseUrl));
  }

  /** Builds the auth header. Its secrets are learned before it is sent. */
  #buildAuthHeader({ as, bearer, proof }: Credential, title: string): Record<string, string> {
    const { secrets } = this.#options;
    const made = proof?.make();
    const source = `the credential of ${title}`;
    const owner = ownerIn(as);
    if (bearer !== undefined) secrets.learn(bearer, 'access token', source, owner);
    for (const { value, kind } of made?.secrets ?? []) secrets.learn(value, kind, source, owner);
    return proof === undefined || made === undefined ? {} : { [proof.header]: made.value };
  }

  /**
   * Returns the context of a token, which sends the token with every call. Without a token, each call gets a fresh
   * context.
   */
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

/**
 * Runs a function with an empty stack. Playwright takes the stack of each of its calls and looks every frame up in source
 * maps, for a report that shows none of it. On the deep stacks of a cell, that takes longer than the call.
 */
function onShortStack<T>(act: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      // Not `resolve` itself: through it, a stack would include the functions that await the promise.
      act().then((value) => {
        resolve(value);
      }, reject);
    });
  });
}

/** Learns the secrets in an answer, unless there are more than any real answer contains. */
class LimitedLearner {
  readonly #secrets: SecretRegistry;
  readonly #owner: SecretOwner | undefined;
  #learned = 0;

  /** @param owner the identity to which the tenant answers */
  constructor(secrets: SecretRegistry, owner: SecretOwner | undefined) {
    this.#secrets = secrets;
    this.#owner = owner;
  }

  learn(value: string, kind: SecretKind, source: string): void {
    if (++this.#learned > MAX_SECRETS_PER_ANSWER)
      throw new BodyRefused(
        `the answer contains more than ${String(MAX_SECRETS_PER_ANSWER)} cookies, tokens or passwords`,
      );
    this.#secrets.learn(value, kind, source, this.#owner);
  }
}
