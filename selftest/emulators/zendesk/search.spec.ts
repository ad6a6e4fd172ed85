import { expect, test, type Tenant } from './tools.ts';

interface Hit {
  id: number;
  name: string;
  email: string | null;
}

async function search(tenant: Tenant, admin: string, parameters: Record<string, string>): Promise<Hit[]> {
  const answer = await tenant.call('GET', `/api/v2/users/search?${new URLSearchParams(parameters)}`, admin);
  expect(answer.status).toBe(200);
  return answer.body['users'] as Hit[];
}

for (const [query, exact] of [
  ['keyturn@example.com', 'Keyturn Support'],
  ['email:"keyturn@example.com"', null],
  ['Keyturn', 'Keyturn'],
  ['test.notebook.agent@a.com', 'Nora Testa'],
] as const) {
  test(`"${query}" finds ${exact === null ? 'the user' : 'look-alikes first'}`, async ({ start }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    const hits = await search(tenant, admin, { query });
    if (exact === null) {
      expect(hits.map(({ name }) => name)).toContain('Keyturn Support');
      return;
    }
    expect(hits.length).toBeGreaterThan(1);
    expect(hits[0]?.name).not.toBe(exact);
    expect(hits.at(-1)?.name).toBe(exact);
  });
}

test('users are found by partial words, notes, roles and keys', async ({ start }) => {
  const tenant = await start();
  const admin = await tenant.adminToken();
  const names = async (query: string): Promise<string[]> =>
    (await search(tenant, admin, { query })).map(({ name }) => name);
  expect(await names('tilda.note')).toEqual(['TestNotebookAgent']);
  expect(await names('chamel')).toEqual(['Carla Chameleon']);
  expect(await names('name:"Keyturn Blank"')).toEqual(['Keyturn Blank']);
  expect(await names('role:end-user keyturn.friend')).toEqual(['Erin Enduser']);
  expect(await names('type:user olive')).toEqual(['Olive Owner']);
  expect(await names('nobodyofthatname')).toEqual([]);
});

test('a user is found by a second address, and shown with the first', async ({ start }) => {
  const tenant = await start();
  const hits = await search(tenant, await tenant.adminToken(), { query: 'email:"keyturn+old@example.com"' });
  expect(hits).toEqual([expect.objectContaining({ name: 'Carla Chameleon', email: 'carla@example.com' })]);
});

test('an external ID is found only if it is complete, in any case', async ({ start }) => {
  const tenant = await start();
  const admin = await tenant.adminToken();
  expect(await search(tenant, admin, { external_id: 'CRM-5531' })).toHaveLength(1);
  expect(await search(tenant, admin, { external_id: 'crm' })).toEqual([]);
});

test('the reply has offset pages and may be cached for ten seconds', async ({ start }) => {
  const tenant = await start();
  const admin = await tenant.adminToken();
  const answer = await tenant.call('GET', '/api/v2/users/search?query=keyturn&per_page=2', admin);
  expect(answer.headers.get('cache-control')).toBe('max-age=10, private');
  expect(Object.keys(answer.body).sort()).toEqual(['count', 'next_page', 'previous_page', 'users']);
  expect(answer.body['users']).toHaveLength(2);
  expect(answer.body['next_page']).toContain('page=2');
  expect((await tenant.call('GET', '/api/v2/users/search', admin)).status).toBe(400);
});

test('the index lags behind creations, changes and deletions', async ({ start }) => {
  const tenant = await start({ indexLagMs: 60_000 });
  const admin = await tenant.adminToken();
  const { id, email } = await tenant.person({ name: 'Before', external_id: 'lag:1' });
  const query = { query: `email:"${email}"` };
  expect(await search(tenant, admin, query)).toEqual([]);
  expect(await search(tenant, admin, { external_id: 'lag:1' })).toEqual([]);
  tenant.clock.advance(60_000);
  expect(await search(tenant, admin, query)).toHaveLength(1);
  await tenant.call('PUT', `/api/v2/users/${id}`, admin, { user: { name: 'After' } });
  expect((await search(tenant, admin, query))[0]?.name).toBe('Before');
  tenant.clock.advance(60_000);
  expect((await search(tenant, admin, query))[0]?.name).toBe('After');
  await tenant.call('DELETE', `/api/v2/users/${id}`, admin);
  tenant.clock.advance(59_999);
  expect(await search(tenant, admin, query)).toEqual([expect.objectContaining({ id, email, active: true })]);
  tenant.clock.advance(1);
  expect(await search(tenant, admin, query)).toEqual([]);
});
