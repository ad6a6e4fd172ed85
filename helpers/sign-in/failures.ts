/** Why a walk cannot continue: errors with a screenshot of the page, and limits for a page that keeps the browser busy. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Blocked } from '../verdict/errors.ts';
import { PageNotUnderstood, SignInNotServed } from './outcome.ts';
import type { Observed } from './page/observe.ts';
import { reportOn } from './page-report.ts';
import { placeOf, shown, type Walk } from './walk-state.ts';
import { sentAnd } from './decide/situation.ts';

/** The remedy for a page that was not understood, if there is no better one. */
export const LOOK_AT_PICTURE =
  'check the attached screenshot; the page may require something that only a person can do (new terms, an enrollment, a CAPTCHA)';

/** The result of an action that takes too long. */
const TIMED_OUT = Symbol('late');

/** Creates the error for an unexpected page, with a report on it. `why` is a clause that the page's URL can follow. */
export async function notUnderstood(
  walk: Walk,
  why: string,
  observed: Observed | undefined,
  remedy = LOOK_AT_PICTURE,
  isUnserved = false,
): Promise<PageNotUnderstood> {
  const report = reportOn(observed?.page, why, placeOf(walk), walk.steps);
  const message = report
    .split('\n')
    .map((line) => shown(walk, line))
    .join('\n');
  const Kind = isUnserved ? SignInNotServed : PageNotUnderstood;
  return new Kind(
    message,
    { remedy },
    { screenshot: await pictureOf(walk), passwordSent: walk.hasSentPassword },
  );
}

/** Takes a screenshot with every field masked. `undefined` if a secret is readable on the page. */
async function pictureOf({ page, tools }: Walk): Promise<Buffer | undefined> {
  try {
    const text = await page.locator('body').innerText({ timeout: 2000 });
    if (tools.secrets.find(text).length > 0) return undefined;
    return await page.screenshot({ mask: [page.locator('input, textarea')], timeout: 5000 });
  } catch {
    return undefined;
  }
}

/** Describes what was sent and why it was neither accepted nor refused, as a clause. */
export function unjudgedIn({ progress, traffic }: Walk): string {
  return sentAnd(progress.sent?.what, traffic.unjudged ?? 'got no answer');
}

/** Limits actions for which Playwright has no time limit, such as waiting for a page's scripts or the answer to a form. */
export async function within<T>(walk: Walk, act: Promise<T>): Promise<T> {
  // A result that comes too late is ignored.
  act.catch(() => undefined);
  const inTime = new AbortController();
  const late = sleep(walk.limits.patienceMs * 2, TIMED_OUT, { signal: inTime.signal });
  late.catch(() => undefined);
  const came = await Promise.race([act, late]).finally(() => inTime.abort());
  if (came !== TIMED_OUT) return came;
  refuseTooMuch(walk);
  throw new Blocked(
    walk.progress.sent !== undefined && walk.traffic.unjudged !== undefined
      ? `${unjudgedIn(walk)}, at ${placeOf(walk)} while signing in.`
      : `The page ${placeOf(walk)} keeps the browser too busy to continue the sign-in.`,
    {
      remedy: 'sign in there in your own browser; the page hangs, runs an endless script, or is very large',
    },
  );
}

/** @throws {Blocked} if the page sent too much data. */
export function refuseTooMuch(walk: Walk): void {
  if (!walk.watch.tooMuch) return;
  throw new Blocked(`The page ${placeOf(walk)} sent too much data during the sign-in.`, {
    remedy: 'open it in your own browser; it may be endless, or a download',
  });
}
