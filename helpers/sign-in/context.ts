/** The browser context of one sign-in. It is empty at first, and has one window. */
import type { Browser, BrowserContext } from 'playwright';
import { proxyOptionsFor } from '../browser/route.ts';

/** Opens the context that a sign-in is walked through in. */
export async function newContext(browser: Browser, userAgentSuffix: string): Promise<BrowserContext> {
  return browser.newContext({
    // The walk understands translated pages, too, but an answer should not depend on where the run takes place.
    locale: 'en-US',
    serviceWorkers: 'block',
    acceptDownloads: false,
    userAgent: userAgentOf(browser, userAgentSuffix),
    ...proxyOptionsFor(browser),
  });
}

const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Macintosh; Intel Mac OS X 10_15_7',
  win32: 'Windows NT 10.0; Win64; x64',
};

/** Returns the User-Agent of the same Chromium with a window, followed by the run's. Headless Chromium would name itself so. */
function userAgentOf(browser: Browser, suffix: string): string {
  const major = browser.version().split('.')[0] ?? '0';
  const system = SYSTEMS[process.platform] ?? 'X11; Linux x86_64';
  return `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36 ${suffix}`;
}
