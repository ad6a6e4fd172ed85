/** Leftovers of earlier runs are found through the ledger and the list. Only users who are certainly ours are deactivated. */
import { expect, test } from '../../../support/test.ts';
import type { Call } from '../../../../helpers/http/call.ts';
import { isUser } from '../../../../helpers/ledger/entry.ts';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { runId } from '../../../../helpers/run-id.ts';
import {
  describeLeftovers,
  findLeftovers,
  type Leftovers,
  sweep,
} from '../../../../helpers/systems/expert/leftovers.ts';
import { FREE_NAME } from '../../../../helpers/systems/expert/marker.ts';
import type { Pool } from '../../../../helpers/systems/expert/pool.ts';
import { Blocked, NonConformant } from '../../../../helpers/verdict/errors.ts';
import { type AnotherProcess, recordAs } from '../../another-process.ts';
import { resultsOf } from '../../step-results.ts';
import {
  free,
  leasedBy,
  OLD,
  type Person,
  poolOf,
  refusal,
  SITE,
  StubSite,
  userXml,
  xmlReply,
} from './tiny-site.ts';

const A = 'aaaaaaaaaa';
const B = 'bbbbbbbbbb';
const C = 'cccccccccc';

const folder = () => test.info().outputPath('ledger');
const newLedger = () => new Ledger({ tenant: SITE, run: runId(), folder: folder() });
const poolIn = (site: StubSite, change: Partial<Pool> = {}) =>
  poolOf(site, { ledger: newLedger(), ...change });

/** Records a user of a run that has ended, or of the given process. */
function recordUser(run: string, address: string, who: Partial<AnotherProcess> = {}): void {
  recordAs({ folder: folder(), tenant: SITE, run, ...who }, (ledger) =>
    ledger.creating({ kind: 'user', address, marker: 'x' }),
  );
}

/** A user of the pool, by their number in the pool. */
const nth = (number: number, change: Partial<Person> = {}): Partial<Person> => ({
  id: 10 + number,
  username: `keyturn-${String(number)}`,
  ...change,
});

const usersOf = ({ users }: Leftovers) =>
  users.map(({ user, run, because }) => [user.username, run, because !== undefined]);
const isList = ({ method, path }: Call<unknown>) => method === 'GET' && path === '/@api/deki/users';
const listOf = (people: Person[], count = people.length) =>
  xmlReply(
    `<users count="${String(count)}" totalcount="${String(count)}">${people.map(userXml).join('')}</users>`,
  );

async function sweepAll(site: StubSite, change: Partial<Pool> = {}) {
  const pool = poolIn(site, change);
  return resultsOf(await sweep(pool, await findLeftovers(pool)));
}

test.describe('leftover users', () => {
  test('were not released and are old enough, or are active but not leased', async () => {
    const site = new StubSite(
      leasedBy(A, OLD, nth(1)),
      leasedBy(B, new Date(), nth(2)),
      free(nth(3, { status: 'active' })),
      free(nth(4)),
      leasedBy(A, OLD, nth(5, { status: 'inactive' })),
      leasedBy(A, OLD, nth(6, { role: 'Admin' })),
      free(nth(7, { fullname: 'Nora Testa', status: 'active' })),
      leasedBy(A, OLD, { id: 18, username: 'keyturn-support' }),
      leasedBy(A, OLD, { id: 19, username: 'keyturner-1' }),
      leasedBy(A, OLD, { id: 20, username: 'xkeyturn-1' }),
    );
    const found = await findLeftovers(poolIn(site));
    expect(usersOf(found)).toEqual([
      ['keyturn-1', A, true],
      ['keyturn-2', B, false],
      ['keyturn-3', undefined, true],
      // The run died between deactivating the user and releasing them.
      ['keyturn-5', A, true],
    ]);
    expect(found.unconfirmed).toEqual([]);
    expect(site.writes).toEqual([]);
    // A user whose name does not belong to the pool is ignored.
    expect(site.calls.filter((call) => /\/(?:18|19|20)$/.test(call))).toEqual([]);
  });

  test('count as soon as their run has ended on this machine, or after a day if it ran elsewhere', async () => {
    const anHourAgo = new Date(Date.now() - 3_600_000);
    const site = new StubSite(...[A, B, C].map((run, index) => leasedBy(run, anHourAgo, nth(index + 1))));
    recordUser(A, 'keyturn-1');
    recordUser(B, 'keyturn-2', { pid: process.ppid });
    recordUser(C, 'keyturn-3', { machine: 'another-machine' });
    const { users } = await findLeftovers(poolIn(site));
    expect(users.map(({ run, because }) => [run, because])).toEqual([
      [A, `run ${A} ended on this machine without releasing them`],
      [B, undefined],
      [C, undefined],
    ]);
    const later = await findLeftovers(poolIn(site, { leftoverHours: 1 }));
    expect(later.users.map(({ because }) => because)).toEqual([
      `run ${A} ended on this machine without releasing them`,
      `run ${B} leased them 1.0 hours ago`,
      `run ${C} leased them 1.0 hours ago`,
    ]);
  });

  test('do not count while another process of their run is running', async () => {
    const site = new StubSite(leasedBy(A, new Date(), nth(1)));
    recordUser(A, 'keyturn-1');
    recordUser(A, 'keyturn-9', { pid: process.ppid });
    expect(usersOf(await findLeftovers(poolIn(site)))).toEqual([['keyturn-1', A, false]]);
  });

  test('are found through the ledger if the list does not contain them', async () => {
    const site = new StubSite(leasedBy(A, new Date(), nth(1)));
    recordUser(A, 'keyturn-1');
    site.answer = (call) => (isList(call) ? listOf([]) : undefined);
    expect(usersOf(await findLeftovers(poolIn(site)))).toEqual([['keyturn-1', A, true]]);
  });

  test('of another tenant are ignored', async () => {
    recordUser(A, 'keyturn-1', { tenant: 'https://other.example' });
    const site = new StubSite();
    await findLeftovers(poolIn(site));
    expect(site.calls).toEqual(['GET /@api/deki/users']);
  });

  for (const [title, change] of [
    ['became admins', { role: 'Admin' }],
    ['got a different full name', { fullname: 'Nora Testa' }],
    ['have an empty full name', { fullname: '' }],
  ] as const) {
    test(`are unconfirmed, and never deactivated, if they ${title}`, async () => {
      const person = leasedBy(A, OLD, nth(1, change));
      const site = new StubSite(person);
      recordUser(A, 'keyturn-1');
      const found = await findLeftovers(poolIn(site));
      expect(found.users).toEqual([]);
      expect(found.unconfirmed).toEqual([
        {
          user: expect.objectContaining({ id: 11 }) as unknown,
          run: A,
          why: expect.stringMatching(/^the(?:y|ir) /) as unknown,
        },
      ]);
      expect(describeLeftovers(found, 24)).toEqual([
        expect.stringMatching(
          /^Left alone: user 11 “keyturn-1” is recorded in the ledger of run a{10}, but the(?:y|ir) .*Check them in Site tools/,
        ),
      ]);
      expect(await sweepAll(site)).toEqual({ lines: [], failures: [] });
      expect(site.writes).toEqual([]);
      expect(newLedger().others()).toHaveLength(1);
    });
  }

  test('are unconfirmed if their run had another name in its settings', async () => {
    const site = new StubSite(leasedBy(A, OLD, { id: 11, username: 'qa-1' }));
    recordUser(A, 'qa-1');
    const { users, unconfirmed } = await findLeftovers(poolIn(site));
    expect(users).toEqual([]);
    expect(unconfirmed.map(({ why }) => why)).toEqual(['their user name is not “keyturn-” and a number']);
  });

  test('are not unconfirmed while their run may still be running', async () => {
    const site = new StubSite(leasedBy(A, OLD, nth(1, { fullname: 'x' })));
    recordUser(A, 'keyturn-1', { pid: process.ppid });
    expect((await findLeftovers(poolIn(site))).unconfirmed).toEqual([]);
  });

  for (const status of [401, 403, 429, 500, 503]) {
    test(`are unknown if the list is answered ${status}`, async () => {
      const site = new StubSite();
      site.answer = (call) => (isList(call) ? refusal(status) : undefined);
      await expect(findLeftovers(poolIn(site))).rejects.toThrow(
        status === 429 || status >= 500 ? Blocked : NonConformant,
      );
    });
  }
});

test.describe('a list', () => {
  test('with several pages is read to its end', async () => {
    const people = Array.from({ length: 60 }, (_, index) => leasedBy(A, OLD, nth(index + 1)));
    const site = new StubSite(...people);
    expect((await findLeftovers(poolIn(site))).users).toHaveLength(60);
    expect(site.calls.filter((call) => call === 'GET /@api/deki/users')).toHaveLength(4);
  });

  test('with smaller pages than requested is read to its end', async () => {
    const people = Array.from({ length: 23 }, (_, index) => leasedBy(A, OLD, nth(index + 1)));
    const site = new StubSite(...people);
    site.answer = ({ path, query }) => {
      if (!path.endsWith('/users')) return undefined;
      const from = Number(query?.['offset']);
      return listOf(people.slice(from, from + 10), people.length);
    };
    expect((await findLeftovers(poolIn(site))).users).toHaveLength(23);
  });

  test('without an end is read up to a limit', async () => {
    const site = new StubSite();
    let listed = 0;
    site.answer = (call) => {
      if (isList(call))
        return listOf(
          Array.from({ length: 25 }, () =>
            free({ id: 1000 + listed++, username: `keyturn-${String(listed)}` }),
          ),
        );
      return call.path.endsWith('/current') ? undefined : refusal(404);
    };
    expect((await findLeftovers(poolIn(site))).users).toEqual([]);
    expect(site.calls.filter((call) => call === 'GET /@api/deki/users')).toHaveLength(40);
  });

  test('that always shows the same page leads to one look-up for each user', async () => {
    const people = Array.from({ length: 25 }, (_, index) => leasedBy(A, OLD, nth(index + 1)));
    const site = new StubSite(...people);
    site.answer = (call) => (isList(call) ? listOf(people) : undefined);
    expect((await findLeftovers(poolIn(site))).users).toHaveLength(25);
    expect(site.calls.filter((call) => call === 'GET /@api/deki/users/11')).toHaveLength(1);
  });

  test('that ignores the filter does not lead to changes of other users', async () => {
    const strangers = [
      free({ id: 30, username: 'nora', fullname: 'Nora Testa', status: 'active' }),
      leasedBy(A, OLD, { id: 31, username: 'nora-1' }),
      leasedBy(A, OLD, { id: 32, username: 'the-keyturn-1' }),
    ];
    const site = new StubSite(leasedBy(A, OLD, nth(1)), ...strangers);
    site.answer = (call) => (isList(call) ? listOf([...site.people.values()]) : undefined);
    expect(usersOf(await findLeftovers(poolIn(site)))).toEqual([['keyturn-1', A, true]]);
    expect((await sweepAll(site)).lines).toEqual(['deactivated user 11 (keyturn-1)']);
    for (const person of strangers) expect(site.people.get(person.id)).toEqual(person);
  });

  test('that shows a person as a user of ours is not believed', async () => {
    const nora = free({ id: 30, username: 'nora', fullname: 'Nora Testa', status: 'active' });
    const site = new StubSite(nora);
    site.answer = (call) => (isList(call) ? listOf([leasedBy(A, OLD, { id: 30 })]) : undefined);
    expect(await sweepAll(site)).toEqual({ lines: [], failures: [] });
    expect(site.people.get(30)).toEqual(nora);
  });

  for (const [title, text, count] of [
    ['no user and a total of many', '<users count="0" totalcount="7000"/>', 0],
    ['one user and a total of zero', `<users count="0">${userXml(leasedBy(A, OLD, nth(1)))}</users>`, 1],
  ] as const) {
    test(`with ${title} counts by its users`, async () => {
      const site = new StubSite(leasedBy(A, OLD, nth(1)));
      site.answer = (call) => (isList(call) ? xmlReply(text) : undefined);
      expect((await findLeftovers(poolIn(site))).users).toHaveLength(count);
    });
  }

  for (const [text, message] of [
    ['<users><user id="1"', 'answered'],
    ['<users><user/><user id="7"/></users>', 'does not match the documented shape:'],
    ['7', 'does not match the documented shape:'],
  ] as const) {
    test(`that is ${JSON.stringify(text)} breaks the contract`, async () => {
      const site = new StubSite();
      site.answer = (call) => (isList(call) ? { status: 200, text } : undefined);
      const found = await findLeftovers(poolIn(site)).catch((error: unknown) => error);
      expect(found).toBeInstanceOf(NonConformant);
      expect(String(found)).toMatch(/^NonConformant: /);
      expect(String(found)).toContain(`GET /@api/deki/users as admin ${message}`);
    });
  }

  for (const [text, message] of [
    ['', 'is empty, not a list.'],
    [' ', 'is empty, not a list.'],
    ['<users><user/><user/></users>', 'is an empty document.'],
    ['[]', 'is an empty document.'],
  ] as const)
    test(`that is ${JSON.stringify(text)} does not show whether there are leftovers`, async () => {
      const site = new StubSite();
      site.answer = (call) => (isList(call) ? { status: 200, text } : undefined);
      await expect(findLeftovers(poolIn(site))).rejects.toThrow(
        `The answer to GET /@api/deki/users as admin ${message}`,
      );
    });

  test('that is an empty element contains no users', async () => {
    const site = new StubSite();
    site.answer = (call) => (isList(call) ? xmlReply('<users/>') : undefined);
    expect(await findLeftovers(poolIn(site))).toEqual({ users: [], unconfirmed: [], listed: [] });
  });
});

test.describe('a sweep', () => {
  test('deactivates leftover users, closes their entries, and leaves alone users of running runs', async () => {
    const site = new StubSite(
      leasedBy(A, new Date(), nth(1)),
      leasedBy(B, new Date(), nth(2)),
      free(nth(3, { status: 'active' })),
    );
    recordUser(A, 'keyturn-1');
    recordUser(B, 'keyturn-2', { pid: process.ppid });
    expect(await sweepAll(site)).toEqual({
      lines: ['deactivated user 11 (keyturn-1)', 'deactivated user 13 (keyturn-3)'],
      failures: [],
    });
    expect(site.people.get(11)).toMatchObject({ status: 'inactive', fullname: FREE_NAME });
    expect(site.people.get(12)).toMatchObject({ status: 'active' });
    expect(
      newLedger()
        .others()
        .map(({ run }) => run),
    ).toEqual([B]);
  });

  test('continues after a step that failed, and reports it', async () => {
    const site = new StubSite(leasedBy(A, OLD, nth(1)), leasedBy(B, OLD, nth(2)));
    recordUser(A, 'keyturn-1');
    recordUser(B, 'keyturn-2');
    site.answer = ({ method, path }) => (method === 'PUT' && path.endsWith('/11') ? refusal(409) : undefined);
    const { lines, failures } = await sweepAll(site);
    expect(lines).toEqual([
      expect.stringMatching(/^FAILED: PUT \/@api\/deki\/users\/11 as admin answered 409/),
      'deactivated user 12 (keyturn-2)',
    ]);
    expect(failures).toEqual([expect.any(NonConformant)]);
    expect(
      newLedger()
        .others()
        .filter(isUser)
        .map(({ run }) => run),
    ).toEqual([A]);
  });

  test('closes the other entries if one user cannot be looked up', async () => {
    const site = new StubSite();
    recordUser(A, 'keyturn-1');
    recordUser(B, 'keyturn-2');
    const pool = poolIn(site);
    site.answer = ({ path }) => (path.endsWith('=keyturn-1') ? refusal(503) : undefined);
    const { failures } = resultsOf(await sweep(pool, { users: [], unconfirmed: [], listed: [] }));
    expect(failures).toEqual([expect.any(Blocked)]);
    expect(pool.ledger.others().map(({ run }) => run)).toEqual([A]);
  });

  for (const [title, before, after] of [
    ['lost our marker', leasedBy(A, OLD, nth(1)), { fullname: 'Nora Testa' }],
    ['became an admin', leasedBy(A, OLD, nth(1)), { role: 'Admin' }],
    ['was leased by another run', leasedBy(A, OLD, nth(1)), leasedBy(C, new Date(), nth(1))],
    [
      'was leased, after being active but not leased,',
      free(nth(1, { status: 'active' })),
      leasedBy(C, new Date(), nth(1)),
    ],
  ] as const) {
    test(`leaves alone a user who ${title} since they were found`, async () => {
      const site = new StubSite(before);
      const pool = poolIn(site);
      const found = await findLeftovers(pool);
      expect(found.users.map(({ because }) => because !== undefined)).toEqual([true]);
      Object.assign(site.people.get(11) ?? {}, after);
      const { lines, failures } = resultsOf(await sweep(pool, found));
      expect(lines).toEqual([expect.stringMatching(/^FAILED: User 11 .*was left alone: /)]);
      expect(failures).toEqual([expect.any(Blocked)]);
      expect(site.writes).toEqual([]);
      expect(site.people.get(11)).toEqual({ ...before, ...after });
    });
  }

  test('keeps the entries of a running run, which may be about to create or lease the users', async () => {
    const site = new StubSite(free(nth(1)));
    recordUser(A, 'keyturn-1', { pid: process.ppid });
    recordUser(B, 'keyturn-2', { pid: process.ppid });
    expect(await sweepAll(site)).toEqual({ lines: [], failures: [] });
    expect(
      newLedger()
        .others()
        .map(({ run }) => run),
    ).toEqual([A, B]);
  });

  test('closes the entries of users who were released, were never created, or are leased by another run', async () => {
    const site = new StubSite(
      free(nth(1)),
      leasedBy(C, new Date(), nth(2)),
      leasedBy(B, OLD, nth(4, { fullname: 'x' })),
    );
    recordUser(A, 'keyturn-1');
    recordUser(A, 'keyturn-2', { pid: 2 ** 30 + 1 });
    recordUser(A, 'keyturn-3', { pid: 2 ** 30 + 2 });
    recordUser(B, 'keyturn-4');
    expect(await sweepAll(site)).toEqual({ lines: [], failures: [] });
    expect(site.writes).toEqual([]);
    // A user who no longer carries our marker stays recorded.
    expect(
      newLedger()
        .others()
        .filter(isUser)
        .map(({ thing }) => thing.address),
    ).toEqual(['keyturn-4']);
  });
});

test('leftovers are described in sentences, with what will be done with them', async () => {
  const site = new StubSite(
    leasedBy(A, OLD, nth(1)),
    leasedBy(B, new Date(), nth(2)),
    free(nth(3, { status: 'active' })),
  );
  expect(describeLeftovers(await findLeftovers(poolIn(site)), 24)).toEqual([
    expect.stringMatching(
      /^To be deactivated: user 11 “keyturn-1”, because run aaaaaaaaaa leased them [\d.]+ hours ago\.$/,
    ),
    `Left alone: user 12 “keyturn-2” of run ${B}, which may still be running. ` +
      'They count as a leftover 24 hours after they were leased.',
    'To be deactivated: user 13 “keyturn-3”, because they are active, but not leased by any run.',
  ]);
});

test('a user who is inactive, but still leased by an ended run, is free after the sweep', async () => {
  const site = new StubSite(leasedBy(A, new Date(), nth(1, { status: 'inactive' })));
  recordUser(A, 'keyturn-1');
  const pool = poolIn(site);
  const found = await findLeftovers(pool);
  expect(describeLeftovers(found, 24).join()).toContain('To be released: user');
  expect(resultsOf(await sweep(pool, found)).failures).toEqual([]);
  expect(site.people.get(nth(1).id ?? 0)).toMatchObject({ status: 'inactive', fullname: FREE_NAME });
  expect((await findLeftovers(pool)).users).toEqual([]);
});
