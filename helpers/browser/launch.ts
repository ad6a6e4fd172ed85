import { type Browser, chromium } from 'playwright';
import { PROXY_BYPASS } from '../http/loopback.ts';
import { withoutVault } from '../secrets/vault.ts';
import { Blocked, messageOf } from '../verdict/errors.ts';
import { findBrowsers } from './find.ts';

/** How a browser is to be started. */
export interface BrowserOptions {
  /** `KEYTURN_BROWSER`: a channel or a path. */
  configured: string | undefined;
  /** URL of the company's proxy. */
  proxy: string | undefined;
  /** False when a person is to sign in. */
  headless: boolean;
}

/** Printed wherever no browser could be started. */
export const BROWSER_REMEDY =
  'install Chrome, Chromium or Edge, or run "npx playwright install chromium", or set KEYTURN_BROWSER to the path of one';

const LAUNCH_DEADLINE_MS = 60_000;

/**
 * Starts the first browser that starts.
 *
 * @throws {Blocked} that says which ones were tried and why each did not start.
 */
export async function launchBrowser({ configured, proxy, headless }: BrowserOptions): Promise<Browser> {
  if (
    !headless &&
    process.platform === 'linux' &&
    !process.env['DISPLAY'] &&
    !process.env['WAYLAND_DISPLAY']
  ) {
    throw new Blocked(
      'A visible browser is needed, for a person to sign in or to watch, and this machine has no display.',
      {
        remedy:
          'run it where there is one, or let the admin sign in without a person: ZENDESK_ADMIN_GRANT=client_credentials',
      },
    );
  }
  const candidates = findBrowsers(configured);
  const failures: string[] = [];
  for (const { title, launch } of candidates) {
    try {
      return await chromium.launch({
        ...launch,
        headless,
        timeout: LAUNCH_DEADLINE_MS,
        env: withoutVault(),
        // A run ends its browser itself, after it has cleaned up; Ctrl-C must not take it away before.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
        // What a sign-in does not need, and what calls home from a company's network. There is no flag here for
        // the company's own certificates: the one that Chromium has would trust anybody who shows a copy of them.
        args: [
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          '--no-first-run',
        ],
        ...(proxy === undefined ? {} : { proxy: { server: proxy, bypass: PROXY_BYPASS } }),
      });
    } catch (error) {
      failures.push(`  ${title}: ${firstLine(messageOf(error))}`);
    }
  }
  const tried = failures.length === 0 ? 'none was found' : `tried:\n${failures.join('\n')}`;
  throw new Blocked(`No browser could be started to sign in with; ${tried}`, {
    remedy: BROWSER_REMEDY,
  });
}

function firstLine(message: string): string {
  const lines = message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !/dbus|vaapi|gcm/i.test(line));
  // Playwright draws a box around its advice; the reason stands in the log below it.
  return (
    lines.find((line) => /error|not found|no such|missing|doesn't exist|cannot/i.test(line)) ?? lines[0] ?? ''
  );
}
