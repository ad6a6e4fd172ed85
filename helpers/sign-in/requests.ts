/**
 * Watches the requests of the sign-in pages before they are sent, at every hop of a redirect. It catches the redirect to the
 * client's callback (nothing listens there), refuses documents from hosts that are not write hosts, and stops a password that
 * is about to go to the wrong place. Playwright's routing does not see such hops, so this uses Chromium's protocol directly.
 */
import type { BrowserContext, Page, Request } from 'playwright';
import { handleProxyAuth } from '../browser/route.ts';
import { isSameHost } from '../http/address.ts';
import type { HostGuard } from '../http/hosts.ts';
import { learnFromSetCookie } from '../secrets/learn.ts';
import { NO_PUBLIC_TEXTS, SecretRegistry } from '../secrets/registry.ts';
import { isSamePlace } from './page/places.ts';

/** The parameters of the callback: `code` and `state`, or `error`. */
export type Callback = Readonly<Record<string, string>>;

/** What was observed in the requests of a page. */
export interface Watch {
  /** Set once the callback was caught. */
  callback: Callback | undefined;
  /** The URL where it was caught, without its parameters. */
  cameTo: string;
  /** The host of a refused document that would have replaced the page. The request was not sent. */
  refusedHost: URL | undefined;
  /** Where the password was about to go and must not: a host, or the URL of a page. It was not sent. */
  strayed: string | undefined;
  /** The target of the last form with the password. Its submission may go to no other place. */
  formTarget: string | undefined;
  /** A second window was about to open. Its request was not sent. */
  otherWindow: boolean;
  /** The page received more data than a sign-in needs, and was stopped. */
  tooMuch: boolean;
}

/** Limit of all data of the pages of a sign-in, including images and scripts, in bytes. */
const MAX_DATA_BYTES = 64 * 1024 * 1024;

interface PausedRequest {
  requestId: string;
  frameId: string;
  resourceType: string;
  request: { url: string; method: string; postData?: string; headers: Record<string, string> };
}

interface FrameTree {
  frameTree: { frame: { id: string } };
}

/** What to watch for. */
interface WatchFor {
  redirectUris: readonly string[];
  guard: HostGuard;
  secrets: SecretRegistry;
  /** The typed password. It is found in plain text and in encoded forms. */
  password: string | undefined;
}

/**
 * Starts to watch. Requests for the callback are answered with "no content", so that the page stays where it is. Documents from
 * hosts that may not be called are refused if they would replace the page. Requests of frames from other hosts, images and
 * scripts are not touched, because they get none of the input.
 */
export async function watchRequests(context: BrowserContext, page: Page, wanted: WatchFor): Promise<Watch> {
  const watch: Watch = {
    callback: undefined,
    cameTo: '',
    refusedHost: undefined,
    strayed: undefined,
    formTarget: undefined,
    otherWindow: false,
    tooMuch: false,
  };
  const holdsPassword = searchFor(wanted.password);
  const chromium = await context.newCDPSession(page);
  const { frameTree } = (await chromium.send('Page.getFrameTree')) as FrameTree;
  chromium.on('Fetch.requestPaused', ({ requestId, frameId, resourceType, request }: PausedRequest) => {
    const url = new URL(request.url);
    const isMain = frameId === frameTree.frame.id;
    const decide = () => {
      if (resourceType === 'Document' && wanted.redirectUris.some((uri) => isCallback(url, uri))) {
        // A callback in a frame does not belong to the request of this walk.
        if (isMain) noteCallback(watch, url, wanted.secrets);
        return chromium.send('Fetch.fulfillRequest', { requestId, responseCode: 204 });
      }
      const astray = leakTargetOf(url, carriedBy(request), page.url(), holdsPassword);
      const isTurned =
        resourceType === 'Document' &&
        watch.formTarget !== undefined &&
        holdsPassword(request.postData ?? '') &&
        !isSamePlace(watch.formTarget, request.url);
      if (astray !== undefined || isTurned) {
        watch.strayed ??= astray ?? `${url.host}${url.pathname}, where its form did not lead`;
        return chromium.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
      }
      if (
        resourceType === 'Document' &&
        isMain &&
        /^https?:$/.test(url.protocol) &&
        !wanted.guard.allows(url)
      ) {
        watch.refusedHost ??= url;
        return chromium.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
      }
      return chromium.send('Fetch.continueRequest', { requestId });
    };
    // The page may have been closed in the meantime. Nothing is left to decide then.
    decide().catch(() => undefined);
  });
  // Only the browser sees these cookies, but a tenant may quote them elsewhere.
  chromium.on('Network.responseReceivedExtraInfo', ({ headers }: { headers: Record<string, string> }) => {
    for (const [name, value] of Object.entries(headers)) {
      if (name.toLowerCase() === 'set-cookie')
        learnFromSetCookie(value, wanted.secrets, 'that a page of a sign-in has set');
    }
  });
  let received = 0;
  chromium.on('Network.dataReceived', ({ dataLength }: { dataLength: number }) => {
    received += dataLength;
    if (received <= MAX_DATA_BYTES || watch.tooMuch) return;
    watch.tooMuch = true;
    // The page's own thread may be busy with the data, so the browser closes it from outside.
    page.close().catch(() => undefined);
  });
  await chromium.send('Network.enable');
  await chromium.send('Fetch.enable', {
    handleAuthRequests: handleProxyAuth(chromium, context),
    patterns: [{ urlPattern: '*', requestStage: 'Request' }],
  });
  return watch;
}

/** Returns a function that tells whether a string contains the password, in plain text or encoded. */
function searchFor(password: string | undefined): (text: string) => boolean {
  const typed = new SecretRegistry(NO_PUBLIC_TEXTS);
  if (password !== undefined) typed.learn(password, 'password', 'what is typed');
  return (text) => typed.find(text).length > 0;
}

/** Returns what a request carries besides its URL. */
function carriedBy({
  postData = '',
  headers,
}: {
  postData?: string;
  headers: Record<string, string>;
}): string {
  return [postData, ...Object.values(headers)].join('\n');
}

/**
 * Prevents a second window. The walk would not observe it, and a hostile page could open endless windows, or send input there.
 * A window's requests are stopped before they are sent. So are requests with the password from a frame in another process, if
 * they go to the wrong place.
 */
export async function keepToOneWindow(
  context: BrowserContext,
  page: Page,
  watch: Watch,
  password: string | undefined,
): Promise<void> {
  const holdsPassword = searchFor(password);
  context.on('page', (other) => {
    if (other === page) return;
    watch.otherWindow = true;
    void other.close().catch(() => undefined);
  });
  await page.addInitScript(() => {
    window.open = () => null;
    // Nothing would watch a worker that outlives its page.
    Reflect.deleteProperty(window, 'SharedWorker');
  });
  await context.route('**/*', (route) => {
    const request = route.request();
    if (!isAskedBy(request, page)) {
      watch.otherWindow = true;
      return route.abort('blockedbyclient');
    }
    const carried = carriedBy({ postData: request.postData() ?? '', headers: request.headers() });
    const astray = leakTargetOf(new URL(request.url()), carried, page.url(), holdsPassword);
    if (astray === undefined) return route.fallback();
    watch.strayed ??= astray;
    return route.abort('blockedbyclient');
  });
}

/** Whether a request comes from this page. A window that is just being opened has no frame yet. */
function isAskedBy(request: Request, page: Page): boolean {
  try {
    return request.frame().page() === page;
  } catch {
    return false;
  }
}

function noteCallback(watch: Watch, url: URL, secrets: SecretRegistry): void {
  const parameters = Object.fromEntries(url.searchParams);
  if (parameters['code'] !== undefined)
    secrets.learn(
      parameters['code'],
      'authorization code',
      'the parameter “code” of the way back from a sign-in',
    );
  if (watch.callback !== undefined) return;
  watch.callback = parameters;
  watch.cameTo = `${url.origin}${url.pathname}`;
}

/** Returns where a password is about to leak: a password may go only to the page's own host, and never into a URL. */
function leakTargetOf(
  url: URL,
  carried: string,
  page: string,
  holdsPassword: (text: string) => boolean,
): string | undefined {
  if (holdsPassword(url.href)) return `the address of a page (${url.host}${url.pathname})`;
  return !isSameHost(page, url.href) && holdsPassword(carried) ? url.host : undefined;
}

/** Whether a URL is the redirect URI, or another URL on its host with a callback's parameters. Nothing listens there either. */
function isCallback(url: URL, redirectUri: string): boolean {
  const expected = new URL(redirectUri);
  if (url.origin !== expected.origin) return false;
  const { searchParams: given } = url;
  return (
    url.pathname === expected.pathname || (given.has('state') && (given.has('code') || given.has('error')))
  );
}
