/** A token that no process holds is revoked if it is identified with certainty, and left alone if not. */
import { expect, test } from '../../../support/test.ts';
import { LostCall } from '../../../../helpers/http/transport.ts';
import { isToken, isUser, type LedgerToken } from '../../../../helpers/ledger/entry.ts';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import {
  describeRecordedRevocation,
  revokeRecorded,
} from '../../../../helpers/systems/zendesk/lost-tokens.ts';
import type { Token } from '../../../../helpers/systems/zendesk/schemas.ts';
import { signInAsAdmin } from '../../../../helpers/systems/zendesk/sign-in.ts';
import type { Session } from '../../../../helpers/systems/zendesk/tokens.ts';
import { NonConformant } from '../../../../helpers/verdict/errors.ts';
import { ENDED, recordAs } from '../../another-process.ts';
import { ADMIN_ID, connectTo, TENANT, StubTenant } from './tiny-tenant.ts';
import { WHAT_TO_DO } from '../../../support/what-to-do.ts';

const RUN = 'bbbbbbbbbb';
const LIFETIME_S = 3961;

/** Signs in as the admin of a later run, who revokes the tokens of ended runs. Their own token has a different lifetime. */
async function admin(tenant: StubTenant): Promise<Session> {
  const session = await signInAsAdmin(connectTo(tenant, new Ledger({ tenant: TENANT, run: 'aaaaaaaaaa' })));
  const own = session.token.id ?? 0;
  const { created_at: from } = tenant.tokens.get(own) ?? {};
  setTimes(tenant, own, Date.parse(from ?? ''), 7001);
  return session;
}

/** Changes when a token is shown to have been issued, in ms, and its lifetime. */
function setTimes(tenant: StubTenant, id: number, from: number, s = LIFETIME_S): void {
  const time = (ms: number) => new Date(ms).toISOString();
  Object.assign(tenant.tokens.get(id) ?? {}, { created_at: time(from), expires_at: time(from + s * 1000) });
}

const THING: LedgerToken = { kind: 'token', identity: 'admin', lifetimeS: LIFETIME_S };
const TEST_USERS: LedgerToken = { ...THING, identity: 'test user' };

interface RecordedToken {
  id?: number | undefined;
  at?: string;
  thing?: LedgerToken;
  /** IDs of tokens that other runs have recorded. */
  others?: number[];
}

/** The result for a token that an ended run has recorded. */
interface Result {
  line: string;
  /** Whether its entry is closed. */
  done: boolean;
}

const ledgerOf = () =>
  new Ledger({ tenant: TENANT, run: 'aaaaaaaaaa', folder: test.info().outputPath('ledger') });

async function take(
  session: Session,
  { id, at = new Date().toISOString(), thing = THING, others = [] }: RecordedToken = {},
): Promise<Result> {
  const folder = test.info().outputPath('ledger');
  recordAs({ folder, run: RUN, at }, (ledger) => {
    const entry = ledger.creating(thing);
    if (id !== undefined) ledger.created(entry, id);
  });
  if (others.length > 0) {
    recordAs({ folder, run: 'cccccccccc', pid: ENDED + 1 }, (ledger) => {
      for (const another of others) ledger.created(ledger.creating(THING), another);
    });
  }
  const ledger = ledgerOf();
  const entry = ledger
    .others()
    .filter(isToken)
    .find(({ run }) => run === RUN);
  if (entry === undefined) throw new Error('the token was not recorded');
  const revocation = await revokeRecorded(
    { session, selfId: ADMIN_ID, revocationDeadlineMs: 600 },
    ledger,
    entry,
  );
  const line = describeRecordedRevocation(entry, revocation);
  return { line, done: !ledger.others().some(({ key }) => key === entry.key) };
}

/** If the token is not identified, a line and an error are both right, as long as the entry stays open. */
async function isClosed(result: Promise<Result>): Promise<boolean> {
  await result.catch(() => undefined);
  return !ledgerOf()
    .others()
    .some(({ run }) => run === RUN);
}

const minutes = (number: number) => number * 60_000;
const given = { lifetimeS: LIFETIME_S };

test('a token that must have expired is not looked up', async () => {
  const tenant = new StubTenant();
  const session = await admin(tenant);
  tenant.calls.length = 0;
  for (const id of [undefined, 223443]) {
    const at = new Date(Date.now() - LIFETIME_S * 1000 - minutes(16)).toISOString();
    expect(await take(session, { id, at })).toEqual({
      line: `the admin's token of ${at}, run ${RUN} has expired`,
      done: true,
    });
  }
  expect(tenant.calls).toEqual([]);
});

test('a token that may be alive by the tenant’s clock is looked up', async () => {
  const tenant = new StubTenant();
  const session = await admin(tenant);
  const at = new Date(Date.now() - LIFETIME_S * 1000 - minutes(14)).toISOString();
  expect((await take(session, { id: 99, at })).line).toMatch(/was already dead$/);
  expect(tenant.calls.at(-1)).toBe('GET /api/v2/oauth/tokens/99');
});

test.describe('a token with a recorded ID', () => {
  test('is revoked, and proved dead', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const { id } = tenant.issueToken(given);
    tenant.calls.length = 0;
    const at = new Date().toISOString();
    expect(await take(session, { id, at })).toEqual({
      line: `revoked token ${String(id)}, the admin's token of ${at}, run ${RUN}`,
      done: true,
    });
    const call = `/api/v2/oauth/tokens/${String(id)}`;
    expect(tenant.calls).toEqual([`GET ${call}`, `DELETE ${call}`, `GET ${call}`]);
    expect([...tenant.tokens.keys()]).toEqual([session.token.id]);
  });

  test('is dead if the answer is 404', async () => {
    const tenant = new StubTenant();
    const { done, line } = await take(await admin(tenant), { id: 99 });
    expect([done, line]).toEqual([true, expect.stringMatching(/was already dead$/)]);
    expect(tenant.deletions).toEqual([]);
  });

  for (const status of [401, 403, 500, 503]) {
    test(`stays recorded if the answer is ${status}`, async () => {
      const tenant = new StubTenant();
      const session = await admin(tenant);
      const { id } = tenant.issueToken(given);
      tenant.answer = ({ path }) => (path.endsWith(`/${String(id)}`) ? { status, body: {} } : undefined);
      expect(await isClosed(take(session, { id }))).toBe(false);
      expect(tenant.deletions).toEqual([]);
    });

    test(`stays recorded if the answer is ${status} after it was revoked`, async () => {
      const tenant = new StubTenant();
      const session = await admin(tenant);
      const { id } = tenant.issueToken(given);
      tenant.answer = ({ method, path }) => {
        if (!path.endsWith(`/${String(id)}`)) return undefined;
        if (method === 'DELETE') return { status: 403, body: { error: 'Forbidden' } };
        return tenant.deletions.length > 0 ? { status, body: {} } : undefined;
      };
      expect(await isClosed(take(session, { id }))).toBe(false);
    });
  }

  const contradictions: [
    title: string,
    change: Partial<Token> & { lifetimeS?: number; issuedAt?: number },
  ][] = [
    ['it is another user’s', { user_id: 29 }],
    ['it was issued long before', { issuedAt: Date.now() - minutes(60) }],
    ['it was issued long after', { issuedAt: Date.now() + minutes(60) }],
    ['it has a longer lifetime', { lifetimeS: LIFETIME_S + 3 }],
    ['it has a shorter lifetime', { lifetimeS: LIFETIME_S - 3 }],
  ];
  for (const [title, change] of contradictions) {
    test(`is left alone if ${title}`, async () => {
      const tenant = new StubTenant();
      const session = await admin(tenant);
      const { id } = tenant.issueToken({ ...given, ...change });
      const { line, done } = await take(session, { id });
      expect(line).toMatch(
        new RegExp(`^token ${String(id)} was left alone: it is not the admin's token of `),
      );
      expect(done).toBe(true);
      expect(tenant.deletions).toEqual([]);
      expect(tenant.tokens.has(id)).toBe(true);
    });
  }

  test('is never the caller’s own token', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const id = session.token.id ?? 0;
    setTimes(tenant, id, Date.now());
    await take(session, { id }).catch(() => undefined);
    expect(tenant.deletions).toEqual([]);
  });

  test('of a test user is revoked if its user is not the admin', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const { id } = tenant.issueToken({ ...given, user_id: 7 });
    expect((await take(session, { id, thing: TEST_USERS })).done).toBe(true);
    expect(tenant.tokens.has(id)).toBe(false);
  });

  test('of a test user is left alone if its user is the admin', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const { id } = tenant.issueToken(given);
    await take(session, { id, thing: TEST_USERS }).catch(() => undefined);
    expect(tenant.deletions).toEqual([]);
  });

  test('is revoked if the tenant shows neither its times nor its user', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const { id } = tenant.issueToken();
    tenant.tokens.set(id, { id });
    expect((await take(session, { id })).line).toMatch(/^revoked/);
  });

  test('breaks the contract if it is still alive after it was revoked', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const { id } = tenant.issueToken(given);
    tenant.answer = ({ method }) => (method === 'DELETE' ? { status: 204 } : undefined);
    const taken = take(session, { id });
    await expect(taken).rejects.toThrow(NonConformant);
    await expect(taken).rejects.toThrow(
      `Token ${String(id)} is still alive after DELETE /api/v2/oauth/tokens/${String(id)} as admin answered 204.`,
    );
  });

  test('is looked up if its revocation got no answer', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const { id } = tenant.issueToken(given);
    tenant.answer = (call, credential) => {
      if (call.method !== 'DELETE') return undefined;
      tenant.reply(credential, call);
      throw new LostCall('no answer', WHAT_TO_DO);
    };
    expect(await take(session, { id })).toMatchObject({ done: true });
  });
});

test.describe('a token without a recorded ID', () => {
  test('is revoked if it is the only one that matches', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    tenant.issueToken({ ...given, lifetimeS: LIFETIME_S + 3 });
    tenant.issueToken({ ...given, lifetimeS: LIFETIME_S - 3 });
    tenant.issueToken({ ...given, user_id: 29 });
    tenant.issueToken({ ...given, issuedAt: Date.now() - minutes(4) });
    tenant.issueToken({ ...given, issuedAt: Date.now() + minutes(4) });
    tenant.issueToken({ ...given, expires_at: null });
    tenant.issueToken({ ...given, created_at: null });
    tenant.issueToken({ ...given, user_id: null });
    const { id } = tenant.issueToken(given);
    expect(await take(session)).toMatchObject({
      line: expect.stringMatching(new RegExp(`^revoked token ${String(id)}, `)),
      done: true,
    });
    expect(tenant.deletions).toEqual([`DELETE /api/v2/oauth/tokens/${String(id)}`]);
  });

  test('matches even if its call had to wait, or its times are rounded', async () => {
    for (const [later, more] of [
      [minutes(2), 0],
      [0, 1],
      [0, -1],
    ] as const) {
      const tenant = new StubTenant();
      const session = await admin(tenant);
      const { id } = tenant.issueToken({ lifetimeS: LIFETIME_S + more, issuedAt: Date.now() + later });
      expect((await take(session)).line).toContain(`revoked token ${String(id)}`);
    }
  });

  const notFound = { line: expect.stringMatching(/ was not found$/) as unknown, done: false };

  test('stays recorded if no token matches', async () => {
    const tenant = new StubTenant();
    expect(await take(await admin(tenant))).toEqual(notFound);
    expect(tenant.deletions).toEqual([]);
  });

  test('is left alone if two tokens match', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    tenant.issueToken(given);
    tenant.issueToken(given);
    expect(await take(session)).toEqual(notFound);
    expect(tenant.deletions).toEqual([]);
  });

  test('is not one that another run has recorded', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const another = tenant.issueToken(given);
    expect(await take(session, { others: [another.id] })).toEqual(notFound);
    const lost = tenant.issueToken(given);
    expect((await take(session, { others: [another.id] })).line).toContain(String(lost.id));
    expect([...tenant.tokens.keys()]).toEqual([session.token.id, another.id]);
  });

  test('is never the caller’s own token', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    setTimes(tenant, session.token.id ?? 0, Date.now());
    expect(await take(session)).toEqual(notFound);
    expect(tenant.deletions).toEqual([]);
  });

  for (const [title, spoil] of [
    ['the caller’s own token', (tenant: StubTenant, id: number) => tenant.tokens.delete(id)],
    [
      'the times of the caller’s own token',
      (tenant: StubTenant, id: number) => Object.assign(tenant.tokens.get(id) ?? {}, { created_at: null }),
    ],
    [
      'valid times',
      (tenant: StubTenant, id: number) => Object.assign(tenant.tokens.get(id) ?? {}, { created_at: 'today' }),
    ],
  ] as const) {
    test(`is not found in a list without ${title}`, async () => {
      const tenant = new StubTenant();
      const session = await admin(tenant);
      tenant.issueToken(given);
      const listed = tenant.tokens;
      spoil(tenant, session.token.id ?? 0);
      tenant.answer = () => ({ status: 200, body: { tokens: [...listed.values()] } });
      expect(await take(session)).toEqual(notFound);
      expect(tenant.deletions).toEqual([]);
    });
  }

  for (const status of [403, 404, 500]) {
    test(`stays recorded if the list is answered ${status}`, async () => {
      const tenant = new StubTenant();
      const session = await admin(tenant);
      tenant.answer = () => ({ status, body: {} });
      expect(await isClosed(take(session))).toBe(false);
      expect(tenant.deletions).toEqual([]);
    });
  }

  for (const ahead of [minutes(10), minutes(-10)]) {
    test(`matches on a tenant whose clock is ${ahead / 60_000} minutes ahead`, async () => {
      const tenant = new StubTenant();
      tenant.clockAheadMs = ahead;
      const session = await admin(tenant);
      tenant.issueToken({ ...given, issuedAt: Date.now() - ahead });
      const { id } = tenant.issueToken(given);
      expect((await take(session)).line).toContain(`revoked token ${String(id)}`);
      expect(tenant.deletions).toHaveLength(1);
    });
  }

  test('is found on a later page', async () => {
    const tenant = new StubTenant();
    tenant.tokensPerPage = 2;
    const session = await admin(tenant);
    for (let i = 0; i < 5; i++) tenant.issueToken({ lifetimeS: 5000 });
    const { id } = tenant.issueToken(given);
    expect((await take(session)).line).toContain(`revoked token ${String(id)}`);
  });

  test('is left alone if a second match is on a later page', async () => {
    const tenant = new StubTenant();
    tenant.tokensPerPage = 2;
    const session = await admin(tenant);
    tenant.issueToken(given);
    for (let i = 0; i < 5; i++) tenant.issueToken({ lifetimeS: 5000 });
    tenant.issueToken(given);
    expect(await take(session)).toEqual(notFound);
  });

  test('is one match even if it is on two pages', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    tenant.issueToken(given);
    const listed = [...tenant.tokens.values()];
    tenant.answer = ({ path, query }) => {
      if (!path.endsWith('/tokens')) return undefined;
      return { status: 200, body: { tokens: listed, next_page: query?.['page'] === '2' ? null : 'page=2' } };
    };
    expect((await take(session)).done).toBe(true);
  });

  test('stays recorded if a page is missing, or the pages do not end', async () => {
    for (const endless of [false, true]) {
      const tenant = new StubTenant();
      const session = await admin(tenant);
      tenant.issueToken(given);
      const listed = [...tenant.tokens.values()];
      tenant.calls.length = 0;
      tenant.answer = ({ query }) => {
        const { page = '1' } = query ?? {};
        if (page !== '1' && !endless) return { status: 500, body: {} };
        return { status: 200, body: { tokens: page === '1' ? listed : [], next_page: 'more' } };
      };
      expect(await isClosed(take(session))).toBe(false);
      expect(tenant.deletions).toEqual([]);
      expect(tenant.calls.length).toBeLessThanOrEqual(20);
    }
  });
});

test.describe('a test user’s token without a recorded ID', () => {
  const entries = (withUser: boolean, folder = test.info().outputPath('ledger')) => {
    recordAs({ folder, run: RUN }, (ledger) => {
      ledger.creating(TEST_USERS);
      if (withUser) {
        ledger.creating({ kind: 'user', address: 'a@b.example', marker: `keyturn:${RUN}` });
      }
    });
    return ledgerOf();
  };
  const takeIt = async (tenant: StubTenant, ledger: Ledger) => {
    const session = await admin(tenant);
    tenant.calls.length = 0;
    const entry = ledger.others().find(isToken);
    if (entry === undefined || !isToken(entry)) throw new Error('the token was not recorded');
    return revokeRecorded({ session, selfId: ADMIN_ID, revocationDeadlineMs: 600 }, ledger, entry);
  };

  test('waits until its user is gone', async () => {
    const tenant = new StubTenant();
    const ledger = entries(true);
    expect(await takeIt(tenant, ledger)).toEqual({ outcome: 'waits for its user' });
    expect(ledger.others()).toHaveLength(2);
    expect(tenant.calls).toEqual([]);
  });

  test('is gone with its user', async () => {
    const tenant = new StubTenant();
    const ledger = entries(false);
    expect(await takeIt(tenant, ledger)).toEqual({ outcome: 'gone with its user' });
    expect(ledger.others()).toEqual([]);
    expect(tenant.calls).toEqual([]);
  });

  test('does not wait for the user of another run', async () => {
    const tenant = new StubTenant();
    const ledger = entries(false);
    recordAs({ folder: test.info().outputPath('ledger'), run: 'cccccccccc' }, (other) =>
      other.creating({ kind: 'user', address: 'c@b.example', marker: 'keyturn:cccccccccc' }),
    );
    await takeIt(tenant, ledger);
    expect(ledger.others().filter(isToken)).toEqual([]);
    expect(ledger.others().filter(isUser)).toHaveLength(1);
  });
});
