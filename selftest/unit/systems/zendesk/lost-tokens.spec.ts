/** Lost tokens are revoked if they are identified for certain, and left alone otherwise. */
import { expect, test } from '@playwright/test';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { LostCall } from '../../../../helpers/http/transport.ts';
import { NonConformant } from '../../../../helpers/verdict/errors.ts';
import {
  describeRecordedRevocation,
  revokeRecorded,
} from '../../../../helpers/systems/zendesk/lost-tokens.ts';
import { signInAsAdmin } from '../../../../helpers/systems/zendesk/sign-in.ts';
import type { Token } from '../../../../helpers/systems/zendesk/schemas.ts';
import type { Session } from '../../../../helpers/systems/zendesk/tokens.ts';
import { ENDED, recordAs } from '../../another-process.ts';
import { ADMIN_ID, connectTo, TENANT, StubTenant } from './tiny-tenant.ts';
import { isToken, isUser, type LedgerToken } from '../../../../helpers/ledger/entry.ts';

const RUN = 'bbbbbbbbbb';
const LIFETIME_S = 3961;
/** The admin of another run, signed in, to examine ended runs. Their token has a different lifetime. */
async function admin(tenant: StubTenant): Promise<Session> {
  const session = await signInAsAdmin(connectTo(tenant, new Ledger({ tenant: TENANT, run: 'aaaaaaaaaa' })));
  const own = session.token.id ?? 0;
  const { created_at: from } = tenant.tokens.get(own) ?? {};
  lives(tenant, own, Date.parse(from ?? ''), 7001);
  return session;
}

/** Adds a token that is shown as issued at that time, in ms, with that lifetime. */
function lives(tenant: StubTenant, id: number, from: number, s = LIFETIME_S): void {
  const time = (ms: number) => new Date(ms).toISOString();
  Object.assign(tenant.tokens.get(id) ?? {}, { created_at: time(from), expires_at: time(from + s * 1000) });
}

const THING: LedgerToken = { kind: 'token', identity: 'admin', lifetimeS: LIFETIME_S };
const TEST_USERS: LedgerToken = { ...THING, identity: 'test user' };

interface Noted {
  id?: number | undefined;
  at?: string;
  thing?: LedgerToken;
  /** IDs of tokens that other runs have recorded. */
  others?: number[];
}

/** The result for a token that an ended run has recorded: a line, and whether its entry is closed. */
interface Taken {
  line: string;
  done: boolean;
}

const ledgerOf = () =>
  new Ledger({ tenant: TENANT, run: 'aaaaaaaaaa', folder: test.info().outputPath('ledger') });

async function take(
  session: Session,
  { id, at = new Date().toISOString(), thing = THING, others = [] }: Noted = {},
): Promise<Taken> {
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
  if (entry === undefined) throw new Error('it was not noted');
  const revocation = await revokeRecorded(
    { session, selfId: ADMIN_ID, revocationDeadlineMs: 600 },
    ledger,
    entry,
  );
  const line = describeRecordedRevocation(entry, revocation);
  return { line, done: !ledger.others().some(({ key }) => key === entry.key) };
}

/** If it is not identified, a message or an error are both fine, as long as the entry stays open. */
async function isForgotten(taken: Promise<Taken>): Promise<boolean> {
  await taken.catch(() => undefined);
  return !ledgerOf()
    .others()
    .some(({ run }) => run === RUN);
}
const minutes = (number: number) => number * 60_000;
const given = { lifetimeS: LIFETIME_S };

test('a token that must have ended by itself is not asked for', async () => {
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

test('a token that may still live by the tenant’s clock is asked for', async () => {
  const tenant = new StubTenant();
  const session = await admin(tenant);
  const at = new Date(Date.now() - LIFETIME_S * 1000 - minutes(14)).toISOString();
  expect((await take(session, { id: 99, at })).line).toMatch(/was already dead$/);
  expect(tenant.calls.at(-1)).toBe('GET /api/v2/oauth/tokens/99');
});

test.describe('by its id', () => {
  test('it is revoked, and that is looked at', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const { id } = tenant.giveToken(given);
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

  test('404 says that it is dead', async () => {
    const tenant = new StubTenant();
    const { done, line } = await take(await admin(tenant), { id: 99 });
    expect([done, line]).toEqual([true, expect.stringMatching(/was already dead$/)]);
    expect(tenant.deletions).toEqual([]);
  });

  for (const status of [401, 403, 500, 503]) {
    test(`${status} says nothing about it: it is not forgotten`, async () => {
      const tenant = new StubTenant();
      const session = await admin(tenant);
      const { id } = tenant.giveToken(given);
      tenant.answer = ({ path }) => (path.endsWith(`/${String(id)}`) ? { status, body: {} } : undefined);
      expect(await isForgotten(take(session, { id }))).toBe(false);
      expect(tenant.deletions).toEqual([]);
    });

    test(`${status} after it was revoked is no proof`, async () => {
      const tenant = new StubTenant();
      const session = await admin(tenant);
      const { id } = tenant.giveToken(given);
      tenant.answer = ({ method, path }) => {
        if (!path.endsWith(`/${String(id)}`)) return undefined;
        if (method === 'DELETE') return { status: 403, body: { error: 'Forbidden' } };
        return tenant.deletions.length > 0 ? { status, body: {} } : undefined;
      };
      expect(await isForgotten(take(session, { id }))).toBe(false);
    });
  }

  const contradictions: [title: string, change: Partial<Token> & { lifetimeS?: number; givenAt?: number }][] =
    [
      ['somebody else’s', { user_id: 29 }],
      ['one from long before', { givenAt: Date.now() - minutes(60) }],
      ['one from long after', { givenAt: Date.now() + minutes(60) }],
      ['one with another lifetime', { lifetimeS: LIFETIME_S + 3 }],
      ['one with a shorter lifetime', { lifetimeS: LIFETIME_S - 3 }],
    ];
  for (const [title, change] of contradictions) {
    test(`${title} is left alone, and that is told`, async () => {
      const tenant = new StubTenant();
      const session = await admin(tenant);
      const { id } = tenant.giveToken({ ...given, ...change });
      const { line, done } = await take(session, { id });
      expect(line).toMatch(
        new RegExp(`^token ${String(id)} was left alone: it is not the admin's token of `),
      );
      expect(done).toBe(true);
      expect(tenant.deletions).toEqual([]);
      expect(tenant.tokens.has(id)).toBe(true);
    });
  }

  test('the token that asks is never revoked', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const id = session.token.id ?? 0;
    lives(tenant, id, Date.now());
    await take(session, { id }).catch(() => undefined);
    expect(tenant.deletions).toEqual([]);
  });

  test('a test user’s belongs to somebody else, and that is well', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const { id } = tenant.giveToken({ ...given, user_id: 7 });
    expect((await take(session, { id, thing: TEST_USERS })).done).toBe(true);
    expect(tenant.tokens.has(id)).toBe(false);
  });

  test('a test user’s that turns out to be the admin’s own is left alone', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const { id } = tenant.giveToken(given);
    await take(session, { id, thing: TEST_USERS }).catch(() => undefined);
    expect(tenant.deletions).toEqual([]);
  });

  test('a tenant that tells neither times nor owner contradicts nothing', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const { id } = tenant.giveToken();
    tenant.tokens.set(id, { id });
    expect((await take(session, { id })).line).toMatch(/^revoked/);
  });

  test('one that is still there after it was revoked breaks the contract', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const { id } = tenant.giveToken(given);
    tenant.answer = ({ method }) => (method === 'DELETE' ? { status: 204 } : undefined);
    const taken = take(session, { id });
    await expect(taken).rejects.toThrow(NonConformant);
    await expect(taken).rejects.toThrow(
      `Token ${String(id)} is still alive after DELETE /api/v2/oauth/tokens/${String(id)} as admin answered 204.`,
    );
  });

  test('a revocation without an answer is looked at, too', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const { id } = tenant.giveToken(given);
    tenant.answer = (call, credential) => {
      if (call.method !== 'DELETE') return undefined;
      tenant.reply(credential, call);
      throw new LostCall('no answer');
    };
    expect(await take(session, { id })).toMatchObject({ done: true });
  });
});

test.describe('by its lifetime', () => {
  test('the only one that fits is revoked', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    tenant.giveToken({ ...given, lifetimeS: LIFETIME_S + 3 });
    tenant.giveToken({ ...given, lifetimeS: LIFETIME_S - 3 });
    tenant.giveToken({ ...given, user_id: 29 });
    tenant.giveToken({ ...given, givenAt: Date.now() - minutes(4) });
    tenant.giveToken({ ...given, givenAt: Date.now() + minutes(4) });
    tenant.giveToken({ ...given, expires_at: null });
    tenant.giveToken({ ...given, created_at: null });
    tenant.giveToken({ ...given, user_id: null });
    const { id } = tenant.giveToken(given);
    expect(await take(session)).toMatchObject({
      line: expect.stringMatching(new RegExp(`^revoked token ${String(id)}, `)),
      done: true,
    });
    expect(tenant.deletions).toEqual([`DELETE /api/v2/oauth/tokens/${String(id)}`]);
  });

  test('one whose call had to wait, or whose times were rounded, fits as well', async () => {
    for (const [later, more] of [
      [minutes(2), 0],
      [0, 1],
      [0, -1],
    ] as const) {
      const tenant = new StubTenant();
      const session = await admin(tenant);
      const { id } = tenant.giveToken({ lifetimeS: LIFETIME_S + more, givenAt: Date.now() + later });
      expect((await take(session)).line).toContain(`revoked token ${String(id)}`);
    }
  });

  const notFound = { line: expect.stringMatching(/ was not found$/) as unknown, done: false };

  test('none that fits is no proof: it is looked for again', async () => {
    const tenant = new StubTenant();
    expect(await take(await admin(tenant))).toEqual(notFound);
    expect(tenant.deletions).toEqual([]);
  });

  test('of two that fit, none is touched', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    tenant.giveToken(given);
    tenant.giveToken(given);
    expect(await take(session)).toEqual(notFound);
    expect(tenant.deletions).toEqual([]);
  });

  test('that of another run is not taken for it', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    const another = tenant.giveToken(given);
    expect(await take(session, { others: [another.id] })).toEqual(notFound);
    const lost = tenant.giveToken(given);
    expect((await take(session, { others: [another.id] })).line).toContain(String(lost.id));
    expect([...tenant.tokens.keys()]).toEqual([session.token.id, another.id]);
  });

  test('the token that asks is never taken for it', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    lives(tenant, session.token.id ?? 0, Date.now());
    expect(await take(session)).toEqual(notFound);
    expect(tenant.deletions).toEqual([]);
  });

  for (const [title, spoil] of [
    ['the token that asks', (tenant: StubTenant, id: number) => tenant.tokens.delete(id)],
    [
      'the times of the token that asks',
      (tenant: StubTenant, id: number) => Object.assign(tenant.tokens.get(id) ?? {}, { created_at: null }),
    ],
    [
      'times that are some',
      (tenant: StubTenant, id: number) => Object.assign(tenant.tokens.get(id) ?? {}, { created_at: 'today' }),
    ],
  ] as const) {
    test(`in a list without ${title}, nothing is found`, async () => {
      const tenant = new StubTenant();
      const session = await admin(tenant);
      tenant.giveToken(given);
      const listed = tenant.tokens;
      spoil(tenant, session.token.id ?? 0);
      tenant.answer = () => ({ status: 200, body: { tokens: [...listed.values()] } });
      expect(await take(session)).toEqual(notFound);
      expect(tenant.deletions).toEqual([]);
    });
  }

  for (const status of [403, 404, 500]) {
    test(`a list that answers ${status} is no list`, async () => {
      const tenant = new StubTenant();
      const session = await admin(tenant);
      tenant.answer = () => ({ status, body: {} });
      expect(await isForgotten(take(session))).toBe(false);
      expect(tenant.deletions).toEqual([]);
    });
  }

  for (const ahead of [minutes(10), minutes(-10)]) {
    test(`a tenant whose clock is ${ahead / 60_000} minutes ahead of ours is understood`, async () => {
      const tenant = new StubTenant();
      tenant.clockAheadMs = ahead;
      const session = await admin(tenant);
      tenant.giveToken({ ...given, givenAt: Date.now() - ahead });
      const { id } = tenant.giveToken(given);
      expect((await take(session)).line).toContain(`revoked token ${String(id)}`);
      expect(tenant.deletions).toHaveLength(1);
    });
  }

  test('it may stand on a later page', async () => {
    const tenant = new StubTenant();
    tenant.tokensPerPage = 2;
    const session = await admin(tenant);
    for (let i = 0; i < 5; i++) tenant.giveToken({ lifetimeS: 5000 });
    const { id } = tenant.giveToken(given);
    expect((await take(session)).line).toContain(`revoked token ${String(id)}`);
  });

  test('a second one that fits may stand on a later page, too', async () => {
    const tenant = new StubTenant();
    tenant.tokensPerPage = 2;
    const session = await admin(tenant);
    tenant.giveToken(given);
    for (let i = 0; i < 5; i++) tenant.giveToken({ lifetimeS: 5000 });
    tenant.giveToken(given);
    expect(await take(session)).toEqual(notFound);
  });

  test('one that moves to the next page while they are read is still one', async () => {
    const tenant = new StubTenant();
    const session = await admin(tenant);
    tenant.giveToken(given);
    const listed = [...tenant.tokens.values()];
    tenant.answer = ({ path, query }) => {
      if (!path.endsWith('/tokens')) return undefined;
      return { status: 200, body: { tokens: listed, next_page: query?.['page'] === '2' ? null : 'page=2' } };
    };
    expect((await take(session)).done).toBe(true);
  });

  test('where a page is missing, or they have no end, none is told for sure', async () => {
    for (const endless of [false, true]) {
      const tenant = new StubTenant();
      const session = await admin(tenant);
      tenant.giveToken(given);
      const listed = [...tenant.tokens.values()];
      tenant.calls.length = 0;
      tenant.answer = ({ query }) => {
        const { page = '1' } = query ?? {};
        if (page !== '1' && !endless) return { status: 500, body: {} };
        return { status: 200, body: { tokens: page === '1' ? listed : [], next_page: 'more' } };
      };
      expect(await isForgotten(take(session))).toBe(false);
      expect(tenant.deletions).toEqual([]);
      expect(tenant.calls.length).toBeLessThanOrEqual(20);
    }
  });
});

test.describe('a token of a test user that was never given an id', () => {
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
    if (entry === undefined || !isToken(entry)) throw new Error('it was not noted');
    return revokeRecorded({ session, selfId: ADMIN_ID, revocationDeadlineMs: 600 }, ledger, entry);
  };

  test('waits for its user to go', async () => {
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

  test('is not waiting for the user of another run', async () => {
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
