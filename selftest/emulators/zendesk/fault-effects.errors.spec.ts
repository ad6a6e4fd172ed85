import { errorFaults } from '../../../emulators/zendesk/faults/errors.ts';
import { formWith } from '../../support/form-browser.ts';
import { asAdmin, exchangeCode, showFaults, someone, type Row } from './probes.ts';
import { GOOD_PASSWORD, OTHER_PASSWORD, type Tenant } from './tools.ts';

/** The status of a refused change, and of a sign-in with the old password, which shows that nothing was changed. */
const changing = async (tenant: Tenant, body: object): Promise<number[]> => {
  const { id, email, token } = await someone(tenant);
  const { status } = await tenant.call('PUT', `/api/v2/users/${id}/password`, token, body);
  return [status, (await tenant.signIn(email, GOOD_PASSWORD)).status];
};

const UNKNOWN = '/api/v2/users/4711';

const rows: Row[] = [
  {
    fault: 'wrong-previous-password-500',
    probe: (tenant) => changing(tenant, { previous_password: 'wrong', password: OTHER_PASSWORD }),
    honest: [422, 201],
    faulty: [500, 201],
  },
  {
    fault: 'weak-password-500',
    probe: (tenant) => changing(tenant, { previous_password: GOOD_PASSWORD, password: 'weak' }),
    honest: [422, 201],
    faulty: [500, 201],
  },
  {
    fault: 'unknown-user-500',
    probe: async (tenant) => [
      (await asAdmin(tenant, 'GET', UNKNOWN)).status,
      (await asAdmin(tenant, 'PUT', UNKNOWN, { user: { name: 'X' } })).status,
      (await asAdmin(tenant, 'DELETE', UNKNOWN)).status,
      (await asAdmin(tenant, 'POST', `${UNKNOWN}/password`, { password: GOOD_PASSWORD })).status,
    ],
    honest: [404, 404, 404, 404],
    faulty: [500, 500, 500, 500],
  },
  {
    fault: 'duplicate-address-500',
    probe: async (tenant) => {
      const { email } = await tenant.person({}, null);
      const before = tenant.emulator.witness.users().length;
      const user = { name: 'Double', email };
      const { status } = await asAdmin(tenant, 'POST', '/api/v2/users', { user });
      return [status, tenant.emulator.witness.users().length - before];
    },
    honest: [422, 0],
    faulty: [500, 0],
  },
  {
    fault: 'dead-token-502',
    probe: async (tenant) => {
      const token = await tenant.adminToken();
      await tenant.call('DELETE', '/api/v2/oauth/tokens/current', token);
      const dead = await tenant.call('GET', '/api/v2/users', token);
      return [dead.status, (await tenant.call('GET', '/api/v2/users', 'invented')).status];
    },
    honest: [401, 401],
    faulty: [502, 401],
  },
  {
    fault: 'role-too-low-500',
    probe: async (tenant) => {
      const { id, token } = await someone(tenant);
      return [
        (await tenant.call('DELETE', `/api/v2/users/${id}`, token)).status,
        (await tenant.call('PUT', `/api/v2/users/${id}`, token, { user: { role: 'admin' } })).status,
      ];
    },
    honest: [403, 403],
    faulty: [500, 500],
  },
  {
    fault: 'missing-scope-502',
    probe: async (tenant) => {
      const { token, id } = await someone(tenant, 'agent', 'read');
      const body = { previous_password: GOOD_PASSWORD, password: OTHER_PASSWORD };
      return (await tenant.call('PUT', `/api/v2/users/${id}/password`, token, body)).status;
    },
    honest: 403,
    faulty: 502,
  },
  {
    fault: 'wrong-client-secret-500',
    probe: async (tenant) =>
      (await tenant.token({ grant_type: 'client_credentials', client_secret: 'wrong' })).status,
    honest: 401,
    faulty: 500,
  },
  {
    fault: 'bad-code-500',
    probe: async (tenant) => {
      const refreshed = await tenant.token({ grant_type: 'refresh_token', refresh_token: 'invented' });
      return [(await exchangeCode(tenant, 'invented')).status, refreshed.status];
    },
    honest: [400, 400],
    faulty: [500, 400],
  },
  {
    fault: 'refused-sign-in-500',
    probe: async (tenant) => {
      const { email } = await tenant.person({});
      const browser = tenant.browser();
      const page = await browser.open(tenant.authorizeUrl());
      const secret = formWith(page, ({ type }) => type === 'password');
      const name = formWith(page, ({ autocomplete }) => autocomplete === 'username');
      if (secret === null || name === null) return 'no form';
      const wrong = { [name.name]: email, [secret.name]: 'wrong' };
      const { status } = await browser.submit(page, secret.form, wrong);
      return [status, (await tenant.signIn(email, GOOD_PASSWORD)).status];
    },
    honest: [200, 201],
    faulty: [500, 201],
  },
];

showFaults(errorFaults, rows);
