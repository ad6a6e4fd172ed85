/** If the site shows another user, none, or an answer from elsewhere, nothing is written. */
import { expect, test } from '@playwright/test';
import { FREE_NAME } from '../../../../helpers/systems/expert/marker.ts';
import { runId } from '../../../../helpers/run-id.ts';
import { Blocked, NonConformant } from '../../../../helpers/verdict/errors.ts';
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
import { findByName, findUser } from '../../../../helpers/systems/expert/users.ts';
import { release } from '../../../../helpers/systems/expert/release.ts';
import { lease } from '../../../../helpers/systems/expert/lease.ts';
import { OTHER, PASSWORD, STRANGER, isCreation } from './pool-lab.ts';

test.describe('a site that shows another user than was asked for', () => {
  const nora = { ...STRANGER, id: 9, username: 'nora' };
  const shows = (person: Person, which: RegExp) => (site: StubSite) => {
    site.answer = ({ method, path }) =>
      method === 'GET' && which.test(path) ? xmlReply(userXml(person)) : undefined;
  };
  const CASES: [title: string, order: (site: StubSite) => void][] = [
    ['by name, a person', shows(nora, /=/)],
    ['by name, another one of ours', shows(free({ id: 8, username: 'keyturn-2' }), /=/)],
    ['by name, one without accents', shows(free({ username: 'kéyturn-1' }), /=/)],
    ['by name, oneself', shows({ ...nora, id: SELF_ID, role: 'Admin' }, /=/)],
    ['by number, another one of ours', shows(free({ id: 8, username: 'keyturn-2' }), /\/7$/)],
    ['by number, one of ours with that name', shows(free({ id: 8 }), /\/7$/)],
    ['by number, a person', shows(nora, /\/7$/)],
  ];
  for (const [title, order] of CASES) {
    test(`${title}: breaks its contract, and nothing is written`, async () => {
      const site = new StubSite(free(), nora);
      order(site);
      await expect(lease(poolOf(site), PASSWORD)).rejects.toThrow(NonConformant);
      expect(site.writes).toEqual([]);
    });
  }

  test('is not followed when a user is given back either', async () => {
    // ID 7 now belongs to another person, and a cache shows one of ours for it.
    const site = new StubSite({ ...nora, id: 7 });
    shows(leasedBy(runId(), new Date(), { id: 8 }), /\/7$/)(site);
    await expect(release(poolOf(site), 7, runId())).rejects.toThrow(
      'The service was asked for user 7 and answered with user 8',
    );
    expect(site.writes).toEqual([]);
  });

  test('after the creation: what it shows is not taken for ours', async () => {
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

  test('after the creation: one that it made an admin is not worked with', async () => {
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

  test('is told from one that has nobody of that name or number', async () => {
    const site = new StubSite(free());
    expect(await findByName(site.api, 'keyturn-2')).toBeUndefined();
    expect(await findUser(site.api, 8)).toBeUndefined();
    expect((await findByName(site.api, 'KEYTURN-1'))?.id).toBe(7);
    expect((await findUser(site.api, 7))?.id).toBe(7);
    expect((await findUser(site.api, 'current'))?.id).toBe(SELF_ID);
  });
});

test.describe('a page of something before the site', () => {
  const PAGE: Reply = {
    status: 404,
    text: '<!DOCTYPE html><title>Not here</title>',
    headers: { 'content-type': 'text/html' },
  };
  const reads = (site: StubSite) => {
    site.answer = ({ method }) => (method === 'GET' ? PAGE : undefined);
  };

  for (const id of [7, { username: 'keyturn-1' }, 'current'] as const)
    test(`does not say that nobody is there: ${JSON.stringify(id)}`, async () => {
      const site = new StubSite(leasedBy(runId()));
      reads(site);
      const error: unknown = await findUser(site.api, id).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Blocked);
      expect(String(error)).toContain('Something between this machine and the tenant answered');
    });

  test('leads to nobody who is created, and to nobody who is taken for given back', async () => {
    const site = new StubSite(leasedBy(runId()));
    reads(site);
    const pool = poolOf(site);
    await expect(lease(pool, PASSWORD)).rejects.toThrow(Blocked);
    await expect(release(pool, 7, runId())).rejects.toThrow(Blocked);
    expect(site.writes).toEqual([]);
  });

  test('does not say that a name is taken: what was to be made stays noted', async () => {
    const site = new StubSite();
    const pool = poolOf(site);
    site.answer = (call) => (isCreation(call) ? { ...PAGE, status: 409 } : undefined);
    await expect(lease(pool, PASSWORD)).rejects.toThrow(Blocked);
    expect(pool.ledger.own()).toHaveLength(1);
  });

  test('does not say that a password was refused: who has the old one is not activated', async () => {
    const site = new StubSite(free());
    site.answer = ({ path }) => (path.endsWith('/password') ? { ...PAGE, status: 403 } : undefined);
    await expect(lease(poolOf(site), PASSWORD)).rejects.toThrow(Blocked);
    expect(site.people.get(7)?.status).toBe('inactive');
  });
});
