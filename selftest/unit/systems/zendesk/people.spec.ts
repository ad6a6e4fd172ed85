/** Users are chosen only by their own record, and removed only if they are certainly ours. */
import { expect, test } from '../../../support/test.ts';
import {
  activeUser,
  usersWithAddress,
  findByExternalId,
  deleteTestUser,
  waitForUserWithAddress,
} from '../../../../helpers/systems/zendesk/people.ts';
import type { User } from '../../../../helpers/systems/zendesk/schemas.ts';
import { Blocked, NonConformant } from '../../../../helpers/verdict/errors.ts';
import { ADMIN_ID, marked, removalOf, StubTenant } from './tiny-tenant.ts';

const RUN = 'abcdefghjk';

test.describe('a search for an email address', () => {
  test('returns only users with exactly this email address, wherever they are listed', async () => {
    const tenant = new StubTenant(
      { id: 7, name: 'Keyturn Support', email: 'keyturn+abcdefghjk@example.com.acme.example' },
      { id: 8, name: 'Nora', email: 'keyturn+abcdefghjk@example.com' },
    );
    tenant.pages = [[...tenant.users.values()]];
    expect(
      (await usersWithAddress(tenant.api, 'Keyturn+abcdefghjk@example.com')).map(({ id }) => id),
    ).toEqual([8]);
    tenant.users.delete(8);
    tenant.pages = [[...tenant.users.values()]];
    expect(await usersWithAddress(tenant.api, 'keyturn+abcdefghjk@example.com')).toEqual([]);
  });

  test('does not return a user for a stale hit', async () => {
    const tenant = new StubTenant({ id: 7, name: 'Carla', email: 'carla@example.com' });
    tenant.pages = [[{ id: 7, name: 'Carla', email: 'keyturn@example.com' }]];
    expect(await usersWithAddress(tenant.api, 'keyturn@example.com')).toEqual([]);
    expect(tenant.calls).toContain('GET /api/v2/users/7');
  });

  test('does not return deleted users', async () => {
    const tenant = new StubTenant({ id: 7, name: 'x', email: 'a@b.example', active: false });
    tenant.pages = [
      [
        { id: 7, name: 'x', email: 'a@b.example' },
        { id: 8, name: 'y', email: 'a@b.example' },
      ],
    ];
    expect(await usersWithAddress(tenant.api, 'a@b.example')).toEqual([]);
  });

  test('does not return a user who has it as a secondary email address', async () => {
    const tenant = new StubTenant({ id: 7, name: 'Carla', email: 'carla@example.com' });
    tenant.pages = [[{ id: 7, name: 'Carla', email: 'carla@example.com' }]];
    expect(await usersWithAddress(tenant.api, 'keyturn@example.com')).toEqual([]);
  });

  test('reads a hit without an email address', async () => {
    const tenant = new StubTenant({ id: 7, name: 'Carla', email: 'a@b.example' });
    tenant.pages = [[{ id: 7, name: 'Carla' }]];
    expect((await usersWithAddress(tenant.api, 'a@b.example')).map(({ id }) => id)).toEqual([7]);
  });

  test('is blocked by too many hits, and reads none of them', async () => {
    const tenant = new StubTenant();
    const page = Array.from({ length: 1000 }, (_, index) => ({ id: 1000 + index }));
    tenant.pages = Array.from({ length: 100 }, () => page);
    await expect(usersWithAddress(tenant.api, 'keyturn@example.com')).rejects.toThrow(
      '1000 possible test users',
    );
    expect(tenant.calls.length, 'pages read').toBe(10);
  });

  test('reads later pages', async () => {
    const tenant = new StubTenant({ id: 7, name: 'x', email: 'a@b.example' });
    const others = (from: number) =>
      Array.from({ length: 100 }, (_, index) => ({ id: from + index, name: 'o', email: 'o@b.example' }));
    tenant.pages = [others(1000), others(2000), [{ id: 7, name: 'x', email: 'a@b.example' }]];
    expect((await usersWithAddress(tenant.api, 'a@b.example')).map(({ id }) => id)).toEqual([7]);
    expect(tenant.calls.filter((call) => call.includes('search'))).toHaveLength(3);
  });

  test('ends even if the pages do not', async () => {
    const tenant = new StubTenant();
    tenant.pages = Array.from({ length: 500 }, () => [{ id: 1, name: 'x', email: 'x@y.example' }]);
    expect(await usersWithAddress(tenant.api, 'a@b.example')).toEqual([]);
    expect(tenant.calls.length).toBeLessThanOrEqual(20);
  });

  test('stops waiting at the deadline', async () => {
    const tenant = new StubTenant();
    const wanted = { address: 'a@b.example', marker: `keyturn:${RUN}` };
    expect(await waitForUserWithAddress(tenant.api, wanted, 0)).toBeUndefined();
    tenant.users.set(7, { id: 7, name: 'x', email: 'a@b.example', active: true });
    expect((await waitForUserWithAddress(tenant.api, wanted, 0))?.id).toBe(7);
  });

  test('is not needed if the user is found by external ID', async () => {
    const tenant = new StubTenant(marked(7, RUN));
    tenant.pages = [[]];
    const wanted = { address: `keyturn+${RUN}@example.com`, marker: `keyturn:${RUN}` };
    expect((await waitForUserWithAddress(tenant.api, wanted, 0))?.id).toBe(7);
    expect(tenant.calls).toEqual(['GET /api/v2/users/show_many', 'GET /api/v2/users/7']);
  });

  for (const [status, kind] of [
    [500, Blocked],
    [429, Blocked],
    [403, NonConformant],
  ] as const) {
    test(`fails if it is answered ${status}`, async () => {
      const tenant = new StubTenant();
      tenant.answer = ({ path }) => (path.includes('search') ? { status, body: {} } : undefined);
      await expect(usersWithAddress(tenant.api, 'a@b.example')).rejects.toThrow(kind);
    });
  }
});

test.describe('a look-up by external ID', () => {
  const marker = `keyturn:${RUN}`;
  const show = (...users: User[]) => {
    const tenant = new StubTenant(marked(7, RUN), marked(8, 'zzzzzzzzzz'), marked(9, RUN, { active: false }));
    tenant.answer = ({ path }) =>
      path.endsWith('/show_many') ? { status: 200, body: { users } } : undefined;
    return tenant;
  };

  test('does not return a user with a different external ID', async () => {
    for (const hit of [marked(8, 'zzzzzzzzzz'), { id: 8 }, { id: 8, external_id: marker.toUpperCase() }]) {
      const tenant = show(hit);
      expect(await findByExternalId(tenant.api, marker)).toBeUndefined();
      expect(tenant.calls).toEqual(['GET /api/v2/users/show_many']);
    }
  });

  test('ignores deleted users', async () => {
    expect((await findByExternalId(show(marked(9, RUN), marked(7, RUN)).api, marker))?.id).toBe(7);
    expect(await findByExternalId(show(marked(9, RUN)).api, marker)).toBeUndefined();
  });

  test('is replaced by a search if the tenant does not support it', async () => {
    const tenant = show();
    tenant.answer = ({ path }) => (path.endsWith('/show_many') ? { status: 404, body: {} } : undefined);
    expect(await findByExternalId(tenant.api, marker)).toBeUndefined();
    const wanted = { address: `keyturn+${RUN}@example.com`, marker };
    expect((await waitForUserWithAddress(tenant.api, wanted, 0))?.id).toBe(7);
  });
});

test('a user is gone if the answer is 404 or they are inactive, and never otherwise', async () => {
  const tenant = new StubTenant({ id: 7, name: 'x', active: false }, { id: 8, name: 'y' });
  expect(await activeUser(tenant.api, 7)).toBeUndefined();
  expect(await activeUser(tenant.api, 99)).toBeUndefined();
  expect((await activeUser(tenant.api, 8))?.id).toBe(8);
  tenant.answer = () => ({ status: 503, body: {} });
  await expect(activeUser(tenant.api, 8)).rejects.toThrow(Blocked);
  // An interceptor does not know which user is gone.
  tenant.answer = () => ({ status: 404, headers: { 'content-type': 'text/html' } });
  await expect(activeUser(tenant.api, 8)).rejects.toThrow(
    'Something between this machine and the tenant answered',
  );
});

test.describe('a removal', () => {
  test('deletes a user of ours, and proves it', async () => {
    const tenant = new StubTenant(marked(7, RUN));
    expect(await deleteTestUser(removalOf(tenant), 7)).toBe('deleted user 7');
    expect(tenant.calls).toEqual(['GET /api/v2/users/7', 'DELETE /api/v2/users/7', 'GET /api/v2/users/7']);
  });

  test('does not delete a user who is already gone', async () => {
    const tenant = new StubTenant(marked(7, RUN, { active: false }));
    expect(await deleteTestUser(removalOf(tenant), 7)).toBe('user 7 was already gone');
    expect(tenant.deletions).toEqual([]);
  });

  for (const [title, user] of [
    ['an admin with the whole marker', marked(7, RUN, { role: 'admin' })],
    ['a person', { id: 7, name: 'Nora', email: 'nora@acme.example', role: 'agent' }],
    ['a user with a different email address', marked(7, RUN, { email: 'nora@acme.example' })],
    ['a user without an external ID', marked(7, RUN, { external_id: null })],
  ] as const) {
    test(`never deletes ${title}`, async () => {
      const tenant = new StubTenant(user);
      await expect(deleteTestUser(removalOf(tenant), 7)).rejects.toThrow(
        /^User 7 was left alone: the(?:ir|y) /,
      );
      expect(tenant.deletions).toEqual([]);
    });
  }

  test('never deletes the admin of this run, even as a user that this run created', async () => {
    const tenant = new StubTenant();
    tenant.users.set(ADMIN_ID, { ...marked(ADMIN_ID, RUN), active: true });
    const own = { email: `keyturn+${RUN}@example.com`, externalId: `keyturn:${RUN}` };
    await expect(deleteTestUser(removalOf(tenant), ADMIN_ID, own)).rejects.toThrow(
      "they are this run's admin",
    );
    expect(tenant.deletions).toEqual([]);
  });

  test('deletes the user of our create call if they lack one part of the marker, but not if they lack two', async () => {
    const own = { email: `keyturn+${RUN}@example.com`, externalId: `keyturn:${RUN}` };
    const one = new StubTenant(marked(7, RUN, { external_id: null }));
    expect(await deleteTestUser(removalOf(one), 7, own)).toBe('deleted user 7');
    const two = new StubTenant(marked(7, RUN, { external_id: null, name: 'Nora' }));
    await expect(deleteTestUser(removalOf(two), 7, own)).rejects.toThrow(Blocked);
    expect(two.deletions).toEqual([]);
  });

  test('does not delete another user with the same email address and a name that begins like ours', async () => {
    const address = `keyturn+${RUN}@example.com`;
    const own = { email: address, externalId: `keyturn:${RUN}`, byAddress: true };
    for (const externalId of [null, 'crm-5531']) {
      const sharer = {
        id: 9,
        name: 'Keyturn Support',
        email: address,
        role: 'agent',
        external_id: externalId,
      };
      const tenant = new StubTenant(sharer, marked(7, RUN));
      expect((await usersWithAddress(tenant.api, address)).map(({ id }) => id)).toEqual([9, 7]);
      expect((await waitForUserWithAddress(tenant.api, { address, marker: own.externalId }, 0))?.id).toBe(7);
      await expect(deleteTestUser(removalOf(tenant), 9, own)).rejects.toThrow('User 9 was left alone');
      expect(await deleteTestUser(removalOf(tenant), 7, own)).toBe('deleted user 7');
      expect(tenant.deletions).toHaveLength(1);
    }
  });

  test('recognizes a user whose record is empty by the list of users with our external ID', async () => {
    const own = { email: `keyturn+${RUN}@example.com`, externalId: `keyturn:${RUN}` };
    for (const body of [{}, { user: null }]) {
      const tenant = new StubTenant(marked(7, RUN), {
        id: 9,
        name: 'Nora',
        email: 'n@a.example',
        role: 'agent',
      });
      tenant.answer = ({ method, path }) =>
        method === 'GET' && /\/users\/\d+$/.test(path) ? { status: 200, body } : undefined;
      await expect(deleteTestUser(removalOf(tenant), 9, own)).rejects.toThrow('is an empty document');
      await expect(deleteTestUser(removalOf(tenant), 7)).rejects.toThrow('is an empty document');
      expect(tenant.deletions).toEqual([]);
      expect(await deleteTestUser(removalOf(tenant), 7, own)).toBe('deleted user 7');
    }
  });

  test('finds a deletion without effect non-conformant', async () => {
    const tenant = new StubTenant(marked(7, RUN));
    tenant.answer = ({ method }) => (method === 'DELETE' ? { status: 200, body: {} } : undefined);
    await expect(deleteTestUser(removalOf(tenant), 7)).rejects.toThrow(NonConformant);
    await expect(deleteTestUser(removalOf(tenant), 7)).rejects.toThrow('User 7 is still active');
  });

  test('reports a refused deletion', async () => {
    const tenant = new StubTenant(marked(7, RUN));
    tenant.answer = ({ method }) =>
      method === 'DELETE' ? { status: 403, body: { error: 'Forbidden' } } : undefined;
    await expect(deleteTestUser(removalOf(tenant), 7)).rejects.toThrow(
      'DELETE /api/v2/users/7 as admin answered 403',
    );
  });
});
