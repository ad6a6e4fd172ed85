import { roleFaults } from '../../../emulators/zendesk/faults/roles.ts';
import { asAdmin, showFaults, someone, userIn, type Row } from './probes.ts';
import { OTHER_PASSWORD, type Tenant } from './tools.ts';

type Probe = (tenant: Tenant) => Promise<[number, unknown]>;

/** Two rows for one action: done and answered with this status, and done although it is refused. */
function both(fault: string, probe: Probe, status: number): Row[] {
  const honest = [403, false];
  return [
    { fault, probe, honest, faulty: [status, true] },
    { fault: `${fault}-in-silence`, probe, honest, faulty: [403, true] },
  ];
}

const creating =
  (by: string, role: string): Probe =>
  async (tenant) => {
    const { token } = await someone(tenant, by);
    const user = { name: 'New User', role, verified: true };
    const { status } = await tenant.call('POST', '/api/v2/users', token, { user });
    const created = tenant.emulator.witness.users().find(({ name }) => name === 'New User');
    return [status, created?.role === role];
  };

/** A user of one role changes a user of another role, or themselves. Returns whether the change took effect, too. */
const changing =
  (by: string, role: string, user: Record<string, unknown>): Probe =>
  async (tenant) => {
    const { id, token } = await someone(tenant, by);
    const target = role === 'self' ? id : (await tenant.person({ role }, null)).id;
    const { status } = await tenant.call('PUT', `/api/v2/users/${target}`, token, { user });
    const shown = userIn(await asAdmin(tenant, 'GET', `/api/v2/users/${target}`));
    return [status, Object.entries(user).every(([key, value]) => shown[key] === value)];
  };

const deleting: Probe = async (tenant) => {
  const { token } = await someone(tenant, 'end-user');
  const { id } = await tenant.person({ role: 'end-user' }, null);
  const { status } = await tenant.call('DELETE', `/api/v2/users/${id}`, token);
  return [status, tenant.emulator.witness.users().find((user) => user.id === id)?.active === false];
};

const addingIdentity: Probe = async (tenant) => {
  const { token } = await someone(tenant, 'end-user');
  const { id } = await tenant.person({}, null);
  const identity = { type: 'email', value: 'mine@example.net', verified: true };
  const { status } = await tenant.call('POST', `/api/v2/users/${id}/identities`, token, { identity });
  const { body } = await asAdmin(tenant, 'GET', `/api/v2/users/${id}/identities`);
  return [status, JSON.stringify(body).includes('mine@example.net')];
};

/** Sets a password without the previous one, and returns whether it signs in. */
const settingPassword =
  (by: string, target: 'self' | 'another'): Probe =>
  async (tenant) => {
    const caller = await someone(tenant, by);
    const { id, email } = target === 'self' ? caller : await tenant.person({});
    const path = `/api/v2/users/${id}/password`;
    const { status } = await tenant.call('POST', path, caller.token, { password: OTHER_PASSWORD });
    return [status, (await tenant.signIn(email, OTHER_PASSWORD)).status === 201];
  };

const reading =
  (by: string, path: string | ((tenant: Tenant) => Promise<string>)) =>
  async (tenant: Tenant): Promise<number> => {
    const { token } = await someone(tenant, by);
    return (await tenant.call('GET', typeof path === 'string' ? path : await path(tenant), token)).status;
  };

const rows: Row[] = [
  ...both('agents-create-agents', creating('agent', 'agent'), 201),
  ...both('agents-create-admins', creating('agent', 'admin'), 201),
  ...both('end-users-create-users', creating('end-user', 'end-user'), 201),
  ...both('agents-promote-others', changing('agent', 'end-user', { role: 'agent' }), 200),
  ...both('agents-suspend-agents', changing('agent', 'agent', { suspended: true }), 200),
  ...both('end-users-promote-themselves', changing('end-user', 'self', { role: 'admin' }), 200),
  ...both('end-users-change-others', changing('end-user', 'end-user', { name: 'Changed' }), 200),
  ...both('end-users-delete-users', deleting, 200),
  ...both('end-users-add-identities', addingIdentity, 201),
  {
    fault: 'end-users-set-passwords',
    probe: settingPassword('end-user', 'another'),
    honest: [403, false],
    faulty: [200, true],
  },
  {
    fault: 'agents-set-their-own-password',
    probe: settingPassword('agent', 'self'),
    honest: [403, false],
    faulty: [200, true],
  },
  {
    fault: 'agents-issue-tokens',
    probe: async (tenant) => {
      const { token, id } = await someone(tenant);
      const body = { token: { client_id: tenant.emulator.client.id, scopes: ['read'] } };
      const answer = await tenant.call('POST', '/api/v2/oauth/tokens', token, body);
      const issued = (answer.body['token'] ?? {}) as Record<string, unknown>;
      return [answer.status, issued['user_id'] === id];
    },
    honest: [403, false],
    faulty: [201, true],
  },
  {
    fault: 'agents-list-clients',
    probe: reading('agent', '/api/v2/oauth/clients'),
    honest: 403,
    faulty: 200,
  },
  {
    fault: 'agents-see-security-settings',
    probe: reading('agent', '/api/v2/security_settings'),
    honest: 403,
    faulty: 200,
  },
  {
    fault: 'end-users-search-users',
    probe: reading('end-user', '/api/v2/users/search?query=some'),
    honest: 403,
    faulty: 200,
  },
  {
    fault: 'end-users-see-others',
    probe: reading('end-user', async (tenant) => `/api/v2/users/${(await tenant.person({}, null)).id}`),
    honest: 403,
    faulty: 200,
  },
];

showFaults(roleFaults, rows);
