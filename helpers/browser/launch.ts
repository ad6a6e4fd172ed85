import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { type Browser, chromium } from 'playwright';
import type { Proxy } from '../http/proxy.ts';
import { environmentWithoutVault } from '../secrets/vault.ts';
import { Blocked, messageOf } from '../verdict/errors.ts';
import { type Candidate, findBrowsers, PLAYWRIGHT_CHROMIUM } from './find.ts';
import { lastWords } from './launch-failure.ts';
import { DEAD_END_URL, DEAD_END_PROXY, setBrowserProxy } from './route.ts';

/** How a browser is to be started. */
export interface BrowserOptions {
  /** `KEYTURN_BROWSER`: a channel or a path. */
  configured: string | undefined;
  /** The company's proxy, for what its pages load: see `proxyOptionsFor`. */
  proxy: Proxy | undefined;
  /** False when a person is to sign in. */
  headless: boolean;
}

/** Printed wherever no browser could be started. */
export const BROWSER_REMEDY =
  'install Chrome, Chromium or Edge, or run "npx playwright install chromium", or set KEYTURN_BROWSER to the path of one';

const LAUNCH_DEADLINE_MS = 60_000;

/**
 * Switches off what a sign-in does not need and what calls home. The browser has no way out for most of it; but what
 * belongs to a page goes the way of its context.
 *
 * There is no `--disable-features` here: Chromium takes the last one alone, and the one that Playwright passes, which is
 * not documented, keeps it from calling the search engine with each new page. And there is no flag for the company's own
 * certificates: the one that Chromium has would trust anybody who shows a copy of them.
 */
const FLAGS = [
  // Whom it asks what the fields of a form are for, and tells so about the forms of each page. It goes the page's way.
  `--autofill-server-url=${DEAD_END_URL}`,
  // Reports on its maker's sites that fail to load: these, too, go the way of the page.
  '--disable-domain-reliability',
  // Playwright passes the others as well today. Experiments, lists of dangerous sites, accounts:
  '--disable-background-networking',
  // The updater of its parts.
  '--disable-component-update',
  // A profile that lives as long as the run has nothing to keep in step with.
  '--disable-sync',
  // Its welcome.
  '--no-first-run',
];

/**
 * Starts the first browser that starts. It reaches nobody by itself: a context needs `proxyOptionsFor`.
 *
 * @throws {Blocked} that says which ones were tried and why each did not start.
 */
export async function launchBrowser({ configured, proxy, headless }: BrowserOptions): Promise<Browser> {
  const display = headless ? undefined : noDisplayError();
  if (display !== undefined) throw display;
  const failures: string[] = [];
  for (const candidate of findBrowsers(configured)) {
    try {
      const browser = await launch(candidate, { headless, timeout: LAUNCH_DEADLINE_MS });
      setBrowserProxy(browser, proxy);
      return browser;
    } catch (error) {
      failures.push(...describeLaunchFailure(candidate, error));
    }
  }
  throw noBrowserError(failures);
}

/**
 * Starts one browser, in the way in which a run does it. Without a way out.
 *
 * @param options.timeout in milliseconds
 * @throws {Error} of Playwright, which `lastWords` makes sense of.
 */
export async function launch(
  candidate: Candidate,
  { headless, timeout }: { headless: boolean; timeout: number },
): Promise<Browser> {
  const { channel, executablePath } = candidate.launch;
  const problem = diagnoseExecutable(channel ?? executablePath ?? '', executablePath);
  if (problem !== undefined) throw new Error(problem);
  return chromium.launch({
    ...(channel === undefined ? {} : { channel }),
    ...(executablePath === undefined ? {} : { executablePath }),
    headless,
    timeout,
    env: environmentWithoutVault(),
    // A run ends its browser itself, after it has cleaned up; Ctrl-C must not take it away before.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: FLAGS,
    proxy: DEAD_END_PROXY,
  });
}

/** What is said of a browser that did not start, as a line of a list; nothing if Playwright's own is just not there. */
export function describeLaunchFailure(candidate: Candidate, error: unknown): string[] {
  const message = messageOf(error);
  if (candidate.launch === PLAYWRIGHT_CHROMIUM.launch && /Executable doesn't exist/.test(message)) return [];
  return [`  ${candidate.title}: ${lastWords(message)}`];
}

/** What a browser of another make, or what is none, would not say of itself. */
function diagnoseExecutable(name: string, path: string | undefined): string | undefined {
  if (/firefox|safari|webkit|epiphany/i.test(basename(name)))
    return 'it is not of the Chromium family, and Keyturn can steer no other';
  const there = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  if (path !== undefined && there === undefined) return 'there is no such file';
  return there?.isDirectory() === true ? 'it is a folder; the program is inside it' : undefined;
}

/** What keeps a visible browser from starting on this machine, or nothing. */
export function noDisplayError(): Blocked | undefined {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
    return undefined;
  return new Blocked(
    'A visible browser is needed, for a person to sign in or to watch, and this machine has no display.',
    {
      remedy:
        'run it where there is one, or let the admin sign in without a person: ZENDESK_ADMIN_GRANT=client_credentials',
    },
  );
}

/** @param failures see {@link describeLaunchFailure} */
function noBrowserError(failures: readonly string[]): Blocked {
  const tried = failures.length === 0 ? 'none was found' : `tried:\n${failures.join('\n')}`;
  return new Blocked(`No browser could be started to sign in with; ${tried}`, { remedy: BROWSER_REMEDY });
}
