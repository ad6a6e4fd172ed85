import { expect } from '../../support/test.ts';
import { Blocked } from '../../../helpers/verdict/errors.ts';
import { ADMIN, type Answer, GET, inTurn, POST, reply, test } from './lab.ts';

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

test.describe('calls at once', () => {
  const limited = reply(429, '', { 'retry-after': '0.2' });
  const slowly =
    (answer: Answer, ms: number): Answer =>
    (...of) =>
      setTimeout(() => answer(...of), ms);

  test('only a few are under way at once, and the others go in the order in which they came', async ({
    lab,
  }) => {
    let [underWay, most] = [0, 0];
    const { transport, received } = await lab(
      (...of) => {
        most = Math.max(most, ++underWay);
        setTimeout(() => {
          underWay--;
          reply(200)(...of);
        }, 30);
      },
      { maxCallsAtOnce: 3 },
    );
    const paths = Array.from({ length: 9 }, (_, index) => `/api/v2/users/${String(index)}`);
    await Promise.all(paths.map((path) => transport.send(ADMIN, { ...GET, path })));
    expect(most).toBe(3);
    const rounds = (urls: readonly string[]) =>
      [0, 3, 6].map((first) => urls.slice(first, first + 3).toSorted());
    expect(rounds(received.map(({ url }) => url))).toEqual(rounds(paths));
  });

  test('what they wait together counts once, and each names its own wait', async ({ lab }) => {
    const { transport, waits, records } = await lab(
      inTurn(slowly(limited, 20), slowly(limited, 20), slowly(limited, 20), reply(200)),
      { waitBudgetMs: 400 },
    );
    await Promise.all([GET, GET, GET].map((call) => transport.send(ADMIN, call)));
    const total = waits.reduce((sum, { ms }) => sum + ms, 0);
    expect(total).toBeGreaterThanOrEqual(250);
    expect(total).toBeLessThan(400);
    expect(records.map(({ waitedMs }) => waitedMs)).toEqual([250, 250, 250]);
  });

  test('after a 429, a call that begins meanwhile waits as well', async ({ lab }) => {
    const { transport, received, waiting } = await lab(inTurn(limited, reply(200)));
    const first = transport.send(ADMIN, GET);
    await waiting;
    const second = await transport.send(ADMIN, POST);
    expect(second.record.waitedMs).toBeGreaterThan(0);
    expect((await first).record).toMatchObject({ attempts: 2, waitedMs: 250 });
    expect(received).toHaveLength(3);
  });

  test('if the rate limit is almost used up, all calls that follow wait', async ({ lab }) => {
    const headers = { 'ratelimit-limit': '700', 'ratelimit-remaining': '5', 'ratelimit-reset': '41' };
    const { transport, waits, records } = await lab(inTurn(reply(200, {}, headers), reply(200)), {
      maxWaitMs: 60,
    });
    await transport.send(ADMIN, GET);
    await Promise.all([GET, GET, GET].map((call) => transport.send(ADMIN, call)));
    expect(records.slice(1).every(({ waitedMs }) => waitedMs > 50)).toBe(true);
    expect(waits.reduce((sum, { ms }) => sum + ms, 0)).toBeLessThan(200);
  });

  test('what cuts off several calls at once is one failure, and a tenant that stays away is dead as soon as ever', async ({
    lab,
  }) => {
    const cutOff: Answer = (_, response) => setTimeout(() => response.socket?.resetAndDestroy(), 30);
    const first = await lab(inTurn(cutOff, cutOff, cutOff, reply(200)), { deadAfterCalls: 2 });
    const answers = await Promise.all([GET, GET, GET].map((call) => first.transport.send(ADMIN, call)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const dead = await lab(cutOff, { deadAfterCalls: 2 });
    const sent = await Promise.allSettled([GET, GET, GET].map((call) => dead.transport.send(ADMIN, call)));
    expect(sent.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const { length } = dead.received;
    await expect(dead.transport.send(ADMIN, GET)).rejects.toThrow('the last 2 calls got no answer');
    expect(dead.received).toHaveLength(length);
  });
});
