/** If a creation that must be refused creates a user, they are found, deactivated and released. */
import { expect, test } from '../../../support/test.ts';
import type { Call } from '../../../../helpers/http/call.ts';
import { LostCall } from '../../../../helpers/http/transport.ts';
import { attemptCreation, unusedName } from '../../../../helpers/systems/expert/attempted-creation.ts';
import { cleanUp } from '../../../../helpers/systems/expert/clean-up.ts';
import { expertFormat, xml } from '../../../../helpers/systems/expert/format.ts';
import { findLeftovers, sweep } from '../../../../helpers/systems/expert/leftovers.ts';
import { FREE_NAME } from '../../../../helpers/systems/expert/marker.ts';
import { resultsOf } from '../../step-results.ts';
import { OTHER, STRANGER, onDisk, recordUser, expectUntouched } from './pool-lab.ts';
import { connectTo, free, poolOf, refusal, type Reply, StubSite } from './tiny-site.ts';
import { WHAT_TO_DO } from '../../../support/what-to-do.ts';

test.describe('an attempt to create a user', () => {
  const make = (site: StubSite, answer: Reply | undefined) => (fields: object) => {
    const reply = site.reply({
      method: 'POST',
      path: '/@api/deki/users',
      content: { type: 'application/xml', text: xml('user', fields) },
    } as Call<unknown>);
    site.answer = ({ path }) => (path === '/refused' ? (answer ?? reply) : undefined);
    return site.send({ as: 'x' }, { method: 'GET', path: '/refused', format: expertFormat } as Call<unknown>);
  };

  test('that is refused creates no one, and does not stay recorded', async () => {
    const site = new StubSite(free());
    const pool = poolOf(site);
    const { answer, made } = await attemptCreation(pool, await unusedName(pool), () =>
      Promise.resolve(
        site.send({ as: 'x' }, { method: 'DELETE', path: '/refused', format: expertFormat } as Call<unknown>),
      ),
    );
    expect([answer.status, made]).toEqual([405, []]);
    expect(site.people.size).toBe(2);
    expect(pool.ledger.own()).toEqual([]);
  });

  for (const [title, answer] of [
    ['that succeeds', undefined],
    ['that is refused but takes effect', refusal(403)],
  ] as const) {
    test(`${title} creates a user of the pool, who is made inactive and free`, async () => {
      const site = new StubSite(free());
      const pool = poolOf(site);
      const username = await unusedName(pool);
      expect(username).toMatch(/^keyturn-9\d{3}$/);
      const { made } = await attemptCreation(pool, username, make(site, answer));
      expect(made.map((user) => user.username)).toEqual([username]);
      expect(site.named(username)).toMatchObject({ status: 'inactive', fullname: FREE_NAME });
      expect(pool.ledger.own()).toEqual([]);
    });
  }

  for (const [title, answer] of [
    ['a server error', refusal(502)],
    ['a web page', { status: 403, text: '<html></html>', headers: { 'content-type': 'text/html' } }],
  ] as [string, Reply][])
    test(`that is answered with ${title} stays recorded, because it may still take effect`, async () => {
      const site = new StubSite(free());
      const pool = poolOf(site, { ledger: onDisk() });
      const username = await unusedName(pool);
      const call = () => {
        site.answer = ({ path }) => (path === '/refused' ? answer : undefined);
        return site.send({ as: 'x' }, {
          method: 'GET',
          path: '/refused',
          format: expertFormat,
        } as Call<unknown>);
      };
      const { made } = await attemptCreation(pool, username, call);
      expect(made).toEqual([]);
      const [entry] = pool.ledger.own();
      expect(entry?.thing).toMatchObject({ kind: 'user', address: username });
      // It takes effect later. The clean-up finds the user by name, and releases them.
      await make(
        site,
        undefined,
      )({ username, fullname: entry?.thing.kind === 'user' ? entry.thing.marker : '' });
      const connection = connectTo(site, pool.ledger);
      expect((await cleanUp(connection, 'keyturn')).clean).toBe(true);
      expect(site.named(username)).toMatchObject({ status: 'inactive', fullname: FREE_NAME });
    });

  test('that took no effect is closed by a later sweep', async () => {
    const site = new StubSite();
    recordUser(OTHER, undefined, 'keyturn-9001');
    const pool = poolOf(site, { ledger: onDisk() });
    expect(pool.ledger.others()).toHaveLength(1);
    const { failures } = resultsOf(await sweep(pool, await findLeftovers(pool)));
    expect([failures, pool.ledger.others(), site.writes]).toEqual([[], [], []]);
  });

  test('is recorded before it is created', async () => {
    const site = new StubSite();
    const pool = poolOf(site);
    const attempt = attemptCreation(pool, 'keyturn-1', () =>
      Promise.reject(new LostCall('no answer', WHAT_TO_DO)),
    );
    await expect(attempt).rejects.toThrow(LostCall);
    expect(pool.ledger.own().map(({ thing }) => thing)).toMatchObject([{ address: 'keyturn-1' }]);
  });

  test('never changes a user who already has the name', async () => {
    const site = new StubSite(STRANGER);
    const { made } = await attemptCreation(poolOf(site), 'KEYTURN-1', () =>
      site.send({ as: 'x' }, { method: 'DELETE', path: '/refused', format: expertFormat } as Call<unknown>),
    );
    expect(made).toEqual([]);
    expectUntouched(site, STRANGER);
  });
});
