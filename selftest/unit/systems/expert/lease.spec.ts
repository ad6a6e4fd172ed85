/** A test user is leased only if they are ours and no other run uses them. */
import { expect, test } from '@playwright/test';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { ExpertApi } from '../../../../helpers/systems/expert/api.ts';
import { FREE_NAME, readLease } from '../../../../helpers/systems/expert/marker.ts';
import { type Pool } from '../../../../helpers/systems/expert/pool.ts';
import { LostCall } from '../../../../helpers/http/transport.ts';
import { RUN_ID_VARIABLE, runId } from '../../../../helpers/run-id.ts';
import { Blocked, NonConformant } from '../../../../helpers/verdict/errors.ts';
import { Seeded } from '../../seeded.ts';
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
import { isUser } from '../../../../helpers/ledger/entry.ts';
import { lease, type LeasedUser } from '../../../../helpers/systems/expert/lease.ts';
import {
  OTHER,
  PASSWORD,
  STRANGER,
  onDisk,
  noteUser,
  isCreation,
  isUpdate,
  expectUntouched,
  ledgerFolder,
} from './pool-lab.ts';

test.describe('leased is', () => {
  test('a user that is free: reactivated, with our name on it and a new password', async () => {
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

  test('a user is recorded before anything is written', async () => {
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

  test('a user that cannot sign in before it has a new password', async () => {
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

  test('a user whose password the site sets only while it is active', async () => {
    const site = new StubSite(free());
    site.answer = ({ path }) =>
      path.endsWith('/password') && site.people.get(7)?.status === 'inactive' ? { status: 400 } : undefined;
    await lease(poolOf(site), PASSWORD);
    expect(site.people.get(7)).toMatchObject({ status: 'active', password: PASSWORD });
  });

  test('one that is active, and that no run says it has', async () => {
    const site = new StubSite(free({ status: 'active' }));
    expect((await lease(poolOf(site), PASSWORD)).how).toBe('reclaimed');
    expect(site.people.get(7)).toMatchObject({ password: PASSWORD });
  });

  for (const status of ['active', 'inactive'] as const) {
    test(`one that a run has left behind ${status}, by its age`, async () => {
      const site = new StubSite(leasedBy(OTHER, OLD, { status }));
      const { user, how } = await lease(poolOf(site), PASSWORD);
      expect([user.id, how]).toEqual([7, status === 'active' ? 'reclaimed' : 'reactivated']);
      expect(readLease(site.people.get(7)?.fullname ?? '')?.run).toBe(runId());
    });
  }

  test('one whose run has ended on this machine, and its note goes', async () => {
    const site = new StubSite(leasedBy(OTHER));
    noteUser(OTHER);
    noteUser('yyyyyyyyyy', undefined, 'keyturn-2');
    const pool = poolOf(site, { ledger: onDisk() });
    const { user, how } = await lease(pool, PASSWORD);
    expect([user.id, how]).toEqual([7, 'reclaimed']);
    expect(pool.ledger.others().map(({ run }) => run)).toEqual(['yyyyyyyyyy']);
  });

  test('one that is created, where there is none', async () => {
    const site = new StubSite();
    const pool = poolOf(site);
    const { user, entry, how } = await lease(pool, PASSWORD);
    expect(how).toBe('created');
    expect(site.named('keyturn-1')).toMatchObject({ id: user.id, status: 'active', password: PASSWORD });
    expect(readLease(user.fullname)?.run).toBe(runId());
    expect(pool.ledger.own()).toEqual([entry]);
    expect(entry.id).toBe(user.id);
  });

  test('one under the configured name', async () => {
    const site = new StubSite(free());
    const { user } = await lease(poolOf(site, { prefix: 'qa' }), PASSWORD);
    expect(user.username).toBe('qa-1');
    expectUntouched(site, free());
  });

  test('one that the site writes in capitals', async () => {
    const site = new StubSite(free({ username: 'KeyTurn-1' }));
    expect((await lease(poolOf(site), PASSWORD)).user.id).toBe(7);
  });
});

test.describe('never touched is', () => {
  const CASES: [title: string, person: Person][] = [
    ['one that a run is at work with', leasedBy(OTHER)],
    ['one that a run took nearly a day ago', leasedBy(OTHER, new Date(Date.now() - 23.9 * 3_600_000))],
    [
      'one that another machine took, whose clock is ahead',
      leasedBy(OTHER, new Date(Date.now() + 3_600_000)),
    ],
    ['one that a run has just deactivated', leasedBy(OTHER, new Date(), { status: 'inactive' })],
    ['another user of this very run', leasedBy(runId())],
    ['a person who is called like ours', STRANGER],
    ['a person like that, inactive', { ...STRANGER, status: 'inactive' }],
    ['a person without a full name', free({ fullname: '' })],
    ['an admin with all of our mark', free({ role: 'Admin' })],
    ['an admin who was left behind', leasedBy(OTHER, OLD, { role: 'Admin' })],
    ['the admin of this run', free({ id: SELF_ID })],
  ];
  for (const [title, person] of CASES) {
    test(`${title}: the next number is had`, async () => {
      const site = new StubSite(person, free({ id: 8, username: 'keyturn-2' }));
      const pool = poolOf(site);
      const { user } = await lease(pool, PASSWORD);
      expect(user.username).toBe('keyturn-2');
      expectUntouched(site, person);
      expect(pool.ledger.own().map(({ id }) => id)).toEqual([8]);
    });
  }

  test('one that another process of this machine has noted, whatever the site says', async () => {
    const site = new StubSite(free());
    noteUser(OTHER, process.ppid, 'KEYTURN-1');
    const pool = poolOf(site, { ledger: onDisk() });
    expect((await lease(pool, PASSWORD)).user.username).toBe('keyturn-2');
    expectUntouched(site, free());
    expect(pool.ledger.others()).toHaveLength(1);
  });

  test('one whose run has ended here, while another process of that run is at work', async () => {
    const person = leasedBy(OTHER);
    const site = new StubSite(person);
    noteUser(OTHER);
    noteUser(OTHER, process.ppid, 'keyturn-9');
    expect((await lease(poolOf(site, { ledger: onDisk() }), PASSWORD)).user.username).toBe('keyturn-2');
    expectUntouched(site, person);
  });

  test('one that another run takes between our first look and our second', async () => {
    const site = new StubSite(free());
    const taken = leasedBy(OTHER);
    site.answer = ({ path }) => {
      if (path.endsWith('/7')) site.people.set(7, { ...taken });
      return undefined;
    };
    expect((await lease(poolOf(site), PASSWORD)).user.username).toBe('keyturn-2');
    expectUntouched(site, taken);
  });

  test('anybody, where the whole pool is at work, and it is said what to do', async () => {
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
  test('that another run was faster with goes on to the next number', async () => {
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

  test('a call whose answer is lost stays recorded', async () => {
    const site = new StubSite();
    const pool = poolOf(site);
    loseAnswerOnce(site, isCreation);
    await expect(lease(pool, PASSWORD)).rejects.toThrow(LostCall);
    expect(pool.ledger.own().map(({ thing, id }) => [thing, id])).toEqual([
      [expect.objectContaining({ kind: 'user', address: 'keyturn-1' }), undefined],
    ]);
  });

  test('that was never sent does not', async () => {
    const site = new StubSite();
    const pool = poolOf(site);
    site.answer = (call) => {
      if (isCreation(call)) throw new Blocked('the connection was refused');
      return undefined;
    };
    await expect(lease(pool, PASSWORD)).rejects.toThrow(Blocked);
    expect(pool.ledger.own()).toEqual([]);
  });

  for (const [answer, noted, Kind] of [
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
    test(`${title} is a sentence, and ${noted === 0 ? 'not ' : ''}noted`, async () => {
      const site = new StubSite();
      const pool = poolOf(site);
      site.answer = (call) => (isCreation(call) ? answer : undefined);
      const error = await lease(pool, PASSWORD).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Kind);
      expect(String(error)).toContain('POST /@api/deki/users as admin');
      expect(pool.ledger.own()).toHaveLength(noted);
    });
  }
});

test.describe('a claim', () => {
  for (const [title, person] of [
    ['free', free()],
    ['left behind', leasedBy(OTHER, OLD)],
    ['active, and free', free({ status: 'active' })],
  ] as const) {
    test(`that is answered 200 and changes nothing breaks the contract (${title})`, async () => {
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

  test('that stores another full name breaks the contract', async () => {
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

  for (const [status, noted] of [
    [400, 0],
    [403, 0],
    [404, 0],
    [500, 1],
    [503, 1],
  ] as const) {
    test(`that answers ${status} is told, and ${noted === 0 ? 'not ' : ''}noted`, async () => {
      const site = new StubSite(free());
      const pool = poolOf(site);
      site.answer = (call) => (isUpdate(call) ? refusal(status) : undefined);
      await expect(lease(pool, PASSWORD)).rejects.toThrow(`answered ${String(status)}`);
      expect(pool.ledger.own()).toHaveLength(noted);
      expect(site.writes).toHaveLength(1);
    });
  }

  test('a call whose answer is lost stays recorded', async () => {
    const site = new StubSite(free());
    const pool = poolOf(site);
    loseAnswerOnce(site, isUpdate);
    await expect(lease(pool, PASSWORD)).rejects.toThrow(LostCall);
    expect(pool.ledger.own().map(({ id }) => id)).toEqual([7]);
  });

  test('a user whose password is refused stays recorded', async () => {
    const site = new StubSite(free());
    const pool = poolOf(site);
    site.answer = ({ path }) => (path.endsWith('/password') ? refusal(400, 'too weak') : undefined);
    await expect(lease(pool, PASSWORD)).rejects.toThrow(/answered 400\n.*too weak/);
    expect(pool.ledger.own().map(({ id }) => id)).toEqual([7]);
  });

  test('of a user that is gone by then goes on', async () => {
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

  test('gets one user, who is inactive before it is said', async () => {
    const site = nameless(new StubSite());
    const pool = poolOf(site);
    const error: unknown = await lease(pool, PASSWORD).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Blocked);
    expect(String(error)).toContain('does not show the full name of keyturn-1');
    expect(site.named('keyturn-1')).toMatchObject({ status: 'inactive', fullname: FREE_NAME });
    expect(pool.ledger.own()).toEqual([]);
  });

  test('gets no second one, and whoever is there is left alone', async () => {
    const site = nameless(new StubSite(free()));
    await expect(lease(poolOf(site), PASSWORD)).rejects.toThrow(Blocked);
    expect(site.writes).toEqual([]);
  });
});
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
      throw new Error(`both have it: ${JSON.stringify([leased, names])}`);
  }

  const START: [title: string, people: Person[]][] = [
    ['a free user', [free()]],
    ['one that is left behind', [leasedBy(OTHER, OLD)]],
    ['two of them', [free(), leasedBy(OTHER, OLD, { id: 8, username: 'keyturn-2' })]],
  ];
  for (const [title, people] of START) {
    test(`on two machines, never get the same one: ${title}`, async () => {
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

  test('on two machines, never create the same one', async () => {
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

  test('on one machine, never get the same one, however short they wait', async () => {
    // Both do the same, so the first one can be called a.
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
test('a dead run’s note about a user of ours is not the only reason to take it', async () => {
  // The ledger names the user, but they now belong to someone else.
  const site = new StubSite(STRANGER);
  noteUser(OTHER);
  const pool = poolOf(site, { ledger: onDisk() });
  expect((await lease(pool, PASSWORD)).user.username).toBe('keyturn-2');
  expectUntouched(site, STRANGER);
  expect(pool.ledger.others().filter(isUser)).toHaveLength(1);
});
