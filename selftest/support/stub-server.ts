/** A stub of a service on this machine: it records what it received, and answers as a test says. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request. */
export interface Received {
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An answer, or a function that writes one itself. */
export type StubAnswer =
  { status: number; body?: unknown; headers?: Record<string, string> } | ((response: ServerResponse) => void);

export interface StubServer {
  /** `http://127.0.0.1:4711` */
  url: string;
  received: Received[];
  close: () => Promise<void>;
}

/** Starts one. `count` is the number of requests so far. */
export async function startStub(
  answer: (request: Received, count: number) => StubAnswer,
): Promise<StubServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
      received.push(one);
      const given = answer(one, received.length);
      if (typeof given === 'function') {
        given(response);
        return;
      }
      const { status, body = '', headers: more = {} } = given;
      response.writeHead(status, { 'content-type': 'application/json', ...more });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    received,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
