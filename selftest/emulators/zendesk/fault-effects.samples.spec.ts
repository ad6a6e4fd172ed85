import { sampleFaults } from '../../../emulators/zendesk/faults/samples.ts';
import { asAdmin, exchange, refresh, showFaults, someone, userIn, type Row } from './probes.ts';
import { GOOD_PASSWORD, OTHER_PASSWORD, type Tenant } from './tools.ts';

const creating = async (tenant: Tenant, user: object): Promise<number> =>
  (await asAdmin(tenant, 'POST', '/api/v2/users', { user: { name: 'Some One', ...user } })).status;

/** Changes the name of a user, with additional attributes. Returns the status and the name afterward. */
const renaming = async (tenant: Tenant, more: object, headers = {}): Promise<unknown[]> => {
  const { id } = await tenant.person({ name: 'Old' }, null);
  const body = { user: { name: 'New', ...more } };
  const { status } = await asAdmin(tenant, 'PUT', `/api/v2/users/${id}`, body, headers);
  return [status, userIn(await asAdmin(tenant, 'GET', `/api/v2/users/${id}`))['name']];
};

const searching = async (tenant: Tenant, query: string, more = ''): Promise<unknown> => {
  const { body } = await asAdmin(tenant, 'GET', `/api/v2/users/search?query=${query}${more}`);
  return (body['users'] as unknown[] | undefined)?.length;
};

const rows: Row[] = [
  {
    fault: 'default-role-refused',
    probe: (tenant) => creating(tenant, { role: 'end-user' }),
    honest: 201,
    faulty: 422,
  },
  {
    fault: 'default-role-is-agent',
    probe: async (tenant) =>
      userIn(await asAdmin(tenant, 'POST', '/api/v2/users', { user: { name: 'Some One' } }))['role'],
    honest: 'end-user',
    faulty: 'agent',
  },
  {
    fault: 'default-skip-verify-email-refused',
    probe: (tenant) => creating(tenant, { skip_verify_email: false }),
    honest: 201,
    faulty: 422,
  },
  {
    fault: 'default-refresh-lifetime-refused',
    probe: async (tenant) => (await exchange(tenant, { refresh_token_expires_in: 2_592_000 })).status,
    honest: 201,
    faulty: 400,
  },
  {
    fault: 'default-refresh-lifetime-gives-none',
    probe: async (tenant) => {
      const { status, body } = await exchange(tenant, { refresh_token_expires_in: 2_592_000 });
      return [status, 'refresh_token' in body];
    },
    honest: [201, true],
    faulty: [201, false],
  },
  {
    fault: 'sample-refresh-lifetime-refused',
    probe: async (tenant) => {
      const sample = { scope: 'read write', expires_in: 86_400, refresh_token_expires_in: 604_800 };
      return (await exchange(tenant, sample)).status;
    },
    honest: 201,
    faulty: 400,
  },
  {
    fault: 'default-lifetime-refused',
    probe: async (tenant) => (await exchange(tenant, { expires_in: null })).status,
    honest: 201,
    faulty: 400,
  },
  {
    fault: 'sample-refresh-refused',
    probe: async (tenant) => {
      const sample = { scopes: 'tickets:write', expires_in: 86_400, refresh_token_expires_in: 604_800 };
      return (await refresh(tenant, (await someone(tenant)).refreshToken, sample)).status;
    },
    honest: 201,
    faulty: 400,
  },
  {
    fault: 'sample-scope-order-refused',
    probe: async (tenant) =>
      (await tenant.token({ grant_type: 'client_credentials', scope: 'organizations:write read' })).status,
    honest: 201,
    faulty: 400,
  },
  {
    fault: 'first-page-by-number-empty',
    probe: async (tenant) => {
      const { email } = await tenant.person({}, null);
      return [
        await searching(tenant, `email:${email}`),
        await searching(tenant, `email:${email}`, '&page=1'),
      ];
    },
    honest: [1, 1],
    faulty: [1, 0],
  },
  {
    fault: 'largest-page-size-refused',
    probe: async (tenant) =>
      (await asAdmin(tenant, 'GET', '/api/v2/users/search?query=x&per_page=100')).status,
    honest: 200,
    faulty: 400,
  },
  {
    fault: 'token-list-filter-ignored',
    probe: async (tenant) => {
      const { id } = tenant.emulator.client;
      const { body } = await asAdmin(tenant, 'GET', `/api/v2/oauth/tokens?client_id=${id}`);
      return (body['tokens'] as { client_id: number }[]).every(({ client_id }) => client_id === id);
    },
    honest: true,
    faulty: false,
  },
  {
    fault: 'password-path-with-json-unknown',
    probe: async (tenant) => {
      const { id } = await tenant.person({}, null);
      const body = { password: GOOD_PASSWORD };
      return (await asAdmin(tenant, 'POST', `/api/v2/users/${id}/password.json`, body)).status;
    },
    honest: 200,
    faulty: 404,
  },
  {
    fault: 'password-path-with-json-sets-nothing',
    probe: async (tenant) => {
      const { id, email } = await tenant.person({}, null);
      const body = { password: GOOD_PASSWORD };
      const { status } = await asAdmin(tenant, 'POST', `/api/v2/users/${id}/password.json`, body);
      return [status, (await tenant.signIn(email, GOOD_PASSWORD)).status];
    },
    honest: [200, 201],
    faulty: [200, 400],
  },
  {
    fault: 'token-path-with-json-revokes-nothing',
    probe: async (tenant) => {
      const token = await tenant.adminToken();
      const shown = await tenant.call('GET', '/api/v2/oauth/tokens/current', token);
      const { id } = shown.body['token'] as { id: number };
      const { status } = await tenant.call('DELETE', `/api/v2/oauth/tokens/${id}.json`, token);
      return [status, (await tenant.call('GET', '/api/v2/users', token)).status];
    },
    honest: [204, 401],
    faulty: [204, 200],
  },
  {
    fault: 'body-with-charset-not-read',
    probe: (tenant) => renaming(tenant, {}, { 'content-type': 'application/json; charset=utf-8' }),
    honest: [200, 'New'],
    faulty: [200, 'Old'],
  },
  {
    fault: 'any-accept-refused',
    probe: async (tenant) =>
      (await asAdmin(tenant, 'GET', '/api/v2/users', undefined, { accept: '*/*' })).status,
    honest: 200,
    faulty: 406,
  },
  {
    fault: 'passwords-by-position',
    probe: async (tenant) => {
      const { id, token } = await someone(tenant);
      const body = { password: OTHER_PASSWORD, previous_password: GOOD_PASSWORD };
      return (await tenant.call('PUT', `/api/v2/users/${id}/password`, token, body)).status;
    },
    honest: 200,
    faulty: 422,
  },
  {
    fault: 'names-in-any-case',
    probe: async (tenant) => {
      const { id } = await tenant.person({}, null);
      const body = { PASSWORD: GOOD_PASSWORD };
      return (await asAdmin(tenant, 'POST', `/api/v2/users/${id}/password`, body)).status;
    },
    honest: 422,
    faulty: 200,
  },
  {
    fault: 'unknown-attribute-refused',
    probe: (tenant) => creating(tenant, { favourite: 'tea' }),
    honest: 201,
    faulty: 422,
  },
  {
    fault: 'unknown-attribute-voids-change',
    probe: (tenant) => renaming(tenant, { favourite: 'tea' }),
    honest: [200, 'New'],
    faulty: [200, 'Old'],
  },
  {
    fault: 'body-of-deletion-refused',
    probe: async (tenant) => {
      const { id } = await tenant.person({}, null);
      return (await asAdmin(tenant, 'DELETE', `/api/v2/users/${id}`, { user: { id } })).status;
    },
    honest: 200,
    faulty: 422,
  },
  {
    fault: 'identities-of-new-user-dropped',
    probe: async (tenant) => {
      const { id } = await tenant.person({ identities: [{ type: 'twitter', value: 'tester84' }] }, null);
      const { body } = await asAdmin(tenant, 'GET', `/api/v2/users/${id}/identities`);
      return (body['identities'] as { type: string }[]).map(({ type }) => type);
    },
    honest: ['email', 'twitter'],
    faulty: ['email'],
  },
  {
    fault: 'search-takes-whole-values-only',
    probe: async (tenant) => {
      const { email } = await tenant.person({}, null);
      return [await searching(tenant, email), await searching(tenant, email.split('@')[0] ?? '')];
    },
    honest: [1, 1],
    faulty: [1, 0],
  },
];

showFaults(sampleFaults, rows);
