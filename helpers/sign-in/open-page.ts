/** Opens a page of a sign-in, and tries again if the connection is lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import { proxyDescriptionFor } from '../browser/route.ts';
import { Blocked, messageOf } from '../verdict/errors.ts';
import { CHECK_SCREENSHOT } from './failures.ts';
import { remedyForStatus, whyNotOpened } from './page/not-opened.ts';
import { shown, type Walk } from './walk-state.ts';

/** How often a page is requested if the connection is lost. */
const MAX_OPENINGS = 3;

/** Chromium's codes for a broken connection. */
const CONNECTION_LOST = /ERR_(?:CONNECTION_(?:RESET|CLOSED|ABORTED)|EMPTY_RESPONSE)/;

/** @throws {Blocked} if the page does not load */
export async function openPage(walk: Walk, url: string): Promise<void> {
  walk.traffic.opened();
  for (let opening = 1; ; opening++) {
    const isLost = await goTo(walk, url, opening === MAX_OPENINGS);
    if (!isLost) return;
    await pause(walk, 500);
  }
}

/** Waits. The time does not count toward the deadline of the sign-in. */
export async function pause(walk: Walk, ms: number): Promise<void> {
  walk.waitedMs += ms;
  await sleep(ms);
}

/** Opens a page. Returns true if the connection was lost, and this is not the last attempt. */
async function goTo(walk: Walk, url: string, last: boolean): Promise<boolean> {
  const { page, watch, limits, traffic, aim } = walk;
  try {
    await page.goto(url, { waitUntil: 'commit', timeout: Math.min(30_000, limits.deadlineMs) });
    return false;
  } catch (error) {
    // A callback and a refused host also end the navigation. `endedBy` handles them.
    if (watch.callback !== undefined || watch.refusedHost !== undefined) return false;
    const [first = ''] = shown(walk, messageOf(error)).split('\n');
    if (/ERR_ABORTED/.test(first)) return false;
    if (!last && CONNECTION_LOST.test(first)) return true;
    const { status, asksToWaitMs } = traffic.facts();
    const isEmptyError = /ERR_HTTP_RESPONSE_CODE_FAILURE/.test(first);
    // An error without a page is an answer if an error is expected, or if it asks to wait.
    if (isEmptyError && (aim.mayEndInErrorPage || asksToWaitMs !== undefined)) return false;
    const { origin, pathname } = new URL(url);
    const { reason, ...whatToDo } = isEmptyError
      ? {
          reason: `the answer was ${String(status)} with no content`,
          ...(remedyForStatus(status) ?? { remedy: CHECK_SCREENSHOT, help: 'sign-in-page' as const }),
        }
      : whyNotOpened(first);
    const proxy = proxyDescriptionFor(page.context(), new URL(url));
    const route = proxy === undefined ? '' : `, through ${proxy}`;
    throw new Blocked(`The browser could not open ${origin}${pathname}${route}: ${reason}`, whatToDo);
  }
}
