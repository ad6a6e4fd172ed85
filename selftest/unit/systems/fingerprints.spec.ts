/** The fingerprint of a tenant is compared from run to run. It contains no secrets, and fails nothing. */
import { expect, test } from '../../support/test.ts';
import { Ledger } from '../../../helpers/ledger/ledger.ts';
import { asAdmin } from '../../../helpers/systems/expert/connection.ts';
import { fingerprintOf as ofExpert } from '../../../helpers/systems/expert/fingerprint.ts';
import {
  fingerprintOf as ofZendesk,
  fingerprintOfPasswords,
} from '../../../helpers/systems/zendesk/fingerprint.ts';
import { signInAsAdmin } from '../../../helpers/systems/zendesk/sign-in.ts';
import { connectTo as connectToSite, StubSite, xmlReply } from './expert/tiny-site.ts';
import { connectTo, TENANT, StubTenant } from './zendesk/tiny-tenant.ts';

const SETTINGS = {
  admins_can_set_user_passwords: true,
  authentication: { agent: { enforce_sso: false }, end_user: {} },
  ip: { ip_ranges: '10.0.0.1', ip_restriction_enabled: true },
};

async function zendesk(answers: Record<string, unknown>): Promise<Record<string, string>> {
  const tenant = new StubTenant();
  tenant.answer = ({ path }) => {
    const [, body] = Object.entries(answers).find(([end]) => path.endsWith(end)) ?? [];
    return body === undefined ? undefined : { status: 200, body };
  };
  const connection = connectTo(tenant, new Ledger({ tenant: TENANT, run: 'abcdefghjk' }));
  const { api } = await signInAsAdmin(connection);
  const subject = {
    self: () => api.showSelf(),
    security: () => api.showSecuritySettings(),
    clients: () => api.listClients(),
  };
  const required = await api.passwordRequirements(7);
  return { ...(await ofZendesk(connection, subject)), ...fingerprintOfPasswords(required) };
}

test('Zendesk: settings are named by their paths, and the secret of the client and IP ranges are left out', async () => {
  const print = await zendesk({
    '/security_settings': { security_settings: SETTINGS },
    '/security_settings.json': { security_settings: SETTINGS },
    '/password/requirements': { requirements: ['must be at least 5 characters', 'must include a number'] },
    '/clients': {
      clients: [
        { id: 1, identifier: 'keyturn', kind: 'confidential', secret: 'secret-of-the-client', name: 'x' },
      ],
    },
    '/clients.json': {
      clients: [
        { id: 1, identifier: 'keyturn', kind: 'confidential', secret: 'secret-of-the-client', name: 'x' },
      ],
    },
  });
  expect(print).toMatchObject({
    'security.admins_can_set_user_passwords': 'true',
    'security.authentication.agent.enforce_sso': 'false',
    'security.ip.ip_restriction_enabled': 'true',
    'client.kind': '"confidential"',
    'password requirements': 'must be at least 5 characters; must include a number',
  });
  expect(JSON.stringify(print)).not.toMatch(/secret-of-the-client|10\.0\.0\.1/);
});

test('Zendesk: refused answers, and answers of another shape, are left out', async () => {
  expect(await zendesk({})).toEqual({});
  expect(await zendesk({ '/security_settings': [], '/clients': { clients: 7 } })).toEqual({});
});

test('Expert: the fingerprint shows what the admin may do, and how they sign in', async () => {
  const site = new StubSite();
  const print = async () => {
    const connection = connectToSite(site);
    return ofExpert(connection.target, await asAdmin(connection).showSelf());
  };
  expect(await print()).toEqual({
    'signs in by': 'password',
    'admin.role': 'Admin',
    'admin.operations': 'ADMIN,BROWSE,LOGIN,READ',
  });
  site.answer = () => ({
    ...xmlReply('<odd/>'),
    headers: { 'content-type': 'text/html', server: 'a', date: 'b' },
  });
  expect(await print()).toEqual({ 'header server': 'a', 'signs in by': 'password' });
});
