import { expect, test } from '../../../support/test.ts';
import { fingerprintOf } from '../../../../helpers/systems/zendesk/fingerprint.ts';
import { connectTo, StubTenant, TENANT } from './tiny-tenant.ts';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';

/** A value below this many objects, or lists. */
function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = true;
  for (let level = 0; level < depth; level++) value = wrap(value);
  return value;
}

test('settings are compared by path, however deep a tenant nests them', async () => {
  const tenant = new StubTenant();
  tenant.answer = ({ path }) =>
    path === '/api/v2/security_settings'
      ? {
          status: 200,
          body: {
            security_settings: {
              admins_can_set_user_passwords: true,
              objects: nested(1000, (inner) => ({ inner })),
              lists: nested(1000, (inner) => [inner]),
              authentication: { agent: { enforce_sso: false } },
            },
          },
        }
      : undefined;
  const { api } = tenant;
  const fingerprint = await fingerprintOf(connectTo(tenant, new Ledger({ tenant: TENANT, run: 'run' })), {
    self: () => api.showSelf(),
    security: () => api.showSecuritySettings(),
    clients: () => api.listClients(),
  });
  expect(fingerprint).toMatchObject({
    'security.admins_can_set_user_passwords': 'true',
    'security.authentication.agent.enforce_sso': 'false',
  });
  expect(Object.keys(fingerprint).join('\n').length).toBeLessThan(1000);
});
