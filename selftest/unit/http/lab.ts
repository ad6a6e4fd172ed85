/** A stub of a tenant with one handler, and a transport to it that records everything. */
import { test as base } from '../../support/test.ts';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Call } from '../../../helpers/http/call.ts';
import type { ExchangeRecord } from '../../../helpers/http/exchange-record.ts';
import { HostGuard } from '../../../helpers/http/hosts.ts';
import type { Limits } from '../../../helpers/http/limits.ts';
import { Transport } from '../../../helpers/http/transport.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';

interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Writes the tenant's answer. `count` is the number of requests so far. */
export type Answer = (request: Received, response: ServerResponse, count: number) => void;

interface Lab {
  received: Received[];
  records: ExchangeRecord[];
  waits: { ms: number; reason: string }[];
  /** Resolves as the first wait begins. */
  waiting: Promise<void>;
  secrets: SecretRegistry;
  baseUrl: string;
  transport: Transport;
}

const schema = z.unknown();
export const GET: Call<unknown> = { method: 'GET', path: '/api/v2/users/me', idempotent: true, schema };
export const POST: Call<unknown> = {
  method: 'POST',
  path: '/api/v2/users',
  json: { a: 1 },
  idempotent: false,
  schema,
};
export const ADMIN = { as: 'admin', bearer: 'gErypPlm4dOVgGRvA1ZzMH5MQ3nLo8bo' };

export const test = base.extend<{ lab: (answer: Answer, limits?: Partial<Limits>) => Promise<Lab> }>({
  lab: async ({}, use) => {
    const ends: (() => Promise<unknown>)[] = [];
    await use(async (answer, limits = {}) => {
      const received: Received[] = [];
      const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const { method = '', url = '', headers } = request;
          const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
          received.push(one);
          answer(one, response, received.length);
        });
      });
      const baseUrl = await listen(server);
      const records: ExchangeRecord[] = [];
      const waits: Lab['waits'] = [];
      let beginsToWait = () => {};
      const waiting = new Promise<void>((begun) => (beginsToWait = begun));
      const secrets = new SecretRegistry();
      const transport = new Transport({
        baseUrl,
        userAgent: 'Keyturn/1 (run abcdefghjk)',
        proxy: undefined,
        guard: new HostGuard([]),
        secrets,
        limits,
        onWait: (ms, reason) => {
          waits.push({ ms, reason });
          beginsToWait();
        },
        onSend: () => (record) => records.push(record),
      });
      ends.push(async () => {
        await transport.dispose();
        server.closeAllConnections();
        server.close();
      });
      return { received, records, waits, waiting, secrets, baseUrl, transport };
    });
    for (const end of ends) await end();
  },
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function reply(
  status: number,
  body: unknown = {},
  headers: Record<string, string | string[]> = {},
): Answer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** Gives these answers in order, and then repeats the last one. */
export function inTurn(...answers: Answer[]): Answer {
  return (request, response, count) =>
    answers[Math.min(count, answers.length) - 1]?.(request, response, count);
}

export const reset: Answer = (_, response) => response.socket?.resetAndDestroy();
export const hang: Answer = () => undefined;
