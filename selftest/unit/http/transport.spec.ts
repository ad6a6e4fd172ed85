import { expect } from '../../support/test.ts';
import { unexpectedStatus } from '../../../helpers/http/exchange.ts';
import { LostCall } from '../../../helpers/http/transport.ts';
import { zendeskFormat } from '../../../helpers/systems/zendesk/format.ts';
import { Blocked, NonConformant } from '../../../helpers/verdict/errors.ts';
import { ADMIN, GET, inTurn, POST, reply, test } from './lab.ts';

test.describe('an answer', () => {
  for (const status of [200, 201, 204, 301, 302, 400, 401, 403, 404, 409, 418, 422, 500, 502, 504]) {
    test(`with status ${status} is returned and throws nothing`, async ({ lab }) => {
      const { transport, received } = await lab(reply(status, status === 204 ? '' : { error: 'x' }));
      const exchange = await transport.send(ADMIN, GET);
      expect(exchange.status).toBe(status);
      expect(received).toHaveLength(1);
    });
  }

  test('with a redirect is not followed', async ({ lab }) => {
    const { transport, received } = await lab(reply(302, '', { location: '/api/elsewhere' }));
    const exchange = await transport.send(ADMIN, GET);
    expect(exchange.headers['location']).toBe('/api/elsewhere');
    expect(received.map(({ url }) => url)).toEqual(['/api/v2/users/me']);
  });

  test('is recorded once, with the number of attempts and the wait', async ({ lab }) => {
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

  test('that is a web page is not JSON, and does not count as an answer of the service', async ({ lab }) => {
    const { transport } = await lab(reply(200, '<html></html>', { 'content-type': 'text/html' }));
    expect((await transport.send(ADMIN, GET)).isReadable).toBe(false);
    expect(transport.hasAnswered).toBe(false);
  });

  test('is recorded without control characters', async ({ lab }) => {
    const { transport } = await lab(reply(200, 'a\u001b[31mb\rc'));
    expect((await transport.send(ADMIN, GET)).record.responseBody).toBe('ab·c');
  });
});

test.describe('an answer from an interceptor', () => {
  const page = reply(403, '<html><title>Blocked</title></html>', { 'content-type': 'text/html' });
  const challenge = reply(403, '', { 'cf-mitigated': 'challenge' });
  const fine = reply(200, { user: { id: 7 } });

  test('is followed by a retry of an idempotent call', async ({ lab }) => {
    const { transport, received, records } = await lab(inTurn(page, challenge, fine), { retryDelayMs: 1 });
    expect((await transport.send(ADMIN, GET)).status).toBe(200);
    expect(received).toHaveLength(3);
    expect(records).toMatchObject([{ attempts: 3, status: 200 }]);
  });

  test('blocks if it keeps coming, after a while without a retry', async ({ lab }) => {
    const { transport, received } = await lab(page, { retryDelayMs: 1 });
    for (const calls of [3, 6, 7, 8]) {
      await expect(transport.send(ADMIN, GET)).rejects.toThrow(
        'Something between this machine and the tenant answered GET /api/v2/users/me as admin with 403: a web page, “Blocked”.',
      );
      expect(received).toHaveLength(calls);
    }
  });

  test('is not followed by a retry of a call with an effect, which may have been passed on before a page came', async ({
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

  test('is returned to the caller of the first call if the URL may be wrong', async ({ lab }) => {
    const notFound = reply(404, '<html></html>', { 'content-type': 'text/html' });
    const { transport } = await lab(inTurn(notFound, fine, notFound), { retryDelayMs: 1 });
    expect((await transport.send(ADMIN, POST)).status).toBe(404);
    expect((await transport.send(ADMIN, GET)).status).toBe(200);
    await expect(transport.send(ADMIN, GET)).rejects.toThrow(
      'Something between this machine and the tenant answered',
    );
  });

  test('may mean that the site has moved', async ({ lab }) => {
    const { transport } = await lab(reply(301, '', { location: 'https://new.example/api/v2/users/me' }));
    await expect(transport.send(ADMIN, GET)).rejects.toThrow('a redirect to https://new.example');
    const asked = await transport.send(ADMIN, { ...GET, mayRedirectOffHost: true });
    expect(asked.status).toBe(301);
  });
});

test.describe('a call that meets a database conflict', () => {
  const conflict = reply(409, { error: 'DatabaseConflict', description: 'Database collision' });
  const format = zendeskFormat;

  test('is retried, and the record counts the conflicts', async ({ lab }) => {
    const { transport, received, waits } = await lab(inTurn(conflict, conflict, reply(201)), {
      retryDelayMs: 1,
    });
    const { status, record } = await transport.send(ADMIN, { ...POST, format });
    expect([status, record.conflicts, received.length, waits.length]).toEqual([201, 2, 3, 2]);
  });

  test('is not refused, however many conflicts it meets', async ({ lab }) => {
    const { transport, received } = await lab(conflict, { retryDelayMs: 1 });
    await expect(transport.send(ADMIN, { ...POST, format })).rejects.toThrow(LostCall);
    expect(received).toHaveLength(5);
    const safe: unknown = await transport.send(ADMIN, { ...GET, format }).catch((thrown: unknown) => thrown);
    expect(safe).toBeInstanceOf(Blocked);
    expect(safe).not.toBeInstanceOf(LostCall);
  });

  test('is not retried if a second call would create something else', async ({ lab }) => {
    const { transport, received } = await lab(conflict, { retryDelayMs: 1 });
    await expect(transport.send(ADMIN, { ...POST, format, noRetryOnConflict: true })).rejects.toThrow(
      LostCall,
    );
    expect(received).toHaveLength(1);
  });

  test('and is then refused contradicts nothing, because the first attempt may have taken effect', async ({
    lab,
  }) => {
    const taken = reply(422, { error: 'RecordInvalid' });
    const { transport } = await lab(inTurn(conflict, taken), { retryDelayMs: 1 });
    const refused = await transport.send(ADMIN, { ...POST, format });
    expect(unexpectedStatus(refused)).toBeInstanceOf(Blocked);
    expect(unexpectedStatus(await transport.send(ADMIN, { ...POST, format }))).toBeInstanceOf(NonConformant);
  });

  for (const body of [
    { error: { title: 'DatabaseConflict', message: 'Database collision' } },
    { errors: [{ code: 'DatabaseConflict', title: 'Database collision' }] },
    'Database collision',
  ])
    test(`is retried in each shape of the error: ${JSON.stringify(body)}`, async ({ lab }) => {
      const { transport } = await lab(inTurn(reply(409, body), reply(201)), { retryDelayMs: 1 });
      expect((await transport.send(ADMIN, { ...POST, format })).status).toBe(201);
    });

  test('is not retried if the 409 is a refusal', async ({ lab }) => {
    const { transport } = await lab(reply(409, { error: 'Conflict', description: 'The name is taken' }));
    expect((await transport.send(ADMIN, { ...POST, format })).status).toBe(409);
  });
});
