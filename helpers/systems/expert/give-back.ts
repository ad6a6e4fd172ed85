/** Releases users of the pool: deactivated, free for the next run, with the role that they had when leased. */
import { Blocked, NonConformant } from '../../verdict/errors.ts';
import type { Pool } from './pool.ts';
import { findUser, listOf, isSame } from './users.ts';
import { readMarker, FREE_NAME, isAdmin, isPoolName } from './marker.ts';
import { unexpectedStatus } from '../../http/exchange.ts';
import type { LedgerUser } from '../../ledger/entry.ts';
import type { User } from './schemas.ts';

/**
 * Releases a user: deactivates them and makes their full name free for the next run. Checks the user before and after.
 *
 * @param run the run whose lease ends; `undefined` for a user who is not leased.
 * @param role the role that the user had when leased, if known. A run that was killed may have left another one.
 * @throws {Blocked} if the user is not ours, or is leased by another run; then nothing is touched. Also if their role
 * cannot be restored; then they are inactive and free anyway.
 * @throws {NonConformant} if the user is still active.
 */
export async function giveBack(
  { api, prefix, selfId }: Pick<Pool, 'api' | 'prefix' | 'selfId'>,
  id: number,
  run: string | undefined,
  role?: string,
): Promise<string> {
  const user = await findUser(api, id);
  if (user === undefined) return `user ${String(id)} does not exist`;
  const mark = readMarker(user, prefix, selfId);
  if (!mark.ours) throw new Blocked(`User ${String(id)} was left alone: ${mark.why}.`);
  if (mark.lease !== undefined && mark.lease.run !== run)
    throw new Blocked(
      `User ${String(id)} (${user.username}) was left alone: they are leased by run ${mark.lease.run}.`,
    );
  const raised = hasAnotherRole(user, role);
  // The role is restored before the user is free. Whatever the answer is, the user must not stay active. The result is
  // checked after they are deactivated.
  if (raised) await api.updateUser(id, { role });
  if (raised || user.status !== 'inactive' || user.fullname !== FREE_NAME) {
    const updated = await api.updateUser(id, { status: 'inactive', fullname: FREE_NAME });
    if (updated.status !== 200) throw unexpectedStatus(updated);
    const after = await findUser(api, id);
    if (after === undefined) return `user ${String(id)} is gone`;
    const next = readMarker(after, prefix, selfId);
    // The user was free, so the next run may have leased them already.
    const isTaken = next.ours && next.lease !== undefined && next.lease.run !== run;
    if (after.status !== 'inactive' && !isTaken) {
      throw new NonConformant(
        `${updated.title} answered 200, but the user is still ${after.status ?? 'there'}.\n${updated.excerpt}`,
      );
    }
    if (hasAnotherRole(after, role) && !isTaken) {
      const who = `User ${String(id)} (${user.username})`;
      throw new Blocked(
        `${who} is inactive but has the role “${after.role ?? ''}” instead of “${role ?? ''}”, which they had when leased.`,
        { remedy: 'give them that role again', where: 'Site tools > Control Panel > Users', who: 'an admin' },
      );
    }
  }
  return `deactivated user ${String(id)} (${user.username})`;
}

/**
 * Releases a user whom this run has leased and whose record the site does not show. It uses their name, which no other
 * user can have, and not their ID, which cannot be checked.
 *
 * @throws {Blocked} if the list shows a user of that name who is not ours, or if nothing shows that the user is
 * inactive.
 */
export async function giveBackByName(
  { api, prefix, selfId }: Pick<Pool, 'api' | 'prefix' | 'selfId'>,
  { address, marker }: LedgerUser,
): Promise<string> {
  const inList = async () => {
    const listed = listOf(await api.listUsers(address, { limit: 100, offset: 0 }));
    return listed.filter(({ username }) => isSame(username, address));
  };
  const isForeign = (user: User) =>
    user.id === selfId || isAdmin(user) || ![undefined, marker, FREE_NAME].includes(user.fullname);
  if (!isPoolName(address, prefix) || (await inList()).some(isForeign))
    throw new Blocked(
      `User “${address}” was left alone: the site hides their record and lists them without our marker.`,
    );
  const updated = await api.updateUser({ username: address }, { status: 'inactive', fullname: FREE_NAME });
  if (updated.status !== 200) throw unexpectedStatus(updated);
  const after = [...(await inList()), ...(updated.isEmptyDocument ? [] : [updated.body])];
  if (after.length === 0 || after.some(({ status }) => status !== 'inactive'))
    throw new Blocked(
      `User “${address}” may still be active: the site does not show their record.\n${updated.excerpt}`,
      {
        remedy: 'check this user, and deactivate them',
        where: 'Site tools > Control Panel > Users',
        who: 'an admin',
      },
    );
  return `deactivated user “${address}” by name (the site does not show their record)`;
}

/** Whether a user has another role than when leased. False if either role is not known. */
function hasAnotherRole(user: User, role: string | undefined): boolean {
  return role !== undefined && user.role !== undefined && !isSame(user.role, role);
}

/**
 * Deactivates and frees a user whom a call of ours has just created, under a name of the pool that no user had. Their
 * full name may lack our marker.
 *
 * @throws {Blocked} if it cannot be the created user; then nothing is touched.
 * @throws {NonConformant} if the user is still active.
 */
export async function deactivateUnexpected({ api, prefix, selfId }: Pool, user: User): Promise<void> {
  const { id, username } = user;
  const who = `User ${String(id)} (${username})`;
  if (id === selfId || isAdmin(user) || !isPoolName(username, prefix))
    throw new Blocked(`${who} was left alone: they are an admin, or their name is not in our pool.`, {
      remedy: 'check them in Site tools > Control Panel > Users, and deactivate them if they are not yours',
    });
  const updated = await api.updateUser(id, { status: 'inactive', fullname: FREE_NAME });
  if (updated.status !== 200) throw unexpectedStatus(updated);
  const after = await findUser(api, id);
  if (after !== undefined && after.status !== 'inactive')
    throw new NonConformant(
      `${updated.title} answered 200, but the user is still ${after.status ?? 'there'}.\n${updated.excerpt}`,
    );
}
