/**
 * Answers that a tenant may send by mistake or on purpose. Each ends soon, uses little memory, and produces a message.
 */
import { expect, test as base } from '../../support/test.ts';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import type { z } from 'zod';
import { HostGuard } from '../../../helpers/http/hosts.ts';
import type { Limits } from '../../../helpers/http/limits.ts';
import { Transport } from '../../../helpers/http/transport.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';
import { Blocked, NonConformant } from '../../../helpers/verdict/errors.ts';
import { grantAnswer, userAnswer, usersAnswer } from '../../../helpers/systems/zendesk/schemas.ts';

const ADMIN = { as: 'admin', bearer: 'gErypPlm4dOVgGRvA1ZzMH5MQ3nLo8bo' };
const MiB = 1024 * 1024;

/** A call that only its deadline would end does not end before the time limit of the test. */
const NO_DEADLINE_MS = 60 * 60_000;

type Send = (server: Server, schema?: z.ZodType, limits?: Partial<Limits>) => ReturnType<Transport['send']>;

const test = base.extend<{ send: Send }>({
  send: async ({}, use) => {
    const ends: (() => Promise<void> | void)[] = [];
    await use(async (server, schema = userAnswer, limits = {}) => {
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      const transport = new Transport({
        baseUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
        userAgent: 'Keyturn',
        proxy: undefined,
        guard: new HostGuard([]),
        secrets: new SecretRegistry(),
        limits: { deadlineMs: 3000, ...limits },
      });
      ends.push(() => transport.dispose());
      return transport.send(ADMIN, { method: 'GET', path: '/api/v2/users/1', idempotent: false, schema });
    });
    for (const end of ends) await end();
  },
});

/** A tenant that answers with valid HTTP. */
const answering = (listener: RequestListener): Server => createServer(listener);

/** A tenant that answers with these raw bytes. */
function sendingRaw(...lines: string[]): Server {
  return createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(lines.join('\r\n')));
  });
}

const json = (text: string, headers: Record<string, string | string[]> = {}): Server =>
  answering((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(text);
  });

test.describe('an answer that is too long', () => {
  const CHUNK = Buffer.alloc(65_536, 0x20);
  /** Writes as long as the client reads. */
  const endless: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const write = () => {
      while (!response.destroyed && response.write(CHUNK));
    };
    response.on('drain', write);
    write();
  };
  const packed = (encoding: string, body: Buffer): RequestListener => {
    return (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding });
      response.end(body);
    };
  };
  const ZEROS = Buffer.alloc(64 * MiB);
  const FAST = { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } };

  for (const [title, listener] of [
    ['and has no end', () => endless],
    [
      'with a declared length of 300 MB',
      (): RequestListener => (_, response) => {
        response.writeHead(200, { 'content-length': '300000000' });
        response.write(CHUNK);
      },
    ],
    ['when unpacked with gzip', () => packed('gzip', gzipSync(ZEROS, { level: 1 }))],
    ['when unpacked with brotli', () => packed('br', brotliCompressSync(ZEROS, FAST))],
    ['when unpacked with deflate', () => packed('deflate', deflateSync(ZEROS, { level: 1 }))],
  ] as const) {
    test(`${title} is cut off before it fills the memory`, async ({ send }) => {
      const server = answering(listener());
      let most = 0;
      const before = process.memoryUsage().arrayBuffers;
      const looking = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 5);
      const error: unknown = await send(server, userAnswer, { deadlineMs: NO_DEADLINE_MS }).catch(
        (e: unknown) => e,
      );
      expect(error).toBeInstanceOf(Blocked);
      expect(String(error)).toContain('the answer is larger than 8192 KiB');
      // Nothing continues in the background.
      await new Promise((later) => setTimeout(later, 300));
      clearInterval(looking);
      expect(most - before, 'bytes').toBeLessThan(100 * MiB);
    });
  }

  test('because it comes drop by drop ends at its deadline', async ({ send }) => {
    const server = answering((_, response) => {
      response.writeHead(200);
      const drops = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drops));
    });
    await expect(send(server, userAnswer, { deadlineMs: 400 })).rejects.toThrow(/no answer within 0\.4 s/);
  });

  test('and consists of secrets is not learned', async ({ send }) => {
    const secrets = Array.from({ length: 100_000 }, (_, index) => ({
      access_token: `secret-number-${String(index)}`,
    }));
    await expect(send(json(JSON.stringify(secrets)))).rejects.toThrow(
      'more than 200 cookies, tokens or passwords',
    );
  });
});

test.describe('a compressed answer', () => {
  const USER = '{"user":{"id":7,"name":"Nora Tëst"}}';
  for (const [encoding, pack] of [
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ] as const) {
    test(`is read: ${encoding}`, async ({ send }) => {
      const server = answering((_, response) => {
        response.writeHead(200, { 'content-encoding': encoding });
        response.end(pack(Buffer.from(USER)));
      });
      expect((await send(server)).body).toMatchObject({ user: { name: 'Nora Tëst' } });
    });
    test(`that is cut off does not count as an answer: ${encoding}`, async ({ send }) => {
      const server = answering((_, response) => {
        response.writeHead(200, { 'content-encoding': encoding });
        response.end(pack(Buffer.from(USER)).subarray(0, -8));
      });
      const sent = send(server);
      await expect(sent).rejects.toThrow(Blocked);
      await expect(sent).rejects.toThrow('the answer could not be decompressed');
    });
  }
});

test.describe('JSON', () => {
  const DEEP = '['.repeat(100_000) + ']'.repeat(100_000);

  test('that is nested 100,000 deep in an unused field is read', async ({ send }) => {
    const answer = await send(json(`{"user":{"id":7,"tags":${DEEP}}}`));
    expect((answer.body as { user: { id: number } }).user.id).toBe(7);
    expect(answer.excerpt.length).toBeLessThan(1000);
  });
  test('that is nothing but nesting does not match the documented shape', async ({ send }) => {
    const answer = await send(json(DEEP));
    expect(() => answer.body).toThrow(NonConformant);
    expect(() => answer.body).toThrow('does not match the documented shape');
  });
  test('with an error that is nested as deep is read as a refusal', async ({ send }) => {
    const server = answering((_, response) => {
      response.writeHead(422, { 'content-type': 'application/json' });
      response.end(`{"error":{"title":"No","message":${DEEP}},"details":{"email":${DEEP}}}`);
    });
    expect((await send(server)).refusal).toMatchObject({ code: 'No', description: '' });
  });

  for (const [title, text, schema, says] of [
    ['a number for a name', '{"user":{"id":7,"name":7}}', userAnswer, 'user.name: '],
    ['a string for an id', '{"user":{"id":"7"}}', userAnswer, 'user.id: '],
    ['an id beyond 2^53', '{"user":{"id":9007199254740993}}', userAnswer, 'user.id: '],
    ['a negative id', '{"user":{"id":-7}}', userAnswer, 'user.id: '],
    ['an id of zero', '{"user":{"id":0}}', userAnswer, 'user.id: '],
    ['a fraction as an id', '{"user":{"id":7.5}}', userAnswer, 'user.id: '],
    ['an infinite id', '{"user":{"id":1e999}}', userAnswer, 'user.id: '],
    ['a list for a user', '{"user":[7]}', userAnswer, 'user'],
    ['users that are numbers', '{"users":[1,2,3]}', usersAnswer, 'users.0: '],
    ['a next page that is a number', '{"users":[],"next_page":2}', usersAnswer, 'next_page: '],
    ['a token that is a number', '{"access_token":7,"token_type":"bearer"}', grantAnswer, 'access_token: '],
    ['an empty token', '{"access_token":"", "token_type":"bearer"}', grantAnswer, 'access_token: '],
    ['a document that is cut off', '{"user":{"id":7', userAnswer, 'not JSON'],
    [
      'a field named __proto__',
      '{"user":{"id":7,"__proto__":{"role":"admin"},"role":5}}',
      userAnswer,
      'user.role: ',
    ],
  ] as const) {
    test(`with ${title} contradicts the documentation, and the message names the field`, async ({ send }) => {
      const answer = await send(json(text), schema);
      expect(() => answer.body).toThrow(NonConformant);
      expect(() => answer.body).toThrow(says);
      expect(() => answer.body).toThrow('GET /api/v2/users/1 as admin ');
    });
  }
});

test.describe('an answer with unusual bytes', () => {
  for (const [title, server] of [
    [
      'a thousand cookies',
      json('{}', { 'set-cookie': Array.from({ length: 1000 }, (_, n) => `c${String(n)}=v${String(n)}`) }),
    ],
    [
      'three hundred long cookies',
      json('{}', { 'set-cookie': Array.from({ length: 300 }, (_, n) => `c=0123456789abcd${String(n)}`) }),
    ],
    ['a header of 100 kB', json('{}', { 'x-long': 'x'.repeat(100_000) })],
    ['a header without a colon', sendingRaw('HTTP/1.1 200 OK', 'nonsense', '', '{}')],
    ['a header with a line break in it', sendingRaw('HTTP/1.1 200 OK', 'x-\u0000y: 1', '', '{}')],
    ['a status of letters', sendingRaw('HTTP/1.1 abc OK', 'content-length: 2', '', '{}')],
    [
      'two different lengths',
      sendingRaw('HTTP/1.1 200 OK', 'content-length: 2', 'content-length: 3', '', '{}x'),
    ],
    [
      'a length that never comes',
      sendingRaw('HTTP/1.1 200 OK', 'content-length: 200', '', '{"user":{"id":7}}'),
    ],
    ['a negative length', sendingRaw('HTTP/1.1 200 OK', 'content-length: -5', '', '{}')],
    ['chunks of nonsense', sendingRaw('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', 'zz', '{}')],
    ['a chunk that is cut off', sendingRaw('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', 'ff', '{}')],
    [
      'a length that is too short',
      sendingRaw('HTTP/1.1 200 OK', 'content-length: 2', '', '{}{"user":{"id":8}}'),
    ],
    ['nothing after a 100 Continue', sendingRaw('HTTP/1.1 100 Continue', '', '')],
  ] as const) {
    test(`does not count as an answer: ${title}`, async ({ send }) => {
      const error: unknown = await send(server, userAnswer, { deadlineMs: NO_DEADLINE_MS }).then(
        ({ status }) => status,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(Blocked);
      const [sentence = '', ...rest] = (error as Error).message.split('\n');
      expect(sentence).toMatch(
        /^GET \/api\/v2\/users\/1 as admin: no answer from 127\.0\.0\.1:\d+: \S.{4,}$/,
      );
      expect(rest.join('\n')).not.toMatch(/^\s+at /m);
    });
  }

  test('may or may not count as an answer: a 204 with a body (the HTTP parser of Node 20.19 reads on)', async ({
    send,
  }) => {
    const server = sendingRaw('HTTP/1.1 204 No Content', 'content-length: 2', '', '{}');
    const came: unknown = await send(server).then(
      ({ excerpt }) => excerpt,
      (reason: unknown) => reason,
    );
    expect(came instanceof Blocked ? 'no answer' : came).toMatch(/^no answer$|^ {2}response: 204 /);
  });

  for (const [title, status, server] of [
    ['a status of 999', 999, sendingRaw('HTTP/1.1 999 Odd', 'content-length: 2', '', '{}')],
    [
      'a 100 Continue before it',
      200,
      sendingRaw('HTTP/1.1 100 Continue', '', 'HTTP/1.1 200 OK', 'content-length: 2', '', '{}'),
    ],
    ['another protocol', 101, sendingRaw('HTTP/1.1 101 Switching Protocols', 'upgrade: h2c', '', '')],
    ['no content type', 200, sendingRaw('HTTP/1.1 200 OK', 'content-length: 2', '', '{}')],
    [
      'header names that are special in JavaScript',
      200,
      sendingRaw(
        'HTTP/1.1 200 OK',
        '__proto__: 1',
        'constructor: 2',
        'hasOwnProperty: 3',
        'content-length: 2',
        '',
        '{}',
      ),
    ],
    [
      'an unknown content encoding',
      200,
      sendingRaw('HTTP/1.1 200 OK', 'content-encoding: zip', 'content-length: 2', '', '{}'),
    ],
    [
      'control characters in a header',
      200,
      sendingRaw('HTTP/1.1 200 OK', 'x-note: a\u009b31mb', 'content-length: 2', '', '{}'),
    ],
  ] as const) {
    test(`counts as an answer: ${title}`, async ({ send }) => {
      const answer = await send(server);
      expect(answer.status).toBe(status);
      // eslint-disable-next-line no-control-regex -- control characters are the subject here
      expect(JSON.stringify(answer.record)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    });
  }
});
