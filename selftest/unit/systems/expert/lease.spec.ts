/** A user is leased only if they are ours, and no other run has leased them. */
import { expect, test } from '../../../support/test.ts';
import { LostCall } from '../../../../helpers/http/transport.ts';
import { isUser } from '../../../../helpers/ledger/entry.ts';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { RUN_ID_VARIABLE, runId } from '../../../../helpers/run-id.ts';
import { ExpertApi } from '../../../../helpers/systems/expert/api.ts';
import {
  activateReserved,
  lease,
  type LeasedUser,
  reserveSeveral,
} from '../../../../helpers/systems/expert/lease.ts';
import { FREE_NAME, readLease } from '../../../../helpers/systems/expert/marker.ts';
import { type Pool } from '../../../../helpers/systems/expert/pool.ts';
import type { User } from '../../../../helpers/systems/expert/schemas.ts';
import { Blocked, NonConformant } from '../../../../helpers/verdict/errors.ts';
import { Seeded } from '../../seeded.ts';
import {
  OTHER,
  PASSWORD,
  STRANGER,
  onDisk,
  recordUser,
  isCreation,
  isUpdate,
  expectUntouched,
  ledgerFolder,
} from './pool-lab.ts';
import {
  free,
  leasedBy,
  loseAnswerOnce,
  OLD,
  type Person,
  poolOf,
  refusal,
  type Reply,
  SELF_ID,
  SITE,
  StubSite,
  userXml,
  xmlReply,
} from './tiny-site.ts';
import { WHAT_TO_DO } from '../../../support/what-to-do.ts';

test.describe('a lease', () => {
  test('reactivates a free user, with this run in their full name and a new password', async () => {
    const site = new StubSite(free({ password: 'of the last run' }));
    const pool = poolOf(site);
    const { user, entry, how } = await lease(pool, PASSWORD);
    expect(how).toBe('reactivated');
    expect(user).toMatchObject({ id: 7, username: 'keyturn-1' });
    expect(site.people.get(7)).toMatchObject({ status: 'active', password: PASSWORD });
    expect(readLease(site.people.get(7)?.fullname ?? '')?.run).toBe(runId());
    expect(pool.ledger.own()).toEqual([entry]);
    expect(entry).toMatchObject({
      id: 7,
      thing: { kind: 'user', address: 'keyturn-1', marker: user.fullname },
    });
    expect(site.people.size).toBe(2);
  });

  test('is recorded before anything is written', async () => {
    const site = new StubSite(free());
    const pool = poolOf(site, { ledger: onDisk() });
    const seen: unknown[] = [];
    site.answer = (call) => {
      if (call.method !== 'GET')
        seen.push(
          new Ledger({ tenant: SITE, run: OTHER, folder: ledgerFolder() }).others().map(({ id }) => id),
        );
      return undefined;
    };
    await lease(pool, PASSWORD);
    expect(seen).toEqual([[7], [7], [7]]);
  });

  test('gives a user a new password before they are active', async () => {
    const site = new StubSite(free({ password: 'old' }));
    const seen: unknown[] = [];
    site.answer = () => {
      const { status, password } = site.people.get(7) ?? {};
      if (status === 'active') seen.push(password);
      return undefined;
    };
    await lease(poolOf(site), PASSWORD);
    expect(seen.filter((password) => password !== PASSWORD)).toEqual([]);
    expect(site.people.get(7)).toMatchObject({ status: 'active', password: PASSWORD });
  });

  test('sets the password after the activation if the site requires that', async () => {
    const site = new StubSite(free());
    site.answer = ({ path }) =>
      path.endsWith('/password') && site.people.get(7)?.status === 'inactive' ? { status: 400 } : undefined;
    await lease(poolOf(site), PASSWORD);
    expect(site.people.get(7)).toMatchObject({ status: 'active', password: PASSWORD });
  });

  test('reclaims a user who is active, but not leased', async () => {
    const site = new StubSite(free({ status: 'active' }));
    expect((await lease(poolOf(site), PASSWORD)).how).toBe('reclaimed');
    expect(site.people.get(7)).toMatchObject({ password: PASSWORD });
  });

  for (const status of ['active', 'inactive'] as const) {
    test(`takes over an old lease of a user who is ${status}`, async () => {
      const site = new StubSite(leasedBy(OTHER, OLD, { status }));
      const { user, how } = await lease(poolOf(site), PASSWORD);
      expect([user.id, how]).toEqual([7, status === 'active' ? 'reclaimed' : 'reactivated']);
      expect(readLease(site.people.get(7)?.fullname ?? '')?.run).toBe(runId());
    });
  }

  test('takes over the lease of a run that ended on this machine, and closes its entry', async () => {
    const site = new StubSite(leasedBy(OTHER));
    recordUser(OTHER);
    recordUser('yyyyyyyyyy', undefined, 'keyturn-2');
    const pool = poolOf(site, { ledger: onDisk() });
    const { user, how } = await lease(pool, PASSWORD);
    expect([user.id, how]).toEqual([7, 'reclaimed']);
    expect(pool.ledger.others().map(({ run }) => run)).toEqual(['yyyyyyyyyy']);
  });

  test('creates a user if there is none', async () => {
    const site = new StubSite();
    const pool = poolOf(site);
    const { user, entry, how } = await lease(pool, PASSWORD);
    expect(how).toBe('created');
    expect(site.named('keyturn-1')).toMatchObject({ id: user.id, status: 'active', password: PASSWORD });
    expect(readLease(user.fullname)?.run).toBe(runId());
    expect(pool.ledger.own()).toEqual([entry]);
    expect(entry.id).toBe(user.id);
  });

  test('uses the configured name', async () => {
    const site = new StubSite(free());
    const { user } = await lease(poolOf(site, { prefix: 'qa' }), PASSWORD);
    expect(user.username).toBe('qa-1');
    expectUntouched(site, free());
  });

  test('accepts a user name that the site shows in capitals', async () => {
    const site = new StubSite(free({ username: 'KeyTurn-1' }));
    expect((await lease(poolOf(site), PASSWORD)).user.id).toBe(7);
  });
});

test.describe('a lease never touches', () => {
  const CASES: [title: string, person: Person][] = [
    ['a user of a running run', leasedBy(OTHER)],
    ['a user leased nearly a day ago', leasedBy(OTHER, new Date(Date.now() - 23.9 * 3_600_000))],
    [
      'a user leased by another machine whose clock is ahead',
      leasedBy(OTHER, new Date(Date.now() + 3_600_000)),
    ],
    ['a user whom their run has just deactivated', leasedBy(OTHER, new Date(), { status: 'inactive' })],
    ['another user of this run', leasedBy(runId())],
    ['a person with a name of the pool', STRANGER],
    ['an inactive person with a name of the pool', { ...STRANGER, status: 'inactive' }],
    ['a person without a full name', free({ fullname: '' })],
    ['an admin with the whole marker', free({ role: 'Admin' })],
    ['an admin with an old lease', leasedBy(OTHER, OLD, { role: 'Admin' })],
    ['the admin of this run', free({ id: SELF_ID })],
  ];
  for (const [title, person] of CASES) {
    test(`${title}, but the next user of the pool`, async () => {
      const site = new StubSite(person, free({ id: 8, username: 'keyturn-2' }));
      const pool = poolOf(site);
      const { user } = await lease(pool, PASSWORD);
      expect(user.username).toBe('keyturn-2');
      expectUntouched(site, person);
      expect(pool.ledger.own().map(({ id }) => id)).toEqual([8]);
    });
  }

  test('a user whom another process on this machine has recorded, whatever the site shows', async () => {
    const site = new StubSite(free());
    recordUser(OTHER, process.ppid, 'KEYTURN-1');
    const pool = poolOf(site, { ledger: onDisk() });
    expect((await lease(pool, PASSWORD)).user.username).toBe('keyturn-2');
    expectUntouched(site, free());
    expect(pool.ledger.others()).toHaveLength(1);
  });

  test('a user whose process has ended, while another process of that run is running', async () => {
    const person = leasedBy(OTHER);
    const site = new StubSite(person);
    recordUser(OTHER);
    recordUser(OTHER, process.ppid, 'keyturn-9');
    expect((await lease(poolOf(site, { ledger: onDisk() }), PASSWORD)).user.username).toBe('keyturn-2');
    expectUntouched(site, person);
  });

  test('a user whom another run leases between our first and second look-up', async () => {
    const site = new StubSite(free());
    const taken = leasedBy(OTHER);
    site.answer = ({ path }) => {
      if (path.endsWith('/7')) site.people.set(7, { ...taken });
      return undefined;
    };
    expect((await lease(poolOf(site), PASSWORD)).user.username).toBe('keyturn-2');
    expectUntouched(site, taken);
  });

  test('a user whose ID a list shows wrongly', async () => {
    const site = new StubSite(free(), free({ id: 8, username: 'keyturn-2' }));
    const listed = [{ ...(await shownBy(site, 7)), id: 8 }];
    expect((await lease(poolOf(site), PASSWORD, { listed })).user.username).toBe('keyturn-2');
    expectUntouched(site, free());
  });

  test('anyone if the whole pool is in use, and the message names the remedy', async () => {
    const people = Array.from({ length: 50 }, (_, index) =>
      leasedBy(OTHER, new Date(), { id: 100 + index, username: `keyturn-${String(index + 1)}` }),
    );
    const site = new StubSite(...people);
    const pool = poolOf(site);
    const error = await lease(pool, PASSWORD).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Blocked);
    expect(String(error)).toMatch(
      /keyturn-1 to keyturn-50 is available[^]*To do: run “npm run sweep”, or set EXPERT_TEST_USERNAME/,
    );
    expect(site.writes).toEqual([]);
    expect(pool.ledger.own()).toEqual([]);
  });
});

test.describe('a creation', () => {
  test('of a user whom another run has just created continues with the next number', async () => {
    const site = new StubSite();
    const taken = leasedBy(OTHER);
    site.answer = (call) => {
      if (isCreation(call) && call.content?.text.includes('keyturn-1') === true)
        site.people.set(7, { ...taken });
      return undefined;
    };
    const pool = poolOf(site);
    const { user, how } = await lease(pool, PASSWORD);
    expect([user.username, how]).toEqual(['keyturn-2', 'created']);
    expectUntouched(site, taken);
    expect(pool.ledger.own()).toHaveLength(1);
  });

  test('whose answer is lost stays recorded', async () => {
    const site = new StubSite();
    const pool = poolOf(site);
    loseAnswerOnce(site, isCreation);
    await expect(lease(pool, PASSWORD)).rejects.toThrow(LostCall);
    expect(pool.ledger.own().map(({ thing, id }) => [thing, id])).toEqual([
      [expect.objectContaining({ kind: 'user', address: 'keyturn-1' }), undefined],
    ]);
  });

  test('that was never sent does not stay recorded', async () => {
    const site = new StubSite();
    const pool = poolOf(site);
    site.answer = (call) => {
      if (isCreation(call)) throw new Blocked('the connection was refused', WHAT_TO_DO);
      return undefined;
    };
    await expect(lease(pool, PASSWORD)).rejects.toThrow(Blocked);
    expect(pool.ledger.own()).toEqual([]);
  });

  for (const [answer, open, Kind] of [
    [refusal(400), 0, NonConformant],
    [refusal(401), 0, NonConformant],
    [refusal(403), 0, NonConformant],
    [refusal(500), 1, Blocked],
    [{ status: 502, text: '<html></html>' }, 1, Blocked],
    [{ status: 302 }, 1, NonConformant],
    [{ status: 200, text: '<html></html>' }, 1, Blocked],
    [{ status: 200 }, 1, Blocked],
    [xmlReply('<user><username>keyturn-1</username></user>'), 1, NonConformant],
    [xmlReply('<user id="8"><username>keyturn-1'), 1, NonConformant],
  ] as [Reply, number, typeof Blocked | typeof NonConformant][]) {
    const title = `that answers ${answer.status} ${answer.text ?? ''}`;
    test(`${title} is reported, and ${open === 0 ? 'does not stay' : 'stays'} recorded`, async () => {
      const site = new StubSite();
      const pool = poolOf(site);
      site.answer = (call) => (isCreation(call) ? answer : undefined);
      const error = await lease(pool, PASSWORD).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Kind);
      expect(String(error)).toContain('POST /@api/deki/users as admin');
      expect(pool.ledger.own()).toHaveLength(open);
    });
  }
});

test.describe('a claim', () => {
  for (const [title, person] of [
    ['free', free()],
    ['an old lease', leasedBy(OTHER, OLD)],
    ['active, but not leased', free({ status: 'active' })],
  ] as const) {
    test(`that is answered 200 without effect breaks the contract (${title})`, async () => {
      const site = new StubSite(person);
      const pool = poolOf(site);
      site.answer = (call) => (isUpdate(call) ? xmlReply(userXml(person)) : undefined);
      await expect(lease(pool, PASSWORD)).rejects.toThrow(
        /^PUT [^]*answered 200, but the full name is “Keyturn/,
      );
      expect(site.people.get(7)).toEqual(person);
      // Their password was not set, and no other user was searched for or created.
      expect(site.writes).toEqual(['PUT /@api/deki/users/7']);
      expect(pool.ledger.own()).toHaveLength(1);
    });
  }

  test('that stores a different full name breaks the contract', async () => {
    const site = new StubSite(free());
    site.answer = (call) => {
      if (!isUpdate(call)) return undefined;
      const reply = site.reply(call);
      Object.assign(site.people.get(7) ?? {}, { fullname: 'Keyturn test user (run' });
      return reply;
    };
    await expect(lease(poolOf(site), PASSWORD)).rejects.toThrow(NonConformant);
    expect(site.people.get(7)?.password).toBeUndefined();
  });

  for (const [status, open] of [
    [400, 0],
    [403, 0],
    [404, 0],
    [500, 1],
    [503, 1],
  ] as const) {
    test(`that answers ${status} is reported, and ${open === 0 ? 'does not stay' : 'stays'} recorded`, async () => {
      const site = new StubSite(free());
      const pool = poolOf(site);
      site.answer = (call) => (isUpdate(call) ? refusal(status) : undefined);
      await expect(lease(pool, PASSWORD)).rejects.toThrow(`answered ${String(status)}`);
      expect(pool.ledger.own()).toHaveLength(open);
      expect(site.writes).toHaveLength(1);
    });
  }

  test('whose answer is lost stays recorded', async () => {
    const site = new StubSite(free());
    const pool = poolOf(site);
    loseAnswerOnce(site, isUpdate);
    await expect(lease(pool, PASSWORD)).rejects.toThrow(LostCall);
    expect(pool.ledger.own().map(({ id }) => id)).toEqual([7]);
  });

  test('of a user whose password is refused stays recorded', async () => {
    const site = new StubSite(free());
    const pool = poolOf(site);
    site.answer = ({ path }) => (path.endsWith('/password') ? refusal(400, 'too weak') : undefined);
    await expect(lease(pool, PASSWORD)).rejects.toThrow(/answered 400 instead of 200\n.*too weak/);
    expect(pool.ledger.own().map(({ id }) => id)).toEqual([7]);
  });

  test('of a user who does not exist any more continues with the next number', async () => {
    const site = new StubSite(free());
    const pool = poolOf(site);
    site.answer = ({ path }) => (path.endsWith('/7') ? refusal(404) : undefined);
    expect((await lease(pool, PASSWORD)).user.username).toBe('keyturn-2');
    expect(pool.ledger.own()).toHaveLength(1);
  });
});

test.describe('a site that does not show full names', () => {
  const nameless = (site: StubSite): StubSite => {
    site.answer = async (call) => {
      const { text = '', ...reply } = site.reply(call);
      return Promise.resolve({ ...reply, text: text.replace(/<fullname>[^<]*<\/fullname>/g, '') });
    };
    return site;
  };

  test('gets only one user, who is inactive when this is reported', async () => {
    const site = nameless(new StubSite());
    const pool = poolOf(site);
    const error: unknown = await lease(pool, PASSWORD).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Blocked);
    expect(String(error)).toContain('does not show the full name of keyturn-1');
    expect(site.named('keyturn-1')).toMatchObject({ status: 'inactive', fullname: FREE_NAME });
    expect(pool.ledger.own()).toEqual([]);
  });

  test('gets no second user, and the existing one is left alone', async () => {
    const site = nameless(new StubSite(free()));
    await expect(lease(poolOf(site), PASSWORD)).rejects.toThrow(Blocked);
    expect(site.writes).toEqual([]);
  });
});

test.describe('while it is not certain that a user is ours', () => {
  test('something else is done, which never shortens the wait', async () => {
    for (const otherMs of [0, 60]) {
      const site = new StubSite(free());
      const times: number[] = [];
      site.answer = ({ path }) => {
        if (path.endsWith('/7')) times.push(performance.now());
        return undefined;
      };
      let writes = -1;
      await lease(poolOf(site, { settleMs: 40 }), PASSWORD, {
        meanwhile: async ({ id }) => {
          expect(id).toBe(7);
          await new Promise((done) => setTimeout(done, otherMs));
          writes = site.writes.length;
        },
      });
      // Until then, only the lease was written. Then the user was looked at again.
      expect(writes).toBe(1);
      const [, written = 0, settled = 0] = times;
      expect(settled - written).toBeGreaterThanOrEqual(Math.max(40, otherMs) - 2);
    }
  });

  test('several users are reserved at once, inactive, and one of them is activated with a password', async () => {
    const people = [1, 2, 3].map((number) =>
      free({ id: 10 + number, username: `keyturn-${String(number)}` }),
    );
    const site = new StubSite(...people, leasedBy(OTHER, new Date(), { id: 14, username: 'keyturn-4' }));
    const pool = poolOf(site, { settleMs: 40 });
    const listed = await Promise.all([11, 12, 13, 14].map((id) => shownBy(site, id)));
    const started = performance.now();
    const { reserved, missing } = await reserveSeveral(pool, 2, 4, listed);
    expect(performance.now() - started, 'one wait for all of them').toBeLessThan(300);
    expect(reserved.map(({ user }) => user.username)).toEqual(['keyturn-2', 'keyturn-3']);
    expect(missing).toBe(5);
    for (const { user } of reserved) {
      const { status, fullname } = site.people.get(user.id) ?? {};
      expect([status, readLease(fullname)?.run]).toEqual(['inactive', runId()]);
    }
    expect(pool.ledger.own().map(({ id }) => id)).toEqual([12, 13]);
    const [first] = reserved;
    if (first === undefined) throw new Error('no one was reserved');
    await activateReserved(pool, first, PASSWORD);
    expect(site.people.get(12)).toMatchObject({ status: 'active', password: PASSWORD });
    expect(site.people.get(13)).toMatchObject({ status: 'inactive' });
  });
});

/** A user as a list shows them. */
async function shownBy(site: StubSite, id: number): Promise<User> {
  return (await new ExpertApi(site, { as: 'admin' }).showUser(id)).body;
}

test.describe('two runs at once', () => {
  const RUNS = { a: 'aaaaaaaaaa', b: 'bbbbbbbbbb' };
  type Who = keyof typeof RUNS;

  /** All orders in which `steps` of one run and as many of another can follow each other. */
  function orders(steps: number): string[] {
    const merge = (a: number, b: number): string[] => {
      if (a === 0 || b === 0) return ['a'.repeat(a) + 'b'.repeat(b)];
      return [...merge(a - 1, b).map((rest) => `a${rest}`), ...merge(a, b - 1).map((rest) => `b${rest}`)];
    };
    return merge(steps, steps);
  }

  /** Lets two runs lease a user each. Their first calls get through in this order, later ones in a random order. */
  async function race(
    site: StubSite,
    order: string,
    change: (run: string) => Partial<Pool>,
    asked: 'before' | 'after' = 'before',
  ): Promise<LeasedUser[]> {
    const before = process.env[RUN_ID_VARIABLE];
    const waiting = new Map<Who, () => void>();
    const seeded = new Seeded(20261122);
    let working = 2;
    site.answer = async (call, { as }) => {
      const reply = asked === 'before' ? undefined : site.reply(call);
      await new Promise<void>((let_) => waiting.set(as as Who, let_));
      return reply;
    };
    const pass = async (who: Who) => {
      const go = waiting.get(who);
      waiting.delete(who);
      // The ID of the run whose turn it is, because both are in this process.
      process.env[RUN_ID_VARIABLE] = RUNS[who];
      go?.();
      await new Promise((turn) => setImmediate(turn));
    };
    const start = async (who: Who) => {
      process.env[RUN_ID_VARIABLE] = RUNS[who];
      try {
        return await lease(
          poolOf(site, { ...change(RUNS[who]), api: new ExpertApi(site, { as: who }) }),
          PASSWORD,
        );
      } finally {
        working--;
      }
    };
    try {
      const both = Promise.all([start('a'), start('b')]);
      for (const who of order) await pass(who as Who);
      while (working > 0) {
        const next = [...waiting.keys()];
        await (next.length > 0 ? pass(seeded.pick(next)) : new Promise((turn) => setTimeout(turn, 1)));
      }
      return await both;
    } finally {
      if (before === undefined) Reflect.deleteProperty(process.env, RUN_ID_VARIABLE);
      else process.env[RUN_ID_VARIABLE] = before;
    }
  }

  /** Each run has its own user, with its own run ID in their name. */
  function expectApart(site: StubSite, leased: LeasedUser[]): void {
    const names = leased.map(({ user }) => readLease(site.people.get(user.id)?.fullname ?? '')?.run);
    if (names.join() !== `${RUNS.a},${RUNS.b}`)
      throw new Error(`not each run has its own user: ${JSON.stringify([leased, names])}`);
  }

  const START: [title: string, people: Person[]][] = [
    ['a free user', [free()]],
    ['a user with an old lease', [leasedBy(OTHER, OLD)]],
    ['one of each', [free(), leasedBy(OTHER, OLD, { id: 8, username: 'keyturn-2' })]],
  ];
  for (const [title, people] of START) {
    test(`on two machines, never lease the same user: ${title}`, async () => {
      for (const order of orders(3)) {
        for (const asked of ['before', 'after'] as const) {
          const site = new StubSite(...people);
          const leased = await race(
            site,
            order,
            (run) => ({ ledger: new Ledger({ tenant: SITE, run }), settleMs: 3 }),
            asked,
          );
          expectApart(site, leased);
        }
      }
    });
  }

  test('on two machines, never create the same user', async () => {
    for (const order of orders(2)) {
      const site = new StubSite();
      const leased = await race(site, order, (run) => ({
        ledger: new Ledger({ tenant: SITE, run }),
        settleMs: 3,
      }));
      expectApart(site, leased);
      expect(leased.map(({ user }) => user.username).sort()).toEqual(['keyturn-1', 'keyturn-2']);
    }
  });

  test('on one machine, never lease the same user, even without a wait', async () => {
    // Both runs do the same, so it is enough to try the orders in which the first one is a.
    const beginning = orders(4).filter((order) => order.startsWith('a'));
    for (const [index, order] of beginning.entries()) {
      const site = new StubSite(free());
      const shared = `${ledgerFolder()}-${String(index)}`;
      const leased = await race(site, order, (run) => ({
        ledger: new Ledger({ tenant: SITE, run, folder: shared }),
        settleMs: 0,
      }));
      expectApart(site, leased);
    }
  });
});

test('an entry of an ended run alone is no reason to lease a user', async () => {
  // The ledger names the user, but they now belong to someone else.
  const site = new StubSite(STRANGER);
  recordUser(OTHER);
  const pool = poolOf(site, { ledger: onDisk() });
  expect((await lease(pool, PASSWORD)).user.username).toBe('keyturn-2');
  expectUntouched(site, STRANGER);
  expect(pool.ledger.others().filter(isUser)).toHaveLength(1);
});
