/** The browser context of one sign-in: it holds nothing but what is put into it, and has one window. */
import type { Browser, BrowserContext } from 'playwright';
import { proxyOptionsFor } from '../browser/route.ts';

/** Opens a context, and the page that a sign-in is walked through on. */
export async function newContext(browser: Browser, userAgentSuffix: string): Promise<BrowserContext> {
  return browser.newContext({
    // Translated pages are understood too; but an answer should not depend on where the run happens to be.
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

/** What the same Chromium says with a window (headless, it would name itself so), and our run behind it. */
function userAgentOf(browser: Browser, suffix: string): string {
  const major = browser.version().split('.')[0] ?? '0';
  const system = SYSTEMS[process.platform] ?? 'X11; Linux x86_64';
  return `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36 ${suffix}`;
}
