/** A released user is inactive and free, and has the role from before. Users who are not ours are not touched. */
import { expect, test } from '../../../support/test.ts';
import type { Call } from '../../../../helpers/http/call.ts';
import { runId } from '../../../../helpers/run-id.ts';
import { cleanUp } from '../../../../helpers/systems/expert/clean-up.ts';
import { lease } from '../../../../helpers/systems/expert/lease.ts';
import { findLeftovers, sweep } from '../../../../helpers/systems/expert/leftovers.ts';
import { FREE_NAME, readLease } from '../../../../helpers/systems/expert/marker.ts';
import { release } from '../../../../helpers/systems/expert/release.ts';
import { Blocked } from '../../../../helpers/verdict/errors.ts';
import { recordAs } from '../../another-process.ts';
import { resultsOf } from '../../step-results.ts';
import { OTHER, PASSWORD, STRANGER, onDisk, isUpdate, ledgerFolder } from './pool-lab.ts';
import {
  connectTo,
  free,
  leasedBy,
  OLD,
  type Person,
  poolOf,
  refusal,
  SELF_ID,
  SITE,
  StubSite,
  userXml,
  xmlReply,
} from './tiny-site.ts';

test.describe('a release', () => {
  test('makes a user inactive, and free for the next run', async () => {
    const site = new StubSite(leasedBy(runId()));
    expect(await release(poolOf(site), 7, runId())).toBe('deactivated user 7 (keyturn-1)');
    expect(site.people.get(7)).toEqual(free());
    expect((await lease(poolOf(site), PASSWORD)).how).toBe('reactivated');
  });

  test('of a user who is already released writes nothing', async () => {
    const site = new StubSite(free());
    expect(await release(poolOf(site), 7, runId())).toBe('deactivated user 7 (keyturn-1)');
    expect(site.writes).toEqual([]);
  });

  test('of an inactive user makes them free', async () => {
    const site = new StubSite(leasedBy(runId(), new Date(), { status: 'inactive' }));
    await release(poolOf(site), 7, runId());
    expect(site.people.get(7)).toEqual(free());
  });

  test('restores the role that the user had when leased', async () => {
    const site = new StubSite(free());
    const pool = poolOf(site);
    const { user, entry } = await lease(pool, PASSWORD);
    Object.assign(site.people.get(7) ?? {}, { role: 'Author' });
    await release(pool, user.id, runId(), entry.thing.role);
    expect(site.people.get(7)).toMatchObject({ ...free(), role: 'Viewer' });
  });

  for (const how of ['by a sweep', 'by the next lease'] as const)
    test(`restores the role of a user whose run was killed, ${how}`, async () => {
      const site = new StubSite(leasedBy(OTHER, OLD, { role: 'Author' }));
      recordAs({ folder: ledgerFolder(), tenant: SITE, run: OTHER }, (ledger) =>
        ledger.creating({ kind: 'user', address: 'keyturn-1', marker: 'x', role: 'Viewer' }),
      );
      const pool = poolOf(site, { ledger: onDisk() });
      if (how === 'by a sweep') await sweep(pool, await findLeftovers(pool));
      else {
        const { user, entry } = await lease(pool, PASSWORD);
        await release(pool, user.id, runId(), entry.thing.role);
      }
      expect(site.people.get(7)).toMatchObject({ role: 'Viewer', status: 'inactive', fullname: FREE_NAME });
      expect(pool.ledger.others()).toEqual([]);
    });

  test('makes a user inactive and free even if their role cannot be restored, and reports that', async () => {
    const site = new StubSite(leasedBy(runId(), new Date(), { role: 'Author' }));
    site.answer = ({ content }) => (content?.text.includes('<role>') === true ? refusal(400) : undefined);
    const error: unknown = await release(poolOf(site), 7, runId(), 'Viewer').catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Blocked);
    expect(String(error)).toMatch(
      /is inactive but has the role “Author” instead of “Viewer”, which they had when leased/,
    );
    expect(site.people.get(7)).toMatchObject({ status: 'inactive', fullname: FREE_NAME });
  });

  test('does nothing if the user does not exist', async () => {
    expect(await release(poolOf(new StubSite()), 7, runId())).toBe('user 7 does not exist');
  });

  const CASES: [title: string, person: Person, run: string | undefined][] = [
    ['a person', STRANGER, runId()],
    ['an admin with the whole marker', leasedBy(runId(), new Date(), { role: 'Admin' }), runId()],
    ['the admin of this run', leasedBy(runId(), new Date(), { id: SELF_ID }), runId()],
    ['a user whom another run has leased', leasedBy(OTHER), runId()],
    ['a user who was not leased, and whom another run has leased since', leasedBy(OTHER), undefined],
    ['a user whom another run leased long ago', leasedBy(OTHER, OLD), runId()],
  ];
  for (const [title, person, run] of CASES) {
    test(`leaves alone ${title}`, async () => {
      const site = new StubSite(person);
      await expect(release(poolOf(site), person.id, run)).rejects.toThrow(/was left alone: /);
      expect(site.writes).toEqual([]);
    });
  }

  test('breaks the contract if the user is still active', async () => {
    const site = new StubSite(leasedBy(runId()));
    site.answer = (call) => (isUpdate(call) ? xmlReply(userXml(free())) : undefined);
    await expect(release(poolOf(site), 7, runId())).rejects.toThrow(
      /answered 200, but the user is still active/,
    );
  });

  for (const run of [runId(), undefined]) {
    test(`is done even if the next run leases the user at once (${run === undefined ? 'not leased before' : 'ours before'})`, async () => {
      const site = new StubSite(run === undefined ? free({ status: 'active' }) : leasedBy(run));
      site.answer = (call) => {
        if (!isUpdate(call)) return undefined;
        const reply = site.reply(call);
        site.people.set(7, leasedBy(OTHER));
        return reply;
      };
      expect(await release(poolOf(site), 7, run)).toBe('deactivated user 7 (keyturn-1)');
      expect(readLease(site.people.get(7)?.fullname ?? '')?.run).toBe(OTHER);
    });
  }

  for (const status of [403, 409, 500]) {
    test(`fails if the site answers ${status}`, async () => {
      const site = new StubSite(leasedBy(runId()));
      site.answer = (call) => (isUpdate(call) ? refusal(status) : undefined);
      await expect(release(poolOf(site), 7, runId())).rejects.toThrow(`answered ${String(status)}`);
    });
  }
});

test.describe('a user whom the site does not show', () => {
  /** Whether a call reads a user by ID. By name and in the list, the user is shown. */
  const isShown = ({ method, path }: Call<unknown>) => method === 'GET' && /\/users\/\d+$/.test(path);

  async function leaseOf(site: StubSite, text: string) {
    const connection = connectTo(site);
    const pool = poolOf(site, { ledger: connection.ledger });
    site.answer = (call) => (isShown(call) ? { status: 200, text } : undefined);
    return { connection, error: await lease(pool, PASSWORD).catch((thrown: unknown) => thrown) };
  }

  for (const text of ['', '""', '<user/>'])
    test(`and for whom it answers 200 with ${text === '' ? 'nothing' : text} is reported, and released by name`, async () => {
      const site = new StubSite();
      const { connection, error } = await leaseOf(site, text);
      expect(error).toBeInstanceOf(Blocked);
      expect(String(error)).toMatch(
        /The site does not show user \d+: the answer to GET .* is an empty document/,
      );
      expect(connection.ledger.own()).toMatchObject([{ answered: true, id: undefined }]);
      const { steps, clean } = await cleanUp(connection, 'keyturn');
      const { lines } = resultsOf(steps);
      expect([lines.at(-1), clean]).toEqual([
        'deactivated user “keyturn-1” by name (the site does not show their record)',
        true,
      ]);
      expect(site.named('keyturn-1')).toMatchObject({ status: 'inactive', fullname: FREE_NAME });
      expect(site.writes.at(-1)).toBe('PUT /@api/deki/users/=keyturn-1');
    });

  test('is left alone if the list shows someone else with their name', async () => {
    const site = new StubSite();
    const { connection } = await leaseOf(site, '');
    const own = site.named('keyturn-1');
    if (own !== undefined) own.fullname = 'Nora';
    const before = site.writes.length;
    expect((await cleanUp(connection, 'keyturn')).clean).toBe(false);
    expect(site.writes).toHaveLength(before);
  });
});
