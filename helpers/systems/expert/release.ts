/** Releases users of the pool: they become inactive, free for the next run, and get the role that they had when leased. */
import { quoted } from '../../http/quoted.ts';
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import type { LedgerUser } from '../../ledger/entry.ts';
import { Blocked, NonConformant, type WhatToDo } from '../../verdict/errors.ts';
import { FREE_NAME, isAdmin, isPoolName, readMarker } from './marker.ts';
import type { Pool } from './pool.ts';
import type { User } from './schemas.ts';
import { USERS_SCREEN } from './settings.ts';
import { findUser, isSame, listOf } from './users.ts';

/** What a person must do about a user who was left alone. */
const CHECK_USER: WhatToDo = {
  remedy: 'check this user, and decide what to do about them',
  where: USERS_SCREEN,
  who: 'an admin',
  help: 'left-alone',
};

/**
 * Releases a user: deactivates them, and marks them as free for the next run. The user is checked before and after.
 *
 * @param run the run whose lease ends. `undefined` for a user who is not leased.
 * @param role the role that the user had when leased, if known. A run that was killed may have left a different one.
 * @returns a line for the record.
 * @throws {Blocked} if the user is not ours, or is leased by another run. Then nothing is touched. Also if their role cannot be
 *   restored. Then they are inactive and free anyway.
 * @throws {NonConformant} if the user is still active.
 */
export async function release(
  { api, prefix, selfId }: Pick<Pool, 'api' | 'prefix' | 'selfId'>,
  id: number,
  run: string | undefined,
  role?: string,
): Promise<string> {
  const user = await findUser(api, id);
  if (user === undefined) return `user ${String(id)} does not exist`;
  return (await releaseShown({ api, prefix, selfId }, user, run, role)).line;
}

/**
 * Does the same with a user who was just read by ID.
 *
 * @returns a line for the record, and the user afterwards. They are `undefined` if nothing had to be done.
 */
export async function releaseShown(
  { api, prefix, selfId }: Pick<Pool, 'api' | 'prefix' | 'selfId'>,
  user: User,
  run: string | undefined,
  role?: string,
): Promise<{ line: string; after: User | undefined }> {
  const { id } = user;
  let shown: User | undefined;
  const marker = readMarker(user, prefix, selfId);
  if (!marker.ours) throw new Blocked(`User ${String(id)} was left alone: ${marker.why}.`, CHECK_USER);
  if (marker.lease !== undefined && marker.lease.run !== run)
    throw new Blocked(
      `User ${String(id)} (${user.username}) was left alone: they are leased by run ${marker.lease.run}.`,
      {
        remedy: 'wait until that run has ended; the next run or “npm run sweep” deactivates what it left',
        help: 'left-alone',
      },
    );
  const isRoleChanged = hasAnotherRole(user, role);
  // The role is restored before the user is free. It is checked only after the user is inactive, because they must not stay
  // active whatever the answer is.
  if (isRoleChanged) await api.updateUser(id, { role });
  if (isRoleChanged || user.status !== 'inactive' || user.fullname !== FREE_NAME) {
    const updated = await api.updateUser(id, { status: 'inactive', fullname: FREE_NAME });
    if (updated.status !== 200) throw unexpectedStatus(updated, 200);
    const after = await findUser(api, id);
    if (after === undefined) return { line: `user ${String(id)} is gone`, after };
    shown = after;
    const next = readMarker(after, prefix, selfId);
    // The next run may already have leased the user.
    const isTaken = next.ours && next.lease !== undefined && next.lease.run !== run;
    if (after.status !== 'inactive' && !isTaken) {
      throw stillActive(updated, after);
    }
    if (hasAnotherRole(after, role) && !isTaken) {
      const who = `User ${String(id)} (${user.username})`;
      throw new Blocked(
        `${who} is inactive but has the role “${quoted(after.role ?? '')}” instead of “${quoted(role ?? '')}”, which they had when leased.`,
        { remedy: 'give them that role again', where: USERS_SCREEN, who: 'an admin', help: 'expert-pool' },
      );
    }
  }
  return { line: `deactivated user ${String(id)} (${user.username})`, after: shown };
}

/**
 * Releases a user whom this run has leased and whose record the site does not show. The user is identified by their name, which
 * no other user can have, because their ID cannot be checked.
 *
 * @returns a line for the record.
 * @throws {Blocked} if the list shows a user with that name who is not ours, or if nothing shows that the user is inactive.
 */
export async function releaseByName(
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
      CHECK_USER,
    );
  const updated = await api.updateUser({ username: address }, { status: 'inactive', fullname: FREE_NAME });
  if (updated.status !== 200) throw unexpectedStatus(updated, 200);
  const after = [...(await inList()), ...(updated.isEmptyDocument ? [] : [updated.body])];
  if (after.length === 0 || after.some(({ status }) => status !== 'inactive'))
    throw new Blocked(
      `User “${address}” may still be active: the site does not show their record.\n${updated.excerpt}`,
      { ...CHECK_USER, remedy: 'check this user, and deactivate them' },
    );
  return `deactivated user “${address}” by name (the site does not show their record)`;
}

/** Whether a user has a different role than when they were leased. False if either role is not known. */
function hasAnotherRole(user: User, role: string | undefined): boolean {
  return role !== undefined && user.role !== undefined && !isSame(user.role, role);
}

/** The error about a user who is still active after they were deactivated. */
function stillActive({ title, excerpt }: Exchange<unknown>, { status }: User): NonConformant {
  return new NonConformant(
    `${title} answered 200, but the user is still ${quoted(status ?? 'there')}.\n${excerpt}`,
  );
}

/**
 * Deactivates and frees a user whom a call of ours has just created, under a name of the pool that no user had. Their full name
 * may lack our marker.
 *
 * @throws {Blocked} if it cannot be the created user. Then nothing is touched.
 * @throws {NonConformant} if the user is still active.
 */
export async function deactivateUnexpected({ api, prefix, selfId }: Pool, user: User): Promise<void> {
  const { id, username } = user;
  const who = `User ${String(id)} (${username})`;
  if (id === selfId || isAdmin(user) || !isPoolName(username, prefix))
    throw new Blocked(
      `${who} was left alone: they are an admin, or their name is not in our pool.`,
      CHECK_USER,
    );
  const updated = await api.updateUser(id, { status: 'inactive', fullname: FREE_NAME });
  if (updated.status !== 200) throw unexpectedStatus(updated, 200);
  const after = await findUser(api, id);
  if (after !== undefined && after.status !== 'inactive') throw stillActive(updated, after);
}
