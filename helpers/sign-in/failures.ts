/** Why a walk cannot go on: errors with a picture of the page, and bounds for a page that keeps the browser busy. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Blocked } from '../verdict/errors.ts';
import { PageNotUnderstood, SignInNotServed } from './outcome.ts';
import type { Observed } from './page/observe.ts';
import { reportOn } from './page-report.ts';
import { placeOf, shown, type Walk } from './walk-state.ts';

/** What to do about a page that was not understood, where nothing better is known. */
export const LOOK_AT_PICTURE =
  'check the attached screenshot; the page may require something that only a person can do (new terms, an enrollment, a CAPTCHA)';

/** What comes instead of something that takes too long. */
const TIMED_OUT = Symbol('late');

/** The error for a page that is not what was expected, with a report on it. `why` is a clause that its address can follow. */
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

/** A picture with every field covered; none at all if a secret can be read on the page. */
async function pictureOf({ page, tools }: Walk): Promise<Buffer | undefined> {
  try {
    const text = await page.locator('body').innerText({ timeout: 2000 });
    if (tools.secrets.find(text).length > 0) return undefined;
    return await page.screenshot({ mask: [page.locator('input, textarea')], timeout: 5000 });
  } catch {
    return undefined;
  }
}

/** What was sent, and why nobody has judged it, as a sentence without its end. */
export function unjudgedIn({ progress, traffic }: Walk): string {
  return `The ${progress.sent?.what ?? 'form'} was sent, and ${traffic.unjudged ?? 'got no answer'}`;
}

/** Bounds what Playwright waits for without end: for a page's scripts to rest, and for the answer to a form. */
export async function within<T>(walk: Walk, act: Promise<T>): Promise<T> {
  // Whatever it comes to when it is too late is nobody's business.
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

/** @throws {Blocked} where more came than a browser should have to take in. */
export function refuseTooMuch(walk: Walk): void {
  if (!walk.watch.tooMuch) return;
  throw new Blocked(`The page ${placeOf(walk)} sent too much data during the sign-in.`, {
    remedy: 'open it in your own browser; it may be endless, or a download',
  });
}
