/** The users that checks share: kept, reset, and replaced before failed sign-ins could lock their accounts. */
import { expect, test } from '../../support/test.ts';
import { FailedSignIns } from '../../../helpers/contract/failed-sign-ins.ts';
import { SharedUsers, type SharedUser } from '../../../helpers/contract/shared-users.ts';

/** Shared users, numbered in the order in which they are obtained, and what was done with them. */
function sharedUsersWith(failedSignIns: FailedSignIns, resetFails = () => false) {
  const done: string[] = [];
  let obtained = 0;
  const users = new SharedUsers<SharedUser>(failedSignIns, {
    obtain: (role, needed) => {
      const id = ++obtained;
      done.push(`obtain ${role} ${String(id)} for ${String(needed)}`);
      return Promise.resolve({ user: { id }, account: `user-${String(id)}`, isDirty: false });
    },
    prepare: ({ user }) => Promise.resolve(void done.push(`prepare ${String(user.id)}`)),
    reset: (shared) => {
      done.push(`reset ${String(shared.user.id)}`);
      shared.isDirty = false;
      return Promise.resolve(!resetFails());
    },
    release: ({ user }) => Promise.resolve(void done.push(`release ${String(user.id)}`)),
  });
  return { users, done };
}

test('the test user is obtained for the first check and kept, and the other test user on demand', async () => {
  const { users, done } = sharedUsersWith(new FailedSignIns({ limit: 3 }));
  await users.begin(1);
  await users.begin(2);
  expect(done).toEqual(['obtain test user 1 for 1', 'prepare 1']);
  const other = await users.get('other test user');
  expect(await users.get('other test user')).toBe(other);
  expect(users.of({ id: 2 })).toBe(other);
  expect(() => users.of({ id: 3 })).toThrow('not one of the two');
});

test('a dirty user is reset before the next check, or replaced if that fails', async () => {
  let resetFails = false;
  const { users, done } = sharedUsersWith(new FailedSignIns({ limit: 3 }), () => resetFails);
  await users.begin(0);
  users.markDirty();
  await users.begin(0);
  await users.begin(0);
  expect(done.slice(2)).toEqual(['reset 1']);
  users.markDirty();
  resetFails = true;
  await users.begin(0);
  expect(done.slice(3)).toEqual(['reset 1', 'release 1', 'obtain test user 2 for 0', 'prepare 2']);
});

test('a user with too few failed sign-ins left for a check is replaced without a reset', async () => {
  const failedSignIns = new FailedSignIns({ limit: 3 });
  const { users, done } = sharedUsersWith(failedSignIns);
  await users.begin(0);
  failedSignIns.add('user-1', 2);
  await users.begin(1);
  expect(done).toHaveLength(2);
  users.markDirty();
  await users.begin(2);
  expect(done.slice(2)).toEqual(['release 1', 'obtain test user 2 for 2', 'prepare 2']);
  await expect(users.begin(4)).rejects.toThrow('may not have that many');
});

test('failed sign-ins count for as long as the service remembers them', () => {
  const forgetful = new FailedSignIns({ limit: 3, withinMs: 0 });
  forgetful.add('a', 3);
  expect([forgetful.of('a'), forgetful.allows('a', 3)]).toEqual([0, true]);
  const strict = new FailedSignIns({ limit: 3 });
  strict.add('a', 2);
  expect([strict.allows('a', 1), strict.allows('a', 2), strict.allows('b', 3)]).toEqual([true, false, true]);
  strict.lowerTo(2);
  strict.lowerTo(5);
  expect([strict.currentLimit, strict.allows('a', 1)]).toEqual([2, false]);
  strict.forget('a');
  expect(strict.of('a')).toBe(0);
});
