/** The test user is recorded before they are created. If someone else has their email address, nothing is changed. */
import { expect, test } from '../../../support/test.ts';
import { LostCall } from '../../../../helpers/http/transport.ts';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import type { User } from '../../../../helpers/systems/zendesk/schemas.ts';
import { createTestUser, blockIfAddressTaken } from '../../../../helpers/systems/zendesk/test-user.ts';
import { Blocked } from '../../../../helpers/verdict/errors.ts';
import { recordAs } from '../../another-process.ts';
import { ADMIN_ID, DUPLICATE, removalOf, TENANT, StubTenant } from './tiny-tenant.ts';
import { WHAT_TO_DO } from '../../../support/what-to-do.ts';

const RUN = 'abcdefghjk';
const ADDRESS = `keyturn+${RUN}@example.com`;
const NEW = {
  name: `Keyturn test user ${RUN}`,
  email: ADDRESS,
  role: 'agent',
  external_id: `keyturn:${RUN}`,
  verified: true,
  skip_verify_email: true,
} as const;
const NAMES = { name: NEW.name, email: ADDRESS, externalId: NEW.external_id };

const newLedger = () => new Ledger({ tenant: TENANT, run: RUN });

test('the user is recorded before they are created', async () => {
  const tenant = new StubTenant();
  const ledger = newLedger();
  let recordedFirst: unknown;
  tenant.answer = ({ method }) => {
    if (method === 'POST') recordedFirst = ledger.own().map((entry) => ({ ...entry }));
    return undefined;
  };
  const { created, entry } = await createTestUser(ledger, removalOf(tenant), NEW);
  expect(created.status).toBe(201);
  expect(recordedFirst).toEqual([
    expect.objectContaining({
      thing: { kind: 'user', address: ADDRESS, marker: NEW.external_id },
      id: undefined,
    }),
  ]);
  expect(ledger.own()).toEqual([entry]);
  ledger.created(entry, created.body.user.id);
  expect(ledger.own()).toEqual([expect.objectContaining({ id: created.body.user.id })]);
});

test('a creation whose answer is lost stays recorded', async () => {
  const tenant = new StubTenant();
  const ledger = newLedger();
  tenant.answer = () => {
    throw new LostCall('no answer', WHAT_TO_DO);
  };
  await expect(createTestUser(ledger, removalOf(tenant), NEW)).rejects.toThrow(LostCall);
  expect(ledger.own()).toHaveLength(1);
});

test('our own user, whose answer was lost, is removed and created again', async () => {
  const tenant = new StubTenant({ ...NEW, id: 7 });
  const ledger = newLedger();
  const { created, entry } = await createTestUser(ledger, removalOf(tenant), NEW);
  expect(created.status).toBe(201);
  expect(tenant.deletions).toEqual(['DELETE /api/v2/users/7']);
  expect(ledger.own()).toEqual([entry]);
});

test('a user whom the search does not find yet is found by external ID', async () => {
  const tenant = new StubTenant({ ...NEW, id: 7 });
  tenant.pages = [[]];
  const { created } = await createTestUser(newLedger(), removalOf(tenant), NEW);
  expect(created.status).toBe(201);
  expect(tenant.deletions).toEqual(['DELETE /api/v2/users/7']);
});

test('the user of another running process of this run is not removed', async () => {
  const folder = test.info().outputPath('ledger');
  const tenant = new StubTenant({ ...NEW, id: 7 });
  recordAs({ folder, run: RUN, pid: process.ppid }, (other) =>
    other.created(other.creating({ kind: 'user', address: ADDRESS, marker: NEW.external_id }), 7),
  );
  const ledger = new Ledger({ tenant: TENANT, run: RUN, folder });
  await expect(createTestUser(ledger, removalOf(tenant), NEW)).rejects.toThrow('may still be running');
  expect(tenant.deletions).toEqual([]);
  expect(ledger.own()).toEqual([]);
});

for (const status of [500, 502, 504]) {
  test(`a creation that answers ${status} may have taken effect, and stays recorded`, async () => {
    const tenant = new StubTenant();
    const ledger = newLedger();
    tenant.answer = ({ method }) => (method === 'POST' ? { status, body: {} } : undefined);
    const { created, entry } = await createTestUser(ledger, removalOf(tenant), NEW);
    expect(created.status).toBe(status);
    expect(ledger.own()).toEqual([entry]);
  });
}

test('a second creation that answers 502 may have taken effect, and stays recorded', async () => {
  const tenant = new StubTenant({ ...NEW, id: 7 });
  const ledger = newLedger();
  tenant.answer = ({ method }) => {
    const tries = tenant.calls.filter((call) => call.startsWith('POST')).length;
    return method === 'POST' && tries === 2 ? { status: 502, body: {} } : undefined;
  };
  const { entry } = await createTestUser(ledger, removalOf(tenant), NEW);
  expect(ledger.own()).toEqual([entry]);
});

test('a user whose creation was never sent does not stay recorded', async () => {
  const tenant = new StubTenant();
  const ledger = newLedger();
  tenant.answer = () => {
    throw new Blocked('the connection was refused', WHAT_TO_DO);
  };
  await expect(createTestUser(ledger, removalOf(tenant), NEW)).rejects.toThrow(Blocked);
  expect(ledger.own()).toEqual([]);
});

const STRANGERS: [title: string, user: User][] = [
  ['a person', { id: 7, name: 'Nora Testa', email: ADDRESS, role: 'agent' }],
  ['an admin with our name', { ...NEW, id: 7, role: 'admin' }],
  ['a user without an external ID', { ...NEW, id: 7, external_id: null }],
];
for (const [title, user] of STRANGERS) {
  test(`if ${title} has the email address, nothing is changed`, async () => {
    const tenant = new StubTenant(user);
    await expect(createTestUser(newLedger(), removalOf(tenant), NEW)).rejects.toThrow(
      /belongs to user 7, who is not a Keyturn test user/,
    );
    expect(tenant.deletions).toEqual([]);
  });
}

test('if someone else has the email address, nothing stays recorded', async () => {
  const tenant = new StubTenant({ id: 7, name: 'Nora Testa', email: ADDRESS, role: 'agent' });
  const ledger = newLedger();
  await expect(createTestUser(ledger, removalOf(tenant), NEW)).rejects.toThrow(Blocked);
  expect(ledger.own()).toEqual([]);
});

test('if no seat is left, the message names who can free one, and nothing stays recorded', async () => {
  for (const body of [
    { error: 'MaxAgentExceeded', description: 'x' },
    { error: 'RecordInvalid', details: { base: [{ error: 'MaxAgentExceeded' }] } },
    { error: { title: 'MaxAgentExceeded', message: 'x' } },
  ]) {
    const tenant = new StubTenant();
    const ledger = newLedger();
    tenant.answer = ({ method }) => (method === 'POST' ? { status: 422, body } : undefined);
    await expect(createTestUser(ledger, removalOf(tenant), NEW)).rejects.toThrow(
      /no seat left[^]*Who: {3}the account owner/,
    );
    expect(ledger.own()).toEqual([]);
  }
});

test('another refusal is returned, and nothing stays recorded', async () => {
  const tenant = new StubTenant();
  const ledger = newLedger();
  const body = {
    error: 'RecordInvalid',
    details: { email: [{ description: 'Email: x is not properly formatted' }] },
  };
  tenant.answer = ({ method }) => (method === 'POST' ? { status: 422, body } : undefined);
  expect((await createTestUser(ledger, removalOf(tenant), NEW)).created.status).toBe(422);
  expect(ledger.own()).toEqual([]);
});

test('if the email address stays taken, the creation is repeated only once', async () => {
  const tenant = new StubTenant({ ...NEW, id: 7 });
  tenant.answer = ({ method }) => (method === 'POST' ? DUPLICATE(ADDRESS) : undefined);
  await expect(createTestUser(newLedger(), removalOf(tenant), NEW)).rejects.toThrow(
    'as taken, but shows no user with it',
  );
  expect(tenant.calls.filter((call) => call.startsWith('POST'))).toHaveLength(2);
});

test('the message names the user of another run that may still be running', () => {
  const holder = {
    ...NEW,
    id: 7,
    external_id: 'keyturn:zzzzzzzzzz',
    email: 'qa@acme.example',
    created_at: '2026-11-21T11:00:00Z',
  };
  const one = { api: new StubTenant().api, selfId: ADMIN_ID, addresses: 'qa@acme.example' };
  expect(() => blockIfAddressTaken([holder], NAMES, one)).toThrow(
    /in use by user 7 of run zzzzzzzzzz \(created 2026-11-21T11:00:00Z\)/,
  );
  expect(() => blockIfAddressTaken([], NAMES, one)).not.toThrow();
  // If one of several users is not ours, the message is about that one.
  const sharer = { ...holder, id: 9, external_id: 'crm-5531' };
  for (const holders of [
    [holder, sharer],
    [sharer, holder],
  ])
    expect(() => blockIfAddressTaken(holders, NAMES, one)).toThrow(
      /belongs to user 9, who is not a Keyturn test user/,
    );
});
