import { request as httpRequest } from 'node:http';
import { basic, expect, OTHER_PASSWORD, test } from './tools.ts';

test.describe('verbs and paths', () => {
  for (const [method, path, allow] of [
    ['GET', 'users/1/password', 'PUT'],
    ['POST', 'users/1/password', 'PUT'],
    ['DELETE', 'users/1', 'GET, PUT'],
    ['PUT', 'users', 'GET, POST'],
    ['DELETE', 'users/authenticate', 'GET, POST'],
    ['POST', 'users/search', 'GET'],
  ] as const) {
    test(`${method} ${path} is answered with 405 before the caller is identified`, async ({ start }) => {
      const site = await start();
      const answer = await site.call(method, path, basic('nobody', 'wrong'));
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
      expect(answer.xml('message')).toBe(`allowed methods are ${allow}`);
      expect(answer.headers.get('x-deki-site')).toBeNull();
      const options = await site.call('OPTIONS', path);
      expect([options.status, options.headers.get('allow'), options.text]).toEqual([200, allow, '']);
    });
  }

  test('an unknown path is answered with 404', async ({ start }) => {
    const site = await start();
    for (const path of [
      'user',
      'users/1/passwords',
      'users/1/password/x',
      'users//password',
      '../deki2/users',
    ]) {
      const answer = await site.call('GET', path, site.admin);
      expect([answer.status, answer.xml('message')]).toEqual([404, 'resource not found']);
      expect(answer.headers.get('x-deki-site')).toBeNull();
    }
  });

  test('a POST may stand for a PUT, by query or header, but a GET may not', async ({ start }) => {
    const site = await start();
    const { id, username } = await site.person();
    const path = `users/${id}/password`;
    const set = (
      method: string,
      query: string,
      headers: Record<string, string>,
      password: string,
    ): Promise<number> =>
      site.call(method, path + query, { ...site.admin, ...headers }, password).then(({ status }) => status);
    expect(await set('POST', '?dream.in.verb=PUT', {}, 'First-Secret.1')).toBe(200);
    expect(site.emulator.witness.signsIn(username, 'First-Secret.1')).toBe(true);
    expect(await set('POST', '', { 'x-http-method-override': 'put' }, 'Second-Secret.2')).toBe(200);
    expect(site.emulator.witness.signsIn(username, 'Second-Secret.2')).toBe(true);
    const got = await site.call('GET', `${path}?dream.in.verb=PUT`, site.admin);
    expect(got.status).toBe(405);
    expect(await set('PUT', '?dream.in.verb=GET', {}, OTHER_PASSWORD)).toBe(200);
  });
});

test.describe('documents', () => {
  test('XML has no declaration, and the headers are those of the service', async ({ start }) => {
    const site = await start();
    const answer = await site.call('GET', 'users/current');
    expect(answer.text).toMatch(/^<user /);
    expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    expect(answer.headers.get('server')).toMatch(/^Dream-HTTPAPI\//);
    expect(answer.headers.get('x-deki-site')).toBe('id="default"');
    expect(answer.headers.get('x-data-stats')).toMatch(/^request-time-ms=\d+;/);
  });

  test('JSON contains attributes, text, dates, empty elements, and single and repeated ones', async ({
    start,
  }) => {
    const site = await start();
    const list = async (query: string): Promise<Record<string, unknown>> => {
      const answer = await site.call('GET', `users?dream.out.format=json&${query}`, site.admin);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      return JSON.parse(answer.text) as Record<string, unknown>;
    };
    const two = await list('limit=2');
    expect(two['@count']).toBe('2');
    expect(two['user']).toHaveLength(2);
    const one = (await list('usernamefilter=keyturn-old'))['user'] as Record<string, unknown>;
    expect(one).toMatchObject({
      '@id': '14',
      '@anonymous': 'false',
      username: 'keyturn-old',
      status: 'inactive',
      'date.created': 'Fri, 17 Oct 2025 12:00:00 GMT',
      groups: '',
      password: { '@exists': 'true' },
      'license.seat': 'false',
      'permissions.user': {
        operations: { '@mask': '15', '#text': 'LOGIN,BROWSE,READ,SUBSCRIBE' },
        role: { '#text': 'Viewer' },
      },
    });
    expect(Object.keys(one)).toEqual(Object.keys(one).toSorted());
    expect((await list('limit=0'))['user']).toBeUndefined();
    const hidden = await site.call('GET', 'users/=keyturn?dream.out.format=json');
    expect(JSON.parse(hidden.text)).toMatchObject({ email: { '@hidden': 'true' } });
  });

  test('a token is plain text in every format, and an unknown format is refused', async ({ start }) => {
    const site = await start();
    const token = await site.call('GET', 'users/authenticate?dream.out.format=json', site.admin);
    expect(token.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(token.text).toMatch(/^1_/);
    const { id, username } = await site.person();
    const answer = await site.call(
      'PUT',
      `users/${id}/password?dream.out.format=yaml`,
      site.admin,
      OTHER_PASSWORD,
    );
    expect([answer.status, answer.xml('message')]).toEqual([400, 'yaml output format not supported']);
    expect(site.emulator.witness.signsIn(username, OTHER_PASSWORD)).toBe(false);
  });

  test("classic errors repeat the request's URI with its query", async ({ start }) => {
    const site = await start();
    const { basic: own } = await site.person();
    const path = 'users/current/password?currentpassword=s%3Ccret&x=1';
    const xml = await site.call('PUT', path, own, OTHER_PASSWORD);
    const uri = `${site.emulator.baseUrl}/@api/deki/users/current/password?currentpassword=s%3Ccret&x=1`;
    expect(xml.text).toBe(
      `<?xml-stylesheet type='text/xsl' href='${site.emulator.baseUrl}/@api/deki/resources/error.xslt'?>` +
        '<error><status>403</status><title>Forbidden</title><message>Current password does not match</message>' +
        `<uri>${uri.replace('&', '&amp;')}</uri></error>`,
    );
    const json = await site.call('PUT', `${path}&dream.out.format=json`, own, OTHER_PASSWORD);
    expect(json.text).toBe(
      JSON.stringify({
        message: 'Current password does not match',
        status: '403',
        title: 'Forbidden',
        uri: `${uri}&dream.out.format=json`,
      }),
    );
  });

  test("newer errors have exception and resource but no status, and the framework's errors stay classic", async ({
    start,
  }) => {
    const site = await start({ errors: 'newer' });
    const { id, username, basic: own } = await site.person();
    const answer = await site.call('PUT', 'users/current/password?currentpassword=x', own, OTHER_PASSWORD);
    expect(answer.status).toBe(403);
    expect(answer.text).toMatch(
      /<error><exception>MindTouch\.Deki\.Exceptions\.UserCurrentPasswordIncorrectForbiddenException<\/exception><message>Current password does not match<\/message><resource>System\.API\.Error\.currentpassword-does-not-match<\/resource><\/error>$/,
    );
    await site.call('PUT', `users/${id}`, site.admin, '<user><status>inactive</status></user>');
    const disabled = await site.call('GET', 'users/current?dream.out.format=json', own);
    expect(JSON.parse(disabled.text)).toMatchObject({ arguments: { '@count': '1', argument: username } });
    expect((await site.call('GET', 'users/1/password', own)).xml('title')).toBe('Method Not Allowed');
  });

  test('extraFields adds fields to every document', async ({ start }) => {
    const site = await start({ extraFields: true });
    for (const path of ['users/1', 'users?limit=1', 'users/abc']) {
      expect((await site.call('GET', path)).text).toContain('<undocumented.detail since="2026">');
    }
    expect(
      (await site.call('GET', 'users?limit=2')).text.match(/<user [^>]*undocumented\.flag="true"/g),
    ).toHaveLength(2);
    expect(await site.token(site.admin)).toMatch(/^\d+_\d{18}_[0-9a-f]{32}$/);
  });

  test('a chunked answer has no Content-Length and several chunks, and is complete', async ({ start }) => {
    const [site, plain] = [await start({ chunked: true }), await start()];
    for (const [path, pieces] of [
      ['users/current', 2],
      ['users/abc', 2],
    ] as const) {
      const { headers, chunks } = await new Promise<{ headers: Record<string, unknown>; chunks: string[] }>(
        (resolve, reject) => {
          httpRequest(`${site.emulator.baseUrl}/@api/deki/${path}`, (reply) => {
            const got: string[] = [];
            reply.on('data', (chunk: Buffer) => got.push(chunk.toString()));
            reply.on('end', () => resolve({ headers: reply.headers, chunks: got }));
          })
            .on('error', reject)
            .end();
        },
      );
      expect(headers['content-length']).toBeUndefined();
      expect(headers['transfer-encoding']).toBe('chunked');
      expect(chunks.length).toBeGreaterThanOrEqual(pieces);
      const whole = await plain.call('GET', path);
      expect(chunks.join('').replaceAll(site.emulator.baseUrl, '')).toBe(
        whole.text.replaceAll(plain.emulator.baseUrl, ''),
      );
    }
    const { id } = await site.person();
    const empty = await site.call('PUT', `users/${id}/password`, site.admin, OTHER_PASSWORD);
    expect([empty.status, empty.text, empty.headers.get('content-length')]).toEqual([200, '', null]);
  });
});
