/**
 * The browser's network access. The browser itself has none, so that it cannot report anything to its vendor. Only the
 * context of a sign-in has access.
 */
import type { Browser, BrowserContext, BrowserContextOptions, CDPSession } from 'playwright';
import { type ClientProxy, describeProxy, type Proxy, proxyForBrowser, proxyForCall } from '../http/proxy.ts';

/** A URL where nothing answers: the port of the old discard service, which Chromium refuses to call at all. */
export const DEAD_END_URL = 'http://127.0.0.1:9';

/** The proxy of the browser itself. It does not exist, so nothing gets out and names are not even looked up. */
export const DEAD_END_PROXY = { server: DEAD_END_URL };

/**
 * Direct access. A context without a proxy inherits the browser's, so this one has a proxy with an exception for every
 * host.
 */
const DIRECT: ClientProxy = { server: DEAD_END_URL, bypass: '*' };

const routes = new WeakMap<Browser, Proxy | undefined>();

/** Records how the contexts of a browser reach the network: through the company's proxy, or directly if there is none. */
export function setBrowserProxy(browser: Browser, proxy: Proxy | undefined): void {
  routes.set(browser, proxy);
}

/** Returns the proxy of a browser's contexts. `undefined` if they reach the network directly. */
export function proxyOf(browser: Browser): Proxy | undefined {
  return routes.get(browser);
}

/** Returns the options that give a context network access, for `newContext`. A context without them reaches nothing. */
export function proxyOptionsFor(browser: Browser): Pick<BrowserContextOptions, 'proxy'> {
  if (!routes.has(browser)) return {};
  const proxy = routes.get(browser);
  return { proxy: proxy === undefined ? DIRECT : proxyForBrowser(proxy) };
}

/** Names the proxy through which a context loads a page, for messages. `undefined` if it loads the page directly. */
export function proxyDescriptionFor(context: BrowserContext, url: URL): string | undefined {
  const browser = context.browser();
  const proxy = browser === null ? undefined : routes.get(browser);
  return proxy === undefined || proxyForCall(proxy, url) === undefined ? undefined : describeProxy(proxy);
}

interface Challenge {
  requestId: string;
  authChallenge: { source?: 'Server' | 'Proxy' };
}

/**
 * Lets a session that intercepts requests (`Fetch.enable`) send the user name and password to the proxy. Playwright does so
 * too. But if several sessions intercept a request, Chromium asks only one of them, and not Playwright's.
 *
 * @returns the session's `handleAuthRequests`: false if there are no credentials.
 */
export function handleProxyAuth(session: CDPSession, context: BrowserContext): boolean {
  const browser = context.browser();
  const credentials = browser === null ? undefined : routes.get(browser)?.credentials;
  if (credentials === undefined) return false;
  const answered = new Set<string>();
  session.on('Fetch.authRequired', ({ requestId, authChallenge: { source } }: Challenge) => {
    // A second request for the same credentials means that they were refused. Requests from the tenant itself are not answered here.
    const ours = source === 'Proxy' && { response: 'ProvideCredentials' as const, ...credentials };
    const authChallengeResponse = ours && !answered.has(requestId) ? ours : { response: 'Default' as const };
    answered.add(requestId);
    // The page may have been closed in between.
    session.send('Fetch.continueWithAuth', { requestId, authChallengeResponse }).catch(() => undefined);
  });
  return true;
}
