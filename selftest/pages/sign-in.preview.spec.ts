/**
 * The preflight opens the sign-in page before anything is written. Nothing is typed or sent. Anything that would end a sign-in
 * later ends the preflight with a message.
 */
import { expect } from '../support/test.ts';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setBrowserProxy } from '../../helpers/browser/route.ts';
import { findWorkingBrowser } from '../../helpers/browser/try.ts';
import { candidateBrowsers } from '../../helpers/browser/find.ts';
import { HostGuard } from '../../helpers/http/hosts.ts';
import { SecretRegistry } from '../../helpers/secrets/registry.ts';
import { previewSignIn } from '../../helpers/sign-in/walk.ts';
import { test as base } from '../support/chromium.ts';

const EMAIL = 'qa@acme.test';

interface Preview {
  /** Serves one tenant, and opens its sign-in page. */
  at: (listener: RequestListener) => Promise<string>;
  /** Opens the sign-in page of a host through a proxy that answers each CONNECT with this. */
  through: (answer: string) => Promise<string>;
  /** The methods of the requests. */
  methods: string[];
}

const test = base.extend<{ preview: Preview }>({
  preview: async ({ chromium }, use) => {
    const servers: Server[] = [];
    const methods: string[] = [];
    const serve = async (listener: RequestListener) => {
      const server = createServer((request, response) => {
        methods.push(request.method ?? '');
        listener(request, response);
      });
      servers.push(server);
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      return { server, host: `127.0.0.1:${String((server.address() as AddressInfo).port)}` };
    };
    const previewAt = (origin: string) =>
      previewSignIn(
        {
          url: `${origin}/oauth/authorizations/new?state=s`,
          redirectUris: ['http://127.0.0.1:9/callback'],
          passwordFormUrl: `${origin}/access/normal`,
          deviceCookies: [],
        },
        EMAIL,
        {
          browser: chromium,
          guard: new HostGuard(['acme.test']),
          secrets: new SecretRegistry(),
          passcodes: undefined,
          usedPasscodes: new Set(),
          userAgentSuffix: 'Keyturn',
          limits: { patienceMs: 1000, deadlineMs: 30_000 },
        },
      ).catch((error: unknown) => String(error));
    await use({
      at: async (listener) => previewAt(`http://${(await serve(listener)).host}`),
      through: async (answer) => {
        const { server, host } = await serve((_, response) => response.writeHead(502).end());
        server.on('connect', (_: IncomingMessage, socket) => {
          socket.on('error', () => undefined).end(`HTTP/1.1 ${answer}\r\ncontent-length: 0\r\n\r\n`);
        });
        setBrowserProxy(chromium, {
          variable: 'HTTPS_PROXY',
          server: `http://${host}`,
          credentials: { username: 'me', password: 'secret' },
          noProxy: '',
        });
        try {
          return await previewAt('https://acme.test');
        } finally {
          setBrowserProxy(chromium, undefined);
        }
      },
      methods,
    });
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  },
});

const FORM =
  '<!doctype html><title>Sign in</title><form method=post action=/login><input type=email name=email autocomplete=username>' +
  '<input type=password name=password autocomplete=current-password><button>Sign in</button></form>';

const page =
  (html: string, status = 200): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end(html);

test('a sign-in form is recognized, and nothing is sent', async ({ preview }) => {
  expect(await preview.at(page(FORM))).toBe('it asks for the password');
  expect(new Set(preview.methods)).toEqual(new Set(['GET']));
});

test('an email field alone and a form that comes with 401 are recognized', async ({ preview }) => {
  const address = FORM.replace(/<input type=password[^>]*>/, '');
  expect(await preview.at(page(address))).toBe('it asks for the email address');
  expect(await preview.at(page(FORM, 401))).toBe('it asks for the password');
});

test('the documented form counts if the first page has no form', async ({ preview }) => {
  const said = await preview.at((request, response) =>
    page(request.url === '/access/normal' ? FORM : '<title>Welcome</title><a href=/sso>Single sign-on</a>')(
      request,
      response,
    ),
  );
  expect(said).toBe('it asks for the password');
});

test('a firewall’s page is reported with its title and a remedy', async ({ preview }) => {
  const said = await preview.at(
    page('<title>Attention Required!</title><h1>Sorry, you have been blocked</h1>', 403),
  );
  expect(said).toMatch(/^Blocked: The page answered 403, at http/);
  expect(said).toMatch(/Found: +"Attention Required!"/);
  expect(said).toMatch(/To do: something between this machine and the tenant may have answered/);
});

test('a page without a form is reported even if its status is 200', async ({ preview }) => {
  expect(await preview.at(page('<title>Checking your browser</title><p>One moment'))).toMatch(
    /none of the expected fields/,
  );
});

test('a redirect to a host that is not a write host is not followed', async ({ preview }) => {
  const said = await preview.at((_, response) =>
    response.writeHead(302, { location: 'https://sso.corp.test/login' }).end(),
  );
  expect(said).toMatch(/Nothing was sent to sso\.corp\.test/);
});

for (const [answer, pattern] of [
  ['403 Forbidden', /the proxy blocked the browser .*ERR_TUNNEL_CONNECTION_FAILED/],
  [
    '407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="corp"',
    // Some versions of Chromium show the answer itself; others only say that they had no credentials for it.
    /the proxy did not accept the user name and password[\s\S]*To do: check the user name and password in HTTPS_PROXY|the answer was 407 with no content[\s\S]*To do: the proxy requires authentication: check the user name and password in HTTPS_PROXY/,
  ],
] as const) {
  test(`a proxy that answers ${answer.slice(0, 3)} is reported`, async ({ preview }) => {
    const said = await preview.through(answer);
    expect(said).toMatch(pattern);
    expect(said).not.toContain('secret');
  });
}

test('a browser that does not start is skipped, and the next one opens a page', async () => {
  const notABrowser = { title: 'not a browser', launch: { executablePath: process.execPath } };
  const { good, failures } = await findWorkingBrowser(
    [notABrowser, ...candidateBrowsers(process.env['KEYTURN_BROWSER'])],
    {
      headless: true,
    },
  );
  expect(good).toBeDefined();
  expect(failures).toEqual([expect.stringMatching(/^ {2}not a browser: .*bad option/)]);
});
