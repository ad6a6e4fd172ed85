import { expect, test as base } from '@playwright/test';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { z } from 'zod';
import { unexpectedStatus } from '../../../helpers/http/exchange.ts';
import type { ExchangeRecord } from '../../../helpers/http/exchange-record.ts';
import { HostGuard } from '../../../helpers/http/hosts.ts';
import type { Call } from '../../../helpers/http/call.ts';
import type { Limits } from '../../../helpers/http/limits.ts';
import { LostCall, Transport } from '../../../helpers/http/transport.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';
import { Blocked, NonConformant } from '../../../helpers/verdict/errors.ts';
import { zendeskFormat } from '../../../helpers/systems/zendesk/format.ts';

interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** The tenant's answer; `undefined` means that it never answers. */
type Answer = (request: Received, response: ServerResponse, count: number) => void;

/** A tenant with one handler, and a transport to it that records everything. */
interface Lab {
  received: Received[];
  records: ExchangeRecord[];
  waits: { ms: number; reason: string }[];
  secrets: SecretRegistry;
  baseUrl: string;
  transport: Transport;
}

const schema = z.unknown();
const GET: Call<unknown> = { method: 'GET', path: '/api/v2/users/me', idempotent: true, schema };
const POST: Call<unknown> = {
  method: 'POST',
  path: '/api/v2/users',
  json: { a: 1 },
  idempotent: false,
  schema,
};
const ADMIN = { as: 'admin', bearer: 'gErypPlm4dOVgGRvA1ZzMH5MQ3nLo8bo' };

const test = base.extend<{ lab: (answer: Answer, limits?: Partial<Limits>) => Promise<Lab> }>({
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
      const secrets = new SecretRegistry();
      const transport = new Transport({
        baseUrl,
        userAgent: 'Keyturn/1 (run abcdefghjk)',
        proxy: undefined,
        guard: new HostGuard([]),
        secrets,
        limits,
        onWait: (ms, reason) => waits.push({ ms, reason }),
        onExchange: (record) => records.push(record),
      });
      ends.push(async () => {
        await transport.dispose();
        server.closeAllConnections();
        server.close();
      });
      return { received, records, waits, secrets, baseUrl, transport };
    });
    for (const end of ends) await end();
  },
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function reply(status: number, body: unknown = {}, headers: Record<string, string | string[]> = {}): Answer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** Gives these answers in order, and then repeats the last one forever. */
function inTurn(...answers: Answer[]): Answer {
  return (request, response, count) =>
    answers[Math.min(count, answers.length) - 1]?.(request, response, count);
}

const reset: Answer = (_, response) => response.socket?.resetAndDestroy();
const hang: Answer = () => undefined;

test.describe('an answer', () => {
  for (const status of [200, 201, 204, 301, 302, 400, 401, 403, 404, 409, 418, 422, 500, 502, 504]) {
    test(`${status} is an answer and throws nothing`, async ({ lab }) => {
      const { transport, received } = await lab(reply(status, status === 204 ? '' : { error: 'x' }));
      const exchange = await transport.send(ADMIN, GET);
      expect(exchange.status).toBe(status);
      expect(received).toHaveLength(1);
    });
  }

  test('a redirect is not followed', async ({ lab }) => {
    const { transport, received } = await lab(reply(302, '', { location: '/api/elsewhere' }));
    const exchange = await transport.send(ADMIN, GET);
    expect(exchange.headers['location']).toBe('/api/elsewhere');
    expect(received.map(({ url }) => url)).toEqual(['/api/v2/users/me']);
  });

  test('it is recorded once, with what it took', async ({ lab }) => {
    const { transport, records } = await lab(reply(200, { user: { id: 7 } }, { 'x-request-id': 'r1' }));
    const exchange = await transport.send(ADMIN, GET);
    expect(records).toEqual([exchange.record]);
    expect(records[0]).toMatchObject({
      as: 'admin',
      method: 'GET',
      status: 200,
      requestHeaders: { authorization: 'Bearer [redacted access token]' },
      requestBody: undefined,
      responseBody: '{"user":{"id":7}}',
      failure: undefined,
      attempts: 1,
      waitedMs: 0,
    });
    expect(records[0]?.responseHeaders['x-request-id']).toBe('r1');
    expect(exchange.body).toEqual({ user: { id: 7 } });
    expect(transport.hasAnswered).toBe(true);
  });

  test('a web page is not JSON, and the tenant has not spoken', async ({ lab }) => {
    const { transport } = await lab(reply(200, '<html></html>', { 'content-type': 'text/html' }));
    expect((await transport.send(ADMIN, GET)).isReadable).toBe(false);
    expect(transport.hasAnswered).toBe(false);
  });

  test('control characters do not reach the record', async ({ lab }) => {
    const { transport } = await lab(reply(200, 'a\u001b[31mb\rc'));
    expect((await transport.send(ADMIN, GET)).record.responseBody).toBe('ab·c');
  });
});

test.describe('what is sent', () => {
  test('headers say who calls, and what is understood', async ({ lab }) => {
    const { transport, received } = await lab(reply(200));
    await transport.send(ADMIN, GET);
    await transport.send({ as: 'anonymous' }, POST);
    await transport.send(ADMIN, { ...GET, method: 'DELETE' });
    const [get, post, del] = received;
    expect(get?.headers).toMatchObject({
      'user-agent': 'Keyturn/1 (run abcdefghjk)',
      accept: 'application/json',
      authorization: `Bearer ${ADMIN.bearer}`,
    });
    expect(get?.headers['content-type']).toBeUndefined();
    expect(post?.headers).toMatchObject({ accept: 'application/json', 'content-type': 'application/json' });
    expect(post?.headers.authorization).toBeUndefined();
    expect(post?.body).toBe('{"a":1}');
    expect(del?.headers['content-type']).toBe('application/json');
    expect(del?.body).toBe('');
  });

  test('a query arrives as it was meant', async ({ lab }) => {
    const { transport, received } = await lab(reply(200));
    const query = { query: 'email:"keyturn+a&b@example.com" 100% ü', page: '2' };
    await transport.send(ADMIN, { ...GET, path: '/api/v2/users/search', query });
    const url = new URL(received[0]?.url ?? '', 'http://x');
    expect(Object.fromEntries(url.searchParams)).toEqual(query);
  });

  test('an encoded path stays encoded', async ({ lab }) => {
    const { transport, received } = await lab(reply(200));
    await transport.send(ADMIN, { ...GET, path: '/api/v2/users/me%2F..%2F1' });
    expect(received[0]?.url).toBe('/api/v2/users/me%2F..%2F1');
  });

  test('cookies of one credential never go with another', async ({ lab }) => {
    const { transport, received } = await lab(
      reply(200, {}, { 'set-cookie': 'session=abcdefghijklmnop; Path=/' }),
    );
    await transport.send(ADMIN, GET);
    await transport.send({ as: 'test user', bearer: 'another-token-of-32-characters!!' }, GET);
    await transport.send({ as: 'admin', bearer: 'a-third-token-of-32-characters!!' }, GET);
    await transport.send({ as: 'anonymous' }, GET);
    expect(received.map(({ headers }) => headers.cookie)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  for (const path of ['https://evil.example/x', '//evil.example/x', 'http://169.254.169.254/']) {
    test(`nothing goes to ${path}`, async ({ lab }) => {
      const { transport, received, records } = await lab(reply(200));
      await expect(transport.send(ADMIN, { ...GET, path })).rejects.toThrow(Blocked);
      await expect(transport.send(ADMIN, { ...GET, path })).rejects.toThrow('Nothing was sent to');
      expect(received).toEqual([]);
      expect(records).toEqual([]);
    });
  }
});

test.describe('what is answered by something before the tenant', () => {
  const page = reply(403, '<html><title>Blocked</title></html>', { 'content-type': 'text/html' });
  const challenge = reply(403, '', { 'cf-mitigated': 'challenge' });
  const fine = reply(200, { user: { id: 7 } });

  test('is asked again, where that is safe', async ({ lab }) => {
    const { transport, received, records } = await lab(inTurn(page, challenge, fine), { retryDelayMs: 1 });
    expect((await transport.send(ADMIN, GET)).status).toBe(200);
    expect(received).toHaveLength(3);
    expect(records).toMatchObject([{ attempts: 3, status: 200 }]);
  });

  test('blocks where it goes on, and soon without asking again', async ({ lab }) => {
    const { transport, received } = await lab(page, { retryDelayMs: 1 });
    for (const calls of [3, 6, 7, 8]) {
      await expect(transport.send(ADMIN, GET)).rejects.toThrow(
        'Something between this machine and the tenant answered GET /api/v2/users/me as admin with 403: a web page, “Blocked”.',
      );
      expect(received).toHaveLength(calls);
    }
  });

  test('is not asked again by a call with effect, which a page may have been passed on from', async ({
    lab,
  }) => {
    for (const [answer, mayBeDone] of [
      [page, true],
      [challenge, false],
    ] as const) {
      const { transport, received } = await lab(inTurn(fine, answer), { retryDelayMs: 1 });
      await transport.send(ADMIN, GET);
      const error: unknown = await transport.send(ADMIN, POST).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Blocked);
      expect(error instanceof LostCall).toBe(mayBeDone);
      expect(received).toHaveLength(2);
    }
  });

  test('is left to whoever makes the first call, where it may be the wrong address', async ({ lab }) => {
    const notFound = reply(404, '<html></html>', { 'content-type': 'text/html' });
    const { transport } = await lab(inTurn(notFound, fine, notFound), { retryDelayMs: 1 });
    expect((await transport.send(ADMIN, POST)).status).toBe(404);
    expect((await transport.send(ADMIN, GET)).status).toBe(200);
    await expect(transport.send(ADMIN, GET)).rejects.toThrow(
      'Something between this machine and the tenant answered',
    );
  });

  test('may be a site that has moved', async ({ lab }) => {
    const { transport } = await lab(reply(301, '', { location: 'https://new.example/api/v2/users/me' }));
    await expect(transport.send(ADMIN, GET)).rejects.toThrow('a redirect to https://new.example');
    const asked = await transport.send(ADMIN, { ...GET, mayRedirectOffHost: true });
    expect(asked.status).toBe(301);
  });
});

test.describe('what has none of the headers that all answers of the tenant have', () => {
  const own = reply(200, { user: { id: 7 } }, { 'x-request-id': 'r1' });
  const nth = (...answers: Answer[]): Answer => inTurn(own, own, own, own, own, ...answers);
  const STRANGERS: [title: string, answer: Answer][] = [
    ['words', reply(403, 'RBAC: access denied', { 'content-type': 'text/plain' })],
    ['nothing', reply(403, '', { server: 'gateway' })],
    ['JSON in another shape', reply(401, { message: 'Unauthorized' })],
    ['words for a success', reply(200, 'OK', { 'content-type': 'text/plain' })],
  ];
  for (const [title, answer] of STRANGERS)
    test(`and is ${title}, was not written by it`, async ({ lab }) => {
      const { transport } = await lab(nth(answer), { retryDelayMs: 1 });
      for (let call = 0; call < 5; call++) await transport.send(ADMIN, GET);
      await expect(transport.send(ADMIN, POST)).rejects.toThrow(
        /lacks the headers of all its other answers \(x-request-id …\)/,
      );
    });

  test('is its own, where it is a document in its own words, or has one of them', async ({ lab }) => {
    const { transport } = await lab(
      nth(
        reply(403, { error: 'Forbidden' }),
        reply(403, 'You may not', { 'content-type': 'text/plain', 'x-request-id': 'r2' }),
      ),
    );
    for (let call = 0; call < 5; call++) await transport.send(ADMIN, GET);
    for (let call = 0; call < 2; call++) expect((await transport.send(ADMIN, POST)).status).toBe(403);
  });

  test('is not told before there were some answers', async ({ lab }) => {
    const { transport } = await lab(inTurn(own, reply(403, 'no', { 'content-type': 'text/plain' })));
    await transport.send(ADMIN, GET);
    expect((await transport.send(ADMIN, POST)).status).toBe(403);
  });
});

test('a mark of the encoding is none of the document', async ({ lab }) => {
  const { transport } = await lab(reply(200, '\ufeff{"user":{"id":7}}'));
  expect((await transport.send(ADMIN, GET)).body).toEqual({ user: { id: 7 } });
});

test.describe('a call that collides with another one', () => {
  const collision = reply(409, { error: 'DatabaseConflict', description: 'Database collision' });
  const format = zendeskFormat;

  test('is made again, and the answer says so', async ({ lab }) => {
    const { transport, received, waits } = await lab(inTurn(collision, collision, reply(201)), {
      retryDelayMs: 1,
    });
    const { status, record } = await transport.send(ADMIN, { ...POST, format });
    expect([status, record.conflicts, received.length, waits.length]).toEqual([201, 2, 3, 2]);
  });

  test('is no refusal, however often it collides', async ({ lab }) => {
    const { transport, received } = await lab(collision, { retryDelayMs: 1 });
    await expect(transport.send(ADMIN, { ...POST, format })).rejects.toThrow(LostCall);
    expect(received).toHaveLength(5);
    const safe: unknown = await transport.send(ADMIN, { ...GET, format }).catch((thrown: unknown) => thrown);
    expect(safe).toBeInstanceOf(Blocked);
    expect(safe).not.toBeInstanceOf(LostCall);
  });

  test('is not made again where that makes another thing', async ({ lab }) => {
    const { transport, received } = await lab(collision, { retryDelayMs: 1 });
    await expect(transport.send(ADMIN, { ...POST, format, noRetryOnConflict: true })).rejects.toThrow(
      LostCall,
    );
    expect(received).toHaveLength(1);
  });

  test('and is refused then, contradicts nothing: the first one may have been done', async ({ lab }) => {
    const taken = reply(422, { error: 'RecordInvalid' });
    const { transport } = await lab(inTurn(collision, taken), { retryDelayMs: 1 });
    const refused = await transport.send(ADMIN, { ...POST, format });
    expect(unexpectedStatus(refused)).toBeInstanceOf(Blocked);
    expect(unexpectedStatus(await transport.send(ADMIN, { ...POST, format }))).toBeInstanceOf(NonConformant);
  });

  for (const body of [
    { error: { title: 'DatabaseConflict', message: 'Database collision' } },
    { errors: [{ code: 'DatabaseConflict', title: 'Database collision' }] },
    'Database collision',
  ])
    test(`is told in whichever shape: ${JSON.stringify(body)}`, async ({ lab }) => {
      const { transport } = await lab(inTurn(reply(409, body), reply(201)), { retryDelayMs: 1 });
      expect((await transport.send(ADMIN, { ...POST, format })).status).toBe(201);
    });

  test('is not every conflict', async ({ lab }) => {
    const { transport } = await lab(reply(409, { error: 'Conflict', description: 'The name is taken' }));
    expect((await transport.send(ADMIN, { ...POST, format })).status).toBe(409);
  });
});

test('a call with effect goes on a connection of its own, since a kept one may be gone', async ({ lab }) => {
  const ports: (number | undefined)[] = [];
  const { transport } = await lab((_, response) => {
    ports.push(response.socket?.remotePort);
    response.end('{}');
  });
  for (const call of [GET, GET, POST, GET, POST, { ...POST, method: 'PUT' as const }])
    await transport.send(ADMIN, call);
  const [first, second, third, fourth, fifth, sixth] = ports;
  expect(second, 'a safe call takes the one that is kept').toBe(first);
  expect(fourth).toBe(third);
  expect(new Set([first, third, fifth, sixth]).size).toBe(4);
});

test.describe('secrets', () => {
  test('of a request are covered in the record', async ({ lab }) => {
    const { transport, secrets, received } = await lab((request, response) => {
      response.writeHead(422, { 'content-type': 'application/json' });
      response.end(`{"echo":${JSON.stringify(request.body)}}`);
    });
    const json = {
      previous_password: 'Quartz"Mellow.77',
      password: 'Velvet\\Harbor_31',
      code: 'abc-code-1-and-longer',
    };
    const { record } = await transport.send(ADMIN, { ...POST, json });
    expect(received[0]?.body).toBe(JSON.stringify(json));
    expect(record.requestBody).toBe(
      '{"previous_password":"[redacted password]","password":"[redacted password]","code":"[redacted authorization code]"}',
    );
    expect(JSON.stringify(record)).not.toMatch(/Mellow|Harbor|abc-code/);
    expect(secrets.find('Quartz"Mellow.77 abc-code-1-and-longer').sort()).toEqual([
      'authorization code',
      'password',
    ]);
  });

  test('of an answer are covered in its record', async ({ lab }) => {
    const { transport, secrets } = await lab(
      reply(201, {
        access_token: 'gErypPlm4dOVgGRv',
        refresh_token: 'af3t24tfj34h43s-r',
        note: 'gErypPlm4dOVgGRv',
      }),
    );
    const exchange = await transport.send({ as: 'admin' }, POST);
    expect(exchange.record.responseBody).not.toMatch(/gEryp|af3t24/);
    expect(exchange.body).toMatchObject({ access_token: 'gErypPlm4dOVgGRv' });
    expect(secrets.find('af3t24tfj34h43s-r')).toEqual(['refresh token']);
  });

  test('of cookies are covered, also where an answer quotes them', async ({ lab }) => {
    const { transport, secrets } = await lab(
      reply(
        200,
        { quoted: 'BAh7CEkiD3Nlc3Npb25faWQ' },
        {
          'set-cookie': [
            '_zendesk_session=BAh7CEkiD3Nlc3Npb25faWQ; path=/',
            '_zendesk_cookie=another-device-value',
          ],
          'x-echo': 'another-device-value',
        },
      ),
    );
    const { record } = await transport.send(ADMIN, GET);
    expect(record.responseHeaders['set-cookie']).toBe('[redacted cookie]');
    expect(record.responseHeaders['x-echo']).toBe('[redacted cookie]');
    expect(record.responseBody).toBe('{"quoted":"[redacted cookie]"}');
    expect(secrets.find('another-device-value')).toEqual(['cookie']);
  });

  test('that are sent as a token are covered where an answer echoes them', async ({ lab }) => {
    const { transport } = await lab(reply(401, { said: `no such token: ${ADMIN.bearer}` }));
    const { record } = await transport.send(ADMIN, GET);
    expect(JSON.stringify(record)).not.toContain(ADMIN.bearer);
  });

  test('in the address of a redirect are covered', async ({ lab }) => {
    for (const location of [
      '/cb?code=abcdef123&state=xyz987',
      'http://a.test/cb?code=abcdef123&state=xyz987',
    ]) {
      const { transport, records } = await lab(reply(302, '', { location }));
      await transport.send(ADMIN, GET).catch(() => undefined);
      expect(records).toHaveLength(1);
      expect(JSON.stringify(records)).not.toMatch(/abcdef123|xyz987/);
    }
  });
});

test.describe('a tenant that asks to wait', () => {
  const limited = reply(429, 'Number of allowed API requests per minute exceeded', {
    'content-type': 'text/plain',
    'retry-after': '0',
    'x-rate-limit-remaining': '0',
  });

  for (const call of [GET, POST]) {
    test(`429 is waited out for ${call.method}`, async ({ lab }) => {
      const { transport, received, waits, records } = await lab(inTurn(limited, limited, reply(201)));
      const exchange = await transport.send(ADMIN, call);
      expect(exchange.status).toBe(201);
      expect(received).toHaveLength(3);
      expect(waits.map(({ reason }) => reason)).toEqual([
        'The tenant answered 429.',
        'The tenant answered 429.',
      ]);
      expect(records).toHaveLength(1);
      expect(records[0]).toMatchObject({ attempts: 3, status: 201 });
      expect(records[0]?.waitedMs).toBe(waits.reduce((sum, { ms }) => sum + ms, 0));
    });
  }

  test('a date is waited for', async ({ lab }) => {
    const soon = new Date(Date.now() - 5000).toUTCString();
    const { transport, waits } = await lab(inTurn(reply(429, '', { 'retry-after': soon }), reply(200)));
    expect((await transport.send(ADMIN, GET)).status).toBe(200);
    expect(waits).toHaveLength(1);
  });

  test('a wait that is too long for once blocks', async ({ lab }) => {
    const { transport, received, records } = await lab(reply(429, '', { 'retry-after': '2' }), {
      maxWaitMs: 1999,
    });
    const sent = transport.send(ADMIN, GET);
    await expect(sent).rejects.toThrow(Blocked);
    await expect(sent).rejects.toThrow(
      /GET \/api\/v2\/users\/me as admin: the tenant still answers 429.*another 2 s/,
    );
    expect(received).toHaveLength(1);
    expect(records).toHaveLength(1);
  });

  test('waits have one budget together', async ({ lab }) => {
    const { transport, received } = await lab(reply(429, '', { 'retry-after': '0.02' }), {
      waitBudgetMs: 200,
    });
    await expect(transport.send(ADMIN, POST)).rejects.toThrow("the run's waiting budget is used up");
    expect(received).toHaveLength(4);
    await expect(transport.send(ADMIN, GET)).rejects.toThrow(Blocked);
    expect(received).toHaveLength(5);
  });

  test('503 with Retry-After is waited out for every call', async ({ lab }) => {
    const { transport, received } = await lab(inTurn(reply(503, '', { 'retry-after': '0' }), reply(201)));
    expect((await transport.send(ADMIN, POST)).status).toBe(201);
    expect(received).toHaveLength(2);
  });

  test('503 without Retry-After is the answer to a call with effect', async ({ lab }) => {
    const { transport, received } = await lab(reply(503, { error: 'ServiceUnavailable' }));
    expect((await transport.send(ADMIN, POST)).status).toBe(503);
    expect(received).toHaveLength(1);
  });

  test('503 without Retry-After asks an idempotent call for ten seconds', async ({ lab }) => {
    const { transport } = await lab(reply(503, ''), { maxWaitMs: 9999 });
    await expect(transport.send(ADMIN, GET)).rejects.toThrow(/still answers 503.*another 10 s/);
  });

  test('before the rate limit is used up, the next call waits', async ({ lab }) => {
    const headers = { 'ratelimit-limit': '700', 'ratelimit-remaining': '10', 'ratelimit-reset': '41' };
    const { transport, waits } = await lab(reply(200, {}, headers), { maxWaitMs: 30 });
    await transport.send(ADMIN, GET);
    expect(waits).toEqual([]);
    const second = await transport.send(ADMIN, GET);
    expect(waits).toEqual([{ ms: 80, reason: "The tenant's rate limit is almost used up." }]);
    expect(second.record.waitedMs).toBe(80);
  });

  test('while enough of the rate limit is left, nothing waits', async ({ lab }) => {
    const headers = { 'ratelimit-limit': '700', 'ratelimit-remaining': '11', 'ratelimit-reset': '41' };
    const { transport, waits } = await lab(reply(200, {}, headers), { maxWaitMs: 30 });
    await transport.send(ADMIN, GET);
    await transport.send(ADMIN, GET);
    expect(waits).toEqual([]);
  });
});

test.describe('a tenant that does not answer', () => {
  test('a connection that breaks is tried again for an idempotent call', async ({ lab }) => {
    const { transport, received, records } = await lab(inTurn(reset, reset, reply(200)));
    expect((await transport.send(ADMIN, GET)).status).toBe(200);
    expect(received).toHaveLength(3);
    expect(records[0]?.attempts).toBe(3);
  });

  test('waiting before it breaks is no reason to give up sooner', async ({ lab }) => {
    const busy = reply(503, '', { 'retry-after': '0' });
    const { transport } = await lab(inTurn(busy, busy, busy, reset, busy, reset, reply(200)));
    expect((await transport.send(ADMIN, GET)).status).toBe(200);
  });

  test('three times, and no more', async ({ lab }) => {
    const { transport, received, records } = await lab(reset);
    const sent = transport.send(ADMIN, GET);
    await expect(sent).rejects.toThrow(/no answer from [^ ]+: the connection broke/);
    await expect(sent).rejects.not.toBeInstanceOf(LostCall);
    expect(received).toHaveLength(3);
    expect(records).toEqual([expect.objectContaining({ status: undefined, attempts: 3 })]);
  });

  test('a call with effect is not sent twice, and may have taken effect', async ({ lab }) => {
    const { transport, received, records } = await lab(reset);
    await expect(transport.send(ADMIN, POST)).rejects.toThrow(LostCall);
    expect(received).toHaveLength(1);
    expect(records[0]?.failure).toMatch(/^the connection broke/);
  });

  for (const call of [GET, POST]) {
    test(`${call.method} that hangs ends with its deadline`, async ({ lab }) => {
      const { transport, received } = await lab(hang, { deadlineMs: 300 });
      const started = Date.now();
      const error: unknown = await transport.send(ADMIN, call).catch((reason: unknown) => reason);
      expect(Date.now() - started).toBeLessThan(4000);
      expect(error).toBeInstanceOf(Blocked);
      expect(error instanceof LostCall).toBe(!call.idempotent);
      expect(String(error)).toContain('no answer within 0.3 s');
      expect(received).toHaveLength(1);
    });
  }

  test('a body that never ends ends with its deadline', async ({ lab }) => {
    const { transport } = await lab(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"user":');
      },
      { deadlineMs: 300 },
    );
    await expect(transport.send(ADMIN, GET)).rejects.toThrow('no answer within 0.3 s');
  });

  test('a port without a listener blocks, and nothing can have taken effect', async ({ lab }) => {
    const { transport } = await lab(reply(200));
    const closed = createTcpServer();
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    const error: unknown = await transport
      .send(ADMIN, { ...POST, path: `http://127.0.0.1:${port}/x` })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Blocked);
    expect(error).not.toBeInstanceOf(LostCall);
    expect(String(error)).toContain('the connection was refused');
  });

  test('something that does not speak HTTP blocks', async ({ lab }) => {
    const { transport } = await lab(reply(200));
    const odd = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    await new Promise<void>((done) => odd.listen(0, '127.0.0.1', done));
    const { port } = odd.address() as AddressInfo;
    const path = `http://127.0.0.1:${port}/x`;
    await expect(transport.send(ADMIN, { ...GET, path })).rejects.toThrow(Blocked);
    odd.close();
  });

  test('no message and no record shows the token', async ({ lab }) => {
    const { transport, records } = await lab(inTurn(reset, hang), { deadlineMs: 300 });
    for (const call of [POST, POST]) {
      const error: unknown = await transport.send(ADMIN, call).catch((reason: unknown) => reason);
      expect(`${String(error)} ${(error as Error).stack ?? ''}`).not.toContain(ADMIN.bearer);
    }
    expect(JSON.stringify(records)).not.toContain(ADMIN.bearer);
  });

  test('a dead tenant is left alone after five calls in a row', async ({ lab }) => {
    const { transport, received } = await lab(reset);
    for (let call = 0; call < 5; call++) await expect(transport.send(ADMIN, POST)).rejects.toThrow(LostCall);
    const sixth: unknown = await transport.send(ADMIN, POST).catch((reason: unknown) => reason);
    expect(String(sixth)).toContain('not sent, because the last 5 calls got no answer');
    expect(sixth).not.toBeInstanceOf(LostCall);
    expect(received).toHaveLength(5);
  });

  test('one answer in between, and the count begins anew', async ({ lab }) => {
    const { transport, received } = await lab((request, response, count) =>
      (count === 5 ? reply(500) : reset)(request, response, count),
    );
    for (let call = 1; call <= 9; call++) await transport.send(ADMIN, POST).catch(() => undefined);
    expect(received).toHaveLength(9);
    await transport.send(ADMIN, POST).catch(() => undefined);
    await transport.send(ADMIN, POST).catch(() => undefined);
    expect(received).toHaveLength(10);
  });
});
