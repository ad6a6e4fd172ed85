import { expect, test } from '@playwright/test';
import type { Browser } from 'playwright';
import { Ledger } from '../../helpers/cleanup/ledger.ts';
import { cleanUp, needsCleanUp } from '../../helpers/zendesk/clean-up.ts';
import { signInAsAdmin, type ZendeskConnection } from '../../helpers/zendesk/sign-in.ts';
import { TokenRegister } from '../../helpers/zendesk/tokens.ts';
import type { User } from '../../helpers/zendesk/schemas.ts';
import { TENANT, TinyTenant } from './tiny-tenant.ts';

const RUN = 'abcdefghjk';
const ADDRESSES = 'keyturn+{run}@example.com';
const NAMES = { address: `keyturn+${RUN}@example.com`, externalId: `keyturn:${RUN}` };
const OURS: User = {
  id: 7,
  name: `Keyturn test user ${RUN}`,
  email: NAMES.address,
  role: 'agent',
  external_id: NAMES.externalId,
};

function connect(tenant: TinyTenant): ZendeskConnection {
  return {
    target: {
      baseUrl: TENANT,
      client: { identifier: 'keyturn', secret: 'secret-of-the-client' },
      redirectUri: 'http://127.0.0.1:8976/callback',
      admin: { grant: 'client_credentials' },
    },
    transport: tenant,
    guard: tenant.options.guard,
    secrets: tenant.options.secrets,
    passcodes: undefined,
    tokens: new TokenRegister(),
    browser: () => Promise.reject<Browser>(new Error('no browser here')),
    devices: new Map(),
    usedPasscodes: new Set(),
    failedSignIns: new Map(),
  };
}

const newLedger = () => new Ledger({ tenant: TENANT, run: RUN });

test('where nothing was made, nothing is to be done', async () => {
  const tenant = new TinyTenant(OURS);
  const connection = connect(tenant);
  expect(needsCleanUp(connection, newLedger())).toBe(false);
  expect(await cleanUp(connection, newLedger(), ADDRESSES)).toEqual({ lines: [], clean: true });
  expect(tenant.calls).toEqual([]);
});

test('it signs in by itself, deletes the user and kills every token', async () => {
  const tenant = new TinyTenant(OURS);
  const connection = connect(tenant);
  await signInAsAdmin(connection);
  const ledger = newLedger();
  ledger.created({ ...NAMES, id: 7 });
  expect(needsCleanUp(connection, ledger)).toBe(true);
  const { lines, clean } = await cleanUp(connection, ledger, ADDRESSES);
  expect(lines.slice(0, 2)).toEqual(['signed in as admin', 'deleted user 7']);
  expect(lines.slice(2).every((line) => line.startsWith("revoked the admin's token"))).toBe(true);
  expect(lines).toHaveLength(4);
  expect(clean).toBe(true);
  expect(tenant.liveTokens).toBe(0);
  expect(tenant.users.get(7)?.active).toBe(false);
  expect(needsCleanUp(connection, ledger)).toBe(false);
});

test('a user whose creation got no answer is found by its address', async () => {
  const tenant = new TinyTenant(OURS);
  const ledger = newLedger();
  ledger.creating(NAMES);
  const { lines, clean } = await cleanUp(connect(tenant), ledger, ADDRESSES);
  expect(lines).toContain('deleted user 7');
  expect(clean).toBe(true);
});

test('a user that cannot be found is left to the next run', async () => {
  const ledger = newLedger();
  ledger.creating(NAMES);
  const { lines } = await cleanUp(connect(new TinyTenant()), ledger, ADDRESSES);
  expect(lines.join('\n')).toContain('was not found');
  expect(ledger.own()).toEqual([]);
});

for (const [title, user] of [
  ['a person who holds the noted id', { id: 7, name: 'Nora', email: 'nora@acme.example', role: 'agent' }],
  ['an admin with all of our mark', { ...OURS, role: 'admin' }],
] as const) {
  test(`${title} is not deleted, and that is told`, async () => {
    const tenant = new TinyTenant(user);
    const ledger = newLedger();
    ledger.created({ ...NAMES, id: 7 });
    const { lines, clean } = await cleanUp(connect(tenant), ledger, ADDRESSES);
    expect(clean).toBe(false);
    expect(lines[1]).toMatch(/^FAILED: delete keyturn\+abcdefghjk@example\.com: User 7 was not deleted/);
    expect(tenant.deletions.filter((call) => call.includes('/users/'))).toEqual([]);
    expect(tenant.liveTokens).toBe(0);
  });
}

test('where the admin cannot sign in, the tokens are still taken back, and nothing is thrown', async () => {
  const tenant = new TinyTenant(OURS);
  const connection = connect(tenant);
  await signInAsAdmin(connection);
  tenant.answer = ({ path }) =>
    path === '/oauth/tokens' ? { status: 401, body: { error: 'invalid_client' } } : undefined;
  const ledger = newLedger();
  ledger.created({ ...NAMES, id: 7 });
  const { lines, clean } = await cleanUp(connection, ledger, ADDRESSES);
  expect(clean).toBe(false);
  expect(lines[0]).toMatch(/^FAILED: sign in as admin: /);
  expect(lines[1]).toMatch(/^revoked the admin's token/);
  expect(ledger.own()).toHaveLength(1);
  expect(lines.join('\n')).not.toContain('secret-of-the-client');
});

test('a token that cannot be killed is told, and is not clean', async () => {
  const tenant = new TinyTenant();
  const connection = connect(tenant);
  await signInAsAdmin(connection);
  tenant.answer = ({ method, path }) =>
    method === 'DELETE' && path.includes('/oauth/') ? { status: 204 } : undefined;
  const { lines, clean } = await cleanUp(connection, newLedger(), ADDRESSES);
  expect(lines).toEqual([expect.stringContaining('is STILL ALIVE')]);
  expect(clean).toBe(false);
});

test('a token of somebody else is not revoked', async () => {
  const tenant = new TinyTenant();
  const connection = connect(tenant);
  await signInAsAdmin(connection);
  tenant.answer = ({ path }) =>
    path.endsWith('/current') ? { status: 200, body: { token: { id: 99, token: 'somebody-e' } } } : undefined;
  const { clean } = await cleanUp(connection, newLedger(), ADDRESSES);
  expect(clean).toBe(false);
  expect(tenant.deletions).toEqual([]);
});
