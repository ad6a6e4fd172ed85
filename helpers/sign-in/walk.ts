/**
 * Walks through a sign-in as a person would, whatever pages appear, in any order. It observes the page, does what
 * {@link decide} returns, and observes it again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Blocked } from '../verdict/errors.ts';
import { whileWaiting } from '../waiting.ts';
import { act } from './act.ts';
import { decide } from './decide/decide.ts';
import type { NextStep } from './decide/next.ts';
import { endAs, endedBy } from './ends.ts';
import { notUnderstood, withTimeLimit } from './failures.ts';
import { openPage } from './open-page.ts';
import { type Credentials, GivenUp, type SignedIn, type SignIn, type SignInTools } from './outcome.ts';
import { observe } from './page/observe.ts';
import { closePage, prepareNext, takePage } from './ready-page.ts';
import { keepToOneWindow, watchRequests } from './requests.ts';
import { newWalk, type Walk } from './walk-state.ts';

/** Longest time between two observations of a page, in ms. What is waited for mostly ends it earlier. */
const POLL_INTERVAL_MS = 60;

/** The same while an answer of the tenant is expected, whose arrival ends it. */
const BUSY_POLL_INTERVAL_MS = 250;

/** The same after typing. A page's script may handle the input a moment later. */
const TYPED_POLL_INTERVAL_MS = 20;

/** The first request of a page is under way after this time, in ms. */
const SENDING_MS = 20;

/**
 * Signs in, with a browser context that contains only this user's device cookies.
 *
 * @throws {PageNotUnderstood} if a page has none of the expected fields, or if it is unclear which of them to use.
 * @throws {Blocked} if a page does not load or leads to a host that is not a write host, or if no passcode is available.
 */
export async function signIn(request: SignIn, tools: SignInTools): Promise<SignedIn> {
  return withWalk(request, tools, async (walk) => {
    await openPage(walk, request.url);
    return request.credentials === undefined ? waitForPerson(walk) : runWalk(walk, request.credentials);
  });
}

/**
 * Walks until it would type something or authorize the client, and stops there. As in a real sign-in, it
 * closes obstacles, and waits if the page asks for it. Anything that would end a sign-in before it begins also ends this.
 *
 * @param email the email address of the user who would sign in.
 * @returns what the page asks for, in a few words.
 * @throws {PageNotUnderstood} and {@link Blocked} as {@link signIn}.
 */
export async function previewSignIn(
  request: Omit<SignIn, 'credentials'>,
  email: string,
  tools: SignInTools,
): Promise<string> {
  const credentials = { email, password: '' };
  return withWalk({ ...request, credentials }, tools, async (walk) => {
    await openPage(walk, request.url);
    const result = await runWalk(walk, credentials, describeInput);
    // The walk ended at the callback without having to sign in.
    return typeof result === 'string' ? result : 'it authorizes the client without asking for anything';
  });
}

/** Takes a page for a walk, and closes it when the walk is over. */
async function withWalk<T>(request: SignIn, tools: SignInTools, run: (walk: Walk) => Promise<T>): Promise<T> {
  const { browser, userAgentSuffix } = tools;
  const ready = await takePage(browser, userAgentSuffix);
  try {
    const { context, page } = ready;
    const { redirectUris, credentials } = request;
    // An empty password cannot be watched for.
    const password = credentials?.password || undefined;
    const watch = watchRequests(ready, { redirectUris, password, ...tools });
    await Promise.all([
      context.addCookies(request.deviceCookies),
      // A person who signs in may need a second window. The walk does not.
      ...(credentials === undefined ? [] : [keepToOneWindow(ready, watch, password)]),
    ]);
    // The browser is idle while it waits for the first answer. A person must not see the window of a next sign-in.
    if (credentials !== undefined)
      page.once('request', () => setTimeout(() => prepareNext(browser, userAgentSuffix), SENDING_MS));
    return await run(newWalk(request, tools, { context, page, watch }));
  } finally {
    closePage(browser, ready);
  }
}

/**
 * Observes, decides and acts repeatedly, until the walk ends.
 *
 * @param stop ends the walk before a step if it returns a string, which becomes the result.
 */
async function runWalk(walk: Walk, credentials: Credentials): Promise<SignedIn>;
async function runWalk(
  walk: Walk,
  credentials: Credentials,
  stop: (next: NextStep) => string | undefined,
): Promise<SignedIn | string>;
async function runWalk(
  walk: Walk,
  credentials: Credentials,
  stop: (next: NextStep) => string | undefined = () => undefined,
): Promise<SignedIn | string> {
  const started = Date.now();
  let mayType = walk.request.after === undefined;
  for (;;) {
    let did: NextStep['do'] = 'wait';
    const ended = await endedBy(walk);
    if (ended !== undefined) {
      if (!mayType) await waitUntilMayType(walk);
      return ended;
    }
    const observed = await withTimeLimit(walk, observe(walk.page));
    if (Date.now() - started - walk.waitedMs > walk.limits.deadlineMs)
      throw await notUnderstood(walk, 'The sign-in did not finish', observed);
    if (observed !== undefined) {
      const seen = { page: observed.page, traffic: walk.traffic.facts(), now: Date.now() };
      const next = decide(seen, walk.progress, walk.aim);
      if (next.do === 'end') return endAs(walk, next.end, observed);
      const stopped = stop(next);
      if (stopped !== undefined) return stopped;
      if (!mayType && describeInput(next) !== undefined) {
        await waitUntilMayType(walk);
        mayType = true;
        // The page may have changed meanwhile.
        continue;
      }
      await act(walk, next, observed, credentials);
      did = next.do;
    }
    await walk.watch.wake.wait(pollIntervalMs(walk, did));
  }
}

/** Waits for what the sign-in must come after. The time does not count toward its deadline. */
async function waitUntilMayType(walk: Walk): Promise<void> {
  const started = Date.now();
  try {
    await walk.request.after;
  } catch (reason) {
    throw new GivenUp('The sign-in was given up, because something else failed first.', { cause: reason });
  }
  walk.waitedMs += Date.now() - started;
}

function pollIntervalMs({ traffic }: Walk, did: NextStep['do']): number {
  if (did === 'type') return TYPED_POLL_INTERVAL_MS;
  return traffic.facts().busy ? BUSY_POLL_INTERVAL_MS : POLL_INTERVAL_MS;
}

/** Describes what a step would type or send. `undefined` if it only closes an obstacle, or waits. */
function describeInput(next: NextStep): string | undefined {
  if (next.do === 'type') return `it asks for the ${next.what}`;
  if (next.do === 'enter') return `it sends the ${next.what}`;
  return next.do === 'press' && next.what !== undefined ? `it sends the ${next.what}` : undefined;
}

async function waitForPerson(walk: Walk): Promise<SignedIn> {
  walk.steps.push({ did: 'waited for a person' });
  const deadline = Date.now() + walk.limits.personMs;
  const signedIn = await whileWaiting(
    'A person has to sign in in the browser window.',
    walk.limits.personMs,
    async () => {
      while (Date.now() < deadline) {
        const ended = await endedBy(walk);
        if (ended !== undefined) return ended;
        if (walk.page.isClosed()) return undefined;
        await sleep(200);
      }
      return undefined;
    },
  );
  if (signedIn !== undefined) return signedIn;
  throw new Blocked('No one signed in as the admin in the browser window.', {
    remedy: 'run again and sign in there, or set ZENDESK_ADMIN_GRANT=client_credentials',
    help: 'manual-sign-in',
  });
}
