/** Errors for walks that cannot continue, with a screenshot of the page, and limits for pages that keep the browser busy. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HelpTopic } from '../help/topics.ts';
import { Blocked } from '../verdict/errors.ts';
import { PageNotUnderstood, SignInServerError } from './outcome.ts';
import type { Observed } from './page/observe.ts';
import { reportOn } from './page-report.ts';
import { pageUrlOf, shown, type Walk } from './walk-state.ts';
import { sentAnd } from './decide/situation.ts';

/** The remedy for a page that was not understood, if there is no better one. */
export const CHECK_SCREENSHOT =
  'look at the page (a run attaches a screenshot); it may require something that only a person can do (new terms, an enrollment, a CAPTCHA)';

/** What to do about a page that was not understood, if that is known, and whether the server answered with an error. */
interface HowToGoOn {
  remedy?: string | undefined;
  help?: HelpTopic | undefined;
  isServerError?: boolean | undefined;
}

/** The result of an action that takes too long. */
const TIMED_OUT = Symbol('timed out');

/** Creates the error for an unexpected page, with a report on it. `why` is a clause that the page's URL can follow. */
export async function notUnderstood(
  walk: Walk,
  why: string,
  observed: Observed | undefined,
  { remedy = CHECK_SCREENSHOT, help = 'sign-in-page', isServerError = false }: HowToGoOn = {},
): Promise<PageNotUnderstood> {
  const report = reportOn(observed?.page, why, pageUrlOf(walk), walk.steps);
  const message = report
    .split('\n')
    .map((line) => shown(walk, line))
    .join('\n');
  const ErrorClass = isServerError ? SignInServerError : PageNotUnderstood;
  return new ErrorClass(
    message,
    { remedy, help },
    { screenshot: await screenshotOf(walk), passwordSent: walk.hasSentPassword },
  );
}

/** Takes a screenshot with every field masked. `undefined` if a secret is readable on the page. */
async function screenshotOf({ page, tools }: Walk): Promise<Buffer | undefined> {
  try {
    const text = await page.locator('body').innerText({ timeout: 2000 });
    if (tools.secrets.find(text).length > 0) return undefined;
    return await page.screenshot({ mask: [page.locator('input, textarea')], timeout: 5000 });
  } catch {
    return undefined;
  }
}

/** Describes what was sent, and why it was neither accepted nor refused, as a clause. */
export function whyUndecided({ progress, traffic }: Walk): string {
  return sentAnd(progress.sent?.what, traffic.whyUndecided ?? 'got no answer');
}

/** Limits an action for which Playwright has no time limit, such as waiting for a page's scripts. */
export async function withTimeLimit<T>(walk: Walk, action: Promise<T>): Promise<T> {
  // An error that comes too late is ignored.
  action.catch(() => undefined);
  const inTime = new AbortController();
  const timeout = sleep(walk.limits.patienceMs * 2, TIMED_OUT, { signal: inTime.signal });
  timeout.catch(() => undefined);
  const result = await Promise.race([action, timeout]).finally(() => inTime.abort());
  if (result !== TIMED_OUT) return result;
  checkDataLimit(walk);
  throw new Blocked(
    walk.progress.sent !== undefined && walk.traffic.whyUndecided !== undefined
      ? `${whyUndecided(walk)}, at ${pageUrlOf(walk)} while signing in.`
      : `The page ${pageUrlOf(walk)} keeps the browser too busy to continue the sign-in.`,
    {
      remedy: 'sign in there in your own browser; the page hangs, runs an endless script, or is very large',
      help: 'sign-in-page',
    },
  );
}

/** @throws {Blocked} if the page sent too much data */
export function checkDataLimit(walk: Walk): void {
  if (!walk.watch.exceededDataLimit) return;
  throw new Blocked(`The page ${pageUrlOf(walk)} sent too much data during the sign-in.`, {
    remedy: 'open it in your own browser; it may be endless, or a download',
    help: 'sign-in-page',
  });
}
