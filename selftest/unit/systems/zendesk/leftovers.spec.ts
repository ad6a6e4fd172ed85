/**
 * Leftovers of earlier runs are found through the ledger and the search. Only users who are certainly ours are removed.
 */
import { expect, test } from '../../../support/test.ts';
import { type Entry, isToken, isUser, type LedgerToken } from '../../../../helpers/ledger/entry.ts';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { runId } from '../../../../helpers/run-id.ts';
import {
  describeLeftovers,
  findLeftovers,
  type Leftovers,
  sweep,
} from '../../../../helpers/systems/zendesk/leftovers.ts';
import { signInAsAdmin } from '../../../../helpers/systems/zendesk/sign-in.ts';
import { Blocked, NonConformant } from '../../../../helpers/verdict/errors.ts';
import { type AnotherProcess, ENDED, recordAs } from '../../another-process.ts';
import { resultsOf } from '../../step-results.ts';
import { ADDRESSES, ADMIN_ID, connectTo, marked, OLD, removalOf, TENANT, StubTenant } from './tiny-tenant.ts';

const HOURS = 24;
const justNow = () => new Date().toISOString();
const anHourAgo = () => new Date(Date.now() - 3_600_000).toISOString();

const folder = () => test.info().outputPath('ledger');
const newLedger = () => new Ledger({ tenant: TENANT, run: 'thisrunnow', folder: folder() });
const thingOf = (run: string) =>
  ({ kind: 'user', address: `keyturn+${run}@example.com`, marker: `keyturn:${run}` }) as const;
const tokenOf = (identity: 'admin' | 'test user', lifetimeS = 3961) =>
  ({ kind: 'token', identity, lifetimeS }) as const;

/** Records a user of a run, by their ID if it is known. */
function recordUser(run: string, id?: number, who: Partial<AnotherProcess> = {}): void {
  recordAs({ folder: folder(), run, ...who }, (ledger) => {
    const entry = ledger.creating(thingOf(run));
    if (id !== undefined) ledger.created(entry, id);
  });
}

/** A tenant whose search does not find the user yet. */
function withoutIndex(tenant: StubTenant): StubTenant {
  tenant.pages = [[]];
  return tenant;
}

const find = (tenant: StubTenant, ledger = newLedger(), addresses = ADDRESSES, hours = HOURS) =>
  findLeftovers(removalOf(tenant, addresses), ledger, hours);
const usersOf = ({ users }: Leftovers) =>
  users.map(({ user, run, because }) => [user.id, run, because !== undefined]);

async function sweepAll(tenant: StubTenant, ledger = newLedger()) {
  const admin = await signInAsAdmin(connectTo(tenant, new Ledger({ tenant: TENANT, run: 'thisrunnow' })));
  const removal = removalOf(tenant);
  const found = await findLeftovers(removal, ledger, HOURS);
  tenant.calls.length = 0;
  return { ...resultsOf(await sweep(admin, removal, ledger, found, HOURS)), admin };
}

test.describe('leftover users', () => {
  test('are old enough, and carry the whole marker', async () => {
    const tenant = new StubTenant(
      marked(1, 'aaaaaaaaaa'),
      marked(2, 'bbbbbbbbbb', { created_at: justNow() }),
      marked(3, 'cccccccccc', { role: 'admin' }),
      marked(4, 'dddddddddd', { external_id: 'crm:4' }),
      marked(5, 'eeeeeeeeee', { created_at: null }),
      { id: 6, name: 'Keyturn Support', email: 'keyturn@acme.example', role: 'agent' },
    );
    const found = await find(tenant);
    expect(usersOf(found)).toEqual([
      [1, 'aaaaaaaaaa', true],
      [2, 'bbbbbbbbbb', false],
      [5, 'eeeeeeeeee', false],
    ]);
    expect([found.tokens, found.unconfirmed, tenant.deletions]).toEqual([[], [], []]);
  });

  test('are never of this run', async () => {
    recordUser(runId(), 1);
    const tenant = new StubTenant(marked(1, runId()));
    expect(usersOf(await find(tenant))).toEqual([]);
  });

  test('count as soon as their run has ended on this machine, or after a day if it ran elsewhere', async () => {
    const tenant = new StubTenant(
      ...['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'].map((run, index) =>
        marked(index + 1, run, { created_at: anHourAgo() }),
      ),
    );
    recordUser('aaaaaaaaaa', 1);
    recordUser('bbbbbbbbbb', 2, { pid: process.pid });
    recordUser('cccccccccc', 3, { machine: 'another-machine' });
    const { users } = await find(tenant);
    expect(users.map(({ run, because }) => [run, because])).toEqual([
      ['aaaaaaaaaa', 'run aaaaaaaaaa ended on this machine without removing them'],
      ['bbbbbbbbbb', undefined],
      ['cccccccccc', undefined],
    ]);
    expect(usersOf(await find(tenant, newLedger(), ADDRESSES, 1)).every(([, , left]) => left)).toBe(true);
  });

  test('do not count while another process of their run is running', async () => {
    const run = 'aaaaaaaaaa';
    const tenant = new StubTenant(marked(1, run, { created_at: anHourAgo() }));
    recordUser(run, 99);
    recordAs({ folder: folder(), run, pid: process.ppid }, (ledger) =>
      ledger.created(ledger.creating(thingOf(run)), 1),
    );
    expect(usersOf(await find(tenant))).toEqual([[1, run, false]]);
  });

  test('are found by recorded ID or external ID if the search does not find them', async () => {
    const tenant = withoutIndex(new StubTenant(marked(1, 'aaaaaaaaaa'), marked(2, 'bbbbbbbbbb')));
    recordUser('aaaaaaaaaa', 1);
    recordUser('bbbbbbbbbb');
    expect(usersOf(await find(tenant))).toEqual([
      [1, 'aaaaaaaaaa', true],
      [2, 'bbbbbbbbbb', true],
    ]);
    expect(tenant.calls).toContain('GET /api/v2/users/show_many');
  });

  test('are found by the configured email address if all runs have the same one', async () => {
    const address = 'qa@acme.example';
    const tenant = new StubTenant(marked(1, 'aaaaaaaaaa', { email: address }));
    tenant.answer = ({ path, query }) =>
      path.includes('search') && query?.['query'] === 'keyturn'
        ? { status: 200, body: { users: [] } }
        : undefined;
    expect(usersOf(await find(tenant, newLedger(), address))).toEqual([[1, 'aaaaaaaaaa', true]]);
    expect(usersOf(await find(tenant))).toEqual([]);
  });

  test('are found on later pages, too', async () => {
    const tenant = new StubTenant(marked(1, 'aaaaaaaaaa'));
    tenant.pages = [
      [{ id: ADMIN_ID, name: 'Ada Admin', email: 'ada@acme.example' }],
      [marked(1, 'aaaaaaaaaa')],
    ];
    expect(usersOf(await find(tenant))).toEqual([[1, 'aaaaaaaaaa', true]]);
  });

  for (const [title, change] of [
    ['became admins', { role: 'admin' }],
    ['got a different email address', { email: 'nora@acme.example' }],
    ['lost their external ID', { external_id: null }],
    ['got a different name', { name: 'Nora Testa' }],
  ] as const) {
    test(`are unconfirmed, and never deleted, if they ${title}`, async () => {
      const tenant = new StubTenant(marked(1, 'aaaaaaaaaa', change));
      recordUser('aaaaaaaaaa', 1);
      const found = await find(tenant);
      expect(found.users).toEqual([]);
      expect(found.unconfirmed).toEqual([
        {
          user: tenant.users.get(1),
          run: 'aaaaaaaaaa',
          why: expect.stringMatching(/^the(?:ir|y) /) as unknown,
        },
      ]);
      const { failures } = await sweepAll(tenant);
      expect(failures).toEqual([]);
      expect(tenant.deletions).toEqual([]);
      expect(newLedger().others()).toHaveLength(1);
    });
  }

  test('are not unconfirmed while their run may still be running', async () => {
    const tenant = new StubTenant(marked(1, 'aaaaaaaaaa', { external_id: null }));
    recordUser('aaaaaaaaaa', 1, { pid: process.pid });
    expect((await find(tenant)).unconfirmed).toEqual([]);
  });

  test('are unknown if the tenant does not answer', async () => {
    const tenant = new StubTenant();
    recordUser('aaaaaaaaaa', 1);
    tenant.answer = () => ({ status: 503, body: {} });
    await expect(find(tenant)).rejects.toThrow(Blocked);
    expect(newLedger().others()).toHaveLength(1);
  });
});

test('leftover tokens are those of ended runs only', async () => {
  for (const [run, pid] of [
    ['aaaaaaaaaa', ENDED],
    ['bbbbbbbbbb', process.pid],
  ] as const) {
    recordAs({ folder: folder(), run, pid }, (ledger) => ledger.creating(tokenOf('admin')));
  }
  const ledger = newLedger();
  ledger.creating(tokenOf('admin'));
  expect((await find(new StubTenant(), ledger)).tokens.map(({ run }) => run)).toEqual(['aaaaaaaaaa']);
});

test('leftovers are described in sentences, with what will be done with them', () => {
  const token = (change: Partial<Entry<LedgerToken>>): Entry<LedgerToken> => ({
    key: '0123456789ab',
    thing: tokenOf('admin'),
    run: 'aaaaaaaaaa',
    answered: true,
    tenant: TENANT,
    at: '2026-11-21T12:00:00.000Z',
    id: undefined,
    alive: false,
    notFound: false,
    left: false,
    ...change,
  });
  const found: Leftovers = {
    users: [
      {
        user: marked(1, 'aaaaaaaaaa'),
        run: 'aaaaaaaaaa',
        because: 'run aaaaaaaaaa created them 25.0 hours ago',
      },
      { user: marked(2, 'bbbbbbbbbb'), run: 'bbbbbbbbbb', because: undefined },
    ],
    tokens: [token({ id: 223443 }), token({ thing: tokenOf('test user') })],
    unconfirmed: [
      { user: { id: 3, name: 'Nora', email: null }, run: 'cccccccccc', why: 'their role is admin' },
    ],
  };
  expect(describeLeftovers(found, HOURS)).toEqual([
    'To be deleted: user 1 “Keyturn test user aaaaaaaaaa” (keyturn+aaaaaaaaaa@example.com), because run aaaaaaaaaa created them 25.0 hours ago.',
    `Left alone: user 2 “Keyturn test user bbbbbbbbbb” (keyturn+bbbbbbbbbb@example.com) of run bbbbbbbbbb, which may still be running. They count as a leftover 24 hours after they were created (${OLD}).`,
    'To be revoked: token 223443 of the admin, requested at 2026-11-21T12:00:00.000Z by run aaaaaaaaaa.',
    'To be revoked: token with unknown ID of the test user, requested at 2026-11-21T12:00:00.000Z by run aaaaaaaaaa.',
    "Left alone: user 3 “Nora” (no address) is recorded in the ledger of run cccccccccc, but their role is admin. Check them in Admin Center > People: delete them, or, to keep them, delete that run's file from the ledger (.keyturn/, or KEYTURN_STATE).",
  ]);
  expect(describeLeftovers({ users: [], tokens: [], unconfirmed: [] }, HOURS)).toEqual([]);
});

test.describe('a sweep', () => {
  test('removes users and tokens of ended runs, and closes their entries', async () => {
    const tenant = new StubTenant(marked(1, 'aaaaaaaaaa'), marked(2, 'bbbbbbbbbb'));
    const { id } = tenant.issueToken({ lifetimeS: 3961 });
    recordAs({ folder: folder(), run: 'aaaaaaaaaa' }, (ledger) => {
      ledger.created(ledger.creating(thingOf('aaaaaaaaaa')), 1);
      ledger.created(ledger.creating(tokenOf('admin')), id);
    });
    const { lines, failures, admin } = await sweepAll(tenant);
    expect(failures).toEqual([]);
    expect(lines).toEqual([
      'deleted user 1',
      'deleted user 2',
      expect.stringMatching(
        new RegExp(`^revoked token ${String(id)}, the admin's token of .*run aaaaaaaaaa$`),
      ),
    ]);
    expect(newLedger().others()).toEqual([]);
    expect([...tenant.tokens.keys()]).toEqual([admin.token.id]);
  });

  test('leaves alone the users and tokens of a running run', async () => {
    const run = 'aaaaaaaaaa';
    const tenant = new StubTenant(marked(1, run, { created_at: justNow() }));
    const { id } = tenant.issueToken({ lifetimeS: 3961 });
    recordAs({ folder: folder(), run, pid: process.pid }, (ledger) => {
      ledger.created(ledger.creating(thingOf(run)), 1);
      ledger.created(ledger.creating(tokenOf('admin')), id);
    });
    expect(await sweepAll(tenant)).toMatchObject({ lines: [], failures: [] });
    expect(tenant.deletions).toEqual([]);
    expect(newLedger().others()).toHaveLength(2);
  });

  test('continues after a removal that failed, and reports it', async () => {
    const tenant = new StubTenant(marked(1, 'aaaaaaaaaa'), marked(2, 'bbbbbbbbbb'));
    const { id } = tenant.issueToken({ lifetimeS: 3961 });
    recordUser('aaaaaaaaaa', 1);
    recordUser('bbbbbbbbbb', 2);
    recordAs({ folder: folder(), run: 'cccccccccc' }, (ledger) =>
      ledger.created(ledger.creating(tokenOf('admin')), id),
    );
    tenant.answer = ({ method, path }) =>
      method === 'DELETE' && path.endsWith('/users/1')
        ? { status: 403, body: { error: 'Forbidden' } }
        : undefined;
    const { lines, failures } = await sweepAll(tenant);
    expect(failures).toEqual([expect.any(NonConformant)]);
    expect(lines).toEqual([
      expect.stringMatching(/^FAILED: DELETE \/api\/v2\/users\/1 as admin answered 403/),
      'deleted user 2',
      expect.stringMatching(/^revoked token/),
    ]);
    expect(
      newLedger()
        .others()
        .map(({ run }) => run),
    ).toEqual(['aaaaaaaaaa']);
  });

  test('closes the other entries if one user cannot be looked up', async () => {
    const tenant = withoutIndex(new StubTenant());
    recordUser('aaaaaaaaaa', 1);
    recordUser('bbbbbbbbbb', 2);
    const removal = removalOf(tenant);
    const ledger = newLedger();
    const admin = await signInAsAdmin(connectTo(tenant, new Ledger({ tenant: TENANT, run: 'thisrunnow' })));
    tenant.answer = ({ path }) => (path.endsWith('/users/1') ? { status: 503, body: {} } : undefined);
    const { failures } = resultsOf(
      await sweep(admin, removal, ledger, { users: [], tokens: [], unconfirmed: [] }, HOURS),
    );
    expect(failures).toHaveLength(1);
    expect(ledger.others().map(({ run }) => run)).toEqual(['aaaaaaaaaa']);
  });

  test('does not delete a user who has lost our marker since they were found', async () => {
    const tenant = new StubTenant(marked(1, 'aaaaaaaaaa'));
    const ledger = newLedger();
    const admin = await signInAsAdmin(connectTo(tenant, new Ledger({ tenant: TENANT, run: 'thisrunnow' })));
    const found = await find(tenant, ledger);
    Object.assign(tenant.users.get(1) ?? {}, { role: 'admin' });
    const { lines, failures } = resultsOf(await sweep(admin, removalOf(tenant), ledger, found, HOURS));
    expect(lines).toEqual([expect.stringMatching(/^FAILED: User 1 was left alone: their role is admin/)]);
    expect(failures).toEqual([expect.any(Blocked)]);
    expect(tenant.deletions).toEqual([]);
  });

  test('reports that the tokens of a user ended with them', async () => {
    const run = 'aaaaaaaaaa';
    const tenant = new StubTenant(marked(1, run));
    const { id } = tenant.issueToken({ user_id: 1, lifetimeS: 3962 });
    recordAs({ folder: folder(), run }, (ledger) => {
      ledger.created(ledger.creating(thingOf(run)), 1);
      ledger.creating(tokenOf('test user'));
      ledger.created(ledger.creating(tokenOf('test user', 3962)), id);
    });
    const { lines, failures } = await sweepAll(tenant);
    expect(failures).toEqual([]);
    expect(lines).toEqual([
      'deleted user 1',
      `the token of run ${run}'s test user ended with its user`,
      expect.stringMatching(/^the test user's token of .* was already dead$/),
    ]);
    expect(newLedger().others()).toEqual([]);
  });

  test('keeps the entry of a token whose user could not be removed', async () => {
    const run = 'aaaaaaaaaa';
    const tenant = new StubTenant(marked(1, run));
    recordAs({ folder: folder(), run }, (ledger) => {
      ledger.created(ledger.creating(thingOf(run)), 1);
      ledger.creating(tokenOf('test user'));
    });
    tenant.answer = ({ method, path }) =>
      method === 'DELETE' && path.includes('/users/') ? { status: 500, body: {} } : undefined;
    await sweepAll(tenant);
    expect(newLedger().others().filter(isToken)).toHaveLength(1);
    expect(newLedger().others().filter(isUser)).toHaveLength(1);
  });

  for (const [title, at, kept] of [
    ['stays recorded while the search may not find them yet', () => new Date(Date.now() - 9 * 60_000), true],
    [
      'does not stay recorded once the search must have found them',
      () => new Date(Date.now() - 11 * 60_000),
      false,
    ],
  ] as const) {
    test(`a user without an ID who is not found ${title}`, async () => {
      const tenant = new StubTenant();
      recordAs({ folder: folder(), run: 'aaaaaaaaaa', at: at().toISOString() }, (ledger) =>
        ledger.markNotFound(ledger.creating(thingOf('aaaaaaaaaa'))),
      );
      const { failures } = await sweepAll(tenant);
      expect(failures).toEqual([]);
      expect(newLedger().others()).toHaveLength(kept ? 1 : 0);
    });
  }

  test('closes the entries of users who are gone, unless their run is running', async () => {
    const tenant = new StubTenant(marked(3, 'cccccccccc', { active: false }));
    recordUser('aaaaaaaaaa', 1);
    recordUser('bbbbbbbbbb', 2, { pid: process.pid });
    recordUser('cccccccccc', 3);
    await sweepAll(tenant);
    expect(
      newLedger()
        .others()
        .map(({ run }) => run),
    ).toEqual(['bbbbbbbbbb']);
  });

  test('closes the entry of a user that it removed by age, even if another machine recorded it', async () => {
    const tenant = new StubTenant(marked(1, 'aaaaaaaaaa'));
    recordUser('aaaaaaaaaa', 1, { machine: 'a-container-that-is-gone', at: OLD });
    expect((await sweepAll(tenant)).lines).toEqual(['deleted user 1']);
    expect(newLedger().others()).toEqual([]);
  });

  test('closes the entries of expired tokens, even if another machine recorded them', async () => {
    recordAs(
      { folder: folder(), run: 'aaaaaaaaaa', machine: 'a-container-that-is-gone', at: OLD },
      (ledger) => ledger.creating(tokenOf('admin')),
    );
    await sweepAll(new StubTenant());
    expect(newLedger().others()).toEqual([]);
  });

  test('does not mistake a token of its own run for one that an ended run lost', async () => {
    const tenant = new StubTenant();
    const ledger = newLedger();
    const connection = connectTo(tenant, ledger);
    const first = await signInAsAdmin(connection);
    const second = await signInAsAdmin(connection);
    const [recorded] = ledger.own().filter(isToken);
    recordAs({ folder: folder(), run: 'aaaaaaaaaa' }, (other) =>
      other.creating(tokenOf('admin', recorded?.thing.lifetimeS)),
    );
    const { lines } = resultsOf(
      await sweep(
        second,
        removalOf(tenant),
        ledger,
        {
          users: [],
          tokens: [],
          unconfirmed: [],
        },
        HOURS,
      ),
    );
    expect(lines).toEqual([expect.stringMatching(/was not found$/)]);
    expect(tenant.tokens.has(first.token.id ?? 0)).toBe(true);
  });
});
