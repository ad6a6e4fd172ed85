/** Finds users that a tenant created although it should have refused to. */
import { isOwn, type TestUserNames } from './marker.ts';
import { activeUser, type Removal, usersWithAddress } from './people.ts';
import type { User } from './schemas.ts';

/**
 * Finds the active users that a call with these names created, by their external ID. If the tenant does not show users by
 * external ID, they are searched for by email address. That result is not certain, because the search lags.
 *
 * @param isShared whether a user is one of those that checks share.
 */
export async function findCreated(
  { api, selfId }: Removal,
  names: TestUserNames,
  isShared: (id: number) => boolean,
): Promise<{ users: User[]; isCertain: boolean }> {
  const shown = await api.showManyUsers(names.externalId);
  const isCertain = shown.status === 200;
  const hints = isCertain
    ? shown.body.users.filter(({ external_id: marker }) => (marker ?? names.externalId) === names.externalId)
    : await usersWithAddress(api, names.email);
  const users: User[] = [];
  for (const hint of hints) {
    const user = await activeUser(api, hint.id);
    // The attempt may have requested any role, so the role is ignored here.
    const own = { ...names, byAddress: !isCertain };
    const isCreated = user !== undefined && isOwn({ ...user, role: 'end-user' }, own, selfId);
    if (isCreated && !isShared(user.id)) users.push(user);
  }
  return { users, isCertain };
}
