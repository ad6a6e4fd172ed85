import { expect } from '../../support/test.ts';
import { Blocked } from '../../../helpers/verdict/errors.ts';
import { ADMIN, GET, inTurn, POST, reply, test } from './lab.ts';

test.describe('a tenant that asks to wait', () => {
  const limited = reply(429, 'Number of allowed API requests per minute exceeded', {
    'content-type': 'text/plain',
    'retry-after': '0',
    'x-rate-limit-remaining': '0',
  });

  for (const call of [GET, POST]) {
    test(`429 is followed by a wait and a retry of ${call.method}`, async ({ lab }) => {
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

  test('each of two calls at the same time has its own waits', async ({ lab }) => {
    const { transport, records } = await lab((request, response, count) => {
      (request.method === 'GET' && count < 3 ? limited : reply(201))(request, response, count);
    });
    await Promise.all([transport.send(ADMIN, GET), transport.send(ADMIN, POST)]);
    const of = (method: string) => records.find((record) => record.method === method);
    expect(of('POST')).toMatchObject({ attempts: 1, waitedMs: 0 });
    expect(of('POST')).not.toHaveProperty('waits');
    expect(of('GET')?.waits?.map(({ asked }) => asked)).toEqual(
      Array.from({ length: (of('GET')?.attempts ?? 0) - 1 }, () => true),
    );
    expect(of('GET')?.waitedMs).toBeGreaterThan(0);
  });

  test('Retry-After may be a date', async ({ lab }) => {
    const soon = new Date(Date.now() - 5000).toUTCString();
    const { transport, waits } = await lab(inTurn(reply(429, '', { 'retry-after': soon }), reply(200)));
    expect((await transport.send(ADMIN, GET)).status).toBe(200);
    expect(waits).toHaveLength(1);
  });

  test('a single wait that is too long blocks', async ({ lab }) => {
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

  test('all waits share one budget', async ({ lab }) => {
    const { transport, received } = await lab(reply(429, '', { 'retry-after': '0.02' }), {
      waitBudgetMs: 200,
    });
    await expect(transport.send(ADMIN, POST)).rejects.toThrow("the run's waiting budget is used up");
    expect(received).toHaveLength(4);
    await expect(transport.send(ADMIN, GET)).rejects.toThrow(Blocked);
    expect(received).toHaveLength(5);
  });

  test('503 with Retry-After is followed by a retry of any call', async ({ lab }) => {
    const { transport, received } = await lab(inTurn(reply(503, '', { 'retry-after': '0' }), reply(201)));
    expect((await transport.send(ADMIN, POST)).status).toBe(201);
    expect(received).toHaveLength(2);
  });

  test('503 without Retry-After is the final answer to a call with an effect', async ({ lab }) => {
    const { transport, received } = await lab(reply(503, { error: 'ServiceUnavailable' }));
    expect((await transport.send(ADMIN, POST)).status).toBe(503);
    expect(received).toHaveLength(1);
  });

  test('503 without Retry-After delays an idempotent call by ten seconds', async ({ lab }) => {
    const { transport } = await lab(reply(503, ''), { maxWaitMs: 9999 });
    await expect(transport.send(ADMIN, GET)).rejects.toThrow(/still answers 503.*another 10 s/);
  });

  test('the next call waits when the rate limit is almost used up', async ({ lab }) => {
    const headers = { 'ratelimit-limit': '700', 'ratelimit-remaining': '10', 'ratelimit-reset': '41' };
    const { transport, waits } = await lab(reply(200, {}, headers), { maxWaitMs: 30 });
    await transport.send(ADMIN, GET);
    expect(waits).toEqual([]);
    const second = await transport.send(ADMIN, GET);
    expect(waits).toEqual([{ ms: 80, reason: "The tenant's rate limit is almost used up." }]);
    expect(second.record.waitedMs).toBe(80);
  });

  test('no call waits while enough of the rate limit is left', async ({ lab }) => {
    const headers = { 'ratelimit-limit': '700', 'ratelimit-remaining': '11', 'ratelimit-reset': '41' };
    const { transport, waits } = await lab(reply(200, {}, headers), { maxWaitMs: 30 });
    await transport.send(ADMIN, GET);
    await transport.send(ADMIN, GET);
    expect(waits).toEqual([]);
  });
});
