/**
 * Watches the requests of the sign-in pages before they are sent, at every hop of a redirect. It catches the redirect to the
 * client's callback (nothing listens there), refuses documents from hosts that are not write hosts, and stops a password that
 * is about to go to the wrong place. Playwright's routing does not see such hops, so this uses Chromium's protocol directly.
 */
import type { Page, Request } from 'playwright';
import { isSameHost } from '../http/address.ts';
import type { HostGuard } from '../http/hosts.ts';
import { learnFromSetCookie } from '../secrets/learn.ts';
import { NO_PUBLIC_TEXTS, SecretRegistry } from '../secrets/registry.ts';
import { isSamePlace } from './page/places.ts';
import type { ReadyPage } from './ready-page.ts';
import { Wake } from './wake.ts';

/** The parameters of the callback: `code` and `state`, or `error`. */
export type Callback = Readonly<Record<string, string>>;

/** What was observed in the requests of a page. */
export interface Watch {
  /** Set once the callback was caught. */
  callback: Callback | undefined;
  /** The URL of the callback, without its parameters. */
  callbackUrl: string;
  /** The host of a refused document that would have replaced the page. The request was not sent. */
  refusedHost: URL | undefined;
  /** Where the password was about to go, and must not: a host, or the URL of a page. It was not sent. */
  wrongTarget: string | undefined;
  /** The target of the last form with the password. It may be sent only there. */
  formTarget: string | undefined;
  /** A second window was about to open. Its request was not sent. */
  otherWindow: boolean;
  /** The page received more data than a sign-in needs, and was closed. */
  exceededDataLimit: boolean;
  /** Wakes the walk when something was observed. */
  readonly wake: Wake;
}

/** The limit for all data of the pages of a sign-in, including images and scripts, in bytes. */
const MAX_DATA_BYTES = 64 * 1024 * 1024;

interface PausedRequest {
  requestId: string;
  frameId: string;
  resourceType: string;
  request: { url: string; method: string; postData?: string; headers: Record<string, string> };
}

/** What to watch for. */
interface WatchOptions {
  redirectUris: readonly string[];
  guard: HostGuard;
  secrets: SecretRegistry;
  /** The typed password. It is found in plain text and encoded. */
  password: string | undefined;
}

/**
 * Starts to watch. Requests for the callback are answered with 204 (no content), so that the page stays open. Documents from
 * hosts that may not be called are refused if they would replace the page. Requests of frames from other hosts, images and
 * scripts are left alone, because they get none of the input.
 */
export function watchRequests({ page, chromium, mainFrame }: ReadyPage, options: WatchOptions): Watch {
  const watch: Watch = {
    callback: undefined,
    callbackUrl: '',
    refusedHost: undefined,
    wrongTarget: undefined,
    formTarget: undefined,
    otherWindow: false,
    exceededDataLimit: false,
    wake: new Wake(),
  };
  const containsPassword = passwordFinder(options.password);
  chromium.on('Fetch.requestPaused', ({ requestId, frameId, resourceType, request }: PausedRequest) => {
    const url = new URL(request.url);
    const isMain = frameId === mainFrame;
    const decide = () => {
      if (resourceType === 'Document' && options.redirectUris.some((uri) => isCallback(url, uri))) {
        // A callback in a frame does not belong to this walk's request.
        if (isMain) recordCallback(watch, url, options.secrets);
        watch.wake.signal();
        return chromium.send('Fetch.fulfillRequest', { requestId, responseCode: 204 });
      }
      const wrongTarget = wrongTargetOf(url, carriedBy(request), page.url(), containsPassword);
      const isDiverted =
        resourceType === 'Document' &&
        watch.formTarget !== undefined &&
        containsPassword(request.postData ?? '') &&
        !isSamePlace(watch.formTarget, request.url);
      if (wrongTarget !== undefined || isDiverted) {
        watch.wrongTarget ??=
          wrongTarget ?? `${url.host}${url.pathname}, which is not the target of its form`;
        watch.wake.signal();
        return chromium.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
      }
      if (
        resourceType === 'Document' &&
        isMain &&
        /^https?:$/.test(url.protocol) &&
        !options.guard.allows(url)
      ) {
        watch.refusedHost ??= url;
        watch.wake.signal();
        return chromium.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
      }
      return chromium.send('Fetch.continueRequest', { requestId });
    };
    // If the page was closed in the meantime, there is nothing to decide.
    decide().catch(() => undefined);
  });
  // Only the browser gets these cookies, but a tenant may quote them elsewhere.
  chromium.on('Network.responseReceivedExtraInfo', ({ headers }: { headers: Record<string, string> }) => {
    for (const [name, value] of Object.entries(headers)) {
      if (name.toLowerCase() === 'set-cookie')
        learnFromSetCookie(value, options.secrets, 'that a page of a sign-in has set');
    }
  });
  let received = 0;
  chromium.on('Network.dataReceived', ({ dataLength }: { dataLength: number }) => {
    received += dataLength;
    if (received <= MAX_DATA_BYTES || watch.exceededDataLimit) return;
    watch.exceededDataLimit = true;
    watch.wake.signal();
    // The page's own thread may be busy with the data, so the browser closes it from outside.
    page.close().catch(() => undefined);
  });
  return watch;
}

/** Returns a function that checks whether a string contains the password, in plain text or encoded. */
function passwordFinder(password: string | undefined): (text: string) => boolean {
  const registry = new SecretRegistry(NO_PUBLIC_TEXTS);
  if (password !== undefined) registry.learn(password, 'password', 'what is typed');
  return (text) => registry.find(text).length > 0;
}

/** Returns the body and headers of a request as one string. */
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
 * Requests of another window are stopped before they are sent. So are requests with the password from a frame in another
 * process, if they go to the wrong place.
 */
export async function keepToOneWindow(
  { context, page }: Pick<ReadyPage, 'context' | 'page'>,
  watch: Watch,
  password: string | undefined,
): Promise<void> {
  const containsPassword = passwordFinder(password);
  context.on('page', (other) => {
    if (other === page) return;
    watch.otherWindow = true;
    void other.close().catch(() => undefined);
  });
  const withoutWindows = page.addInitScript(() => {
    window.open = () => null;
    // A shared worker can outlive its page, and nothing would watch its requests.
    Reflect.deleteProperty(window, 'SharedWorker');
  });
  const routed = context.route('**/*', (route) => {
    const request = route.request();
    if (!isSentBy(request, page)) {
      watch.otherWindow = true;
      return route.abort('blockedbyclient');
    }
    const carried = carriedBy({ postData: request.postData() ?? '', headers: request.headers() });
    const wrongTarget = wrongTargetOf(new URL(request.url()), carried, page.url(), containsPassword);
    if (wrongTarget === undefined) return route.fallback();
    watch.wrongTarget ??= wrongTarget;
    watch.wake.signal();
    return route.abort('blockedbyclient');
  });
  await Promise.all([withoutWindows, routed]);
}

/** Whether a request comes from this page. A window that is just opening has no frame yet. */
function isSentBy(request: Request, page: Page): boolean {
  try {
    return request.frame().page() === page;
  } catch {
    return false;
  }
}

function recordCallback(watch: Watch, url: URL, secrets: SecretRegistry): void {
  const parameters = Object.fromEntries(url.searchParams);
  if (parameters['code'] !== undefined)
    secrets.learn(parameters['code'], 'authorization code', 'the parameter “code” of a sign-in’s callback');
  if (watch.callback !== undefined) return;
  watch.callback = parameters;
  watch.callbackUrl = `${url.origin}${url.pathname}`;
}

/** Returns where the password is about to go wrongly: it may go only to the page's own host, and never into a URL. */
function wrongTargetOf(
  url: URL,
  carried: string,
  page: string,
  containsPassword: (text: string) => boolean,
): string | undefined {
  if (containsPassword(url.href)) return `${url.host}${url.pathname}, as part of the URL`;
  return !isSameHost(page, url.href) && containsPassword(carried) ? url.host : undefined;
}

/** Whether a URL is the redirect URI, or another one of its origin with a callback's parameters. Nothing listens there either. */
function isCallback(url: URL, redirectUri: string): boolean {
  const expected = new URL(redirectUri);
  if (url.origin !== expected.origin) return false;
  const { searchParams: given } = url;
  return (
    url.pathname === expected.pathname || (given.has('state') && (given.has('code') || given.has('error')))
  );
}
