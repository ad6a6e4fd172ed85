/**
 * The ways out of the browser. The browser itself has none, so that whatever it would like to tell its maker stays here;
 * the context of a sign-in gets one.
 */
import type { Browser, BrowserContext, BrowserContextOptions, CDPSession } from 'playwright';
import { type ClientProxy, describeProxy, type Proxy, proxyForBrowser, proxyForCall } from '../http/proxy.ts';

/** Where nobody answers: the port of a service of old that throws away what it gets, which Chromium refuses to call at all. */
export const DEAD_END_URL = 'http://127.0.0.1:9';

/** The way out of the browser itself: everything goes to a proxy that is not there, and names are not even looked up. */
export const DEAD_END_PROXY = { server: DEAD_END_URL };

/** Without a proxy. A context that has none takes the browser's, so this one has one with an exception for every host. */
const DIRECT: ClientProxy = { server: DEAD_END_URL, bypass: '*' };

const routes = new WeakMap<Browser, Proxy | undefined>();

/** Notes the way out for the contexts of a browser: through the company's proxy, or straight if there is none. */
export function setBrowserProxy(browser: Browser, proxy: Proxy | undefined): void {
  routes.set(browser, proxy);
}

/** What a context needs to have a way out, for `newContext`. One that is made without it reaches nobody. */
export function proxyOptionsFor(browser: Browser): Pick<BrowserContextOptions, 'proxy'> {
  if (!routes.has(browser)) return {};
  const proxy = routes.get(browser);
  return { proxy: proxy === undefined ? DIRECT : proxyForBrowser(proxy) };
}

/** By what a context goes to a page, as words for a sentence: nothing if it goes straight. */
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
 * Lets a session that intercepts requests (`Fetch.enable`) give user name and password to the proxy. Playwright does so
 * too, but of several sessions that intercept a request, Chromium asks one alone, and that is not Playwright's.
 *
 * @returns the session's `handleAuthRequests`: false if there is nothing to give.
 */
export function handleProxyAuth(session: CDPSession, context: BrowserContext): boolean {
  const browser = context.browser();
  const credentials = browser === null ? undefined : routes.get(browser)?.credentials;
  if (credentials === undefined) return false;
  const answered = new Set<string>();
  session.on('Fetch.authRequired', ({ requestId, authChallenge: { source } }: Challenge) => {
    // Whoever is asked again was refused; and what the tenant itself asks is not ours to answer.
    const ours = source === 'Proxy' && { response: 'ProvideCredentials' as const, ...credentials };
    const authChallengeResponse = ours && !answered.has(requestId) ? ours : { response: 'Default' as const };
    answered.add(requestId);
    // The page may have been closed in between.
    session.send('Fetch.continueWithAuth', { requestId, authChallengeResponse }).catch(() => undefined);
  });
  return true;
}
