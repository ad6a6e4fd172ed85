/** If the site shows the wrong user, or the answer is not the site's, nothing is written. */
import { expect, test } from '../../../support/test.ts';
import { runId } from '../../../../helpers/run-id.ts';
import { lease } from '../../../../helpers/systems/expert/lease.ts';
import { FREE_NAME } from '../../../../helpers/systems/expert/marker.ts';
import { release } from '../../../../helpers/systems/expert/release.ts';
import { findByName, findUser } from '../../../../helpers/systems/expert/users.ts';
import { Blocked, NonConformant } from '../../../../helpers/verdict/errors.ts';
import { OTHER, PASSWORD, STRANGER, isCreation } from './pool-lab.ts';
import {
  free,
  leasedBy,
  OLD,
  type Person,
  poolOf,
  type Reply,
  SELF_ID,
  StubSite,
  userXml,
  xmlReply,
} from './tiny-site.ts';

test.describe('a site that shows a user other than the requested one', () => {
  const nora = { ...STRANGER, id: 9, username: 'nora' };
  const shows = (person: Person, which: RegExp) => (site: StubSite) => {
    site.answer = ({ method, path }) =>
      method === 'GET' && which.test(path) ? xmlReply(userXml(person)) : undefined;
  };
  const CASES: [title: string, order: (site: StubSite) => void][] = [
    ['by name, a person', shows(nora, /=/)],
    ['by name, another user of ours', shows(free({ id: 8, username: 'keyturn-2' }), /=/)],
    ['by name, a user with an accent in their name', shows(free({ username: 'kéyturn-1' }), /=/)],
    ['by name, the admin of this run', shows({ ...nora, id: SELF_ID, role: 'Admin' }, /=/)],
    ['by ID, another user of ours', shows(free({ id: 8, username: 'keyturn-2' }), /\/7$/)],
    ['by ID, a user of ours with the same name', shows(free({ id: 8 }), /\/7$/)],
    ['by ID, a person', shows(nora, /\/7$/)],
  ];
  for (const [title, order] of CASES) {
    test(`breaks its contract, and nothing is written: ${title}`, async () => {
      const site = new StubSite(free(), nora);
      order(site);
      await expect(lease(poolOf(site), PASSWORD)).rejects.toThrow(NonConformant);
      expect(site.writes).toEqual([]);
    });
  }

  test('breaks its contract when a user is released, too', async () => {
    // ID 7 now belongs to another person, and a cache shows one of ours for it.
    const site = new StubSite({ ...nora, id: 7 });
    shows(leasedBy(runId(), new Date(), { id: 8 }), /\/7$/)(site);
    await expect(release(poolOf(site), 7, runId())).rejects.toThrow(
      'The service was asked for user 7 and answered with user 8',
    );
    expect(site.writes).toEqual([]);
  });

  test('breaks its contract if the user in the answer to a creation is not ours', async () => {
    for (const person of [
      nora,
      { ...nora, fullname: FREE_NAME },
      leasedBy(OTHER, new Date(), { username: 'keyturn-1' }),
      leasedBy(runId(), OLD, { username: 'keyturn-1' }),
    ]) {
      const site = new StubSite(nora);
      site.answer = (call) => {
        if (!isCreation(call)) return undefined;
        site.reply(call);
        return xmlReply(userXml(person));
      };
      const pool = poolOf(site);
      await expect(lease(pool, PASSWORD)).rejects.toThrow(NonConformant);
      expect(site.writes).toHaveLength(1);
      // The user may have been created anyway. They are searched for by name, never by that ID.
      expect(pool.ledger.own()).toEqual([expect.objectContaining({ id: undefined })]);
    }
  });

  test('breaks its contract if a created user is an admin', async () => {
    const site = new StubSite();
    site.answer = (call) => {
      if (!isCreation(call)) return undefined;
      site.reply(call);
      const made = site.named('keyturn-1');
      return made === undefined ? undefined : xmlReply(userXml(Object.assign(made, { role: 'Admin' })));
    };
    const pool = poolOf(site);
    await expect(lease(pool, PASSWORD)).rejects.toThrow(/they are an admin/);
    expect(pool.ledger.own()).toHaveLength(1);
  });

  test('is not one that shows the right user, or answers that there is none', async () => {
    const site = new StubSite(free());
    expect(await findByName(site.api, 'keyturn-2')).toBeUndefined();
    expect(await findUser(site.api, 8)).toBeUndefined();
    expect((await findByName(site.api, 'KEYTURN-1'))?.id).toBe(7);
    expect((await findUser(site.api, 7))?.id).toBe(7);
    expect((await findUser(site.api, 'current'))?.id).toBe(SELF_ID);
  });
});

test.describe('a page of an interceptor', () => {
  const PAGE: Reply = {
    status: 404,
    text: '<!DOCTYPE html><title>Not here</title>',
    headers: { 'content-type': 'text/html' },
  };
  const reads = (site: StubSite) => {
    site.answer = ({ method }) => (method === 'GET' ? PAGE : undefined);
  };

  for (const id of [7, { username: 'keyturn-1' }, 'current'] as const)
    test(`does not mean that a user does not exist: ${JSON.stringify(id)}`, async () => {
      const site = new StubSite(leasedBy(runId()));
      reads(site);
      const error: unknown = await findUser(site.api, id).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Blocked);
      expect(String(error)).toContain('Something between this machine and the tenant answered');
    });

  test('does not lead to a creation or to a release', async () => {
    const site = new StubSite(leasedBy(runId()));
    reads(site);
    const pool = poolOf(site);
    await expect(lease(pool, PASSWORD)).rejects.toThrow(Blocked);
    await expect(release(pool, 7, runId())).rejects.toThrow(Blocked);
    expect(site.writes).toEqual([]);
  });

  test('does not mean that a name is in use: the user stays recorded', async () => {
    const site = new StubSite();
    const pool = poolOf(site);
    site.answer = (call) => (isCreation(call) ? { ...PAGE, status: 409 } : undefined);
    await expect(lease(pool, PASSWORD)).rejects.toThrow(Blocked);
    expect(pool.ledger.own()).toHaveLength(1);
  });

  test('does not mean that a password was refused: the user is not activated', async () => {
    const site = new StubSite(free());
    site.answer = ({ path }) => (path.endsWith('/password') ? { ...PAGE, status: 403 } : undefined);
    await expect(lease(poolOf(site), PASSWORD)).rejects.toThrow(Blocked);
    expect(site.people.get(7)?.status).toBe('inactive');
  });
});
