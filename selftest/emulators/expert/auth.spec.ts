import { request as httpRequest } from 'node:http';
import { serverTokenHash } from '../../../emulators/expert/auth/server-token.ts';
import {
  basic,
  cookie,
  expect,
  GOOD_PASSWORD,
  impersonation,
  OTHER_PASSWORD,
  test,
  type Headers,
  type Site,
} from './tools.ts';

/** A server token of the site, in the format of today's documentation. */
function serverToken(site: Site, user: string, { age = 0, upper = false } = {}): string {
  const { key, secret } = site.emulator.serverToken ?? { key: '', secret: '' };
  const epoch = Math.floor(site.clock.now() / 1000) - age;
  const hash = serverTokenHash(key, secret, epoch, user);
  return `tkn_${key}_${epoch}_${user}_${upper ? hash.toUpperCase() : hash}`;
}

test.describe('authtokens', () => {
  test('a token is taken from the query, then the cookie, then the header, and goes before Basic', async ({
    start,
  }) => {
    const site = await start();
    const people = [await site.person(), await site.person(), await site.person(), await site.person()];
    const [query, inCookie, header, byBasic] = people;
    const tokens = await Promise.all(people.map((person) => site.token(person.basic)));
    const all: Headers = {
      ...cookie(tokens[1] ?? ''),
      'x-authtoken': tokens[2] ?? '',
      ...byBasic?.basic,
    };
    expect(await site.whoIs(all, `?AuthToken=${tokens[0]}`)).toBe(query?.username);
    expect(await site.whoIs(all)).toBe(inCookie?.username);
    expect(await site.whoIs({ ...all, cookie: '' })).toBe(header?.username);
    expect(await site.whoIs({ ...byBasic?.basic })).toBe(byBasic?.username);
    // The first one that is present counts, valid or not. Basic comes after it.
    expect(await site.whoIs(all, '?authtoken=nonsense')).toBe(byBasic?.username);
    // With a valid token, Basic is ignored, even if it is wrong.
    const wrong = basic(byBasic?.username ?? '', 'wrong');
    expect(await site.whoIs({ ...wrong, 'x-authtoken': tokens[2] ?? '' })).toBe(header?.username);
    const broken = { authorization: 'Basic !!!', 'x-authtoken': tokens[2] ?? '' };
    expect(await site.whoIs(broken)).toBe(header?.username);
    expect(await site.whoIs({ cookie: `a=b; authtoken=${tokens[1]}; c=d` })).toBe(inCookie?.username);
  });

  test('a token expires seven days after it was issued, even if it is used', async ({ start }) => {
    const site = await start();
    const { username, basic: own } = await site.person();
    const token = await site.token(own);
    site.clock.advance(604_799_000);
    expect(await site.whoIs(cookie(token))).toBe(username);
    site.clock.advance(1_000);
    expect(await site.whoIs(cookie(token))).toBe('Anonymous');
  });

  test('a token contains the time of issue in .NET ticks', async ({ start }) => {
    const site = await start();
    const ticks = BigInt((await site.token(site.admin)).split('_')[1] ?? 0);
    expect(Number((ticks - 621_355_968_000_000_000n) / 10_000n)).toBe(site.clock.now());
  });

  test('a call with a forged token is anonymous', async ({ start }) => {
    const site = await start();
    const { id } = await site.person();
    const token = await site.token(site.admin);
    for (const forged of [
      token.replace(/^1_/, `${id}_`),
      token.replace(/_6/, '_5'),
      `${token}0`,
      token.slice(0, -1),
    ]) {
      expect(await site.whoIs(cookie(forged))).toBe('Anonymous');
    }
  });

  test('with staleTokens=refused, a dead token is answered with 401', async ({ start }) => {
    const site = await start({ staleTokens: 'refused' });
    const { username, basic: own } = await site.person();
    const stale = cookie('1_639000000000000000_00000000000000000000000000000000');
    expect((await site.call('GET', 'users/current', stale)).status).toBe(401);
    expect(await site.whoIs({ ...stale, ...own })).toBe(username);
    expect(await site.whoIs({})).toBe('Anonymous');
  });

  test('a token in the modern format is opaque, and a new password ends it as well', async ({ start }) => {
    const site = await start({ tokenFormat: 'modern' });
    const { id, username, basic: own } = await site.person();
    const token = await site.token(own);
    expect(token).toMatch(/^[\w.-]{100,}$/);
    expect(await site.whoIs(cookie(token))).toBe(username);
    await site.call('PUT', `users/${id}/password`, site.admin, OTHER_PASSWORD);
    expect(await site.whoIs(cookie(token))).toBe('Anonymous');
    expect(await site.whoIs(cookie('x.y'))).toBe('Anonymous');
  });
});

test.describe('the cookie', () => {
  test('the classic cookie is quoted, and has Version=1 and dashes in its date', async ({ start }) => {
    const site = await start();
    const answer = await site.call('GET', 'users/authenticate', site.admin);
    expect(answer.headers.get('set-cookie')).toBe(
      `authtoken="${answer.text}"; Domain=127.0.0.1; expires=Sat, 28-Nov-2026 12:00:00 GMT; Version=1; Path=/`,
    );
    expect(answer.headers.get('content-length')).toBe('53');
  });

  test('a classic cookie has no Domain for localhost, and a dot in front of a host name', async ({
    start,
  }) => {
    const site = await start();
    const { port } = new URL(site.emulator.baseUrl);
    for (const [host, domain] of [
      ['localhost', undefined],
      ['docs.example.com', '.docs.example.com'],
    ] as const) {
      const line = await new Promise<string>((resolve, reject) => {
        const headers = { ...site.admin, host: `${host}:${port}` };
        httpRequest(`${site.emulator.baseUrl}/@api/deki/users/authenticate`, { headers }, (reply) => {
          reply.resume();
          resolve(reply.headers['set-cookie']?.[0] ?? '');
        })
          .on('error', reject)
          .end();
      });
      expect(/Domain=([^;]+)/.exec(line)?.[1]).toBe(domain);
    }
  });

  test('the modern cookie is unquoted, HttpOnly and SameSite, has spaces in its date, and can be Secure', async ({
    start,
  }) => {
    for (const [cookieSecure, secure] of [
      [false, ''],
      [true, ' Secure;'],
    ] as const) {
      const site = await start({ cookie: 'modern', cookieSecure });
      const answer = await site.call('GET', 'users/authenticate', site.admin);
      expect(answer.headers.get('set-cookie')).toBe(
        `authtoken=${answer.text}; Path=/; Expires=Sat, 28 Nov 2026 12:00:00 GMT; HttpOnly;${secure} SameSite=Lax`,
      );
    }
  });

  test('a redirect is a 302 with the cookie and without a body', async ({ start }) => {
    const site = await start();
    const answer = await site.call(
      'POST',
      'users/authenticate?redirect=http%3A%2F%2Fx.example%2Fy',
      site.admin,
    );
    expect([answer.status, answer.text, answer.headers.get('location')]).toEqual([
      302,
      '',
      'http://x.example/y',
    ]);
    expect(answer.headers.get('set-cookie')).toContain('authtoken=');
  });
});

test.describe('Basic', () => {
  test('names in any case, UTF-8 and a password with colons are accepted, and other schemes are ignored', async ({
    start,
  }) => {
    const site = await start();
    const { id, username } = await site.person({ username: 'Zoë Test' });
    await site.call('PUT', `users/${id}/password`, site.admin, 'a:b:Ünder-9');
    expect(await site.whoIs(basic('ZOË TEST', 'a:b:Ünder-9'))).toBe(username);
    expect(await site.whoIs({ authorization: 'Bearer x' })).toBe('Anonymous');
    expect(await site.whoIs(basic('', 'x'))).toBe('Anonymous');
  });

  test('an unknown name, an SSO user and Anonymous are refused with 401, and invalid base64 is answered with 500', async ({
    start,
  }) => {
    const site = await start();
    for (const name of ['nobody', 'sam.sso', 'Anonymous']) {
      expect((await site.call('GET', 'users/current', basic(name, ''))).status).toBe(401);
    }
    const broken = await site.call('GET', 'users/current', { authorization: 'Basic abc' });
    expect(broken.status).toBe(500);
    expect(broken.headers.get('content-type')).toBe('application/x-dream-exception+xml');
    expect(broken.text).toMatch(/^<exception>/);
  });

  test('basic=not-admins refuses admins, and basic=nobody refuses everyone', async ({ start }) => {
    for (const [option, person] of [
      ['not-admins', 200],
      ['nobody', 401],
    ] as const) {
      const site = await start({ basic: option });
      const admin = { 'x-deki-token': serverToken(site, '=Admin') };
      await site.call(
        'POST',
        `users?accountpassword=${GOOD_PASSWORD}`,
        admin,
        '<user><username>plain</username></user>',
      );
      expect(await site.signIn('plain', GOOD_PASSWORD)).toBe(person);
      expect(await site.signIn('Admin', site.emulator.admin.password)).toBe(401);
    }
  });

  test('a cookie is not enough for a forced sign-in, unless the option accepts it', async ({ start }) => {
    for (const [authenticateAcceptsTokens, status] of [
      [false, 401],
      [true, 200],
    ] as const) {
      const site = await start({ authenticateAcceptsTokens });
      const token = cookie(await site.token(site.admin));
      expect((await site.call('GET', 'users/current?authenticate=true', token)).status).toBe(status);
      expect((await site.call('GET', 'users/current?authenticate=FALSE', token)).status).toBe(200);
      expect((await site.call('POST', 'users/authenticate', token)).status).toBe(status);
      expect((await site.call('GET', 'users/current?authenticate=', {})).status).toBe(401);
    }
  });

  test('only the local authprovider is accepted', async ({ start }) => {
    const site = await start();
    for (const [provider, status] of [
      ['1', 200],
      ['x', 400],
      ['9', 400],
    ] as const) {
      expect((await site.call('GET', `users/authenticate?authprovider=${provider}`, site.admin)).status).toBe(
        status,
      );
    }
  });

  test('a user without the LOGIN right is refused with 403', async ({ start }) => {
    const site = await start();
    const { basic: own } = await site.person({}, 'None');
    expect((await site.call('GET', 'users/authenticate', own)).status).toBe(403);
  });
});

test.describe('the lockout', () => {
  async function fail(site: Site, username: string, times: number): Promise<void> {
    for (let at = 0; at < times; at += 1) expect(await site.signIn(username, 'wrong')).toBe(401);
  }

  test('ten failures in five minutes disable a user until an admin sets the status to "active"', async ({
    start,
  }) => {
    const site = await start();
    const { id, username } = await site.person();
    await fail(site, username, 9);
    expect(await site.signIn(username, GOOD_PASSWORD)).toBe(200);
    await fail(site, username, 1);
    expect(await site.signIn(username, GOOD_PASSWORD)).toBe(403);
    expect(site.emulator.witness.users().find((user) => user.id === id)?.active).toBe(false);
    await site.call('PUT', `users/${id}`, site.admin, '<user><status>active</status></user>');
    await fail(site, username, 9);
    expect(await site.signIn(username, GOOD_PASSWORD)).toBe(200);
  });

  test('older failures do not count, and null never locks', async ({ start }) => {
    const site = await start({ lockout: 3 });
    const { username } = await site.person();
    await fail(site, username, 2);
    site.clock.advance(300_000);
    await fail(site, username, 2);
    expect(await site.signIn(username, GOOD_PASSWORD)).toBe(200);
    const open = await start({ lockout: null });
    const patient = await open.person();
    await fail(open, patient.username, 12);
    expect(await open.signIn(patient.username, GOOD_PASSWORD)).toBe(200);
  });

  test('a wrong currentpassword counts only if the option is set', async ({ start }) => {
    for (const [wrongCurrentPasswordCounts, status] of [
      [false, 200],
      [true, 403],
    ] as const) {
      const site = await start({ lockout: 2, wrongCurrentPasswordCounts });
      const { id, username, basic: own } = await site.person();
      for (let at = 0; at < 2; at += 1) {
        const path = `users/${id}/password?currentpassword=wrong`;
        expect((await site.call('PUT', path, own, OTHER_PASSWORD)).status).toBe(403);
      }
      expect(await site.signIn(username, GOOD_PASSWORD)).toBe(status);
    }
  });

  test('a seeded user who is locked counts as touched', async ({ start }) => {
    const site = await start({ lockout: 1 });
    await fail(site, 'keyturn', 1);
    expect(site.emulator.witness.touched()).toEqual([site.resident('keyturn')]);
  });
});

test.describe('server tokens', () => {
  test('the hash of a token equals the known vectors', () => {
    expect(serverTokenHash('foo', 'bar', 1_413_073_249, '2')).toBe(
      '48897492fa44c73561a0e7401c63f6d2950c3af8c3dc5988ade8ce368b9bf5aa',
    );
    expect(serverTokenHash('foo', 'bar', 1_413_073_249, '=admin')).toBe(
      '7c2ff7bbe39979a0d0734b314a6d44804383e4647b24cace4868a203b89f702c',
    );
  });

  test('a token may name its user by ID or by name, percent-encoded, in upper case, and be in the query', async ({
    start,
  }) => {
    const site = await start();
    const header = (token: string): Headers => ({ 'x-deki-token': token });
    const { id, username } = await site.person({ username: 'under_score 100%' });
    for (const token of [
      serverToken(site, String(id)),
      serverToken(site, `=${username}`),
      serverToken(site, '=under_score%20100%25'),
      serverToken(site, '=UNDER_SCORE%20100%25', { upper: true }),
    ]) {
      expect(await site.whoIs(header(token))).toBe(username);
    }
    expect(await site.whoIs({}, `?x-deki-token=${serverToken(site, '1')}`)).toBe('Admin');
    expect(await site.whoIs(header(serverToken(site, `=${site.emulator.serverToken?.user}`)))).toBe('Admin');
  });

  test('a token is valid for five minutes; an older, forged or foreign one is refused with 401', async ({
    start,
  }) => {
    const site = await start();
    const status = async (token: string): Promise<number> =>
      (await site.call('GET', 'users/current', { 'x-deki-token': token })).status;
    expect(await status(serverToken(site, '1', { age: 300 }))).toBe(200);
    expect(await status(serverToken(site, '1', { age: 301 }))).toBe(401);
    const good = serverToken(site, '2');
    for (const bad of [
      good.replace(/_2_/, '_1_'),
      good.replace(/^tkn_/, ''),
      good.slice(0, -1),
      'tkn_x',
      'rawkey',
    ]) {
      expect(await status(bad)).toBe(401);
    }
    const without = await start({ serverToken: false });
    expect(without.emulator.serverToken).toBeNull();
    expect((await without.call('GET', 'users/current', { 'x-deki-token': good })).status).toBe(401);
  });

  test('a token of a user who does not exist is anonymous, and users/authenticate creates a named user', async ({
    start,
  }) => {
    const site = await start();
    for (const user of ['=nobody', '999999', '2']) {
      expect(await site.whoIs({ 'x-deki-token': serverToken(site, user) })).toBe('Anonymous');
    }
    const header = { 'x-deki-token': serverToken(site, '=nobody') };
    expect((await site.call('GET', 'users/current?authenticate=true', header)).status).toBe(401);
    expect(
      (await site.call('GET', `users/authenticate?x-deki-token=${serverToken(site, '999999')}`)).status,
    ).toBe(401);
    expect(site.emulator.witness.users().every(({ preexisting }) => preexisting)).toBe(true);
    const signedIn = await site.call(
      'GET',
      `users/authenticate?x-deki-token=${serverToken(site, '=nobody')}`,
    );
    expect(signedIn.status).toBe(200);
    expect(await site.whoIs(cookie(signedIn.text))).toBe('nobody');
    expect(await site.whoIs(header)).toBe('nobody');
  });

  test('a token acts with the rights of its user', async ({ start }) => {
    const site = await start();
    const { id } = await site.person();
    const set = async (user: string): Promise<number> =>
      (
        await site.call(
          'PUT',
          `users/${id}/password`,
          { 'x-deki-token': serverToken(site, user) },
          OTHER_PASSWORD,
        )
      ).status;
    expect(await set('=keyturn')).toBe(403);
    // Like any other user, without currentpassword.
    expect(await set(String(id))).toBe(400);
    expect(await set('=Admin')).toBe(200);
  });

  test('a token of a disabled user is refused with 403', async ({ start }) => {
    const site = await start();
    const header = { 'x-deki-token': serverToken(site, '=Ina Gone') };
    expect((await site.call('GET', 'users/current', header)).status).toBe(403);
  });
});

test.describe('apikey and impersonation', () => {
  test('impersonateuserid needs an apikey, and goes before all other credentials', async ({ start }) => {
    const site = await start();
    const { id, username, basic: own } = await site.person();
    const key = `apikey=${site.emulator.apikey}`;
    expect(await site.whoIs(site.admin, `?impersonateuserid=${id}&${key}`)).toBe(username);
    expect(await site.whoIs(own, `?impersonateuserid=1&apikey=x`)).toBe(username);
  });

  test('a disabled user is accepted with an apikey', async ({ start }) => {
    const site = await start();
    const { id, username, basic: own } = await site.person();
    await site.call('PUT', `users/${id}`, site.admin, '<user><status>inactive</status></user>');
    expect((await site.call('GET', 'users/current', own)).status).toBe(403);
    expect(await site.whoIs(own, `?apikey=${site.emulator.apikey}`)).toBe(username);
  });

  test('an imp_ token is valid for one minute, names its user by ID or name, and suffices for a forced sign-in', async ({
    start,
  }) => {
    const site = await start();
    const who = (user: string, age = 0, query = ''): Promise<string | undefined> =>
      site.whoIs(impersonation(site, user, age), query);
    expect(await who('1')).toBe('Admin');
    expect(await who('=keyturn', 60, '?authenticate=true')).toBe('keyturn');
    expect(await who('=keyturn', 61)).toBe('Anonymous');
    const { 'x-authtoken': token = '' } = impersonation(site, '=keyturn');
    expect(await site.whoIs({ 'x-authtoken': token.replace(/keyturn$/, 'Admin') })).toBe('Anonymous');
  });
});

test("the site's clock decides whether a server token is alive, and shows in Date", async ({ start }) => {
  const site = await start({ clockSkewSeconds: 301 });
  const { serverToken } = site.emulator;
  const epoch = Math.floor(site.clock.now() / 1000);
  const { key = '', secret = '' } = serverToken ?? {};
  const token = (at: number): string =>
    `tkn_${key}_${at}_=Admin_${serverTokenHash(key, secret, at, '=Admin')}`;
  const late = await site.call('GET', 'users/current', { 'x-deki-token': token(epoch) });
  expect(late.status).toBe(401);
  expect(Date.parse(late.headers.get('date') ?? '')).toBe(site.clock.now() + 301_000);
  expect(await site.whoIs({ 'x-deki-token': token(epoch + 301) })).toBe('Admin');
});

test('the admin may have another role, and a firewall may answer for the site', async ({ start }) => {
  const site = await start({ adminRole: 'Editor' });
  expect((await site.call('GET', 'users/current', site.admin)).xml('role')).toBe('Editor');
  const blocked = await (await start({ firewall: true })).call('GET', 'users/current');
  expect([blocked.status, blocked.headers.get('server')]).toEqual([403, 'cloudflare']);
});
