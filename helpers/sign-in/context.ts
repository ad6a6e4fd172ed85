/** The browser context of one sign-in: empty, except for the cookies that the walk adds. */
import type { Browser, BrowserContext } from 'playwright';
import { proxyOptionsFor } from '../browser/route.ts';

/** Opens the context for one sign-in. */
export async function newContext(browser: Browser, userAgentSuffix: string): Promise<BrowserContext> {
  return browser.newContext({
    // The walk also understands other languages, but an answer should not depend on where the run takes place.
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

/** Returns the User-Agent of this Chromium with a window, followed by the run's. A headless one would name itself as such. */
function userAgentOf(browser: Browser, suffix: string): string {
  const major = browser.version().split('.')[0] ?? '0';
  const system = SYSTEMS[process.platform] ?? 'X11; Linux x86_64';
  return `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36 ${suffix}`;
}
