import { expect, GOOD_PASSWORD, s256, test } from './tools.ts';

const INVALID_GRANT = /^The provided access grant is invalid, expired, or revoked/;

test.describe('token endpoint', () => {
  test('client credentials act as the admin, without a refresh token', async ({ start }) => {
    const tenant = await start();
    const answer = await tenant.token({ grant_type: 'client_credentials', scope: 'read', expires_in: 1800 });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      access_token: expect.any(String) as unknown,
      token_type: 'bearer',
      scope: 'read',
      expires_in: 1800,
    });
    const me = await tenant.call('GET', '/api/v2/users/me', String(answer.body['access_token']));
    expect(me.body['user']).toMatchObject({ id: tenant.emulator.admin.id, role: 'admin' });
  });

  test('the status can be 200, which some clients report', async ({ start }) => {
    const tenant = await start({ tokenStatus: 200 });
    expect((await tenant.token({ grant_type: 'client_credentials' })).status).toBe(200);
  });

  test('forms are accepted as well as JSON', async ({ start }) => {
    const tenant = await start();
    const { identifier, secret } = tenant.emulator.client;
    const reply = await fetch(`${tenant.emulator.baseUrl}/oauth/tokens`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: identifier,
        client_secret: secret,
        expires_in: '900',
      }),
    });
    expect(reply.status).toBe(201);
    expect(await reply.json()).toMatchObject({ expires_in: 900 });
  });

  for (const [what, parameters, status, error] of [
    ['a wrong secret', { grant_type: 'client_credentials', client_secret: 'x' }, 401, 'invalid_client'],
    ['no secret', { grant_type: 'client_credentials', client_secret: undefined }, 401, 'invalid_client'],
    ['an unknown client', { grant_type: 'client_credentials', client_id: 'x' }, 401, 'invalid_client'],
    [
      'the password grant',
      { grant_type: 'password', username: 'a', password: 'b' },
      400,
      'unsupported_grant_type',
    ],
    ['the implicit grant', { grant_type: 'implicit' }, 400, 'unsupported_grant_type'],
    ['no grant type', {}, 400, 'invalid_request'],
    ['an unknown code', { grant_type: 'authorization_code', code: 'x' }, 400, 'invalid_grant'],
    ['an unknown refresh token', { grant_type: 'refresh_token', refresh_token: 'x' }, 400, 'invalid_grant'],
    ['an unknown scope', { grant_type: 'client_credentials', scope: 'reed' }, 400, 'invalid_scope'],
    ['a lifetime of 300 s', { grant_type: 'client_credentials', expires_in: 300 }, 400, 'invalid_request'],
    [
      'a lifetime of 172800 s',
      { grant_type: 'client_credentials', expires_in: 172_800 },
      400,
      'invalid_request',
    ],
    ['a lifetime in words', { grant_type: 'client_credentials', expires_in: 'long' }, 400, 'invalid_request'],
  ] as const) {
    test(`refuses ${what}`, async ({ start }) => {
      const tenant = await start();
      const answer = await tenant.token(parameters);
      expect(answer.status).toBe(status);
      expect(answer.body).toEqual({ error, error_description: expect.any(String) as unknown });
      expect(answer.headers.get('www-authenticate') !== null).toBe(status === 401);
      expect(tenant.emulator.witness.liveTokens()).toEqual([]);
    });
  }

  test('a list of allowed scopes applies to client credentials and to authorization', async ({ start }) => {
    const tenant = await start({ allowedScopes: ['read'] });
    expect((await tenant.token({ grant_type: 'client_credentials', scope: 'read' })).status).toBe(201);
    const wide = await tenant.token({ grant_type: 'client_credentials', scope: 'read write' });
    expect(wide.body['error']).toBe('invalid_scope');
    const end = await tenant.browser().open(tenant.authorizeUrl());
    expect(end.url.searchParams.get('error')).toBe('invalid_scope');
  });

  test('a public client has no client credentials and must use PKCE', async ({ start }) => {
    const tenant = await start({ clientKind: 'public' });
    const answer = await tenant.token({ grant_type: 'client_credentials' });
    expect(answer.body['error']).toBe('unauthorized_client');
    const end = await tenant.browser().open(tenant.authorizeUrl());
    expect(end.url.searchParams.get('error')).toBe('invalid_request');
  });
});

test.describe('authorization codes', () => {
  const exchange = { grant_type: 'authorization_code', redirect_uri: 'http://127.0.0.1:8976/callback' };

  test('a code works once', async ({ start }) => {
    const tenant = await start();
    const { email, id } = await tenant.person({});
    const code = await tenant.code(email, GOOD_PASSWORD);
    const first = await tenant.token({ ...exchange, code });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ scope: 'read write', refresh_token: expect.any(String) });
    expect(first.body).not.toHaveProperty('expires_in');
    const me = await tenant.call('GET', '/api/v2/users/me', String(first.body['access_token']));
    expect(me.body['user']).toMatchObject({ id });
    const second = await tenant.token({ ...exchange, code });
    expect(second.status).toBe(400);
    expect(second.body['error_description']).toMatch(INVALID_GRANT);
  });

  for (const [age, status] of [
    [119_999, 201],
    [120_000, 400],
  ] as const) {
    test(`a code of ${age} ms is answered with ${status}`, async ({ start }) => {
      const tenant = await start();
      const { email } = await tenant.person({});
      const code = await tenant.code(email, GOOD_PASSWORD);
      tenant.clock.advance(age);
      expect((await tenant.token({ ...exchange, code })).status).toBe(status);
    });
  }

  test('a code is bound to its redirect URI', async ({ start }) => {
    const tenant = await start();
    const { email } = await tenant.person({});
    const code = await tenant.code(email, GOOD_PASSWORD);
    for (const redirect_uri of [undefined, 'http://127.0.0.1:8976/callback/']) {
      const answer = await tenant.token({ ...exchange, code, redirect_uri });
      expect(answer.body['error']).toBe('invalid_grant');
    }
    expect((await tenant.token({ ...exchange, code })).status).toBe(201);
  });

  test('a confidential client without PKCE needs its secret', async ({ start }) => {
    const tenant = await start();
    const { email } = await tenant.person({});
    const code = await tenant.code(email, GOOD_PASSWORD);
    const bare = await tenant.token({ ...exchange, code, client_secret: undefined });
    expect(bare.body['error']).toBe('invalid_client');
    expect((await tenant.token({ ...exchange, code })).status).toBe(201);
  });

  test('a challenge needs its verifier, even with the secret', async ({ start }) => {
    const tenant = await start();
    const { email } = await tenant.person({});
    const verifier = 'v'.repeat(50);
    const pkce = { code_challenge: s256(verifier), code_challenge_method: 'S256' };
    const code = await tenant.code(email, GOOD_PASSWORD, pkce);
    for (const code_verifier of [undefined, 'w'.repeat(50)]) {
      const answer = await tenant.token({ ...exchange, code, code_verifier });
      expect(answer.body['error']).toBe('invalid_grant');
    }
    const answer = await tenant.token({
      ...exchange,
      code,
      code_verifier: verifier,
      client_secret: undefined,
    });
    expect(answer.status).toBe(201);
  });

  test('a token may have fewer scopes than were allowed, but not more', async ({ start }) => {
    const tenant = await start();
    const { email } = await tenant.person({});
    const code = await tenant.code(email, GOOD_PASSWORD, { scope: 'read users:write' });
    expect((await tenant.token({ ...exchange, code, scope: 'read write' })).body['error']).toBe(
      'invalid_scope',
    );
    expect((await tenant.token({ ...exchange, code, scope: 'read' })).body['scope']).toBe('read');
  });

  for (const [what, parameters, text] of [
    ['an unknown client', { client_id: 'nobody' }, 'No such client'],
    ['another redirect URI', { redirect_uri: 'http://127.0.0.1:8976/callback2' }, 'Invalid redirect URI'],
  ] as const) {
    test(`${what} gets a page, not a redirect`, async ({ start }) => {
      const tenant = await start();
      const page = await tenant.browser().open(tenant.authorizeUrl(parameters));
      expect(page.status).toBe(400);
      expect(page.html).toContain('Invalid Authorization Request');
      expect(page.html).toContain(text);
    });
  }

  test('other mistakes are reported to the client, with its state', async ({ start }) => {
    const tenant = await start();
    for (const [parameters, error] of [
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ scope: 'everything' }, 'invalid_scope'],
      [{ code_challenge: 'x', code_challenge_method: 'plain' }, 'invalid_request'],
    ] as const) {
      const { url } = await tenant.browser().open(tenant.authorizeUrl(parameters));
      expect(url.origin + url.pathname).toBe(tenant.emulator.redirectUri);
      expect(Object.fromEntries(url.searchParams)).toMatchObject({ error, state: 'st-4711' });
    }
  });
});

test.describe('life of a token', () => {
  test('a refresh gives new tokens, and both old ones are dead at once', async ({ start }) => {
    const tenant = await start();
    const { email } = await tenant.person({});
    const old = (await tenant.signIn(email, GOOD_PASSWORD)).body;
    const refresh = { grant_type: 'refresh_token', refresh_token: old['refresh_token'] };
    const fresh = await tenant.token({ ...refresh, expires_in: 600 });
    expect(fresh.status).toBe(201);
    expect(fresh.body).toMatchObject({ scope: 'read write', expires_in: 600 });
    const check = '/api/v2/oauth/tokens/current';
    expect((await tenant.call('GET', check, String(old['access_token']))).status).toBe(401);
    expect((await tenant.call('GET', check, String(fresh.body['access_token']))).status).toBe(200);
    expect((await tenant.token(refresh)).body['error']).toBe('invalid_grant');
  });

  test('a tenant without refresh tokens issues none', async ({ start }) => {
    const tenant = await start({ refreshTokens: false });
    const { email } = await tenant.person({});
    expect((await tenant.signIn(email, GOOD_PASSWORD)).body).not.toHaveProperty('refresh_token');
  });

  test('a token is dead after its lifetime', async ({ start }) => {
    const tenant = await start({ tokenTtlSeconds: 1800 });
    const token = await tenant.adminToken();
    tenant.clock.advance(1_799_999);
    expect((await tenant.call('GET', '/api/v2/oauth/tokens/current', token)).status).toBe(200);
    tenant.clock.advance(1);
    const answer = await tenant.call('GET', '/api/v2/oauth/tokens/current', token);
    expect(answer.status).toBe(401);
    expect(answer.body['error']).toBe('invalid_token');
  });

  test('tokens can be shown, listed and revoked', async ({ start }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    const { email, id } = await tenant.person({});
    const agent = String((await tenant.signIn(email, GOOD_PASSWORD)).body['access_token']);
    const shown = (await tenant.call('GET', '/api/v2/oauth/tokens/current.json', agent)).body['token'];
    expect(shown).toMatchObject({ user_id: id, token: agent.slice(0, 10), scopes: ['read', 'write'] });
    const tokenId = (shown as { id: number }).id;
    expect(tokenId).toBeGreaterThan(2 ** 32);

    const own = (await tenant.call('GET', '/api/v2/oauth/tokens', admin)).body['tokens'] as {
      user_id: number;
    }[];
    expect(own.every(({ user_id }) => user_id === tenant.emulator.admin.id)).toBe(true);
    const all = (await tenant.call('GET', '/api/v2/oauth/tokens?all=true', admin)).body['tokens'];
    expect(all).toContainEqual(expect.objectContaining({ id: tokenId }));
    expect((await tenant.call('GET', '/api/v2/oauth/tokens', agent)).status).toBe(403);

    expect((await tenant.call('DELETE', `/api/v2/oauth/tokens/${tokenId}`, agent)).status).toBe(204);
    const dead = await tenant.call('GET', `/api/v2/users/${id}`, agent);
    expect(dead.status).toBe(401);
    expect(dead.body).toEqual({
      error: 'invalid_token',
      error_description:
        'The access token provided is expired, revoked, malformed or invalid for other reasons.',
    });
    expect((await tenant.call('GET', '/api/v2/users/me', admin)).status).toBe(200);
  });

  test("an agent neither sees nor revokes others' tokens", async ({ start }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    const { email } = await tenant.person({});
    const agent = String((await tenant.signIn(email, GOOD_PASSWORD)).body['access_token']);
    const current = (await tenant.call('GET', '/api/v2/oauth/tokens/current', admin)).body['token'];
    const path = `/api/v2/oauth/tokens/${(current as { id: number }).id}`;
    for (const method of ['GET', 'DELETE']) expect((await tenant.call(method, path, agent)).status).toBe(404);
    expect((await tenant.call('GET', '/api/v2/users/me', admin)).status).toBe(200);
  });

  for (const revokeCurrentIsNoop of [false, true]) {
    test(`DELETE current ${revokeCurrentIsNoop ? 'has no effect' : 'revokes the token'}`, async ({
      start,
    }) => {
      const tenant = await start({ revokeCurrentIsNoop });
      const token = await tenant.adminToken();
      expect((await tenant.call('DELETE', '/api/v2/oauth/tokens/current', token)).status).toBe(204);
      const after = await tenant.call('GET', '/api/v2/oauth/tokens/current', token);
      expect(after.status).toBe(revokeCurrentIsNoop ? 200 : 401);
      expect(tenant.emulator.witness.liveTokens()).toHaveLength(revokeCurrentIsNoop ? 1 : 0);
    });
  }

  test('an admin can create a token for themselves, even with an unknown scope', async ({ start }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    const order = { token: { client_id: tenant.emulator.client.id, scopes: ['nonsense'] } };
    const answer = await tenant.call('POST', '/api/v2/oauth/tokens', admin, order);
    expect(answer.status).toBe(201);
    const token = answer.body['token'] as { full_token: string; user_id: number };
    expect(token.user_id).toBe(tenant.emulator.admin.id);
    expect((await tenant.call('GET', '/api/v2/users', token.full_token)).status).toBe(403);
  });

  test('the user of a revoked token from before the run counts as touched', async ({ start }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    const all = (await tenant.call('GET', '/api/v2/oauth/tokens?all=true', admin)).body['tokens'];
    const [first] = (all as { id: number; user_id: number }[]).filter(
      ({ user_id }) => user_id !== tenant.emulator.admin.id,
    );
    expect(tenant.emulator.witness.touched()).toEqual([]);
    await tenant.call('DELETE', `/api/v2/oauth/tokens/${first?.id ?? 0}`, admin);
    expect(tenant.emulator.witness.touched()).toEqual([first?.user_id]);
  });
});
