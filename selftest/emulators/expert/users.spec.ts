import { basic, cookie, expect, GOOD_PASSWORD, test, userDocument, type Site } from './tools.ts';

const attribute = (text: string, name: string): string | undefined =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];

function elements(text: string): string[] {
  return Array.from(text.matchAll(/<([a-z.]+)[ />]/g), ([, name = '']) => name);
}

test.describe('{userid}', () => {
  for (const [path, name] of [
    ['=KEYTURN', 'keyturn'],
    ['%3Dkeyturn', 'keyturn'],
    ['=docs%252Fkeyturn', 'docs/keyturn'],
    ['=docs%2Fkeyturn', 'docs/keyturn'],
    ['=J%C3%BCrgen+M%C3%B6ller', 'Jürgen Möller'],
    ['=J%25C3%25BCrgen%2520M%25C3%25B6ller', 'Jürgen Möller'],
    ['=ju\u0308rgen%20m%C3%B6ller', 'Jürgen Möller'],
    ['=jurgen%2Bmoller', 'Jürgen Möller'],
    ['=100%2525%252Bkeyturn', '100%+keyturn'],
    ['1', 'Admin'],
    ['%31', 'Admin'],
    ['CURRENT', 'Admin'],
    ['%20Current%20', 'Admin'],
  ] as const) {
    test(`${path} means ${name}`, async ({ start }) => {
      const site = await start();
      expect((await site.call('GET', `users/${path}`, site.admin)).xml('username')).toBe(name);
    });
  }

  for (const [path, status] of [
    ['0', 404],
    ['4294967295', 404],
    ['=', 404],
    ['=nobody', 404],
    // If the + is encoded once, it is a space after the second decoding.
    ['=100%25%2Bkeyturn', 404],
    ['4294967296', 400],
    ['-1', 400],
    ['1.5', 400],
    ['abc', 400],
    ['keyturn', 400],
  ] as const) {
    test(`${path} is answered with ${status}`, async ({ start }) => {
      const site = await start();
      expect((await site.call('GET', `users/${path}`, site.admin)).status).toBe(status);
    });
  }
});

test.describe('create', () => {
  test('anonymous and Editors cannot create a user, and an apikey can', async ({ start }) => {
    const site = await start();
    const document = userDocument({ username: 'x' });
    for (const as of [{}, (await site.person({}, 'Editor')).basic]) {
      const answer = await site.call('POST', 'users', as, document);
      expect(answer.status).toBe(403);
      expect(answer.xml('message')).toBe('Must provide an apikey or admin authtoken to create a user');
    }
    const key = `apikey=${site.emulator.apikey}`;
    expect((await site.call('POST', `users?${key}`, {}, document)).status).toBe(200);
  });

  for (const [title, query, document, status, message] of [
    [
      'a missing name',
      '',
      '<user><email>a@example.net</email></user>',
      400,
      "'username' not provided or invalid",
    ],
    ['a name that ends with a dot', '', userDocument({ username: 'x.' }), 400, "username 'x.' is invalid"],
    ['a name that is not a page title', '', userDocument({ username: 'x#y' }), 400, 'User validation failed'],
    ['an unknown role', '', userDocument({ username: 'x' }, 'Emperor'), 400, ''],
    [
      'an unknown status',
      '',
      '<user><username>x</username><status>locked</status></user>',
      400,
      "'active' and 'inactive'",
    ],
    ['a malformed time zone', '', userDocument({ username: 'x', timezone: 'CET' }), 400, ''],
    ['a language that the site does not have', '', userDocument({ username: 'x', language: 'tlh' }), 400, ''],
    [
      'an existing name in different case',
      '',
      userDocument({ username: 'KEYTURN' }),
      409,
      'already exists as id',
    ],
    [
      'a password for an external account',
      '?accountpassword=x',
      '<user><username>x</username><service.authentication id="3"/></user>',
      400,
      'local accounts',
    ],
    [
      'a password for an existing user',
      '?accountpassword=x',
      '<user id="1"/>',
      400,
      'Please use PUT: users/{userid}/password',
    ],
    ['an unknown ID', '', '<user id="999999"/>', 404, 'Given user was not found'],
    ['malformed XML', '', '<user><username>', 400, ''],
    ['another root element', '', '<person/>', 400, ''],
  ] as const) {
    test(`${title} is refused with ${status}`, async ({ start }) => {
      const site = await start();
      const answer = await site.call('POST', `users${query}`, site.admin, document);
      expect(answer.status).toBe(status);
      expect(answer.xml('message')).toContain(message);
      expect(site.emulator.witness.touched()).toEqual([]);
      expect(site.emulator.witness.users().every(({ preexisting }) => preexisting)).toBe(true);
    });
  }

  test('the document has all elements in their order, and an ID above those of all other users', async ({
    start,
  }) => {
    const site = await start();
    const document = userDocument(
      {
        username: 'a &amp; b',
        fullname: 'Fu Ll',
        email: 'ab@example.net',
        timezone: '-08:00',
        language: 'en-us',
      },
      'manager',
    );
    const { text, status, xml } = await site.call(
      'POST',
      `users?accountpassword=${GOOD_PASSWORD}`,
      site.admin,
      document,
    );
    expect(status).toBe(200);
    expect(elements(text)).toEqual(
      'user nick username fullname email license.seat hash.email uri.gravatar uri.avatar date.created status date.lastlogin language timezone service.authentication password permissions.user operations role permissions.effective operations permissions.revoked groups properties'.split(
        ' ',
      ),
    );
    expect(text.slice(0, 60)).toContain(`<user anonymous="false" id="`);
    expect(Number(attribute(text, 'id'))).toBeGreaterThan(1000);
    expect(attribute(text, 'exists')).toBe('true');
    expect([xml('username'), xml('role'), xml('timezone'), xml('date.created')]).toEqual([
      'a &amp; b',
      'Editor',
      '-08:00',
      '2026-11-21T12:00:00Z',
    ]);
    expect(site.emulator.witness.signsIn('A & B', GOOD_PASSWORD)).toBe(true);
  });

  test('a user without a password cannot sign in, and roles may be shown by their old names', async ({
    start,
  }) => {
    const site = await start({ roleNames: 'classic' });
    const answer = await site.call(
      'POST',
      'users',
      site.admin,
      userDocument({ username: 'fresh' }, 'author'),
    );
    expect(answer.xml('role')).toBe('Contributor');
    expect(attribute(answer.text, 'exists')).toBe('false');
    expect(await site.signIn('fresh', '')).toBe(401);
  });

  test('without a free seat, an editor is refused; a viewer needs none, and a deactivated user releases one', async ({
    start,
  }) => {
    const site = await start({ seatsLeft: 1 });
    const create = (username: string, role: string): ReturnType<Site['call']> =>
      site.call('POST', 'users', site.admin, userDocument({ username }, role));
    const first = await create('first', 'Editor');
    expect([first.status, first.xml('license.seat')]).toEqual([200, 'true']);
    expect((await create('second', 'Editor')).status).toBe(403);
    const viewer = await create('viewer', 'Viewer');
    expect([viewer.status, viewer.xml('license.seat')]).toEqual([200, 'false']);
    const put = (name: string, status: string): ReturnType<Site['call']> =>
      site.call('PUT', `users/=${name}`, site.admin, `<user><status>${status}</status></user>`);
    expect((await put('first', 'inactive')).xml('license.seat')).toBe('false');
    expect((await create('second', 'Editor')).status).toBe(200);
    expect((await put('first', 'active')).status).toBe(403);
  });
});

test.describe('read', () => {
  test('an email address is shown to its user, to admins and to apikeys, and to others if the site allows it', async ({
    start,
  }) => {
    const site = await start();
    const { id, basic: own } = await site.person({ email: 'own@example.net' });
    const other = (await site.person()).basic;
    const email = async (as: Record<string, string>, query = ''): Promise<string | undefined> =>
      (await site.call('GET', `users/${id}${query}`, as)).xml('email');
    expect(await email(own)).toBe('own@example.net');
    expect(await email(site.admin)).toBe('own@example.net');
    expect(await email({}, `?apikey=${site.emulator.apikey}`)).toBe('own@example.net');
    const hidden = await site.call('GET', `users/${id}`, other);
    expect(hidden.text).toContain('<email hidden="true"/>');
    expect(hidden.text).not.toContain('hash.email');
    const open = await start({ emailVisible: true });
    expect((await open.call('GET', `users/=keyturn`)).xml('email')).toBe('keyturn@example.com');
  });

  test('on a private site, Anonymous gets 401 for other users; a user without the right gets 403 on any site', async ({
    start,
  }) => {
    const site = await start({ anonymousReads: false });
    expect((await site.call('GET', 'users/current')).status).toBe(200);
    const refused = await site.call('GET', 'users/=keyturn');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      'Basic realm="DekiWiki"',
    ]);
    expect((await site.call('GET', 'users')).status).toBe(401);
    const { basic: none } = await site.person({}, 'None');
    expect((await site.call('GET', 'users/=keyturn', none)).status).toBe(403);
    expect((await site.call('GET', 'users/current', none)).status).toBe(200);
  });

  test('exclude leaves out elements', async ({ start }) => {
    const site = await start();
    const { text } = await site.call('GET', 'users/1?exclude=groups,properties', site.admin);
    expect(elements(text)).not.toContain('groups');
    expect(elements(text)).not.toContain('properties');
  });
});

test.describe('update', () => {
  test('users may change their own record except name, role and status, and no other record', async ({
    start,
  }) => {
    const site = await start();
    const { id, basic: own } = await site.person();
    const put = async (path: string, as: Record<string, string>, document: string): Promise<number> =>
      (await site.call('PUT', `users/${path}`, as, document)).status;
    expect(await put('current', own, '<user><fullname>New</fullname></user>')).toBe(200);
    expect(await put('current', own, userDocument({}, 'Admin'))).toBe(403);
    expect(await put('current', own, '<user><username>other</username></user>')).toBe(403);
    expect(await put('current', own, '<user><status>inactive</status></user>')).toBe(403);
    expect(await put('=keyturn', own, '<user><fullname>New</fullname></user>')).toBe(403);
    expect(await put('=keyturn', {}, '<user><fullname>New</fullname></user>')).toBe(401);
    expect(await put('current', {}, '<user><fullname>New</fullname></user>')).toBe(401);
    expect(await put(`${id}?accountpassword=x`, own, '<user/>')).toBe(400);
    expect(await put('999999', site.admin, '<user/>')).toBe(404);
    expect(site.emulator.witness.touched()).toEqual([]);
  });

  test('Anonymous and the site owner cannot be deactivated, and Anonymous cannot be renamed', async ({
    start,
  }) => {
    const site = await start();
    const inactive = '<user><status>inactive</status></user>';
    expect((await site.call('PUT', 'users/2', site.admin, inactive)).status).toBe(400);
    expect(
      (await site.call('PUT', 'users/2', site.admin, '<user><username>x</username></user>')).status,
    ).toBe(400);
    expect((await site.call('PUT', 'users/=olive.owner', site.admin, inactive)).status).toBe(409);
    expect((await site.call('GET', 'users/=olive.owner', site.admin)).text).toContain(
      '<license.seat owner="true">',
    );
    expect(site.emulator.witness.touched()).toEqual([]);
  });

  test('a deactivated user is refused with 403 by password and by token, and stays listed; there is no DELETE', async ({
    start,
  }) => {
    const site = await start();
    const { id, username, basic: own } = await site.person();
    const token = await site.token(own);
    expect(site.emulator.witness.liveTokens()).toEqual([{ id: 1, userId: id, preexistingUser: false }]);
    await site.call('PUT', `users/${id}`, site.admin, '<user><status>Inactive</status></user>');
    for (const as of [own, cookie(token)]) {
      const answer = await site.call('GET', 'users/current', as);
      expect([answer.status, answer.xml('message')]).toEqual([403, `User '${username}' is disabled`]);
    }
    expect(site.emulator.witness.liveTokens()).toEqual([]);
    const listed = async (filter: string): Promise<string> =>
      (await site.call('GET', `users?usernamefilter=${username}${filter}`, site.admin)).text;
    expect(await listed('')).toContain(username);
    expect(await listed('&activatedfilter=true')).not.toContain(username);
    expect(await listed('&activatedfilter=false')).toContain(username);
    const gone = await site.call('DELETE', `users/${id}`, site.admin);
    expect([gone.status, gone.headers.get('allow')]).toEqual([405, 'GET, PUT']);
  });
});

test.describe('lists', () => {
  test('a list has counts, a limit and an offset', async ({ start }) => {
    const site = await start();
    const counts = async (query: string): Promise<(string | undefined)[]> => {
      const { text } = await site.call('GET', `users?${query}`, site.admin);
      return ['count', 'querycount', 'totalcount'].map((name) => attribute(text, name));
    };
    expect(await counts('')).toEqual(['14', '14', '14']);
    expect(await counts('usernamefilter=keyturn&limit=2')).toEqual(['2', '6', '14']);
    expect(await counts('usernamefilter=keyturn&limit=ALL&offset=4')).toEqual(['2', '6', '14']);
    expect(await counts('limit=0')).toEqual(['0', '14', '14']);
    for (const bad of [
      'limit=x',
      'offset=-1',
      'sortby=shoe',
      'activatedfilter=1',
      'authprovider=x',
      'seatfilter=x',
    ]) {
      expect((await site.call('GET', `users?${bad}`, site.admin)).status).toBe(400);
    }
  });

  test('more than a hundred users come in pages', async ({ start }) => {
    const site = await start();
    for (let at = 0; at < 100; at += 1)
      await site.call('POST', 'users', site.admin, userDocument({ username: `crowd${at}` }));
    const first = (await site.call('GET', 'users', site.admin)).text;
    expect(['count', 'querycount'].map((name) => attribute(first, name))).toEqual(['100', '114']);
    expect(attribute((await site.call('GET', 'users?limit=all', site.admin)).text, 'count')).toBe('114');
  });

  test('lists can be filtered by provider and seat, and verbose=false shows only names and email addresses', async ({
    start,
  }) => {
    const site = await start();
    const { text } = await site.call('GET', 'users?authprovider=3', site.admin);
    expect(text).toContain('<username>sam.sso</username>');
    expect(attribute(text, 'count')).toBe('1');
    const unseated = await site.call('GET', 'users?seatfilter=unseated', site.admin);
    expect(unseated.text).toContain('Anonymous');
    expect(unseated.text).not.toContain('<username>keyturn</username>');
    const brief = await site.call('GET', 'users?verbose=false&limit=1', site.admin);
    expect(elements(brief.text)).toEqual(['users', 'user', 'nick', 'username', 'fullname', 'email']);
  });

  test('users/search finds users by parts of values, and by status and seat', async ({ start }) => {
    const site = await start();
    const found = async (query: string): Promise<string[]> =>
      Array.from(
        (await site.call('GET', `users/search?${query}`, site.admin)).text.matchAll(/<username>([^<]*)</g),
        ([, name = '']) => name,
      );
    expect(await found('username=KEYTURN-1')).toEqual(['Keyturn-1x']);
    expect(await found('email=marketing')).toEqual(['keyturn-marketing']);
    expect(await found('username=keyturn&active=false')).toEqual(['keyturn-old']);
    expect(await found('fullname=keyturn&seated=true&limit=1')).toEqual(['keyturn-admin']);
    expect(await found('groupid=1')).toEqual([]);
    expect((await site.call('POST', 'users/search', site.admin, '<x/>')).status).toBe(405);
  });
});

test('each site has its own admin password, apikey and server token', async ({ start }) => {
  const [one, other] = [await start(), await start()];
  expect(one.emulator.admin.password).not.toBe(other.emulator.admin.password);
  expect(one.emulator.apikey).not.toBe(other.emulator.apikey);
  expect(one.emulator.serverToken).not.toEqual(other.emulator.serverToken);
  expect(await one.whoIs(basic('Admin', one.emulator.admin.password))).toBe('Admin');
  expect(await other.signIn('Admin', one.emulator.admin.password)).toBe(401);
});
