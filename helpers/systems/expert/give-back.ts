/** Giving users of the pool back: deactivated, free for the next run, with the role that they were leased with. */
import { Blocked, NonConformant } from '../../verdict/errors.ts';
import type { Pool } from './pool.ts';
import { findUser, listOf, isSame } from './users.ts';
import { readMarker, FREE_NAME, isAdmin, isPoolName } from './marker.ts';
import { unexpectedStatus } from '../../http/exchange.ts';
import type { LedgerUser } from '../../ledger/entry.ts';
import type { User } from './schemas.ts';

/**
 * Gives a user back: deactivated, its full name free for the next run. Looks before and behind.
 *
 * @param run whose lease is ended; nothing for a user that no run has.
 * @param role the one that it was leased with, where that is known: a run that was killed may have left it another one.
 * @throws {Blocked} when it is not ours, or another run has it by now; then nothing is touched. Also when it cannot be given
 * its role back; then it is inactive and free all the same.
 * @throws {NonConformant} when it is active all the same.
 */
export async function giveBack(
  { api, prefix, selfId }: Pick<Pool, 'api' | 'prefix' | 'selfId'>,
  id: number,
  run: string | undefined,
  role?: string,
): Promise<string> {
  const user = await findUser(api, id);
  if (user === undefined) return `user ${String(id)} is not there`;
  const mark = readMarker(user, prefix, selfId);
  if (!mark.ours) throw new Blocked(`User ${String(id)} was left alone: ${mark.why}.`);
  if (mark.lease !== undefined && mark.lease.run !== run)
    throw new Blocked(`User ${String(id)} (${user.username}) was left alone: run ${mark.lease.run} has it.`);
  const raised = hasAnotherRole(user, role);
  // Before it is free. Whatever is answered, it must not stay active: what came of it is seen behind that.
  if (raised) await api.updateUser(id, { role });
  if (raised || user.status !== 'inactive' || user.fullname !== FREE_NAME) {
    const updated = await api.updateUser(id, { status: 'inactive', fullname: FREE_NAME });
    if (updated.status !== 200) throw unexpectedStatus(updated);
    const after = await findUser(api, id);
    if (after === undefined) return `user ${String(id)} is gone`;
    const next = readMarker(after, prefix, selfId);
    // Free as it was, the next run may have it already.
    const isTaken = next.ours && next.lease !== undefined && next.lease.run !== run;
    if (after.status !== 'inactive' && !isTaken) {
      throw new NonConformant(
        `${updated.title} answered 200, but the user is still ${after.status ?? 'there'}.\n${updated.excerpt}`,
      );
    }
    if (hasAnotherRole(after, role) && !isTaken) {
      const who = `User ${String(id)} (${user.username})`;
      throw new Blocked(
        `${who} is inactive, and has the role “${after.role ?? ''}”; when it was leased, that was “${role ?? ''}”.`,
        { remedy: 'give it that role again', where: 'Site tools > Control Panel > Users', who: 'an admin' },
      );
    }
  }
  return `deactivated user ${String(id)} (${user.username})`;
}

/**
 * Gives a user back that this run has, and that the site does not show: by its name, which nobody else can have, and not by
 * a number, which cannot be looked at.
 *
 * @throws {Blocked} when the list shows somebody of that name who is not ours, or nothing shows that it is inactive.
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
      `User “${address}” was left alone: the site does not show it, and lists it as somebody else’s.`,
    );
  const updated = await api.updateUser({ username: address }, { status: 'inactive', fullname: FREE_NAME });
  if (updated.status !== 200) throw unexpectedStatus(updated);
  const after = [...(await inList()), ...(updated.isEmptyDocument ? [] : [updated.body])];
  if (after.length === 0 || after.some(({ status }) => status !== 'inactive'))
    throw new Blocked(
      `User “${address}” may still be active: the site does not show it.\n${updated.excerpt}`,
      {
        remedy: 'look at this user, and deactivate it',
        where: 'Site tools > Control Panel > Users',
        who: 'an admin',
      },
    );
  return `deactivated user “${address}”, by its name: the site does not show it`;
}

/** Whether a user is shown with another role than it was leased with; not so where either is not known. */
function hasAnotherRole(user: User, role: string | undefined): boolean {
  return role !== undefined && user.role !== undefined && !isSame(user.role, role);
}

/**
 * Makes somebody inactive and free whom a call of ours has just made, under a name of the pool that nobody had: its full
 * name may not say that it is ours.
 *
 * @throws {Blocked} when it cannot be who was made; then nothing is touched.
 * @throws {NonConformant} when it is active all the same.
 */
export async function deactivateUnexpected({ api, prefix, selfId }: Pool, user: User): Promise<void> {
  const { id, username } = user;
  const who = `User ${String(id)} (${username})`;
  if (id === selfId || isAdmin(user) || !isPoolName(username, prefix))
    throw new Blocked(`${who} was left alone: it is an admin, or its name is not one of ours.`, {
      remedy: 'look at it in Site tools > Control Panel > Users, and deactivate it if it is not yours',
    });
  const updated = await api.updateUser(id, { status: 'inactive', fullname: FREE_NAME });
  if (updated.status !== 200) throw unexpectedStatus(updated);
  const after = await findUser(api, id);
  if (after !== undefined && after.status !== 'inactive')
    throw new NonConformant(
      `${updated.title} answered 200, but the user is still ${after.status ?? 'there'}.\n${updated.excerpt}`,
    );
}
