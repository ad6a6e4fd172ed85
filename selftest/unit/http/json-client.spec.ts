import { expect, test } from '../../support/test.ts';
import type { Limits } from '../../../helpers/http/limits.ts';
import { JsonClient } from '../../../helpers/http/json-client.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';
import { messageOf } from '../../../helpers/verdict/errors.ts';
import { startStub, type StubAnswer } from '../../support/stub-server.ts';

const TOKEN = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a';
const PATH = '/services/T02AB3CD4/uKq9ZsWvX3pLr8TnYb2MdCfE?a=b%20c';

/** Posts once, to a host that answers like this. */
async function post(answers: readonly StubAnswer[], limits: Partial<Limits> = {}, token?: string) {
  const stub = await startStub((_, count) => answers[Math.min(count, answers.length) - 1] ?? { status: 500 });
  const waits: string[] = [];
  const client = new JsonClient({
    origin: stub.url,
    addressIn: 'THE_ADDRESS',
    userAgent: 'Keyturn/1',
    proxy: undefined,
    secrets: new SecretRegistry(),
    onWait: (_, reason) => waits.push(reason),
    limits,
    ...(token === undefined ? {} : { token }),
  });
  try {
    const answer = await client.send({ method: 'POST', path: PATH, json: { a: 1 } }).catch(messageOf);
    return { answer, waits, received: stub.received };
  } finally {
    await client.dispose();
    await stub.close();
  }
}

test('a call is sent once, as JSON, to exactly this path, with the token', async () => {
  const { answer, received } = await post([{ status: 201, body: { id: 7 } }], {}, TOKEN);
  expect(answer).toMatchObject({ status: 201, text: '{"id":7}' });
  expect(received).toEqual([
    {
      method: 'POST',
      path: PATH,
      body: '{"a":1}',
      headers: expect.objectContaining({
        'content-type': 'application/json',
        'user-agent': 'Keyturn/1',
        authorization: `Bearer ${TOKEN}`,
      }) as unknown,
    },
  ]);
  expect((await post([{ status: 200 }])).received[0]?.headers.authorization).toBeUndefined();
});

test('a redirect is not followed, and any status is returned', async () => {
  for (const status of [302, 307, 400, 404, 500, 503]) {
    const { answer, received } = await post([{ status, headers: { location: '/elsewhere' } }]);
    expect(answer).toMatchObject({ status });
    expect(received).toHaveLength(1);
  }
});

test('a 429, and a 503 with Retry-After, are waited for', async () => {
  const soon = { 'retry-after': '0' };
  const { answer, waits, received } = await post([
    { status: 429, headers: soon },
    { status: 503, headers: soon },
    { status: 200, body: 'ok' },
  ]);
  expect(answer).toMatchObject({ status: 200, text: 'ok' });
  expect(received).toHaveLength(3);
  expect(waits).toEqual([
    expect.stringMatching(/^127\.0\.0\.1:\d+ answered 429\.$/),
    expect.stringMatching(/answered 503\.$/),
  ]);
});

test('a wait that is too long, and one more than the budget allows, end with the answer', async () => {
  const long = await post([{ status: 429, headers: { 'retry-after': '3600' } }]);
  expect(long.answer).toMatchObject({ status: 429 });
  expect(long.received).toHaveLength(1);
  const often = await post([{ status: 429, headers: { 'retry-after': '0' } }], { waitBudgetMs: 90 });
  expect(often.answer).toMatchObject({ status: 429 });
  expect(often.received).toHaveLength(3);
});

test('after a lost connection, or without an answer in time, nothing is sent again, and only the host is named', async () => {
  const lost = await post([(response) => response.socket?.resetAndDestroy()]);
  expect(lost.received).toHaveLength(1);
  expect(lost.answer).toMatch(
    /^No answer from 127\.0\.0\.1:\d+: the connection broke .*It may have arrived nevertheless, so it is not sent again\.\n {2}To do: check the address \(THE_ADDRESS\)/,
  );
  const late = await post([() => undefined], { deadlineMs: 300 });
  expect(late.received).toHaveLength(1);
  expect(late.answer).toMatch(/no answer within 0\.3 s/);
  for (const { answer } of [lost, late]) expect(answer).not.toContain('services');
});

test('an answer that is too large is not read', async () => {
  const { answer } = await post(
    [{ status: 200, body: 'x'.repeat(5000), headers: { 'content-length': '5000' } }],
    {
      maxBodyBytes: 1024,
    },
  );
  expect(answer).toMatch(/the answer is larger than 1 KiB/);
});
