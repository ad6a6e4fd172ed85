import { readdirSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { type Browser, chromium } from 'playwright';
import type { Proxy } from '../http/proxy.ts';
import { environmentWithoutVault } from '../secrets/vault.ts';
import { Blocked, messageOf } from '../verdict/errors.ts';
import { DISABLED_FEATURES } from './features.ts';
import { type Candidate, findBrowsers, PLAYWRIGHT_CHROMIUM } from './find.ts';
import { launchFailureReason } from './launch-failure.ts';
import { DEAD_END_URL, DEAD_END_PROXY, setBrowserProxy } from './route.ts';

/** How to start a browser. */
export interface BrowserOptions {
  /** `KEYTURN_BROWSER`: a channel or a path. */
  configured: string | undefined;
  /** The company's proxy, for the browser's pages. See `proxyOptionsFor`. */
  proxy: Proxy | undefined;
  /** False if a person must sign in. */
  headless: boolean;
}

/** The remedy if no browser could be started. */
export const BROWSER_REMEDY =
  'install Chrome, Chromium or Edge, or run "npx playwright install chromium", or set KEYTURN_BROWSER to the path of one';

const LAUNCH_DEADLINE_MS = 60_000;

/**
 * Switches off everything that a sign-in does not need or that calls Google. Most of these calls could not leave the browser
 * anyway, but those that belong to a page use the proxy of its context.
 *
 * A flag for the company's own certificates is missing on purpose: Chromium's flag would trust anyone who shows a copy of them.
 */
const FLAGS = [
  // Chromium asks this server about the fields of a form, and so reports the forms of each page. The calls use the page's proxy.
  `--autofill-server-url=${DEAD_END_URL}`,
  // Reports about Google sites that fail to load. They use the page's proxy as well.
  '--disable-domain-reliability',
  // Playwright passes the remaining flags as well today. This one is for experiments, lists of dangerous sites and accounts.
  '--disable-background-networking',
  // The updater of Chromium's components.
  '--disable-component-update',
  // The profile is deleted after the run, so there is nothing to synchronize.
  '--disable-sync',
  // The welcome page.
  '--no-first-run',
  DISABLED_FEATURES,
];

/**
 * Starts the first browser that works. The browser has no network access on its own: a context needs `proxyOptionsFor`.
 *
 * @throws {Blocked} with the browsers that were tried and why each did not start.
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

/** How Playwright begins its message about a browser of its own that is not installed. */
const MISSING = "Executable doesn't exist";

/**
 * Whether Playwright has installed none of its browsers of the Chromium family. If there is any, it must be started to find out
 * whether it is the right one.
 *
 * @param expected where Playwright expects its Chromium: `…/ms-playwright/chromium-1255/chrome-linux64/chrome`
 */
export function isNotInstalled(expected: string): boolean {
  const [before = '', inside] = expected.split(/(?<=[\\/])chromium[^\\/]*[\\/]/);
  // Somewhere else, such as a path that a variable sets.
  if (inside === undefined) return false;
  try {
    return !readdirSync(before).some((name) => name.startsWith('chromium'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/**
 * Starts one browser as a run does, without network access.
 *
 * @param options.timeout in milliseconds
 * @throws {Error} Playwright's. `launchFailureReason` extracts the reason from it.
 */
export async function launch(
  candidate: Candidate,
  { headless, timeout }: { headless: boolean; timeout: number },
): Promise<Browser> {
  const { channel, executablePath } = candidate.launch;
  const problem = diagnoseExecutable(channel ?? executablePath ?? '', executablePath);
  if (problem !== undefined) throw new Error(problem);
  // Playwright finds that out too late: it has created two temporary folders, and leaves them behind.
  if (channel === undefined && executablePath === undefined && isNotInstalled(chromium.executablePath()))
    throw new Error(MISSING);
  return chromium.launch({
    ...(channel === undefined ? {} : { channel }),
    ...(executablePath === undefined ? {} : { executablePath }),
    headless,
    timeout,
    env: environmentWithoutVault(),
    // A run closes its browser after the clean-up. Ctrl-C must not close it earlier.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: FLAGS,
    proxy: DEAD_END_PROXY,
  });
}

/**
 * Describes a browser that did not start, as a line of a list. Returns an empty list if Playwright's own browser is
 * merely not installed.
 */
export function describeLaunchFailure(candidate: Candidate, error: unknown): string[] {
  const message = messageOf(error);
  if (candidate.launch === PLAYWRIGHT_CHROMIUM.launch && message.includes(MISSING)) return [];
  return [`  ${candidate.title}: ${launchFailureReason(message)}`];
}

/** Returns a problem that the program would not report itself: it is another browser, or is not a program. */
function diagnoseExecutable(name: string, path: string | undefined): string | undefined {
  if (/firefox|safari|webkit|epiphany/i.test(basename(name)))
    return 'it is not a Chromium browser, and Keyturn supports no other';
  const there = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  if (path !== undefined && there === undefined) return 'the file does not exist';
  return there?.isDirectory() === true ? 'it is a folder; give the path of the program inside it' : undefined;
}

/** Returns an error if this machine cannot show a browser window, or else `undefined`. */
export function noDisplayError(): Blocked | undefined {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
    return undefined;
  return new Blocked('This run needs a visible browser, but this machine has no display.', {
    remedy: 'run it on a machine with a display, or set ZENDESK_ADMIN_GRANT=client_credentials',
    help: 'manual-sign-in',
  });
}

/** @param failures see {@link describeLaunchFailure} */
function noBrowserError(failures: readonly string[]): Blocked {
  const tried = failures.length === 0 ? ': none was found' : `. Tried:\n${failures.join('\n')}`;
  return new Blocked(`No browser could be started${tried}`, { remedy: BROWSER_REMEDY, help: 'browser' });
}
