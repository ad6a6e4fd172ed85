/** The vendor's list of tests (UsersTest.cs of the last open server), one by one, on the emulated site. */
import {
  basic,
  cookie,
  expect,
  GOOD_PASSWORD,
  impersonation,
  OTHER_PASSWORD,
  test,
  userDocument,
} from './tools.ts';

function names(text: string): string[] {
  return Array.from(text.matchAll(/<username>([^<]*)</g), ([, name = '']) => name);
}

test('SetUserPassword', async ({ start }) => {
  const site = await start({ passwordPolicy: 'classic' });
  const { username } = await site.person();
  expect((await site.call('PUT', `users/=${username}/password`, site.admin, 'newpassword')).status).toBe(200);
  expect(await site.signIn(username, 'newpassword')).toBe(200);
});

test('SetUserAltPassword', async ({ start }) => {
  const site = await start();
  const { username } = await site.person();
  const path = `users/=${username}/password`;
  expect((await site.call('PUT', path, site.admin, GOOD_PASSWORD)).status).toBe(200);
  expect((await site.call('PUT', `${path}?altpassword=true`, site.admin, OTHER_PASSWORD)).status).toBe(200);
  expect(await site.signIn(username, OTHER_PASSWORD)).toBe(200);
  expect(await site.signIn(username, GOOD_PASSWORD)).toBe(200);
});

test('CreateUser', async ({ start }) => {
  const site = await start();
  const fields = { username: 'newuser1', email: 'newuser1@example.net', fullname: 'newuser1 full' };
  const answer = await site.call(
    'POST',
    'users?accountpassword=password',
    site.admin,
    userDocument(fields, 'Contributor'),
  );
  expect(answer.status).toBe(200);
  for (const [name, value] of Object.entries(fields)) expect(answer.xml(name)).toBe(value);
  expect(answer.xml('role')).toBe('Author');
  const again = await site.call('POST', 'users', site.admin, userDocument(fields));
  expect(again.status).toBe(409);
  expect(again.xml('message')).toMatch(/^User 'newuser1' already exists as id '\d+'$/);
});

test('GetUser: by =name, by ID, and current', async ({ start }) => {
  const site = await start();
  const { id, username } = await site.person();
  expect((await site.call('GET', `users/=${username}`, site.admin)).text).toContain(` id="${id}" `);
  expect((await site.call('GET', `users/${id}`, site.admin)).xml('username')).toBe(username);
  expect((await site.call('GET', 'users/current', site.admin)).xml('role')).toBe('Admin');
});

test('GetUsers, GetUsersWithFilters', async ({ start }) => {
  const site = await start();
  const { username } = await site.person({ email: 'zz-mail@example.net' }, 'Editor');
  expect(names((await site.call('GET', 'users', site.admin)).text)).toContain(username);
  const found = async (query: string): Promise<string[]> =>
    names((await site.call('GET', `users?limit=all&${query}`, site.admin)).text);
  expect(await found(`usernamefilter=${username.slice(0, -2)}`)).toEqual([username]);
  // It must be a prefix.
  expect(await found(`usernamefilter=${username.slice(1)}`)).toEqual([]);
  expect(await found('usernameemailfilter=ZZ-mail')).toEqual([username]);
  expect(await found(`usernameemailfilter=${username}`)).toEqual([username]);
  const editors = await found('rolefilter=Manager');
  expect(editors).toContain(username);
  expect(editors).not.toContain('Admin');
});

test('TestGetUsersSorting', async ({ start }) => {
  const site = await start();
  for (const key of ['username', 'role', 'nick', 'email', 'fullname', 'date.lastlogin', 'status']) {
    const sorted = async (order: string): Promise<string[]> => {
      const { text, status } = await site.call('GET', `users?sortby=${order}`, site.admin);
      expect(status).toBe(200);
      return names(text);
    };
    const [up, down] = [await sorted(key), await sorted(`-${key}`)];
    expect(up).toHaveLength(14);
    expect(up.toReversed()).toEqual(down);
  }
  const byName = names((await site.call('GET', 'users?sortby=username', site.admin)).text);
  expect(byName.slice(0, 3)).toEqual(['100%+keyturn', 'Admin', 'Anonymous']);
});

test('ChangeUserThroughPost, ChangeUserThroughPUT', async ({ start }) => {
  const site = await start();
  const { id, username } = await site.person();
  const post = `<user id="${id}"><email>post@example.net</email><fullname>Post</fullname></user>`;
  const posted = await site.call('POST', 'users', site.admin, post);
  expect([posted.xml('email'), posted.xml('fullname'), posted.xml('username')]).toEqual([
    'post@example.net',
    'Post',
    username,
  ]);
  for (const path of [`users/=${username}`, `users/${id}`]) {
    const put = await site.call(
      'PUT',
      path,
      site.admin,
      `<user><email>${path.length}@example.net</email></user>`,
    );
    expect([put.status, put.xml('email'), put.xml('fullname')]).toEqual([
      200,
      `${path.length}@example.net`,
      'Post',
    ]);
  }
});

test('PostUsersAuthenticate', async ({ start }) => {
  const site = await start();
  expect((await site.call('POST', 'users/authenticate', site.admin)).status).toBe(200);
});

test('Cannot_authenticate_without_password', async ({ start }) => {
  const site = await start();
  const { username } = await site.person();
  expect((await site.call('GET', 'users/current', basic(username, ''))).status).toBe(401);
});

test('Can_impersonate_user', async ({ start }) => {
  const site = await start();
  const { username } = await site.person();
  expect(await site.whoIs(basic(username, ''), `?apikey=${site.emulator.apikey}`)).toBe(username);
});

test('Can_impersonate with a token: by ID and name, and at a forced sign-in', async ({ start }) => {
  const site = await start();
  const { id, username } = await site.person();
  for (const user of [String(id), `=${username}`]) {
    expect(await site.whoIs(impersonation(site, user))).toBe(username);
    expect(await site.whoIs(impersonation(site, user), '?authenticate=true')).toBe(username);
    const token = await site.token(impersonation(site, user));
    expect(await site.whoIs(cookie(token))).toBe(username);
  }
});

test('RenameUser: an admin may rename users, and users may not rename themselves', async ({ start }) => {
  const site = await start();
  const { id, basic: own } = await site.person();
  const renamed = await site.call(
    'PUT',
    `users/${id}`,
    site.admin,
    '<user><username>renamed</username></user>',
  );
  expect([renamed.status, renamed.xml('username')]).toEqual([200, 'renamed']);
  expect((await site.call('GET', 'users/current', own)).status).toBe(401);
  const self = basic('renamed', GOOD_PASSWORD);
  const document = `<user id="${id}"><username>again</username></user>`;
  expect((await site.call('POST', 'users', self, document)).status).toBe(403);
  expect((await site.call('PUT', 'users/current', self, document)).status).toBe(403);
});

test('RenameUserWithHomePageConflict: a name that is in use is refused', async ({ start }) => {
  const site = await start();
  const [one, other] = [await site.person(), await site.person()];
  const document = `<user><username>${other.username}</username></user>`;
  expect((await site.call('PUT', `users/${one.id}`, site.admin, document)).status).toBe(409);
});

test('Using_text_body_with_verbose_fails', async ({ start }) => {
  const site = await start();
  const headers = { ...site.admin, 'content-type': 'text/plain' };
  const answer = await site.call('POST', 'users?verbose=true', headers, 'text');
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('<error>');
  expect(answer.xml('message')).not.toBe('');
});
