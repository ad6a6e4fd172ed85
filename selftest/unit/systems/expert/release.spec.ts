/** A test user is released: inactive, free, and with the role from before. Users who are not ours are not touched. */
import { expect, test } from '@playwright/test';
import { cleanUp } from '../../../../helpers/systems/expert/clean-up.ts';
import { findLeftovers, sweep } from '../../../../helpers/systems/expert/leftovers.ts';
import { FREE_NAME, readLease } from '../../../../helpers/systems/expert/marker.ts';
import type { Call } from '../../../../helpers/http/call.ts';
import { runId } from '../../../../helpers/run-id.ts';
import { Blocked } from '../../../../helpers/verdict/errors.ts';
import { noteAs } from '../../another-process.ts';
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
import { release } from '../../../../helpers/systems/expert/release.ts';
import { lease } from '../../../../helpers/systems/expert/lease.ts';
import { told } from '../../told.ts';
import { OTHER, PASSWORD, STRANGER, onDisk, isUpdate, ledgerFolder } from './pool-lab.ts';

test.describe('given back', () => {
  test('a user is inactive, its name free for the next run', async () => {
    const site = new StubSite(leasedBy(runId()));
    expect(await release(poolOf(site), 7, runId())).toBe('deactivated user 7 (keyturn-1)');
    expect(site.people.get(7)).toEqual(free());
    expect((await lease(poolOf(site), PASSWORD)).how).toBe('reactivated');
  });

  test('and once more, nothing is written', async () => {
    const site = new StubSite(free());
    expect(await release(poolOf(site), 7, runId())).toBe('deactivated user 7 (keyturn-1)');
    expect(site.writes).toEqual([]);
  });

  test('one that was deactivated already gets its free name', async () => {
    const site = new StubSite(leasedBy(runId(), new Date(), { status: 'inactive' }));
    await release(poolOf(site), 7, runId());
    expect(site.people.get(7)).toEqual(free());
  });

  test('a user has the role that it was leased with, whatever it was given since', async () => {
    const site = new StubSite(free());
    const pool = poolOf(site);
    const { user, entry } = await lease(pool, PASSWORD);
    Object.assign(site.people.get(7) ?? {}, { role: 'Author' });
    await release(pool, user.id, runId(), entry.thing.role);
    expect(site.people.get(7)).toMatchObject({ ...free(), role: 'Viewer' });
  });

  for (const how of ['by a sweep', 'by the next lease'] as const)
    test(`a user whose run was killed with another role has the one from before again, ${how}`, async () => {
      const site = new StubSite(leasedBy(OTHER, OLD, { role: 'Author' }));
      noteAs({ folder: ledgerFolder(), tenant: SITE, run: OTHER }, (ledger) =>
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

  test('a user to whom the site does not give its role again is inactive and free, and that is told', async () => {
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

  test('does nothing for a user who does not exist', async () => {
    expect(await release(poolOf(new StubSite()), 7, runId())).toBe('user 7 does not exist');
  });

  const CASES: [title: string, person: Person, run: string | undefined][] = [
    ['a person', STRANGER, runId()],
    ['an admin with all of our mark', leasedBy(runId(), new Date(), { role: 'Admin' }), runId()],
    ['the admin of this run', leasedBy(runId(), new Date(), { id: SELF_ID }), runId()],
    ['what another run has by now', leasedBy(OTHER), runId()],
    ['what a run has by now, that nobody had', leasedBy(OTHER), undefined],
    ['what another run left long ago, and is not meant', leasedBy(OTHER, OLD), runId()],
  ];
  for (const [title, person, run] of CASES) {
    test(`is not ${title}`, async () => {
      const site = new StubSite(person);
      await expect(release(poolOf(site), person.id, run)).rejects.toThrow(/was left alone: /);
      expect(site.writes).toEqual([]);
    });
  }

  test('is not one that is active all the same', async () => {
    const site = new StubSite(leasedBy(runId()));
    site.answer = (call) => (isUpdate(call) ? xmlReply(userXml(free())) : undefined);
    await expect(release(poolOf(site), 7, runId())).rejects.toThrow(
      /answered 200, but the user is still active/,
    );
  });

  for (const run of [runId(), undefined]) {
    test(`is one that the next run had at once (${run === undefined ? 'free before' : 'ours before'})`, async () => {
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
    test(`is not what the site answers ${status} to`, async () => {
      const site = new StubSite(leasedBy(runId()));
      site.answer = (call) => (isUpdate(call) ? refusal(status) : undefined);
      await expect(release(poolOf(site), 7, runId())).rejects.toThrow(`answered ${String(status)}`);
    });
  }
});
test.describe('a user that the site does not show', () => {
  /** By their ID only; by their name and in the list, they are found. */
  const isShown = ({ method, path }: Call<unknown>) => method === 'GET' && /\/users\/\d+$/.test(path);

  async function leaseOf(site: StubSite, text: string) {
    const connection = connectTo(site);
    const pool = poolOf(site, { ledger: connection.ledger });
    site.answer = (call) => (isShown(call) ? { status: 200, text } : undefined);
    return { connection, error: await lease(pool, PASSWORD).catch((thrown: unknown) => thrown) };
  }

  for (const text of ['', '""', '<user/>'])
    test(`but answers 200 with ${text === '' ? 'nothing' : text}, is said so, and is given back by its name`, async () => {
      const site = new StubSite();
      const { connection, error } = await leaseOf(site, text);
      expect(error).toBeInstanceOf(Blocked);
      expect(String(error)).toMatch(
        /The site does not show user \d+: the answer to GET .* is an empty document/,
      );
      expect(connection.ledger.own()).toMatchObject([{ answered: true, id: undefined }]);
      const { steps, clean } = await cleanUp(connection, 'keyturn');
      const { lines } = told(steps);
      expect([lines.at(-1), clean]).toEqual([
        'deactivated user “keyturn-1” by name (the site does not show their record)',
        true,
      ]);
      expect(site.named('keyturn-1')).toMatchObject({ status: 'inactive', fullname: FREE_NAME });
      expect(site.writes.at(-1)).toBe('PUT /@api/deki/users/=keyturn-1');
    });

  test('is left alone where the list shows somebody else under its name', async () => {
    const site = new StubSite();
    const { connection } = await leaseOf(site, '');
    const own = site.named('keyturn-1');
    if (own !== undefined) own.fullname = 'Nora';
    const before = site.writes.length;
    expect((await cleanUp(connection, 'keyturn')).clean).toBe(false);
    expect(site.writes).toHaveLength(before);
  });
});
