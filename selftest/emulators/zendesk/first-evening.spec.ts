/** The ways in which a tenant may not be ready to be tested yet. */
import { DEVICE_COOKIE } from '../../../emulators/zendesk/tenant/assumptions.ts';
import { expect, GOOD_PASSWORD, test } from './tools.ts';

test.describe('groups', () => {
  test('admins and agents with the scope read see them, one of them the default', async ({ start }) => {
    const tenant = await start();
    const answer = await tenant.call('GET', '/api/v2/groups.json', await tenant.adminToken('read'));
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ count: 2, next_page: null });
    const groups = answer.body['groups'] as Record<string, unknown>[];
    expect(groups.map(({ name, default: isDefault }) => [name, isDefault])).toEqual([
      ['Support', true],
      ['Billing', false],
    ]);
    expect(groups[0]).toEqual({
      url: `${tenant.emulator.baseUrl}/api/v2/groups/${String(groups[0]?.['id'])}.json`,
      id: expect.any(Number) as unknown,
      is_public: true,
      name: 'Support',
      description: 'Everybody who answers tickets',
      default: true,
      deleted: false,
      created_at: expect.stringMatching(/^2025-10-.*Z$/) as unknown,
      updated_at: expect.any(String) as unknown,
    });
    const shown = await tenant.call('GET', String(groups[1]?.['url']), await tenant.adminToken('read'));
    expect(shown.body['group']).toEqual(groups[1]);
    const page = await tenant.call('GET', '/api/v2/groups?page[size]=1', await tenant.adminToken('read'));
    expect(page.body).toMatchObject({ groups: [groups[0]], meta: { has_more: true } });
  });

  test('other scopes, end users and anonymous callers are refused', async ({ start }) => {
    const tenant = await start({ twoStepVerification: false });
    const statusOf = async (token?: string): Promise<number> =>
      (await tenant.call('GET', '/api/v2/groups', token)).status;
    const { email } = await tenant.person({ role: 'end-user' });
    const endUser = String((await tenant.signIn(email, GOOD_PASSWORD)).body['access_token']);
    const statuses = [
      await statusOf(await tenant.adminToken('users:read')),
      await statusOf(endUser),
      await statusOf(),
    ];
    expect(statuses).toEqual([403, 403, 401]);
    const unknown = await tenant.call('GET', '/api/v2/groups/1', await tenant.adminToken());
    expect(unknown.status).toBe(404);
  });
});

test('before the API is activated, token requests and API calls are refused, and pages are not', async ({
  start,
}) => {
  const tenant = await start({ apiActivated: false });
  for (const answer of [
    await tenant.token({ grant_type: 'client_credentials' }),
    await tenant.call('GET', '/api/v2/users/me'),
  ]) {
    expect(answer.status).toBe(403);
    expect(answer.body['description']).toBe('API access is not activated for this account');
  }
  expect((await tenant.browser().open('/auth/v2/login/signin')).status).toBe(200);
});

test('a client may lack the grant client_credentials, and act as an agent', async ({ start }) => {
  const without = await start({ clientCredentials: false });
  const refused = await without.token({ grant_type: 'client_credentials' });
  expect([refused.status, refused.body['error']]).toEqual([400, 'unauthorized_client']);
  const agent = await start({ adminRole: 'agent' });
  const me = await agent.call('GET', '/api/v2/users/me', await agent.adminToken());
  expect(me.body['user']).toMatchObject({ id: agent.emulator.admin.id, role: 'agent' });
});

test('without seats, an agent is refused and an end user is not', async ({ start }) => {
  const tenant = await start({ seatsLeft: 0 });
  const admin = await tenant.adminToken();
  const create = (role: string) =>
    tenant.call('POST', '/api/v2/users', admin, { user: { name: 'N', role, email: `${role}@example.net` } });
  const refused = await create('agent');
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('MaxAgentExceeded');
  expect((await create('end-user')).status).toBe(201);
});

for (const [ipRestriction, shown] of [
  ['everybody', { ip_restriction_enabled: true, enable_agent_ip_restrictions: false }],
  ['agents', { ip_restriction_enabled: true, enable_agent_ip_restrictions: true }],
] as const)
  test(`the security settings show IP restrictions for ${ipRestriction}`, async ({ start }) => {
    const tenant = await start({ ipRestriction, ipRanges: '192.0.2.* 198.51.100.0/24' });
    const answer = await tenant.call('GET', '/api/v2/security_settings', await tenant.adminToken());
    expect(answer.body['security_settings']).toMatchObject({
      ip: { ...shown, ip_ranges: '192.0.2.* 198.51.100.0/24' },
    });
  });

test.describe('two-factor authentication by email', () => {
  for (const role of ['agent', 'end-user']) {
    test(`asks every ${role} at every sign-in, also on a known device`, async ({ start }) => {
      const tenant = await start({ twoFactor: 'email', twoFactorEnforce: true });
      const { email } = await tenant.person({ role });
      const browser = tenant.browser();
      for (const count of [1, 2]) {
        expect((await tenant.signIn(email, GOOD_PASSWORD, 'read', browser)).status).toBe(201);
        const subjects = tenant.emulator.witness.mailbox(email).map(({ subject }) => subject);
        expect(subjects.filter((subject) => subject.endsWith('passcode'))).toHaveLength(count);
        expect(browser.cookies.has(DEVICE_COOKIE)).toBe(true);
        await browser.open('/access/logout');
      }
    });
  }
});

test("the tenant's clock shows in Date and in its records, while mails have the right time", async ({
  start,
}) => {
  const tenant = await start({ clockSkewSeconds: -600 });
  const { id, email } = await tenant.person({});
  const answer = await tenant.call('GET', `/api/v2/users/${id}`, await tenant.adminToken());
  const expected = tenant.clock.now() - 600_000;
  expect(Date.parse(answer.headers.get('date') ?? '')).toBe(expected);
  expect(Date.parse(String((answer.body['user'] as Record<string, unknown>)['created_at']))).toBe(expected);
  await tenant.signIn(email, GOOD_PASSWORD);
  for (const { sentAt } of tenant.emulator.witness.mailbox(email)) expect(sentAt).toBe(tenant.clock.now());
});

test('a firewall answers every call, and the tenant gets none', async ({ start }) => {
  const tenant = await start({ firewall: true });
  for (const path of ['/api/v2/users/me', '/oauth/tokens', '/auth/v2/login/signin']) {
    const answer = await tenant.call('GET', path);
    expect([answer.status, answer.headers.get('server')]).toEqual([403, 'cloudflare']);
    expect(answer.text).toContain('you have been blocked');
  }
  expect(tenant.emulator.witness.calls()).toEqual([]);
});
