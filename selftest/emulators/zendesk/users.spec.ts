import { expect, GOOD_PASSWORD, test } from './tools.ts';

interface User {
  id: number;
  name: string;
  email: string | null;
  active: boolean;
  external_id: string | null;
}

test.describe('who may call', () => {
  test('no credentials, a password and an API token get the same 401', async ({ start }) => {
    const tenant = await start();
    const { email, password } = tenant.emulator.admin;
    const basic = (text: string): Record<string, string> => ({
      authorization: `Basic ${Buffer.from(text).toString('base64')}`,
    });
    for (const headers of [{}, basic(`${email}:${password}`), basic(`${email}/token:abc`)]) {
      const answer = await tenant.call('GET', '/api/v2/users', undefined, undefined, headers);
      expect(answer.status).toBe(401);
      expect(answer.body).toEqual({ error: "Couldn't authenticate you" });
      expect(answer.headers.get('content-type')).toBe('application/json; charset=UTF-8');
    }
  });

  test('a token that was never issued is refused with invalid_token', async ({ start }) => {
    const tenant = await start();
    const answer = await tenant.call('GET', '/api/v2/users', 'nonsense');
    expect(answer.status).toBe(401);
    expect(answer.body['error']).toBe('invalid_token');
    expect(answer.headers.get('www-authenticate')).toContain('invalid_token');
  });

  test('/me is anonymous without credentials; a dead token is refused, or anonymous if the option is set', async ({
    start,
  }) => {
    const strict = await start();
    const anonymous = await strict.call('GET', '/api/v2/users/me.json');
    expect(anonymous.status).toBe(200);
    expect(anonymous.body['user']).toMatchObject({ id: null, name: 'Anonymous user' });
    expect((await strict.call('GET', '/api/v2/users/me', 'dead')).status).toBe(401);
    const lenient = await start({ revokedBearerOnMe: 'anonymous' });
    const answer = await lenient.call('GET', '/api/v2/users/me', 'dead');
    expect(answer.body['user']).toMatchObject({ id: null });
  });

  test('a call needs its scope, broad or narrow, and the error of the refusal is a string', async ({
    start,
  }) => {
    const tenant = await start();
    const { id } = await tenant.person({});
    const users = await tenant.adminToken('users:read users:write');
    const reader = await tenant.adminToken('read');
    expect((await tenant.call('GET', `/api/v2/users/${id}`, users)).status).toBe(200);
    const body = { user: { name: 'X' } };
    expect((await tenant.call('PUT', `/api/v2/users/${id}`, users, body)).status).toBe(200);
    const refused = await tenant.call('PUT', `/api/v2/users/${id}`, reader, body);
    expect(refused.status).toBe(403);
    expect(refused.body).toEqual({
      error: 'Forbidden',
      description: 'You are missing the following required scopes: write',
    });
    const password = { password: GOOD_PASSWORD };
    expect((await tenant.call('POST', `/api/v2/users/${id}/password`, users, password)).status).toBe(403);
    expect((await tenant.call('GET', `/api/v2/users/${id}/identities`, users)).status).toBe(403);
    expect((await tenant.call('GET', `/api/v2/users/${id}/identities`, reader)).status).toBe(200);
    const security = await tenant.adminToken('security:read');
    expect((await tenant.call('GET', '/api/v2/security_settings', security)).status).toBe(200);
    expect((await tenant.call('GET', '/api/v2/users', security)).status).toBe(403);
  });

  test('an agent and an end user may not do everything, and the error of the refusal is an object', async ({
    start,
  }) => {
    const tenant = await start();
    const agent = await tenant.person({});
    const end = await tenant.person({ role: 'end-user' });
    const agentToken = String((await tenant.signIn(agent.email, GOOD_PASSWORD)).body['access_token']);
    const endToken = String((await tenant.signIn(end.email, GOOD_PASSWORD)).body['access_token']);
    const forbidden: [string, string, string, unknown?][] = [
      [agentToken, 'POST', '/api/v2/users', { user: { name: 'X' } }],
      [agentToken, 'DELETE', `/api/v2/users/${end.id}`],
      [agentToken, 'PUT', `/api/v2/users/${tenant.emulator.admin.id}`, { user: { name: 'X' } }],
      [agentToken, 'PUT', `/api/v2/users/${agent.id}`, { user: { role: 'admin' } }],
      [agentToken, 'POST', `/api/v2/users/${agent.id}/password`, { password: GOOD_PASSWORD }],
      [agentToken, 'GET', '/api/v2/security_settings'],
      [agentToken, 'GET', '/api/v2/oauth/clients'],
      [endToken, 'GET', '/api/v2/users'],
      [endToken, 'GET', '/api/v2/users/search?query=x'],
      [endToken, 'GET', `/api/v2/users/${end.id}`],
    ];
    for (const [token, method, path, body] of forbidden) {
      const answer = await tenant.call(method, path, token, body);
      expect([method, path, answer.status]).toEqual([method, path, 403]);
      expect(answer.body['error']).toMatchObject({ title: 'Forbidden' });
    }
    expect((await tenant.call('GET', '/api/v2/users/me', endToken)).status).toBe(200);
    expect((await tenant.call('GET', `/api/v2/users/${end.id}`, agentToken)).status).toBe(200);
  });

  test('an unverified user may not use the API', async ({ start }) => {
    const tenant = await start();
    const { email } = await tenant.person({ verified: false });
    const token = String((await tenant.signIn(email, GOOD_PASSWORD)).body['access_token']);
    expect((await tenant.call('GET', '/api/v2/users', token)).status).toBe(403);
  });
});

test.describe('life of a user', () => {
  test('a created user is answered with 201 and a location, and a header names unknown keys', async ({
    start,
  }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    const given = { name: 'Ann', email: 'ann@example.net', role: 'agent', verified: true, favourite: 'tea' };
    const answer = await tenant.call('POST', '/api/v2/users.json', admin, { user: given });
    expect(answer.status).toBe(201);
    const user = answer.body['user'] as User;
    expect(user).toMatchObject({
      name: 'Ann',
      email: 'ann@example.net',
      role: 'agent',
      active: true,
      verified: true,
    });
    expect(user.id).toBeGreaterThan(2 ** 32);
    expect(answer.headers.get('location')).toContain(`/api/v2/users/${user.id}`);
    expect(answer.headers.get('x-zendesk-api-warn')).toContain('"user.favourite"');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('x-request-id')).toBeTruthy();
  });

  for (const [what, user, details] of [
    [
      'an empty name',
      { name: '' },
      { name: [{ description: 'Name: is too short (minimum is 1 characters)' }] },
    ],
    ['no name', {}, { name: [{ description: 'Name: is too short (minimum is 1 characters)' }] }],
    [
      'a bad address',
      { name: 'X', email: 'badmail' },
      { email: [{ description: 'Email: badmail is not properly formatted' }] },
    ],
    [
      'an existing address in different case',
      { name: 'X', email: 'KEYTURN@example.com' },
      {
        email: [
          {
            description: 'Email: KEYTURN@example.com is already being used by another user',
            error: 'DuplicateValue',
          },
        ],
      },
    ],
    [
      'the second address of another user',
      { name: 'X', email: 'keyturn+old@example.com' },
      {
        email: [
          {
            description: 'Email: keyturn+old@example.com is already being used by another user',
            error: 'DuplicateValue',
          },
        ],
      },
    ],
  ] as const) {
    test(`refuses ${what}`, async ({ start }) => {
      const tenant = await start();
      const before = tenant.emulator.witness.users().length;
      const answer = await tenant.call('POST', '/api/v2/users', await tenant.adminToken(), { user });
      expect(answer.status).toBe(422);
      expect(answer.body).toEqual({
        error: 'RecordInvalid',
        description: 'Record validation errors',
        details,
      });
      expect(tenant.emulator.witness.users()).toHaveLength(before);
    });
  }

  test('a body without a JSON content type is ignored', async ({ start }) => {
    const tenant = await start();
    const text = JSON.stringify({ user: { name: 'Ann' } });
    const admin = await tenant.adminToken();
    const answer = await tenant.call('POST', '/api/v2/users', admin, text, { 'content-type': 'text/plain' });
    expect(answer.status).toBe(422);
  });

  test('a team member needs a free seat, and an end user does not', async ({ start }) => {
    const tenant = await start({ seatsLeft: 1 });
    const admin = await tenant.adminToken();
    const create = (role: string): Promise<{ status: number; text: string; body: Record<string, unknown> }> =>
      tenant.call('POST', '/api/v2/users', admin, { user: { name: 'X', role } });
    const first = await create('agent');
    expect(first.status).toBe(201);
    const second = await create('agent');
    expect(second.status).toBe(422);
    expect(second.text).toContain('MaxAgentExceeded');
    expect((await create('end-user')).status).toBe(201);
    await tenant.call('DELETE', `/api/v2/users/${(first.body['user'] as User).id}`, admin);
    expect((await create('agent')).status).toBe(201);
  });

  test('a deleted user is shown as inactive, and their address and external ID are free at once', async ({
    start,
  }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    const { id, email } = await tenant.person({ external_id: 'keyturn:1', name: 'Going', tags: ['a'] });
    const token = String((await tenant.signIn(email, GOOD_PASSWORD)).body['access_token']);
    tenant.clock.advance(5000);
    const before = (await tenant.call('GET', `/api/v2/users/${id}`, admin)).body['user'] as User;
    const deleted = await tenant.call('DELETE', `/api/v2/users/${id}.json`, admin);
    expect(deleted.status).toBe(200);
    expect(deleted.body['user']).toEqual({
      ...before,
      active: false,
      email: null,
      external_id: null,
      verified: false,
      updated_at: '2026-11-21T12:00:05Z',
    });
    expect((await tenant.call('GET', `/api/v2/users/${id}`, admin)).body['user']).toMatchObject({
      active: false,
    });
    expect((await tenant.call('GET', '/api/v2/oauth/tokens/current', token)).status).toBe(401);
    expect((await tenant.call('DELETE', `/api/v2/users/${id}`, admin)).status).toBe(404);
    const list = (await tenant.call('GET', '/api/v2/deleted_users', admin)).body['deleted_users'];
    expect(list).toEqual([expect.objectContaining({ id, email, active: false })]);
    const again = await tenant.person({ email, external_id: 'keyturn:1' });
    expect(again.id).not.toBe(id);
    expect(tenant.emulator.witness.touched()).toEqual([]);
  });

  test('a second deletion may be answered with 200, and a permanent one hides the user', async ({
    start,
  }) => {
    const tenant = await start({ secondDeleteStatus: 200 });
    const admin = await tenant.adminToken();
    const { id } = await tenant.person({});
    for (let time = 0; time < 2; time += 1) {
      expect((await tenant.call('DELETE', `/api/v2/users/${id}`, admin)).status).toBe(200);
    }
    expect((await tenant.call('DELETE', `/api/v2/deleted_users/${id}`, admin)).status).toBe(200);
    expect((await tenant.call('GET', `/api/v2/users/${id}`, admin)).status).toBe(404);
  });

  test('the owner and the caller cannot be deleted; another user can, and counts as touched', async ({
    start,
  }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    const { witness } = tenant.emulator;
    const idOf = (name: string): number => witness.users().find((user) => user.name === name)?.id ?? 0;
    expect((await tenant.call('DELETE', `/api/v2/users/${idOf('Olive Owner')}`, admin)).status).toBe(403);
    expect((await tenant.call('DELETE', `/api/v2/users/${tenant.emulator.admin.id}`, admin)).status).toBe(
      422,
    );
    expect(witness.touched()).toEqual([]);
    const victim = idOf('Keyturn Support');
    expect((await tenant.call('DELETE', `/api/v2/users/${victim}`, admin)).status).toBe(200);
    expect(witness.touched()).toEqual([victim]);
  });

  test('another email address is a second identity until it is made primary', async ({ start }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    const { id, email } = await tenant.person({});
    const changed = await tenant.call('PUT', `/api/v2/users/${id}`, admin, {
      user: { email: 'new@example.net' },
    });
    expect(changed.body['user']).toMatchObject({ email });
    const path = `/api/v2/users/${id}/identities`;
    const identities = (await tenant.call('GET', path, admin)).body['identities'] as {
      id: number;
      value: string;
    }[];
    const second = identities.find(({ value }) => value === 'new@example.net')?.id ?? 0;
    const all = await tenant.call('PUT', `${path}/${second}/make_primary`, admin);
    expect(all.body['identities']).toContainEqual(expect.objectContaining({ value: email, primary: false }));
    const shown = await tenant.call('GET', `/api/v2/users/${id}`, admin);
    expect(shown.body['user']).toMatchObject({ email: 'new@example.net' });
    expect((await tenant.call('DELETE', `${path}/${second}`, admin)).status).toBe(204);
  });

  test('create_or_update finds users by address and external ID', async ({ start }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    const write = (user: unknown): Promise<{ status: number }> =>
      tenant.call('POST', '/api/v2/users/create_or_update', admin, { user });
    expect((await write({ name: 'A', email: 'a@example.net', external_id: 'Ext' })).status).toBe(201);
    expect((await write({ name: 'B', email: 'A@example.net' })).status).toBe(200);
    expect((await write({ name: 'C', external_id: 'eXT' })).status).toBe(200);
  });

  test('an unknown ID, a malformed ID and an unknown path are refused differently', async ({ start }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    const unknown = await tenant.call('GET', '/api/v2/users/17', admin);
    expect([unknown.status, unknown.body]).toEqual([
      404,
      { error: 'RecordNotFound', description: 'Not found' },
    ]);
    const malformed = await tenant.call('GET', '/api/v2/users/abc', admin);
    expect(malformed.status).toBe(400);
    expect(malformed.body['error']).toEqual({
      title: 'Invalid attribute',
      message: 'You passed an invalid value for the id attribute. must be an integer',
    });
    const nowhere = await tenant.call('GET', '/api/v2/nothing.json', admin);
    expect([nowhere.status, nowhere.body['error']]).toEqual([404, 'InvalidEndpoint']);
  });

  test('pages by offset and by cursor contain the same users', async ({ start }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    const count = tenant.emulator.witness.users().length;
    const seen: number[] = [];
    let next: string | null = '/api/v2/users?per_page=5';
    while (next !== null) {
      const { body } = await tenant.call('GET', next, admin);
      expect(body['count']).toBe(count);
      seen.push(...(body['users'] as User[]).map(({ id }) => id));
      next = body['next_page'] as string | null;
    }
    expect(new Set(seen).size).toBe(count);
    const byCursor: number[] = [];
    let link: string | null = '/api/v2/users?page[size]=5';
    while (link !== null) {
      const { body } = await tenant.call('GET', link, admin);
      byCursor.push(...(body['users'] as User[]).map(({ id }) => id));
      link = (body['links'] as { next: string | null }).next;
    }
    expect(byCursor).toEqual(seen);
    expect((await tenant.call('GET', '/api/v2/users?page=101', admin)).status).toBe(400);
  });

  test('replies may have extra fields, or only a few', async ({ start }) => {
    const rich = await start({ extraFields: true });
    const me = await rich.call('GET', '/api/v2/users/me', await rich.adminToken());
    expect(me.body['user']).toHaveProperty('undocumented_flag', true);
    const poor = await start({ minimalUserReplies: true });
    const admin = await poor.adminToken();
    const shown = await poor.call('GET', `/api/v2/users/${poor.emulator.admin.id}`, admin);
    expect(shown.body['user']).not.toHaveProperty('created_at');
  });
});

test.describe('rate limits', () => {
  test('headers count down the limit of the account, and then calls are refused in plain text', async ({
    start,
  }) => {
    const tenant = await start({ rateLimitPerMinute: 3 });
    const left: (string | null)[] = [];
    for (let call = 0; call < 3; call += 1) {
      const answer = await tenant.call('GET', '/api/v2/users/me');
      expect(answer.status).toBe(200);
      left.push(answer.headers.get('ratelimit-remaining'));
    }
    expect(left).toEqual(['2', '1', '0']);
    tenant.clock.advance(20_500);
    const over = await tenant.call('GET', '/api/v2/users/me');
    expect(over.status).toBe(429);
    expect(over.headers.get('content-type')).toBe('text/plain');
    expect(over.headers.get('retry-after')).toBe('40');
    expect(over.text).toBe('Number of allowed API requests per minute exceeded');
    tenant.clock.advance(40_000);
    expect((await tenant.call('GET', '/api/v2/users/me')).status).toBe(200);
  });

  test('the sixth update of a user within a minute is refused', async ({ start }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    const { id } = await tenant.person({});
    const statuses: number[] = [];
    for (let time = 0; time < 6; time += 1) {
      const answer = await tenant.call('PUT', `/api/v2/users/${id}`, admin, {
        user: { notes: String(time) },
      });
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });
});

test.describe('witness and call hook', () => {
  test('calls are counted as templates, in order', async ({ start }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    await tenant.call('GET', `/api/v2/users/${tenant.emulator.admin.id}.json?x=1`, admin);
    await tenant.call('GET', '/__emulator__/mailbox?to=x');
    expect(tenant.emulator.witness.calls()).toEqual([
      { method: 'POST', path: '/oauth/tokens', status: 201 },
      { method: 'GET', path: '/api/v2/users/{id}', status: 200 },
    ]);
  });

  test('a call hook can answer, drop the call, and let it hang', async ({ start }) => {
    const seen: string[] = [];
    const tenant = await start({
      callHook: ({ index, method, path }) => {
        seen.push(`${index} ${method} ${path}`);
        if (index === 0) return { status: 503, headers: { 'retry-after': '1' }, body: { error: 'x' } };
        if (index === 1) return 'drop';
        return index === 2 ? 'hang' : undefined;
      },
    });
    const answer = await tenant.call('GET', '/api/v2/users/me');
    expect([answer.status, answer.body, answer.headers.get('retry-after')]).toEqual([
      503,
      { error: 'x' },
      '1',
    ]);
    await expect(tenant.call('GET', '/api/v2/users/me')).rejects.toThrow();
    const hanging = tenant.call('GET', '/api/v2/users/me');
    const outcome = hanging.then(
      () => 'answered',
      () => 'cut',
    );
    await expect.poll(() => seen.length).toBe(3);
    await tenant.emulator.close();
    expect(await outcome).toBe('cut');
    expect(seen[2]).toBe('2 GET /api/v2/users/me');
    expect(tenant.emulator.witness.calls().map(({ status }) => status)).toEqual([503, 0, 0]);
  });

  test('every secret is reported with its kind', async ({ start }) => {
    const tenant = await start();
    const { email } = await tenant.person({});
    const browser = tenant.browser();
    const answer = await tenant.signIn(email, GOOD_PASSWORD, 'read', browser);
    await tenant.call('GET', '/api/v2/users/me', String(answer.body['access_token']));
    const secrets = tenant.emulator.witness.secrets();
    const has = (kind: string, value: unknown): void =>
      expect(secrets.some((secret) => secret.kind === kind && secret.value === value)).toBe(true);
    has('password', GOOD_PASSWORD);
    has('password', tenant.emulator.admin.password);
    has('client_secret', tenant.emulator.client.secret);
    has('access_token', answer.body['access_token']);
    has('refresh_token', answer.body['refresh_token']);
    has('passcode', tenant.passcode(email));
    has('session_cookie', browser.cookies.get('_zendesk_session'));
    has('device_cookie', browser.cookies.get('_zendesk_cookie'));
    has('state', 'st-4711');
    const kinds = new Set(secrets.map(({ kind }) => kind));
    for (const kind of ['authorization_code', 'code_verifier', 'csrf_token'] as const) {
      expect(kinds).toContain(kind);
    }
  });
});
