/** The browser sends requests only to the tenant, and for what its pages load. It does not contact its vendor. */
import { expect, test } from '../support/test.ts';
import { createServer, request as forward, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright';
import { launchBrowser } from '../../helpers/browser/launch.ts';
import { type Proxy, readProxy } from '../../helpers/http/proxy.ts';
import { HostGuard } from '../../helpers/http/hosts.ts';
import { SecretRegistry } from '../../helpers/secrets/registry.ts';
import type { SignedIn } from '../../helpers/sign-in/outcome.ts';
import { signIn } from '../../helpers/sign-in/walk.ts';

/**
 * How long a page stays open, in ms. Without the flags, Chromium sends information about a form to its vendor within
 * half a second.
 */
const STAY_MS = 2000;

const CALLBACK = 'http://127.0.0.1:9/callback';

const TYPES: Record<string, string> = { '/a.js': 'text/javascript', '/a.png': 'image/png' };

/**
 * A tenant with a form of a kind that browsers fill in automatically. It redirects to the callback some time after the form was sent.
 */
function tenant(assets: string): RequestListener {
  const form = `<!doctype html><title>Sign in</title><link rel=icon href="data:,"><form action=/callback-request>
    <input name=name autocomplete=name><input type=tel name=phone autocomplete=tel></form><form method=post action=/login>
    <input type=email name=email autocomplete=username><input type=password name=password><button>Sign in</button></form>
    <script src="${assets}/a.js"></script><img src="${assets}/a.png">`;
  return (request, response) => {
    request.resume();
    const type = TYPES[request.url ?? ''];
    if (type !== undefined) response.writeHead(200, { 'content-type': type }).end();
    else if (request.method === 'GET') response.writeHead(200, { 'content-type': 'text/html' }).end(form);
    else {
      response.writeHead(302, { location: `${CALLBACK}?code=the-code&state=s` });
      setTimeout(() => response.end(), STAY_MS);
    }
  };
}

/** Runs a server on this machine during `use`. */
async function withServer<T>(
  listener: RequestListener,
  use: (port: number) => Promise<T>,
  prepare: (server: ReturnType<typeof createServer>) => void = () => undefined,
): Promise<T> {
  const server = createServer(listener);
  prepare(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/**
 * Runs a company's proxy that accepts only `me` with `p@ss`, forwards each host in `.test` to the tenant, and records every
 * request, allowed or not.
 */
async function withProxy(use: (proxy: string, requests: string[]) => Promise<void>): Promise<void> {
  const requests: string[] = [];
  const credentials = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
  await withServer(tenant('http://assets.test'), (port) =>
    withServer(
      (request, response) => {
        const { hostname, pathname } = new URL(request.url ?? '', 'http://none');
        requests.push(`${hostname}${pathname}`);
        if (request.headers['proxy-authorization'] !== credentials)
          return void response.writeHead(407, { 'proxy-authenticate': 'Basic realm="corp"' }).end();
        if (!hostname.endsWith('.test')) return void response.writeHead(502).end();
        const { method, headers } = request;
        const onward = forward({ host: '127.0.0.1', port, path: pathname, method, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        });
        onward.on('error', () => response.destroy());
        request.pipe(onward);
      },
      (proxyPort) => use(`me:p%40ss@127.0.0.1:${String(proxyPort)}`, requests),
      (server) =>
        server.on('connect', ({ url = '' }, socket) => {
          requests.push(url);
          socket.on('error', () => undefined).end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
        }),
    ),
  );
}

/** Returns the proxy as it would be configured. */
function proxyAt(address: string, noProxy = ''): Proxy {
  const read = readProxy(address);
  if (!read.ok) throw new Error(read.problem);
  return { variable: 'HTTPS_PROXY', ...read.proxy, noProxy };
}

/**
 * Starts the browser as runs do. The system's proxy, which Chromium reads from these variables (on Linux), records what
 * the browser sends outside of its configured proxy.
 */
async function withBrowser(
  { configured, system }: { configured: string | undefined; system: string },
  use: (browser: Browser) => Promise<void>,
): Promise<void> {
  const variables = { http_proxy: process.env['http_proxy'], https_proxy: process.env['https_proxy'] };
  Object.assign(process.env, { http_proxy: `http://${system}`, https_proxy: `http://${system}` });
  const browser = await launchBrowser({
    configured: process.env['KEYTURN_BROWSER'],
    proxy: configured === undefined ? undefined : proxyAt(configured),
    headless: true,
  }).finally(() => {
    for (const [name, value] of Object.entries(variables)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });
  try {
    await use(browser);
  } finally {
    await browser.close();
  }
}

function signInAt(origin: string, browser: Browser): Promise<SignedIn> {
  return signIn(
    {
      url: `${origin}/authorize`,
      redirectUris: [CALLBACK],
      credentials: { email: 'nora@example.com', password: 'Correct-Horse-7-Battery' },
      passwordFormUrl: `${origin}/form`,
      deviceCookies: [],
    },
    {
      browser,
      guard: new HostGuard(['tenant.test']),
      secrets: new SecretRegistry(),
      passcodes: undefined,
      usedPasscodes: new Set(),
      userAgentSuffix: 'Keyturn',
    },
  );
}

const ARRIVED = { outcome: 'answered', callback: { code: 'the-code', state: 's' } };

test('through a proxy that requires authentication, it reaches only the tenant and what its pages load', async () => {
  await withProxy((proxy, requests) =>
    withBrowser({ configured: `http://${proxy}`, system: proxy }, async (browser) => {
      expect(await signInAt('http://tenant.test', browser)).toMatchObject(ARRIVED);
      expect([...new Set(requests)].sort()).toEqual([
        'assets.test/a.js',
        'assets.test/a.png',
        'tenant.test/authorize',
        'tenant.test/login',
      ]);
    }),
  );
});

test('without a proxy, it connects directly, and has no other network route', async () => {
  const reached: string[] = [];
  await withProxy((proxy, requests) =>
    withBrowser({ configured: undefined, system: proxy }, (browser) =>
      withServer(
        (request, response) => {
          reached.push(request.url ?? '');
          tenant('')(request, response);
        },
        async (port) => {
          const origin = `http://127.0.0.1:${String(port)}`;
          expect(await signInAt(origin, browser)).toMatchObject(ARRIVED);
          expect(requests).toEqual([]);
          const page = await browser.newPage();
          await expect(page.goto(`${origin}/own`)).rejects.toThrow('ERR_PROXY_CONNECTION_FAILED');
          expect(reached).not.toContain('/own');
          expect(reached).toContain('/a.png');
        },
      ),
    ),
  );
});
