/**
 * Watches what the pages of a sign-in ask for, before it is sent, at every hop of a redirect: it catches the redirect to the
 * client's callback (nobody listens there), refuses documents of hosts that are not listed, and stops a password that goes
 * astray. Playwright's own routing does not see such hops, so this speaks to Chromium directly.
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

/** What was seen of the requests of a page. */
export interface Watch {
  /** Set once the callback was caught. */
  callback: Callback | undefined;
  /** Where it was caught, without its parameters. */
  cameTo: string;
  /** A document of another host was asked for in the page's own place, and not sent: that host. */
  refusedHost: URL | undefined;
  /** Where the password was about to go and must not: a host, or the address of a page. It was not sent. */
  strayed: string | undefined;
  /** Where a form with the password leads that was sent last: it is let go to no other place. */
  formTarget: string | undefined;
  /** A second window was about to open: what it asked for was not sent. */
  otherWindow: boolean;
  /** More came than a sign-in takes: it was stopped. */
  tooMuch: boolean;
}

/** All that the pages of a sign-in may bring, pictures and scripts included, in bytes. */
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

/** What is watched for. */
interface WatchFor {
  redirectUris: readonly string[];
  guard: HostGuard;
  secrets: SecretRegistry;
  /** The password that is typed, in the clear or in a spelling of it. */
  password: string | undefined;
}

/**
 * Starts to watch. Requests for the callback are answered with "no content", so that the page stays where it is; documents of
 * hosts that may not be called are refused in the page's own place. What a frame of somebody else's loads is left alone, as
 * pictures and scripts are: it gets nothing that was typed.
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
        // In a frame it would answer a question that nobody here has asked.
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
    // The page may have been closed in between: then there is nothing left to decide.
    decide().catch(() => undefined);
  });
  // The browser alone sees these cookies; but a tenant may quote them elsewhere.
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
    // Its own thread is busy with what came: the browser ends it from outside.
    page.close().catch(() => undefined);
  });
  await chromium.send('Network.enable');
  await chromium.send('Fetch.enable', {
    handleAuthRequests: handleProxyAuth(chromium, context),
    patterns: [{ urlPattern: '*', requestStage: 'Request' }],
  });
  return watch;
}

/** Tells whether a text holds the password, in the clear or in a spelling of it. */
function searchFor(password: string | undefined): (text: string) => boolean {
  const typed = new SecretRegistry(NO_PUBLIC_TEXTS);
  if (password !== undefined) typed.learn(password, 'password', 'what is typed');
  return (text) => typed.find(text).length > 0;
}

/** What a request carries beside its address. */
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
 * No second window: nobody would look at it, and a hostile page could open them without end, or send there what was typed. What
 * one asks for is stopped before it is sent, and so is whatever would go astray from a frame in a process of its own.
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
    // A worker that outlives its page is watched by nobody.
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

/** A window that is being opened has no frame yet. */
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

/** Where a password is about to go that belongs to the page's own host alone, and into no address. */
function leakTargetOf(
  url: URL,
  carried: string,
  page: string,
  holdsPassword: (text: string) => boolean,
): string | undefined {
  if (holdsPassword(url.href)) return `the address of a page (${url.host}${url.pathname})`;
  return !isSameHost(page, url.href) && holdsPassword(carried) ? url.host : undefined;
}

/** A redirect URI; or another place on its host that is given an answer, where nobody listens either. */
function isCallback(url: URL, redirectUri: string): boolean {
  const expected = new URL(redirectUri);
  if (url.origin !== expected.origin) return false;
  const { searchParams: given } = url;
  return (
    url.pathname === expected.pathname || (given.has('state') && (given.has('code') || given.has('error')))
  );
}
