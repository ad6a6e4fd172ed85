/**
 * Catches the redirect to the client's callback inside the browser. Nobody listens there: the request is
 * taken before it is sent, at every hop of a redirect. Playwright's own routing does not see such hops, so
 * this speaks to Chromium directly.
 */
import type { BrowserContext, Page } from 'playwright';
import type { HostGuard } from '../http/hosts.ts';
import { learnFromSetCookie } from '../secrets/learn.ts';
import type { SecretRegistry } from '../secrets/registry.ts';

/** The parameters of the callback: `code` and `state`, or `error`. */
export type Callback = Readonly<Record<string, string>>;

/** Watches the documents that a page asks for. */
export interface Watch {
  /** Set once the callback was caught. */
  callback: Callback | undefined;
  /** Where it was caught, without its parameters. */
  cameTo: string;
  /** A document of another host was asked for, and not sent: that host. */
  refusedHost: URL | undefined;
  /** More came than a sign-in takes: it was stopped. */
  tooMuch: boolean;
}

/** All that the pages of a sign-in may bring, pictures and scripts included, in bytes. */
const MOST_DATA = 64 * 1024 * 1024;

interface PausedRequest {
  requestId: string;
  request: { url: string };
}

/**
 * Starts to watch. Requests for the callback are answered with "no content", so that the page stays where it
 * is; documents of hosts that may not be called are refused; everything else goes its way.
 */
export async function watchDocuments(
  context: BrowserContext,
  page: Page,
  options: { redirectUris: readonly string[]; guard: HostGuard; secrets: SecretRegistry },
): Promise<Watch> {
  const watch: Watch = { callback: undefined, cameTo: '', refusedHost: undefined, tooMuch: false };
  const chromium = await context.newCDPSession(page);
  chromium.on('Fetch.requestPaused', ({ requestId, request }: PausedRequest) => {
    const url = new URL(request.url);
    const decide = () => {
      if (options.redirectUris.some((uri) => isCallback(url, uri))) {
        const parameters = Object.fromEntries(url.searchParams);
        if (parameters['code'] !== undefined) options.secrets.learn(parameters['code'], 'authorization code');
        if (watch.callback === undefined) {
          watch.callback = parameters;
          watch.cameTo = `${url.origin}${url.pathname}`;
        }
        return chromium.send('Fetch.fulfillRequest', { requestId, responseCode: 204 });
      }
      if (/^https?:$/.test(url.protocol) && !options.guard.allows(url)) {
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
      if (name.toLowerCase() === 'set-cookie') learnFromSetCookie(value, options.secrets);
    }
  });
  let received = 0;
  chromium.on('Network.dataReceived', ({ dataLength }: { dataLength: number }) => {
    received += dataLength;
    if (received <= MOST_DATA || watch.tooMuch) return;
    watch.tooMuch = true;
    // Its own thread is busy with what came: the browser ends it from outside.
    page.close().catch(() => undefined);
  });
  await chromium.send('Network.enable');
  await chromium.send('Fetch.enable', {
    patterns: [{ urlPattern: '*', resourceType: 'Document', requestStage: 'Request' }],
  });
  return watch;
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
