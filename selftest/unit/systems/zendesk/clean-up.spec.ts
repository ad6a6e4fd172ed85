import { expect, test } from '@playwright/test';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import type { Call } from '../../../../helpers/http/call.ts';
import { LostCall } from '../../../../helpers/http/transport.ts';
import { cleanUp } from '../../../../helpers/systems/zendesk/clean-up.ts';
import { signInAsAdmin } from '../../../../helpers/systems/zendesk/sign-in.ts';
import type { User } from '../../../../helpers/systems/zendesk/schemas.ts';
import { createTestUser } from '../../../../helpers/systems/zendesk/test-user.ts';
import { ADMIN_ID, connectTo, TENANT, StubTenant } from './tiny-tenant.ts';
import { isUser } from '../../../../helpers/ledger/entry.ts';
import type { ZendeskConnection } from '../../../../helpers/systems/zendesk/connection.ts';
import type { CleanUpRecord } from '../../../../helpers/clean-up/clean-up.ts';
import { told } from '../../told.ts';

const isSomethingOpen = ({ ledger }: ZendeskConnection) => ledger.own().length > 0;

const seen = ({ steps, clean }: CleanUpRecord) => ({ lines: told(steps).lines, clean });

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

const NOTED = { kind: 'user', address: NAMES.address, marker: NAMES.externalId } as const;
const newLedger = () => new Ledger({ tenant: TENANT, run: RUN });
const connect = (tenant: StubTenant, ledger = newLedger()) => connectTo(tenant, ledger);

/** A connection whose ledger contains the user of this run, by their ID. */
function withUser(tenant: StubTenant): ZendeskConnection {
  const connection = connect(tenant);
  connection.ledger.created(connection.ledger.creating(NOTED), 7);
  return connection;
}

/** A user whose creation got no answer. */
function withoutId(tenant: StubTenant): ZendeskConnection {
  const connection = connect(tenant);
  connection.ledger.creating(NOTED);
  return connection;
}

/** Lets a call take effect, and loses its answer, once. */
function loseAnswerOnce(tenant: StubTenant, which: (call: Call<unknown>) => boolean): void {
  let lost = false;
  tenant.answer = (call, credential) => {
    if (lost || !which(call)) return undefined;
    lost = true;
    tenant.reply(credential, call);
    throw new LostCall('no answer');
  };
}

test('there is nothing to do if nothing was created', async () => {
  const tenant = new StubTenant(OURS);
  const connection = connect(tenant);
  expect(isSomethingOpen(connection)).toBe(false);
  expect(seen(await cleanUp(connection, ADDRESSES))).toEqual({ lines: [], clean: true });
  expect(tenant.calls).toEqual([]);
});

test('it signs in by itself, deletes the user and kills every token', async () => {
  const tenant = new StubTenant(OURS);
  const connection = withUser(tenant);
  await signInAsAdmin(connection);
  expect(isSomethingOpen(connection)).toBe(true);
  const { steps, clean } = await cleanUp(connection, ADDRESSES);
  const { lines } = told(steps);
  expect(lines.slice(0, 2)).toEqual(['signed in as the admin', 'deleted user 7']);
  expect(lines.slice(2).every((line) => line.startsWith("revoked the admin's token"))).toBe(true);
  expect(lines).toHaveLength(4);
  expect(clean).toBe(true);
  expect(tenant.liveTokens).toBe(0);
  expect(tenant.users.get(7)?.active).toBe(false);
  expect(isSomethingOpen(connection)).toBe(false);
});

test('a user whose creation got no answer is found by its address', async () => {
  const tenant = new StubTenant(OURS);
  const { steps, clean } = await cleanUp(withoutId(tenant), ADDRESSES);
  const { lines } = told(steps);
  expect(lines).toContain('deleted user 7');
  expect(clean).toBe(true);
});

test('a user that cannot be found is left to the next run', async () => {
  const tenant = new StubTenant();
  const connection = withoutId(tenant);
  const { lines } = told((await cleanUp(connection, ADDRESSES)).steps);
  expect(lines.join('\n')).toContain('was not found');
  expect(connection.ledger.own()).toEqual([]);
  expect(tenant.liveTokens).toBe(0);
});

for (const [title, user] of [
  ['a person who holds the noted id', { id: 7, name: 'Nora', email: 'nora@acme.example', role: 'agent' }],
  ['an admin with all of our mark', { ...OURS, role: 'admin' }],
] as const) {
  test(`${title} is not deleted, and that is told`, async () => {
    const tenant = new StubTenant(user);
    const { steps, clean } = await cleanUp(withUser(tenant), ADDRESSES);
    const { lines } = told(steps);
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
  const { lines } = told(steps);
  expect(clean).toBe(false);
  expect(lines[0]).toMatch(/^FAILED: sign in as the admin: /);
  expect(lines[1]).toMatch(/^revoked the admin's token/);
  expect(connection.ledger.own()).toEqual([expect.objectContaining({ thing: NOTED, id: 7 })]);
  expect(lines.join('\n')).not.toContain('secret-of-the-client');
});

test('a token that cannot be killed is told, and is not clean', async () => {
  const tenant = new StubTenant();
  const connection = connect(tenant);
  await signInAsAdmin(connection);
  tenant.answer = ({ method, path }) =>
    method === 'DELETE' && path.includes('/oauth/') ? { status: 204 } : undefined;
  const { steps, clean } = await cleanUp(connection, ADDRESSES);
  const { lines } = told(steps);
  expect(lines).toEqual([expect.stringContaining('is STILL ALIVE')]);
  expect(clean).toBe(false);
});

test('another user’s token is not revoked', async () => {
  const tenant = new StubTenant();
  const connection = connect(tenant);
  await signInAsAdmin(connection);
  tenant.answer = ({ path }) =>
    path.endsWith('/current') ? { status: 200, body: { token: { id: 99, token: 'somebody-e' } } } : undefined;
  const { clean } = await cleanUp(connection, ADDRESSES);
  expect(clean).toBe(false);
  expect(tenant.deletions).toEqual([]);
});

const isGrant = ({ path }: Call<unknown>) => path === '/oauth/tokens';

test.describe('a token whose answer was lost', () => {
  test('is found by its lifetime and revoked, and the clean-up’s own goes last', async () => {
    const tenant = new StubTenant(OURS);
    const connection = withUser(tenant);
    await signInAsAdmin(connection);
    loseAnswerOnce(tenant, isGrant);
    await expect(signInAsAdmin(connection)).rejects.toThrow(LostCall);
    expect(tenant.liveTokens).toBe(2);
    const { steps, clean } = await cleanUp(connection, ADDRESSES);
    const { lines } = told(steps);
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

  test('needs a clean-up, even if nothing else was made', async () => {
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
    const { lines } = told(steps);
    expect(lines).toEqual([expect.stringMatching(/^FAILED: sign in as the admin: /)]);
    expect(clean).toBe(false);
    expect(connection.tokens.lost()).toHaveLength(1);
  });

  test('of the clean-up’s own sign-in is not forgotten either', async () => {
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

  test('that was never given is left to the next run', async () => {
    const tenant = new StubTenant();
    const folder = test.info().outputPath('ledger');
    const connection = connect(tenant, new Ledger({ tenant: TENANT, run: RUN, folder }));
    tenant.answer = (call) => (isGrant(call) ? { status: 502, body: {} } : undefined);
    await expect(signInAsAdmin(connection)).rejects.toThrow();
    tenant.answer = () => undefined;
    const { lines } = told((await cleanUp(connection, ADDRESSES)).steps);
    expect(lines[1]).toMatch(/was not found$/);
    const next = new Ledger({ tenant: TENANT, run: 'zzzzzzzzzz', folder });
    expect(next.others()).toEqual([expect.objectContaining({ notFound: true })]);
  });

  test('of the test user is gone with its user, and not before', async () => {
    const tenant = new StubTenant(OURS);
    const connection = withUser(tenant);
    connection.tokens.recordRequest('test user');
    const { steps, clean } = await cleanUp(connection, ADDRESSES);
    const { lines } = told(steps);
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

  test('of the test user is not gone with a user that was only not found', async () => {
    const tenant = new StubTenant();
    const folder = test.info().outputPath('ledger');
    const connection = connect(tenant, new Ledger({ tenant: TENANT, run: RUN, folder }));
    connection.ledger.creating(NOTED);
    connection.tokens.recordRequest('test user');
    await cleanUp(connection, ADDRESSES);
    const left = new Ledger({ tenant: TENANT, run: 'zzzzzzzzzz', folder }).others();
    expect(left.map(({ thing }) => thing.kind).sort()).toEqual(['token', 'user']);
  });
});

test.describe('a user that the search does not know yet', () => {
  const create = (tenant: StubTenant, connection: ZendeskConnection) =>
    createTestUser(
      connection.ledger,
      { api: tenant.api, selfId: ADMIN_ID, addresses: ADDRESSES },
      {
        name: OURS.name ?? '',
        email: NAMES.address,
        external_id: NAMES.externalId,
        role: 'agent',
        verified: true,
        skip_verify_email: true,
      },
    );
  const isCreation = ({ method, path }: Call<unknown>) => method === 'POST' && path === '/api/v2/users';

  test('is found by its mark, when the answer to its creation was lost', async () => {
    const tenant = new StubTenant();
    tenant.pages = [[]];
    const connection = connect(tenant);
    loseAnswerOnce(tenant, isCreation);
    await expect(create(tenant, connection)).rejects.toThrow(LostCall);
    const { clean } = await cleanUp(connection, ADDRESSES);
    expect(clean).toBe(true);
    expect(tenant.deletions[0]).toMatch(/^DELETE \/api\/v2\/users\/\d+$/);
  });

  test('is found by its mark, behind a gateway’s error', async () => {
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

test('an id that leads to a stranger is not followed, but the mark is', async () => {
  const tenant = new StubTenant(
    { id: 7, name: 'Nora', email: 'nora@acme.example', role: 'agent' },
    { ...OURS, id: 8 },
  );
  tenant.pages = [[]];
  const { steps, clean } = await cleanUp(withUser(tenant), ADDRESSES);
  const { lines } = told(steps);
  expect(lines).toContain('deleted user 8');
  expect(clean).toBe(true);
  expect(tenant.users.get(7)?.active).toBe(true);
});

for (const [title, answer] of [
  [
    'answers nothing',
    () => {
      throw new LostCall('no answer');
    },
  ],
  ['answers 500', () => ({ status: 500, body: {} })],
  ['answers 200 and nothing else', () => ({ status: 200 })],
  ['answers with a list', () => ({ status: 200, body: [] })],
] as const) {
  test(`on a tenant that ${title}, it throws nothing, and what was made stays noted`, async () => {
    const tenant = new StubTenant(OURS);
    const connection = withUser(tenant);
    await signInAsAdmin(connection);
    tenant.answer = answer;
    const { steps, clean } = await cleanUp(connection, ADDRESSES);
    const { lines } = told(steps);
    expect(clean).toBe(false);
    expect(lines.length).toBeGreaterThan(0);
    expect(connection.ledger.own().filter(isUser)).toHaveLength(1);
    expect(connection.tokens.alive()).toHaveLength(1);
  });
}
