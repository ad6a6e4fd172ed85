import { expect } from '../../support/test.ts';
import { Client, type RequestContext } from '../../../helpers/http/client.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';
import { Blocked } from '../../../helpers/verdict/errors.ts';
import { ADMIN, GET, POST, reply, test } from './lab.ts';

/** A client whose calls go nowhere but to this function, in place of Playwright's. */
function clientWhoseFetch(fetch: RequestContext['fetch']): Client {
  const options = {
    baseUrl: 'http://127.0.0.1:9',
    userAgent: 'Keyturn',
    proxy: undefined,
    secrets: new SecretRegistry(),
    newContext: () => Promise.resolve({ fetch, dispose: () => Promise.resolve() }),
  };
  return new Client(options, { deadlineMs: 300, maxBodyBytes: 1024 });
}

const NOWHERE = new URL('http://127.0.0.1:9/api/v2/users/me');

test('Playwright gets the deadline, follows no redirect, and retries nothing', async () => {
  const fetched: unknown[] = [];
  const client = clientWhoseFetch((_, sent) => {
    fetched.push(sent);
    return Promise.reject(new Error('apiRequestContext.fetch: Timeout 300ms exceeded.'));
  });
  const outcome = await client.send(ADMIN, GET, NOWHERE);
  expect(outcome).toMatchObject({ failure: 'no answer within 0.3 s' });
  expect(fetched).toEqual([expect.objectContaining({ timeout: 300, maxRedirects: 0, maxRetries: 0 })]);
});

test('a call is made on a short stack, however deep the code is that awaits it', async () => {
  let stack = '';
  const client = clientWhoseFetch(() => {
    const { stackTraceLimit } = Error;
    // As many as Playwright takes.
    Error.stackTraceLimit = 50;
    stack = new Error().stack ?? '';
    Error.stackTraceLimit = stackTraceLimit;
    return Promise.reject(new Error('connect ECONNREFUSED'));
  });
  const awaiting = async (deep: number): Promise<unknown> => {
    await Promise.resolve();
    return deep > 0 ? await awaiting(deep - 1) : await client.send(ADMIN, GET, NOWHERE);
  };
  await awaiting(20);
  expect(stack).toContain('client.ts');
  expect(stack).not.toContain('awaiting');
});

test.describe('a request', () => {
  test('names its caller and the formats that it accepts in its headers', async ({ lab }) => {
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

  test('keeps its query unchanged', async ({ lab }) => {
    const { transport, received } = await lab(reply(200));
    const query = { query: 'email:"keyturn+a&b@example.com" 100% ü', page: '2' };
    await transport.send(ADMIN, { ...GET, path: '/api/v2/users/search', query });
    const url = new URL(received[0]?.url ?? '', 'http://x');
    expect(Object.fromEntries(url.searchParams)).toEqual(query);
  });

  test('keeps its encoded path unchanged', async ({ lab }) => {
    const { transport, received } = await lab(reply(200));
    await transport.send(ADMIN, { ...GET, path: '/api/v2/users/me%2F..%2F1' });
    expect(received[0]?.url).toBe('/api/v2/users/me%2F..%2F1');
  });

  test('never contains cookies of another credential', async ({ lab }) => {
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
    test(`is not sent to ${path}`, async ({ lab }) => {
      const { transport, received, records } = await lab(reply(200));
      await expect(transport.send(ADMIN, { ...GET, path })).rejects.toThrow(Blocked);
      await expect(transport.send(ADMIN, { ...GET, path })).rejects.toThrow('Nothing was sent to');
      expect(received).toEqual([]);
      expect(records).toEqual([]);
    });
  }
});

test('a byte order mark is not part of the document', async ({ lab }) => {
  const { transport } = await lab(reply(200, '\ufeff{"user":{"id":7}}'));
  expect((await transport.send(ADMIN, GET)).body).toEqual({ user: { id: 7 } });
});

test.describe('secrets', () => {
  test('in a request are redacted in its record', async ({ lab }) => {
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

  test('in an answer are redacted in its record', async ({ lab }) => {
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

  test('in cookies are redacted, even if the answer repeats them elsewhere', async ({ lab }) => {
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

  test('are redacted if an answer repeats the token that was sent', async ({ lab }) => {
    const { transport } = await lab(reply(401, { said: `no such token: ${ADMIN.bearer}` }));
    const { record } = await transport.send(ADMIN, GET);
    expect(JSON.stringify(record)).not.toContain(ADMIN.bearer);
  });

  test('in the URL of a redirect are redacted', async ({ lab }) => {
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
