/** Creations of users that a tenant is to refuse: whoever comes of one all the same. */
import { isOwn, type TestUserNames } from './marker.ts';
import { activeUser, usersWithAddress, type Removal } from './people.ts';
import type { User } from './schemas.ts';

/**
 * The active users of an external id, and of the address where the tenant does not show them by that: its search lags, so
 * that this is not certain.
 *
 * @param isShared whether it is one of those that checks share.
 */
export async function madeBy(
  { api, selfId }: Removal,
  names: TestUserNames,
  isShared: (id: number) => boolean,
): Promise<{ users: User[]; isCertain: boolean }> {
  const shown = await api.usersOf(names.externalId);
  const isCertain = shown.status === 200;
  const hints = isCertain
    ? shown.body.users.filter(({ external_id: marker }) => (marker ?? names.externalId) === names.externalId)
    : await usersWithAddress(api, names.email);
  const users: User[] = [];
  for (const hint of hints) {
    const user = await activeUser(api, hint.id);
    // Its role is what an attempt may have asked for.
    const own = { ...names, byAddress: !isCertain };
    const isMade = user !== undefined && isOwn({ ...user, role: 'end-user' }, own, selfId);
    if (isMade && !isShared(user.id)) users.push(user);
  }
  return { users, isCertain };
}
