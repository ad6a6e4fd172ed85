/** The clean-up of a run deletes its users and revokes its tokens, whatever went wrong, and touches nothing else. */
import { expect, test } from '../../../support/test.ts';
import type { CleanUpRecord } from '../../../../helpers/clean-up/clean-up.ts';
import type { Call } from '../../../../helpers/http/call.ts';
import { LostCall } from '../../../../helpers/http/transport.ts';
import { isUser } from '../../../../helpers/ledger/entry.ts';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { newUser } from '../../../../helpers/systems/zendesk/api.ts';
import { cleanUp } from '../../../../helpers/systems/zendesk/clean-up.ts';
import type { ZendeskConnection } from '../../../../helpers/systems/zendesk/connection.ts';
import type { User } from '../../../../helpers/systems/zendesk/schemas.ts';
import { signInAsAdmin } from '../../../../helpers/systems/zendesk/sign-in.ts';
import { createTestUser } from '../../../../helpers/systems/zendesk/test-user.ts';
import { resultsOf } from '../../step-results.ts';
import { ADMIN_ID, connectTo, TENANT, StubTenant } from './tiny-tenant.ts';
import { WHAT_TO_DO } from '../../../support/what-to-do.ts';

const isSomethingOpen = ({ ledger }: ZendeskConnection) => ledger.own().length > 0;

const seen = ({ steps, clean }: CleanUpRecord) => ({ lines: resultsOf(steps).lines, clean });

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

const RECORDED = { kind: 'user', address: NAMES.address, marker: NAMES.externalId } as const;
const newLedger = () => new Ledger({ tenant: TENANT, run: RUN });
const connect = (tenant: StubTenant, ledger = newLedger()) => connectTo(tenant, ledger);

/** A connection whose ledger contains the user of this run, with their ID. */
function withUser(tenant: StubTenant): ZendeskConnection {
  const connection = connect(tenant);
  connection.ledger.created(connection.ledger.creating(RECORDED), 7);
  return connection;
}

/** A connection whose ledger contains the user of this run, without their ID: their creation got no answer. */
function withoutId(tenant: StubTenant): ZendeskConnection {
  const connection = connect(tenant);
  connection.ledger.creating(RECORDED);
  return connection;
}

/** Lets a call take effect, and loses its answer, once. */
function loseAnswerOnce(tenant: StubTenant, which: (call: Call<unknown>) => boolean): void {
  let lost = false;
  tenant.answer = (call, credential) => {
    if (lost || !which(call)) return undefined;
    lost = true;
    tenant.reply(credential, call);
    throw new LostCall('no answer', WHAT_TO_DO);
  };
}

test('nothing is done if nothing was created', async () => {
  const tenant = new StubTenant(OURS);
  const connection = connect(tenant);
  expect(isSomethingOpen(connection)).toBe(false);
  expect(seen(await cleanUp(connection, ADDRESSES))).toEqual({ lines: [], clean: true });
  expect(tenant.calls).toEqual([]);
});

test('the admin signs in again, deletes the user and revokes every token', async () => {
  const tenant = new StubTenant(OURS);
  const connection = withUser(tenant);
  await signInAsAdmin(connection);
  expect(isSomethingOpen(connection)).toBe(true);
  const { steps, clean } = await cleanUp(connection, ADDRESSES);
  const { lines } = resultsOf(steps);
  expect(lines.slice(0, 2)).toEqual(['signed in as the admin', 'deleted user 7']);
  expect(lines.slice(2).every((line) => line.startsWith("revoked the admin's token"))).toBe(true);
  expect(lines).toHaveLength(4);
  expect(clean).toBe(true);
  expect(tenant.liveTokens).toBe(0);
  expect(tenant.users.get(7)?.active).toBe(false);
  expect(isSomethingOpen(connection)).toBe(false);
});

test('a user whose creation got no answer is found by their email address', async () => {
  const tenant = new StubTenant(OURS);
  const { steps, clean } = await cleanUp(withoutId(tenant), ADDRESSES);
  const { lines } = resultsOf(steps);
  expect(lines).toContain('deleted user 7');
  expect(clean).toBe(true);
});

test('a user who cannot be found is left to the next run', async () => {
  const tenant = new StubTenant();
  const connection = withoutId(tenant);
  const { lines } = resultsOf((await cleanUp(connection, ADDRESSES)).steps);
  expect(lines.join('\n')).toContain('was not found');
  expect(connection.ledger.own()).toEqual([]);
  expect(tenant.liveTokens).toBe(0);
});

for (const [title, user] of [
  ['a person who has the recorded ID', { id: 7, name: 'Nora', email: 'nora@acme.example', role: 'agent' }],
  ['an admin with the whole marker', { ...OURS, role: 'admin' }],
] as const) {
  test(`${title} is left alone, and the run is not clean`, async () => {
    const tenant = new StubTenant(user);
    const { steps, clean } = await cleanUp(withUser(tenant), ADDRESSES);
    const { lines } = resultsOf(steps);
    expect(clean).toBe(false);
    expect(lines[1]).toMatch(/^FAILED: delete keyturn\+abcdefghjk@example\.com: User 7 was left alone/);
    expect(tenant.deletions.filter((call) => call.includes('/users/'))).toEqual([]);
    expect(tenant.liveTokens).toBe(0);
  });
}

test('if the admin cannot sign in, the tokens are still revoked, and nothing is thrown', async () => {
  const tenant = new StubTenant(OURS);
  const connection = withUser(tenant);
  await signInAsAdmin(connection);
  tenant.answer = ({ path }) =>
    path === '/oauth/tokens' ? { status: 401, body: { error: 'invalid_client' } } : undefined;
  const { steps, clean } = await cleanUp(connection, ADDRESSES);
  const { lines } = resultsOf(steps);
  expect(clean).toBe(false);
  expect(lines[0]).toMatch(/^FAILED: sign in as the admin: /);
  expect(lines[1]).toMatch(/^revoked the admin's token/);
  expect(connection.ledger.own()).toEqual([expect.objectContaining({ thing: RECORDED, id: 7 })]);
  expect(lines.join('\n')).not.toContain('secret-of-the-client');
});

test('a token that stays alive is reported, and the run is not clean', async () => {
  const tenant = new StubTenant();
  const connection = connect(tenant);
  await signInAsAdmin(connection);
  tenant.answer = ({ method, path }) =>
    method === 'DELETE' && path.includes('/oauth/') ? { status: 204 } : undefined;
  const { steps, clean } = await cleanUp(connection, ADDRESSES);
  const { lines } = resultsOf(steps);
  expect(lines).toEqual([expect.stringContaining('is STILL ALIVE')]);
  expect(clean).toBe(false);
});

test('a token that is shown to be another one is not revoked', async () => {
  const tenant = new StubTenant();
  const connection = connect(tenant);
  await signInAsAdmin(connection);
  tenant.answer = ({ path }) =>
    path.endsWith('/current') ? { status: 200, body: { token: { id: 99, token: 'not-our-to' } } } : undefined;
  const { clean } = await cleanUp(connection, ADDRESSES);
  expect(clean).toBe(false);
  expect(tenant.deletions).toEqual([]);
});

const isGrant = ({ path }: Call<unknown>) => path === '/oauth/tokens';

test.describe('a token whose answer was lost', () => {
  test('is found by its lifetime and revoked, before the clean-up’s own token', async () => {
    const tenant = new StubTenant(OURS);
    const connection = withUser(tenant);
    await signInAsAdmin(connection);
    loseAnswerOnce(tenant, isGrant);
    await expect(signInAsAdmin(connection)).rejects.toThrow(LostCall);
    expect(tenant.liveTokens).toBe(2);
    const { steps, clean } = await cleanUp(connection, ADDRESSES);
    const { lines } = resultsOf(steps);
    expect(lines).toEqual([
      'signed in as the admin',
      'deleted user 7',
      expect.stringMatching(/^revoked token 223444, the admin's token of /),
      "revoked the admin's token 223443",
      "revoked the admin's token 223445",
    ]);
    expect(tenant.deletions).toEqual([
      'DELETE /api/v2/users/7',
      'DELETE /api/v2/oauth/tokens/223444',
      'DELETE /api/v2/oauth/tokens/223443',
      'DELETE /api/v2/oauth/tokens/223445',
    ]);
    expect(clean).toBe(true);
    expect(tenant.liveTokens).toBe(0);
  });

  test('needs a clean-up, even if nothing else was created', async () => {
    const tenant = new StubTenant();
    const connection = connect(tenant);
    loseAnswerOnce(tenant, isGrant);
    await expect(signInAsAdmin(connection)).rejects.toThrow(LostCall);
    expect(isSomethingOpen(connection)).toBe(true);
    expect((await cleanUp(connection, ADDRESSES)).clean).toBe(true);
    expect(tenant.liveTokens).toBe(0);
    expect(isSomethingOpen(connection)).toBe(false);
  });

  test('stays recorded if the admin cannot sign in', async () => {
    const tenant = new StubTenant();
    const connection = connect(tenant);
    loseAnswerOnce(tenant, isGrant);
    await expect(signInAsAdmin(connection)).rejects.toThrow(LostCall);
    tenant.answer = (call) =>
      isGrant(call) ? { status: 401, body: { error: 'invalid_client' } } : undefined;
    const { steps, clean } = await cleanUp(connection, ADDRESSES);
    const { lines } = resultsOf(steps);
    expect(lines).toEqual([expect.stringMatching(/^FAILED: sign in as the admin: /)]);
    expect(clean).toBe(false);
    expect(connection.tokens.lost()).toHaveLength(1);
  });

  test('in the clean-up itself stays recorded, too', async () => {
    const tenant = new StubTenant(OURS);
    const connection = withUser(tenant);
    loseAnswerOnce(tenant, isGrant);
    expect((await cleanUp(connection, ADDRESSES)).clean).toBe(false);
    expect(connection.tokens.lost()).toHaveLength(1);
    // The worker's teardown tries again.
    expect((await cleanUp(connection, ADDRESSES)).clean).toBe(true);
    expect(tenant.liveTokens).toBe(0);
    expect(tenant.users.get(7)?.active).toBe(false);
  });

  test('and that was never issued is left to the next run', async () => {
    const tenant = new StubTenant();
    const folder = test.info().outputPath('ledger');
    const connection = connect(tenant, new Ledger({ tenant: TENANT, run: RUN, folder }));
    tenant.answer = (call) => (isGrant(call) ? { status: 502, body: {} } : undefined);
    await expect(signInAsAdmin(connection)).rejects.toThrow();
    tenant.answer = () => undefined;
    const { lines } = resultsOf((await cleanUp(connection, ADDRESSES)).steps);
    expect(lines[1]).toMatch(/was not found$/);
    const next = new Ledger({ tenant: TENANT, run: 'zzzzzzzzzz', folder });
    expect(next.others()).toEqual([expect.objectContaining({ notFound: true })]);
  });

  test('ends with its user, and not before', async () => {
    const tenant = new StubTenant(OURS);
    const connection = withUser(tenant);
    connection.tokens.recordRequest('test user');
    const { steps, clean } = await cleanUp(connection, ADDRESSES);
    const { lines } = resultsOf(steps);
    expect(lines.slice(1, 3)).toEqual([
      'deleted user 7',
      `the token of run ${RUN}'s test user ended with its user`,
    ]);
    expect(clean).toBe(true);

    const other = new StubTenant({ ...OURS, role: 'admin' });
    const failing = withUser(other);
    failing.tokens.recordRequest('test user');
    expect((await cleanUp(failing, ADDRESSES)).clean).toBe(false);
    expect(failing.tokens.lost()).toHaveLength(1);
  });

  test('does not end with a user who was only not found', async () => {
    const tenant = new StubTenant();
    const folder = test.info().outputPath('ledger');
    const connection = connect(tenant, new Ledger({ tenant: TENANT, run: RUN, folder }));
    connection.ledger.creating(RECORDED);
    connection.tokens.recordRequest('test user');
    await cleanUp(connection, ADDRESSES);
    const left = new Ledger({ tenant: TENANT, run: 'zzzzzzzzzz', folder }).others();
    expect(left.map(({ thing }) => thing.kind).sort()).toEqual(['token', 'user']);
  });
});

test.describe('a user whom the search does not find yet', () => {
  const create = (tenant: StubTenant, connection: ZendeskConnection) =>
    createTestUser(
      connection.ledger,
      { api: tenant.api, selfId: ADMIN_ID, addresses: ADDRESSES },
      newUser({ name: OURS.name ?? '', email: NAMES.address, externalId: NAMES.externalId }, 'agent'),
    );
  const isCreation = ({ method, path }: Call<unknown>) => method === 'POST' && path === '/api/v2/users';

  test('is found by external ID if the answer to their creation was lost', async () => {
    const tenant = new StubTenant();
    tenant.pages = [[]];
    const connection = connect(tenant);
    loseAnswerOnce(tenant, isCreation);
    await expect(create(tenant, connection)).rejects.toThrow(LostCall);
    const { clean } = await cleanUp(connection, ADDRESSES);
    expect(clean).toBe(true);
    expect(tenant.deletions[0]).toMatch(/^DELETE \/api\/v2\/users\/\d+$/);
  });

  test('is found by external ID after a gateway’s error', async () => {
    const tenant = new StubTenant();
    tenant.pages = [[]];
    const connection = connect(tenant);
    tenant.answer = (call, credential) => {
      if (!isCreation(call)) return undefined;
      tenant.reply(credential, call);
      return { status: 502, body: {} };
    };
    const { created } = await create(tenant, connection);
    expect(created.status).toBe(502);
    expect(connection.ledger.own().filter(isUser)).toHaveLength(1);
    expect((await cleanUp(connection, ADDRESSES)).clean).toBe(true);
    expect([...tenant.users.values()].filter(({ active }) => active === true)).toHaveLength(1);
  });
});

test('if the recorded ID belongs to someone else, our user is found by external ID', async () => {
  const tenant = new StubTenant(
    { id: 7, name: 'Nora', email: 'nora@acme.example', role: 'agent' },
    { ...OURS, id: 8 },
  );
  tenant.pages = [[]];
  const { steps, clean } = await cleanUp(withUser(tenant), ADDRESSES);
  const { lines } = resultsOf(steps);
  expect(lines).toContain('deleted user 8');
  expect(clean).toBe(true);
  expect(tenant.users.get(7)?.active).toBe(true);
});

for (const [title, answer] of [
  [
    'does not answer',
    () => {
      throw new LostCall('no answer', WHAT_TO_DO);
    },
  ],
  ['answers 500', () => ({ status: 500, body: {} })],
  ['answers 200 without a body', () => ({ status: 200 })],
  ['answers with a list', () => ({ status: 200, body: [] })],
] as const) {
  test(`on a tenant that ${title}, the clean-up does not throw, and what was created stays recorded`, async () => {
    const tenant = new StubTenant(OURS);
    const connection = withUser(tenant);
    await signInAsAdmin(connection);
    tenant.answer = answer;
    const { steps, clean } = await cleanUp(connection, ADDRESSES);
    const { lines } = resultsOf(steps);
    expect(clean).toBe(false);
    expect(lines.length).toBeGreaterThan(0);
    expect(connection.ledger.own().filter(isUser)).toHaveLength(1);
    expect(connection.tokens.alive()).toHaveLength(1);
  });
}
