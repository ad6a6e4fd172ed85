import {
  basic,
  cookie,
  expect,
  GOOD_PASSWORD,
  OTHER_PASSWORD,
  test,
  type Headers,
  type Site,
} from './tools.ts';

/** Sets a password. */
function set(
  site: Site,
  id: number | string,
  password: string,
  as: Headers,
  query = '',
): ReturnType<Site['call']> {
  return site.call('PUT', `users/${id}/password${query}`, as, password);
}

test.describe('the error matrix', () => {
  // Most of these calls have more than one error. The service reports the one that its order checks first.
  const rows: [string, (site: Site) => Promise<[string, string, Headers, string]>, number, string][] = [
    [
      'wrong Basic credentials are reported before a malformed ID',
      (site) => Promise.resolve(['abc', 'x', basic(site.emulator.admin.username, 'wrong'), '']),
      401,
      'authentication failed',
    ],
    [
      'a disabled caller is reported before an unknown target',
      async (site) => {
        const { id, basic: own } = await site.person();
        await site.call('PUT', `users/${id}`, site.admin, '<user><status>inactive</status></user>');
        return ['999999', 'x', own, ''];
      },
      403,
      'is disabled',
    ],
    [
      'a malformed ID is reported before an empty body',
      () => Promise.resolve(['abc', '', {}, '']),
      400,
      "'userid' must be a user number or a username prefixed by '='",
    ],
    [
      'an unknown user is reported before an empty body',
      () => Promise.resolve(['999999', '', {}, '']),
      404,
      'Given user was not found',
    ],
    [
      'an unknown name is reported before an anonymous caller',
      () => Promise.resolve(['=nobody', GOOD_PASSWORD, {}, '']),
      404,
      'Given user was not found',
    ],
    [
      'an empty body is reported before an external account',
      () => Promise.resolve(['=sam.sso', '', {}, '']),
      400,
      'new password not provided',
    ],
    [
      'a short password is reported before an external account',
      async (site) => ['=sam.sso', 'abc', (await site.person()).basic, ''],
      400,
      'New password is not long enough',
    ],
    [
      'an external account is reported before the missing right',
      async (site) => ['=sam.sso', GOOD_PASSWORD, (await site.person()).basic, ''],
      400,
      'Can only change passwords on local accounts',
    ],
    [
      'the password of Anonymous cannot be set by Anonymous',
      () => Promise.resolve(['current', GOOD_PASSWORD, {}, '']),
      400,
      'Cannot change password on anonymous user',
    ],
    [
      'an anonymous caller is refused like a user without the right',
      () => Promise.resolve(['=keyturn', GOOD_PASSWORD, {}, '']),
      403,
      'Login credentials must match target username or admin rights required',
    ],
    [
      'the missing right is reported before a missing currentpassword and a bad altpassword',
      async (site) => ['=keyturn', GOOD_PASSWORD, (await site.person()).basic, '?altpassword=perhaps'],
      403,
      'Login credentials must match target username or admin rights required',
    ],
    [
      'a short password is reported before a wrong currentpassword',
      async (site) => ['current', 'abc', (await site.person()).basic, '?currentpassword=wrong'],
      400,
      'New password is not long enough',
    ],
    [
      "one's own alternate password is reported before a missing currentpassword",
      async (site) => ['current', OTHER_PASSWORD, (await site.person()).basic, '?altpassword=true'],
      400,
      'You may not change your own alternate password',
    ],
    [
      'a missing currentpassword is reported',
      async (site) => ['current', OTHER_PASSWORD, (await site.person()).basic, '?altpassword=false'],
      400,
      "missing feature parameter 'currentpassword'",
    ],
    [
      'an empty currentpassword is reported as a wrong one',
      async (site) => ['current', OTHER_PASSWORD, (await site.person()).basic, '?currentpassword='],
      403,
      'Current password does not match',
    ],
    [
      "an admin's wrong currentpassword is reported before a bad altpassword",
      async (site) => [
        String((await site.person()).id),
        OTHER_PASSWORD,
        site.admin,
        '?currentpassword=wrong&altpassword=1',
      ],
      403,
      'Current password does not match',
    ],
    [
      'an altpassword that is neither true nor false is reported',
      async (site) => [String((await site.person()).id), OTHER_PASSWORD, site.admin, '?altpassword=1'],
      400,
      "invalid value for feature parameter 'altpassword'",
    ],
  ];
  for (const [title, prepare, status, message] of rows) {
    test(`${title} (${status})`, async ({ start }) => {
      const site = await start();
      const [target, password, as, query] = await prepare(site);
      const answer = await set(site, target, password, as, query);
      expect(answer.xml('message')).toContain(message);
      expect(answer.status).toBe(status);
      expect(answer.xml('status')).toBe(String(status));
      expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Basic realm="DekiWiki"' : null);
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(site.emulator.witness.touched()).toEqual([]);
    });
  }

  test('a refused change changes nothing', async ({ start }) => {
    const site = await start();
    const { username, basic: own } = await site.person();
    expect((await set(site, 'current', OTHER_PASSWORD, own, '?currentpassword=wrong')).status).toBe(403);
    expect(site.emulator.witness.signsIn(username, GOOD_PASSWORD)).toBe(true);
    expect(site.emulator.witness.signsIn(username, OTHER_PASSWORD)).toBe(false);
  });
});

test.describe('replies', () => {
  test("an admin who sets another user's password gets an empty 200 and no cookie", async ({ start }) => {
    const site = await start();
    const { id, username } = await site.person();
    const answer = await set(site, id, OTHER_PASSWORD, site.admin);
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers.get('content-length')).toBe('0');
    for (const name of ['content-type', 'set-cookie', 'p3p']) expect(answer.headers.get(name)).toBeNull();
    expect(await site.signIn(username, GOOD_PASSWORD)).toBe(401);
    expect(await site.signIn(username, OTHER_PASSWORD)).toBe(200);
  });

  test('users who change their own password get a new token, and the earlier one becomes anonymous', async ({
    start,
  }) => {
    const site = await start();
    const { username, basic: own } = await site.person();
    const before = await site.token(own);
    expect(await site.whoIs(cookie(before))).toBe(username);
    const answer = await set(
      site,
      'current',
      OTHER_PASSWORD,
      cookie(before),
      `?currentpassword=${GOOD_PASSWORD}`,
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('p3p')).toContain('IDC DSP');
    expect(answer.text).toMatch(/^\d+_\d{18}_[0-9a-f]{32}$/);
    expect(answer.headers.get('set-cookie')).toContain(`authtoken="${answer.text}"`);
    expect(await site.whoIs(cookie(answer.text))).toBe(username);
    expect(await site.whoIs(cookie(before))).toBe('Anonymous');
    const again = await site.call('GET', 'users/current?authenticate=true', cookie(before));
    expect(again.status).toBe(401);
  });

  test('an admin needs no currentpassword to change their own password, and gets a token', async ({
    start,
  }) => {
    const site = await start();
    const answer = await set(site, 'current', OTHER_PASSWORD, site.admin);
    expect(answer.status).toBe(200);
    expect(await site.whoIs(cookie(answer.text))).toBe('Admin');
    expect(site.emulator.witness.touched()).toEqual([1]);
  });

  test('an apikey alone gets an empty 200, and "current" means Anonymous', async ({ start }) => {
    const site = await start();
    const { id, username } = await site.person();
    const key = `?apikey=${site.emulator.apikey}`;
    const answer = await set(site, id, OTHER_PASSWORD, {}, key);
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(site.emulator.witness.signsIn(username, OTHER_PASSWORD)).toBe(true);
    expect((await set(site, 'current', OTHER_PASSWORD, {}, key)).xml('message')).toContain('anonymous user');
    expect((await set(site, id, GOOD_PASSWORD, {}, '?apikey=other')).status).toBe(403);
  });

  test('an inactive user whose password is set still cannot sign in', async ({ start }) => {
    const site = await start();
    const { id, username } = await site.person();
    await site.call('PUT', `users/${id}`, site.admin, '<user><status>inactive</status></user>');
    expect((await set(site, id, OTHER_PASSWORD, site.admin)).status).toBe(200);
    expect(await site.signIn(username, OTHER_PASSWORD)).toBe(403);
    await site.call('PUT', `users/${id}`, site.admin, '<user><status>active</status></user>');
    expect(await site.signIn(username, OTHER_PASSWORD)).toBe(200);
  });

  for (const [setReply, text, type] of [
    ['user', /^<user .*<username>/, 'application/xml; charset=utf-8'],
    ['ok-text', /^OK$/, 'text/plain; charset=utf-8'],
  ] as const) {
    test(`the reply about another user may be ${setReply}, and users still get a token for their own password`, async ({
      start,
    }) => {
      const site = await start({ setReply });
      const { id, basic: own } = await site.person();
      const answer = await set(site, id, GOOD_PASSWORD, site.admin);
      expect(answer.text).toMatch(text);
      expect(answer.headers.get('content-type')).toBe(type);
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect((await set(site, id, OTHER_PASSWORD, own, `?currentpassword=${GOOD_PASSWORD}`)).text).toMatch(
        /^\d+_/,
      );
    });
  }
});

test.describe('tokens and the password', () => {
  test('setting the same password again leaves tokens alive, and another password ends all of them', async ({
    start,
  }) => {
    const site = await start();
    const { id, username, basic: own } = await site.person();
    const tokens = [await site.token(own), await site.token(own)];
    expect(new Set(tokens).size).toBe(2);
    await set(site, id, GOOD_PASSWORD, site.admin);
    for (const token of tokens) expect(await site.whoIs(cookie(token))).toBe(username);
    await set(site, id, OTHER_PASSWORD, site.admin);
    for (const token of tokens) expect(await site.whoIs(cookie(token))).toBe('Anonymous');
  });

  test("a new password leaves another user's token alive", async ({ start }) => {
    const site = await start();
    const [one, other] = [await site.person(), await site.person()];
    const token = await site.token(other.basic);
    await set(site, one.id, OTHER_PASSWORD, site.admin);
    expect(await site.whoIs(cookie(token))).toBe(other.username);
  });

  test('with tokensSurviveChange, a new password leaves tokens alive', async ({ start }) => {
    const site = await start({ tokensSurviveChange: true });
    const { id, username, basic: own } = await site.person();
    const token = await site.token(own);
    await set(site, id, OTHER_PASSWORD, site.admin);
    expect(await site.whoIs(cookie(token))).toBe(username);
    expect(await site.signIn(username, GOOD_PASSWORD)).toBe(401);
  });
});

test.describe('the alternate password', () => {
  test('it is valid together with the main one, can be used twice, and ends when the main one is used', async ({
    start,
  }) => {
    const site = await start();
    const { id, username, basic: own } = await site.person();
    const token = await site.token(own);
    expect((await set(site, id, OTHER_PASSWORD, site.admin, '?altpassword=TRUE')).status).toBe(200);
    const alternate = (): boolean =>
      site.emulator.witness.users().find((user) => user.id === id)?.hasAlternate === true;
    expect(alternate()).toBe(true);
    expect(await site.signIn(username, OTHER_PASSWORD)).toBe(200);
    expect(await site.signIn(username, OTHER_PASSWORD)).toBe(200);
    expect(await site.whoIs(cookie(token))).toBe(username);
    expect(await site.signIn(username, GOOD_PASSWORD)).toBe(200);
    expect(alternate()).toBe(false);
    expect(await site.signIn(username, OTHER_PASSWORD)).toBe(401);
  });

  test('it is accepted as currentpassword, and a new main one clears it', async ({ start }) => {
    const site = await start();
    const { id, username } = await site.person();
    await set(site, id, OTHER_PASSWORD, site.admin, '?altpassword=true');
    const change = `?currentpassword=${encodeURIComponent(OTHER_PASSWORD)}`;
    expect((await set(site, id, 'Third-Secret.99', basic(username, OTHER_PASSWORD), change)).status).toBe(
      200,
    );
    expect(await site.signIn(username, OTHER_PASSWORD)).toBe(401);
    expect(await site.signIn(username, GOOD_PASSWORD)).toBe(401);
    expect(await site.signIn(username, 'Third-Secret.99')).toBe(200);
  });

  test('it ends when the main one is given as currentpassword', async ({ start }) => {
    const site = await start();
    const { id, username } = await site.person();
    await set(site, id, OTHER_PASSWORD, site.admin, '?altpassword=true');
    const bad = await set(
      site,
      id,
      'Third-Secret.99',
      site.admin,
      `?currentpassword=${GOOD_PASSWORD}&altpassword=x`,
    );
    expect(bad.status).toBe(400);
    expect(site.emulator.witness.signsIn(username, OTHER_PASSWORD)).toBe(false);
  });

  test('with mainSignInEndsAlternate=false, it outlives a sign-in with the main one', async ({ start }) => {
    const site = await start({ mainSignInEndsAlternate: false });
    const { id, username } = await site.person();
    await set(site, id, OTHER_PASSWORD, site.admin, '?altpassword=true');
    expect(await site.signIn(username, GOOD_PASSWORD)).toBe(200);
    expect(await site.signIn(username, OTHER_PASSWORD)).toBe(200);
  });

  test('an admin may set their own, and gets a token', async ({ start }) => {
    const site = await start();
    const answer = await set(site, 'current', OTHER_PASSWORD, site.admin, '?altpassword=true');
    expect(answer.text).toMatch(/^1_/);
    expect(await site.signIn('Admin', OTHER_PASSWORD)).toBe(200);
    expect(await site.signIn('Admin', site.emulator.admin.password)).toBe(200);
  });
});

test.describe('characters', () => {
  const sent = 'Grüße-1234';
  for (const [type, kept] of [
    ['text/plain; charset=utf-8', sent],
    ['text/plain;charset="UTF-8"', sent],
    ['application/octet-stream', sent],
    // Each of the four bytes that are not ASCII becomes a question mark.
    ['text/plain', 'Gr????e-1234'],
    ['text/plain; charset=iso-8859-1', Buffer.from(sent).toString('latin1')],
  ] as const) {
    test(`a body of type ${type} sets ${kept === sent ? 'what was sent' : 'other characters'}`, async ({
      start,
    }) => {
      const site = await start();
      const { id, username } = await site.person();
      expect(
        (await site.call('PUT', `users/${id}/password`, { ...site.admin, 'content-type': type }, sent))
          .status,
      ).toBe(200);
      expect(await site.signIn(username, kept)).toBe(200);
      if (kept !== sent) expect(await site.signIn(username, sent)).toBe(401);
    });
  }

  test('a password is not trimmed', async ({ start }) => {
    const site = await start();
    const { id, username } = await site.person();
    await set(site, id, ` ${OTHER_PASSWORD}\n`, site.admin);
    expect(await site.signIn(username, OTHER_PASSWORD)).toBe(401);
    expect(await site.signIn(username, ` ${OTHER_PASSWORD}\n`)).toBe(200);
  });

  test('currentpassword is UTF-8 with + for a space, its name ignores case, and the first one counts', async ({
    start,
  }) => {
    const site = await start();
    const { id, username } = await site.person();
    const odd = 'ä +&=%41 77';
    await set(site, id, odd, site.admin);
    const query = `?CurrentPassword=${encodeURIComponent(odd).replaceAll('%20', '+')}&currentpassword=wrong`;
    expect((await set(site, id, OTHER_PASSWORD, basic(username, odd), query)).status).toBe(200);
  });
});

test.describe('the policy', () => {
  for (const [password, strong, classic] of [
    ['abc', 400, 400],
    ['abcd', 400, 200],
    ['Abc-123', 400, 200],
    ['abcdefgh', 400, 200],
    // The underscore is not a symbol.
    ['abc_efgh', 400, 200],
    ['myPassword-77', 400, 200],
    ['abcd-fgh', 200, 200],
    ['abcdefg1', 200, 200],
    ['\u{1F511}\u{1F511}x1', 400, 200],
  ] as const) {
    test(`"${password}" is answered with ${strong} by the strong policy, and with ${classic} by the classic one`, async ({
      start,
    }) => {
      for (const [passwordPolicy, status] of [
        ['strong', strong],
        ['classic', classic],
      ] as const) {
        const site = await start({ passwordPolicy });
        const { id } = await site.person();
        expect((await set(site, id, password, site.admin)).status).toBe(status);
      }
    });
  }

  test('the password of a new user is checked only if the option is set', async ({ start }) => {
    const document = '<user><username>fresh</username></user>';
    for (const [accountPasswordChecked, status] of [
      [false, 200],
      [true, 400],
    ] as const) {
      const site = await start({ accountPasswordChecked });
      expect((await site.call('POST', 'users?accountpassword=abc', site.admin, document)).status).toBe(
        status,
      );
    }
  });
});
