/** A forward proxy like a company's, which leads to one emulator and to nothing else. */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { timingSafeEqual } from 'node:crypto';
import { bind, closed } from './listen.ts';

export interface ProxyOptions {
  /** TCP port on 127.0.0.1; 0 for a free one. */
  port: number;
  /** The ports on this machine by the `host:port` that clients request. Everything else is refused. */
  routes: ReadonlyMap<string, number>;
  /** `name:password`, if clients must authenticate. */
  credentials?: string | undefined;
}

export interface ForwardProxy {
  /** The value for HTTPS_PROXY, with the credentials. */
  url: string;
  /** Stops listening and drops open connections and tunnels at once. */
  close: () => Promise<void>;
}

const CHALLENGE = 'Basic realm="Keyturn emulator"';

/** Starts the proxy. It tunnels CONNECT, and forwards plain HTTP. */
export async function startForwardProxy({ port, routes, credentials }: ProxyOptions): Promise<ForwardProxy> {
  const mayPass = authentication(credentials);
  const server = createServer((request, response) => {
    const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
    const target = url === undefined ? '' : `${url.hostname}:${url.port === '' ? '80' : url.port}`;
    const leadsTo = routes.get(target);
    if (!mayPass(request)) refuse(response, 407, AUTHENTICATE);
    else if (url === undefined || leadsTo === undefined) refuse(response, 403, onlyTo(routes));
    else pass(request, response, url, leadsTo);
  });
  const tunnels = new Set<Socket>();
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    client.on('error', () => client.destroy());
    if (!mayPass(request)) return void client.end(statusLine(407, AUTHENTICATE));
    const leadsTo = routes.get((request.url ?? '').toLowerCase());
    if (leadsTo === undefined) return void client.end(statusLine(403, onlyTo(routes)));
    const onward = connect(leadsTo, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(client).pipe(onward);
    });
    onward.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.on('close', () => {
      onward.destroy();
      tunnels.delete(client);
    });
    tunnels.add(client);
    return undefined;
  });
  await bind(server, port);
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${credentials === undefined ? '' : `${inUrl(credentials)}@`}${address}`,
    close: () => {
      for (const tunnel of tunnels) tunnel.destroy();
      return closed(server);
    },
  };
}

/** Returns whether a request carries the credentials, if there are any. */
function authentication(credentials: string | undefined): (request: IncomingMessage) => boolean {
  if (credentials === undefined) return () => true;
  const expected = Buffer.from(`Basic ${Buffer.from(credentials).toString('base64')}`);
  return ({ headers }) => {
    const given = Buffer.from(headers['proxy-authorization'] ?? '');
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
}

/** Forwards a plain request to the emulator, without what concerns only the proxy. */
function pass(request: IncomingMessage, response: ServerResponse, url: URL, port: number): void {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !name.startsWith('proxy-')),
  );
  const onward = forward(
    { host: '127.0.0.1', port, method: request.method, path: url.pathname + url.search, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

const AUTHENTICATE = 'This proxy requires a user name and a password.';

function onlyTo(routes: ReadonlyMap<string, number>): string {
  return `This proxy leads only to ${[...routes.keys()].join(', ')}.`;
}

function headersFor(status: number, text: string): Record<string, string> {
  return {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(Buffer.byteLength(`${text}\n`)),
    ...(status === 407 ? { 'proxy-authenticate': CHALLENGE } : {}),
  };
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, headersFor(status, text)).end(`${text}\n`);
}

/** A complete refusal of a CONNECT, which has no response object. */
function statusLine(status: number, text: string): string {
  const name = status === 407 ? 'Proxy Authentication Required' : 'Forbidden';
  const headers = Object.entries(headersFor(status, text)).map(([key, value]) => `${key}: ${value}`);
  return [`HTTP/1.1 ${status} ${name}`, ...headers, '', `${text}\n`].join('\r\n');
}

/** `name:password` as the user information of a URL. */
function inUrl(credentials: string): string {
  const colon = credentials.indexOf(':');
  return [credentials.slice(0, colon), credentials.slice(colon + 1)].map(encodeURIComponent).join(':');
}
