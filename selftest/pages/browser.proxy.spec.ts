/**
 * The browser and the API calls use the same route: they use the proxy for the same hosts, and with the same user name and
 * password.
 */
import { expect, test } from '../support/test.ts';
import { createServer, type IncomingMessage } from 'node:http';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { z } from 'zod';
import { launchBrowser } from '../../helpers/browser/launch.ts';
import { proxyDescriptionFor, proxyOptionsFor } from '../../helpers/browser/route.ts';
import { HostGuard } from '../../helpers/http/hosts.ts';
import { type Proxy, readProxy } from '../../helpers/http/proxy.ts';
import { Transport } from '../../helpers/http/transport.ts';
import { SecretRegistry } from '../../helpers/secrets/registry.ts';
import { messageOf } from '../../helpers/verdict/errors.ts';

/** Contains characters that a URL must encode, and text that would change if it were decoded twice. */
const PASSWORD = 'p@ss:w/ö#100%41';
const ADDRESS = `corp%5Cme:${encodeURIComponent(PASSWORD)}@127.0.0.1`;

const CREDENTIALS = `Basic ${Buffer.from(`corp\\me:${PASSWORD}`).toString('base64')}`;

async function withServer<T>(server: Server, use: (port: number) => Promise<T>): Promise<T> {
  const open = new Set<Socket>();
  server.on('connection', (socket) => open.add(socket.on('error', () => undefined)));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    for (const socket of open) socket.destroy();
    server.close();
  }
}

/** Records and answers the requests of clients that authenticate, and tunnels their connections to the tenant. */
function httpProxy(tenant: number, requestedHosts: string[]): Server {
  const isKnown = (request: IncomingMessage) => request.headers['proxy-authorization'] === CREDENTIALS;
  const refused = 'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="corp"\r\n';
  const server = createServer((request, response) => {
    if (!isKnown(request))
      return void response.writeHead(407, { 'proxy-authenticate': 'Basic realm="corp"' }).end();
    requestedHosts.push(new URL(request.url ?? '').host);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.on('connect', (request, client: Socket) => {
    client.on('error', () => undefined);
    if (!isKnown(request)) return void client.end(`${refused}content-length: 0\r\n\r\n`);
    requestedHosts.push((request.url ?? '').replace(/:80$/, ''));
    const onward = connect(tenant, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    onward
      .on('error', () => client.destroy())
      .pipe(client)
      .pipe(onward);
  });
  return server;
}

/** A SOCKS 5 proxy that records the host names that it gets. */
function socksProxy(tenant: number, requestedHosts: string[]): Server {
  return createTcpServer((client) => {
    client.once('data', () => {
      client.write(Buffer.from([5, 0]));
      client.once('data', (request) => {
        const isName = request[3] === 3;
        requestedHosts.push(isName ? request.subarray(5, 5 + (request[4] ?? 0)).toString() : 'an address');
        const onward = connect(tenant, '127.0.0.1', () =>
          client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])),
        );
        onward
          .on('error', () => client.destroy())
          .pipe(client)
          .pipe(onward);
      });
    });
  });
}

function proxyAt(address: string, noProxy: string): Proxy {
  const read = readProxy(address);
  if (!read.ok) throw new Error(read.problem);
  return { variable: 'https_proxy', ...read.proxy, noProxy };
}

const tenant = () =>
  createServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));

/** Makes an API call. Returns its status, or its error. */
async function call(host: string, proxy: Proxy, scheme = 'http'): Promise<string> {
  const transport = new Transport({
    baseUrl: `${scheme}://${host}`,
    userAgent: 'test',
    proxy,
    guard: new HostGuard([host]),
    secrets: new SecretRegistry(),
  });
  try {
    const schema = z.object({});
    const answer = await transport.send(
      { as: 'anonymous' },
      { method: 'GET', path: '/', idempotent: false, schema },
    );
    return String(answer.status);
  } catch (error) {
    return messageOf(error);
  } finally {
    await transport.dispose();
  }
}

/** Loads a page of each host. Returns the route and the status or error of each. */
async function open(hosts: readonly string[], proxy: Proxy): Promise<string[]> {
  const browser = await launchBrowser({ configured: process.env['KEYTURN_BROWSER'], proxy, headless: true });
  try {
    const context = await browser.newContext(proxyOptionsFor(browser));
    const seen: string[] = [];
    for (const host of hosts) {
      // In the same page, the error of one host would stop the next one from loading.
      const page = await context.newPage();
      const route = proxyDescriptionFor(context, new URL(`http://${host}`)) ?? 'directly';
      const result = await page.goto(`http://${host}/`).then(
        (answer) => String(answer?.status()),
        (error: unknown) => messageOf(error).replace(/^page\.goto: (\S*) .*$/s, '$1'),
      );
      seen.push(`${route}: ${result}`);
    }
    return seen;
  } finally {
    await browser.close();
  }
}

test('NO_PROXY, user name and password apply to both', async () => {
  await withServer(tenant(), (port) => {
    const requestedHosts: string[] = [];
    return withServer(httpProxy(port, requestedHosts), async (proxyPort) => {
      const local = `127.0.0.1:${String(port)}`;
      const noProxy = '.corp.test plain.test,port.test:8080 10.0.0.0/8 glob*.test *.star.test local:1';
      const proxied = [
        'tenant.test',
        'notcorp.test',
        'port.test',
        'plain.test.org',
        '11.0.0.1',
        'star.test.org',
      ];
      // Only the last one of these can be reached.
      const direct = [
        'corp.test',
        'a.corp.test',
        'x.plain.test',
        'port.test:8080',
        'glob1.test',
        'star.test',
        'a.star.test',
        local,
      ];
      const proxy = proxyAt(`${ADDRESS}:${String(proxyPort)}`, noProxy);
      for (const host of [...proxied, ...direct]) await call(host, proxy);
      expect(requestedHosts).toEqual(proxied);
      requestedHosts.length = 0;
      const seen = await open([...proxied, ...direct], proxy);
      expect([...new Set(requestedHosts)]).toEqual(proxied);
      const through = `the proxy 127.0.0.1:${String(proxyPort)} (https_proxy): 200`;
      expect(seen.slice(0, proxied.length)).toEqual(proxied.map(() => through));
      expect(seen.slice(proxied.length, -1)).toEqual(
        direct.slice(0, -1).map(() => expect.stringMatching(/^directly: net::/)),
      );
      expect(seen.at(-1)).toBe('directly: 200');
    });
  });
});

for (const scheme of ['socks5', 'socks5h']) {
  test(`both use ${scheme}, and pass host names to it`, async () => {
    await withServer(tenant(), (port) => {
      const requestedHosts: string[] = [];
      return withServer(socksProxy(port, requestedHosts), async (proxyPort) => {
        const proxy = proxyAt(`${scheme}://127.0.0.1:${String(proxyPort)}`, '');
        expect(await call('api.test', proxy)).toBe('200');
        expect(await open(['page.test'], proxy)).toEqual([expect.stringMatching(/^the proxy .*: 200$/)]);
        expect([...new Set(requestedHosts)]).toEqual(['api.test', 'page.test']);
      });
    });
  });
}

test('both name a proxy that cannot be reached', async () => {
  const proxy = proxyAt('http://me:p%40ss-word@127.0.0.1:9', '');
  const said = await call('tenant.test', proxy);
  expect(said).toContain(
    'no answer from tenant.test: the proxy 127.0.0.1:9 (https_proxy) refused the connection',
  );
  expect(said).not.toContain('ss-word');
  expect(await open(['tenant.test'], proxy)).toEqual([
    expect.stringMatching(/^the proxy 127\.0\.0\.1:9 \(https_proxy\): net::/),
  ]);
});

for (const [title, answer, pattern] of [
  [
    'forbids the connection',
    '403 Forbidden',
    /with 403: the proxy 127\.0\.0\.1:\d+ \(https_proxy\), which could not connect/,
  ],
  [
    'cannot reach the tenant',
    '502 Bad Gateway',
    /with 502: the proxy 127\.0\.0\.1:\d+ \(https_proxy\), which could not connect/,
  ],
  [
    'requires authentication',
    '407 Proxy Authentication Required',
    /with 407: the proxy 127\.0\.0\.1:\d+ \(https_proxy\), which requires a user name/,
  ],
] as const)
  test(`an answer from a proxy that ${title} is not an answer from the tenant`, async () => {
    const server = createServer((_, response) => response.writeHead(404).end());
    server.on('connect', (_, client: Socket) => {
      client.on('error', () => undefined).end(`HTTP/1.1 ${answer}\r\ncontent-length: 0\r\n\r\n`);
    });
    await withServer(server, async (port) => {
      const said = await call('acme.example', proxyAt(`127.0.0.1:${String(port)}`, ''), 'https');
      expect(said).toMatch(/^Something between this machine and the tenant answered GET \/ as anonymous/);
      expect(said).toMatch(pattern);
    });
  });
