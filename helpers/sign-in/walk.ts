/**
 * Walks through a sign-in as a person would, whatever pages come in whatever order: looks at the page, does what
 * {@link decide} says, and looks again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Blocked } from '../verdict/errors.ts';
import { act } from './act.ts';
import { newContext } from './context.ts';
import { decide } from './decide/decide.ts';
import type { NextStep } from './decide/next.ts';
import { endAs, endedBy } from './ends.ts';
import { notUnderstood, within } from './failures.ts';
import { openPage } from './open-page.ts';
import type { Credentials, SignedIn, SignIn, SignInTools } from './outcome.ts';
import { observe } from './page/observe.ts';
import { keepToOneWindow, watchRequests } from './requests.ts';
import { newWalk, type Walk } from './walk-state.ts';

/** How often a page is looked at. */
const POLL_INTERVAL_MS = 60;

/**
 * Signs in, in a browser context that holds nothing but this person's device cookies.
 *
 * @throws {PageNotUnderstood} when a page has none of the fields that were looked for, or it cannot be told which.
 * @throws {Blocked} when a page does not come, leads to a host that is not listed, or no passcode can be had.
 */
export async function signIn(request: SignIn, tools: SignInTools): Promise<SignedIn> {
  return walking(request, tools, async (walk) => {
    await openPage(walk, request.url);
    return request.credentials === undefined ? waitForPerson(walk) : goOn(walk, request.credentials);
  });
}

/**
 * Walks up to where something would be typed, or a client be let in, and does not do it. What lies over the page is closed,
 * and what asks to wait is waited for, as on the way of a sign-in: so whatever would end one before it has begun ends this.
 *
 * @param email of who would sign in.
 * @returns what the page asks for, in a few words.
 * @throws {PageNotUnderstood} and {@link Blocked} as {@link signIn}.
 */
export async function look(
  request: Omit<SignIn, 'credentials'>,
  email: string,
  tools: SignInTools,
): Promise<string> {
  const credentials = { email, password: '' };
  return walking({ ...request, credentials }, tools, async (walk) => {
    await openPage(walk, request.url);
    const came = await goOn(walk, credentials, wouldDo);
    // Nobody was asked who it is.
    return typeof came === 'string' ? came : 'it authorizes the client without asking for anything';
  });
}

/** Opens a browser context for a walk, and closes it when the walk is over. */
async function walking<T>(request: SignIn, tools: SignInTools, run: (walk: Walk) => Promise<T>): Promise<T> {
  const context = await newContext(tools.browser, tools.userAgentSuffix);
  try {
    await context.addCookies(request.deviceCookies);
    const page = await context.newPage();
    const { redirectUris, credentials } = request;
    // A password that is not there cannot go astray.
    const password = credentials?.password || undefined;
    const watch = await watchRequests(context, page, { redirectUris, password, ...tools });
    // A person's way of signing in may need a window of its own; ours does not.
    if (credentials !== undefined) await keepToOneWindow(context, page, watch, password);
    return await run(newWalk(request, tools, { context, page, watch }));
  } finally {
    await context.close();
  }
}

/**
 * Looks, decides and acts, over and over, until the walk has ended.
 *
 * @param stop ends the walk before a step: with what it returns, if it does.
 */
async function goOn(walk: Walk, credentials: Credentials): Promise<SignedIn>;
async function goOn(
  walk: Walk,
  credentials: Credentials,
  stop: (next: NextStep) => string | undefined,
): Promise<SignedIn | string>;
async function goOn(
  walk: Walk,
  credentials: Credentials,
  stop: (next: NextStep) => string | undefined = () => undefined,
): Promise<SignedIn | string> {
  const started = Date.now();
  for (;;) {
    const ended = await endedBy(walk);
    if (ended !== undefined) return ended;
    const observed = await within(walk, observe(walk.page));
    if (Date.now() - started - walk.waitedMs > walk.limits.deadlineMs)
      throw await notUnderstood(walk, 'The sign-in did not finish', observed);
    if (observed !== undefined) {
      const seen = { page: observed.page, traffic: walk.traffic.facts(), now: Date.now() };
      const next = decide(seen, walk.progress, walk.aim);
      if (next.do === 'end') return endAs(walk, next.end, observed);
      const stopped = stop(next);
      if (stopped !== undefined) return stopped;
      await act(walk, next, observed, credentials);
    }
    await sleep(POLL_INTERVAL_MS);
  }
}

/** What a step would type or send, in a few words; nothing for one that only makes way, or waits. */
function wouldDo(next: NextStep): string | undefined {
  if (next.do === 'type') return `it asks for the ${next.what}`;
  if (next.do === 'enter') return `it sends the ${next.what}`;
  return next.do === 'press' && next.what !== undefined ? `it sends the ${next.what}` : undefined;
}

async function waitForPerson(walk: Walk): Promise<SignedIn> {
  walk.steps.push({ did: 'waited for a person' });
  const deadline = Date.now() + walk.limits.personMs;
  while (Date.now() < deadline) {
    const ended = await endedBy(walk);
    if (ended !== undefined) return ended;
    if (walk.page.isClosed()) break;
    await sleep(200);
  }
  throw new Blocked('No one signed in as the admin in the browser window.', {
    remedy: 'run again and sign in there, or set ZENDESK_ADMIN_GRANT=client_credentials',
  });
}
