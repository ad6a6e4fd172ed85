/** An emulated Acme, in one file. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Thing {
  id: number;
  name: string;
  password: string;
}

/** A tenant that was started. */
export interface AcmeEmulator {
  baseUrl: string;
  /** The key of the admin. */
  key: string;
  /** All things of the tenant. */
  things: Thing[];
  close: () => Promise<void>;
}

export async function startAcme(): Promise<AcmeEmulator> {
  const key = `acme-${randomUUID()}`;
  const things: Thing[] = [];
  let last = 0;
  const shown = ({ id, name }: Thing) => ({ id, name });

  async function answer(request: IncomingMessage): Promise<[status: number, body?: unknown]> {
    if (request.headers.authorization !== `Bearer ${key}`) return [401, { error: 'unknown_key' }];
    const given = JSON.parse((await textOf(request)) || '{}') as Omit<Thing, 'id'>;
    const [, part, id, verb] = (request.url ?? '').split('/');
    const thing = things.find((each) => each.id === Number(id));
    if (part === 'me') return [200, { admin: true }];
    if (part !== 'things') return [404, { error: 'not_found' }];
    if (id === undefined && request.method === 'GET') return [200, things.map(shown)];
    if (id === undefined) {
      const made = { ...given, id: ++last };
      things.push(made);
      return [201, shown(made)];
    }
    if (thing === undefined) return [404, { error: 'not_found' }];
    if (verb === 'open') return given.password === thing.password ? [200, {}] : [403, { error: 'closed' }];
    things.splice(things.indexOf(thing), 1);
    return [204];
  }

  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    baseUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    key,
    things,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
