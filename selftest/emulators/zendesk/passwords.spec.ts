import { expect, GOOD_PASSWORD, OTHER_PASSWORD, test, type Tenant } from './tools.ts';

test('no password is set if the setting is off, or for the owner, or for an unknown user', async ({
  start,
}) => {
  const off = await start({ adminsCanSetUserPasswords: false });
  const { id, email } = await off.person({}, null);
  const body = { password: GOOD_PASSWORD };
  expect((await off.call('POST', `/api/v2/users/${id}/password`, await off.adminToken(), body)).status).toBe(
    403,
  );
  expect((await off.signIn(email, GOOD_PASSWORD)).status).toBe(400);
  const on = await start();
  const owner = on.emulator.witness.users().find(({ name }) => name === 'Olive Owner')?.id ?? 0;
  expect((await on.call('POST', `/api/v2/users/${owner}/password`, await on.adminToken(), body)).status).toBe(
    403,
  );
  expect(on.emulator.witness.touched()).toEqual([]);
  expect((await on.call('POST', '/api/v2/users/17/password', await on.adminToken(), body)).status).toBe(404);
});

test('users change only their own password, with the previous one', async ({ start }) => {
  const tenant = await start();
  const { id, email } = await tenant.person({});
  const token = String((await tenant.signIn(email, GOOD_PASSWORD)).body['access_token']);
  const path = `/api/v2/users/${id}/password.json`;
  const wrong = await tenant.call('PUT', path, token, { previous_password: 'x', password: OTHER_PASSWORD });
  expect(wrong.status).toBe(422);
  expect(wrong.body['details']).toHaveProperty('previous_password');
  const right = { previous_password: GOOD_PASSWORD, password: OTHER_PASSWORD };
  expect((await tenant.call('PUT', path, await tenant.adminToken(), right)).status).toBe(403);
  expect((await tenant.signIn(email, GOOD_PASSWORD)).status).toBe(201);
  expect((await tenant.call('PUT', path, token, right)).status).toBe(200);
  expect((await tenant.signIn(email, GOOD_PASSWORD)).status).toBe(400);
  expect((await tenant.signIn(email, OTHER_PASSWORD)).status).toBe(201);
  expect((await tenant.call('GET', '/api/v2/oauth/tokens/current', token)).status).toBe(200);
  expect(tenant.emulator.witness.mailbox(email).map(({ subject }) => subject)).toContain(
    'Emulated Tenant: password changed',
  );
});

test('a new password can end tokens', async ({ start }) => {
  const tenant = await start({ passwordChangeEndsTokens: true });
  const { id, email } = await tenant.person({});
  const { body } = await tenant.signIn(email, GOOD_PASSWORD);
  const change = { previous_password: GOOD_PASSWORD, password: OTHER_PASSWORD };
  await tenant.call('PUT', `/api/v2/users/${id}/password`, String(body['access_token']), change);
  const check = await tenant.call('GET', '/api/v2/oauth/tokens/current', String(body['access_token']));
  expect(check.status).toBe(401);
  const refresh = { grant_type: 'refresh_token', refresh_token: body['refresh_token'] };
  expect((await tenant.token(refresh)).body['error']).toBe('invalid_grant');
});

for (const [emptyPasswordReply, text] of [
  ['zero-bytes', ''],
  ['empty-string', '""'],
  ['null', 'null'],
  ['space', ' '],
] as const) {
  test(`the empty reply may be ${emptyPasswordReply}`, async ({ start }) => {
    const tenant = await start({ emptyPasswordReply });
    const { id } = await tenant.person({}, null);
    const body = { password: GOOD_PASSWORD };
    const path = `/api/v2/users/${id}/password`;
    const answer = await tenant.call('POST', path, await tenant.adminToken(), body);
    expect([answer.status, answer.text]).toEqual([200, text]);
  });
}

test.describe('levels', () => {
  /** Sets passwords one after the other, and returns those that were accepted. */
  async function accepted(tenant: Tenant, passwords: string[]): Promise<string[]> {
    const { id } = await tenant.person({ email: 'robin.quirke@example.net' }, null);
    const admin = await tenant.adminToken();
    const result: string[] = [];
    for (const password of passwords) {
      const answer = await tenant.call('POST', `/api/v2/users/${id}/password`, admin, { password });
      if (answer.status === 200) result.push(password);
      else {
        expect(answer.status).toBe(422);
        expect(answer.body['details']).toHaveProperty('password');
      }
    }
    return result;
  }

  test('low needs five characters that are not the email address', async ({ start }) => {
    const tenant = await start({ passwordPolicy: 'low' });
    expect(await accepted(tenant, ['four', 'fiver', 'robin.quirke@example.net', 'fiver'])).toEqual([
      'fiver',
      'fiver',
    ]);
  });

  test('medium needs six characters, with both cases, a digit and a symbol', async ({ start }) => {
    const tenant = await start({ passwordPolicy: 'medium' });
    const weak = ['Ab1!x', 'ab1!xy', 'AB1!XY', 'Abc!xy', 'Abc1xy', 'zendesk123!'];
    expect(await accepted(tenant, [...weak, 'Ab1!xy', 'Ab1!xy'])).toEqual(['Ab1!xy', 'Ab1!xy']);
  });

  test('high refuses the last five passwords', async ({ start }) => {
    const tenant = await start({ passwordPolicy: 'high' });
    const six = [1, 2, 3, 4, 5, 6].map((number) => `Ab1!xy${number}`);
    const [first = ''] = six;
    expect(await accepted(tenant, [...six.slice(0, 5), first, ...six.slice(5), first])).toEqual([
      ...six,
      first,
    ]);
  });

  test('recommended needs twelve characters, without names and common passwords', async ({ start }) => {
    const tenant = await start();
    const weak = ['Ab1!xyzuvwr', 'ZenDesk-4711-x', 'Robin.Quirke-12', 'P@ssw0rd1234', 'zendesk123!_new'];
    expect(await accepted(tenant, [...weak, GOOD_PASSWORD])).toEqual([GOOD_PASSWORD]);
  });

  test('the requirements are shown in words, to the user and to admins', async ({ start }) => {
    const tenant = await start({ passwordPolicy: 'low' });
    const { id, email } = await tenant.person({});
    const path = `/api/v2/users/${id}/password/requirements.json`;
    const token = String((await tenant.signIn(email, GOOD_PASSWORD)).body['access_token']);
    for (const caller of [token, await tenant.adminToken()]) {
      expect((await tenant.call('GET', path, caller)).body).toEqual({
        requirements: ['must be at least 5 characters', 'must be different from email address'],
      });
    }
    const strict = await start();
    const { admin } = strict.emulator;
    const answer = await strict.call(
      'GET',
      `/api/v2/users/${admin.id}/password/requirements`,
      await strict.adminToken(),
    );
    expect(answer.body['requirements']).toContain('must be at least 12 characters');
  });

  test('the security settings show the options', async ({ start }) => {
    const tenant = await start({ enforceSso: true, zendeskLogin: false, passwordPolicy: 'high' });
    const answer = await tenant.call('GET', '/api/v2/security_settings.json', await tenant.adminToken());
    expect(answer.body['security_settings']).toMatchObject({
      admins_can_set_user_passwords: true,
      authentication: {
        agent: {
          enforce_sso: true,
          zendesk_login: false,
          two_factor_enforce: false,
          security_policy_id: 300,
          security_policy_name: 'high',
          password: { password_history_length: 5, password_length: 6 },
        },
      },
    });
  });
});

test('the audit log contains actions and no password', async ({ start }) => {
  const tenant = await start();
  const { id } = await tenant.person({});
  const answer = await tenant.call('GET', '/api/v2/audit_logs', await tenant.adminToken());
  const logs = answer.body['audit_logs'] as { action: string; source_id: number }[];
  expect(logs.filter(({ source_id }) => source_id === id).map(({ action }) => action)).toEqual([
    'update',
    'create',
  ]);
  expect(answer.text).not.toContain(GOOD_PASSWORD);
});
