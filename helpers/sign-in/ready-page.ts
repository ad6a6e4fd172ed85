/**
 * The pages of sign-ins. Each is in a browser context of its own, which is used for one sign-in only. The next one is prepared while the
 * current sign-in waits for the tenant, and a used one is closed while the run goes on.
 */
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright';
import { handleProxyAuth, proxyOf } from '../browser/route.ts';
import type { Proxy } from '../http/proxy.ts';
import { newContext } from './context.ts';

/** An empty page, whose requests are stopped until {@link watchRequests} decides about them. */
export interface ReadyPage {
  context: BrowserContext;
  page: Page;
  chromium: CDPSession;
  /** The ID of its main frame. */
  mainFrame: string;
}

interface FrameTree {
  frameTree: { frame: { id: string } };
}

/** What is known of a browser: a page for its next sign-in, and what went wrong with pages of earlier ones. */
interface Known {
  next: { page: Promise<ReadyPage>; userAgentSuffix: string; proxy: Proxy | undefined } | undefined;
  closingFailed: { error: unknown } | undefined;
}

const browsers = new WeakMap<Browser, Known>();

function knownOf(browser: Browser): Known {
  const known = browsers.get(browser) ?? { next: undefined, closingFailed: undefined };
  browsers.set(browser, known);
  return known;
}

/**
 * Returns a page that no sign-in has used.
 *
 * @throws {Error} if a page of an earlier sign-in could not be closed.
 */
export async function takePage(browser: Browser, userAgentSuffix: string): Promise<ReadyPage> {
  const known = knownOf(browser);
  if (known.closingFailed !== undefined) throw known.closingFailed.error;
  const { next } = known;
  known.next = undefined;
  if (next === undefined) return openPage(browser, userAgentSuffix);
  if (next.userAgentSuffix !== userAgentSuffix || next.proxy !== proxyOf(browser)) {
    next.page.then((page) => closePage(browser, page)).catch(() => undefined);
    return openPage(browser, userAgentSuffix);
  }
  // If it could not be prepared, the error may be gone by now.
  return next.page.catch(() => openPage(browser, userAgentSuffix));
}

/** Prepares the page for the next sign-in, if there is none yet. It is closed with the browser, if there is no other sign-in. */
export function prepareNext(browser: Browser, userAgentSuffix: string): void {
  const known = knownOf(browser);
  if (known.next !== undefined || !browser.isConnected()) return;
  known.next = { page: openPage(browser, userAgentSuffix), userAgentSuffix, proxy: proxyOf(browser) };
  known.next.page.catch(() => undefined);
}

/** Closes the page of a sign-in that is over. Nothing waits for it. If that fails, the next sign-in does. */
export function closePage(browser: Browser, { context }: Pick<ReadyPage, 'context'>): void {
  context.close().catch((error: unknown) => {
    knownOf(browser).closingFailed = { error };
  });
}

async function openPage(browser: Browser, userAgentSuffix: string): Promise<ReadyPage> {
  const context = await newContext(browser, userAgentSuffix);
  try {
    const page = await context.newPage();
    const chromium = await context.newCDPSession(page);
    const [{ frameTree }] = await Promise.all([
      chromium.send('Page.getFrameTree') as Promise<FrameTree>,
      chromium.send('Network.enable'),
      chromium.send('Fetch.enable', {
        handleAuthRequests: handleProxyAuth(chromium, context),
        patterns: [{ urlPattern: '*', requestStage: 'Request' }],
      }),
    ]);
    return { context, page, chromium, mainFrame: frameTree.frame.id };
  } catch (error) {
    closePage(browser, { context });
    throw error;
  }
}
