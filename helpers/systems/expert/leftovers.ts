/**
 * Finds what earlier runs left, and releases it. Users with our marker are found through this machine's ledger and the site's
 * list. No user of a run that may still be running is a leftover.
 */
import { quoted } from '../../http/quoted.ts';
import {
  describeUnconfirmed,
  describeUsers,
  type LeftUsers,
  toBeRemoved,
  type Wording,
} from '../../clean-up/leftovers.ts';
import { sideBySide } from '../../contract/record-order.ts';
import { CleanUpSteps, type StepOutcome } from '../../clean-up/steps.ts';
import { type Entry, isUser, type LedgerUser } from '../../ledger/entry.ts';
import { isPoolName, readMarker } from './marker.ts';
import { isReleased, leftoverReason, type Pool, recordedRole } from './pool.ts';
import { release } from './release.ts';
import type { User } from './schemas.ts';
import { USERS_SCREEN } from './settings.ts';
import { findByName, findUser, listOf } from './users.ts';

/** What earlier runs left on a site. The run is not known for a user who is active but not leased. */
export interface Leftovers extends LeftUsers<User, string | undefined> {
  /** The users in the site's list with names of the pool, as the list shows them. */
  listed: readonly User[];
}

const PAGE = 25;
const MAX_PAGES = 40;

/**
 * Finds what earlier runs left. These are the users in this machine's ledger, and the users in the site's list with names of the
 * pool.
 */
export async function findLeftovers(pool: Pool): Promise<Leftovers> {
  const { api, ledger, prefix, selfId } = pool;
  const candidates = new Map<number, User>();
  const unconfirmed: Leftovers['unconfirmed'] = [];
  for (const entry of ledger.others().filter(isUser)) {
    const user = await findByName(api, entry.thing.address);
    if (user === undefined) continue;
    candidates.set(user.id, user);
    const marker = readMarker(user, prefix, selfId);
    if (!marker.ours && !entry.alive) unconfirmed.push({ user, run: entry.run, why: marker.why });
  }
  const listed = await listedIn(pool);
  const inDoubt = listed.filter((user) => !candidates.has(user.id) && !isShownFree(user, pool));
  for (const user of await sideBySide(
    ...inDoubt.map(
      ({ id }) =>
        () =>
          findUser(api, id),
    ),
  ))
    if (user !== undefined) candidates.set(user.id, user);
  const users = [...candidates.values()].flatMap((user) => {
    const marker = readMarker(user, prefix, selfId);
    if (!marker.ours || isReleased(user, marker.lease)) return [];
    return [{ user, run: marker.lease?.run, because: leftoverReason(user, pool) }];
  });
  return { users, unconfirmed, listed };
}

/** Whether the list shows that a user is ours and free. Nothing will be done with them, so they are not read by ID. */
function isShownFree(user: User, { prefix, selfId }: Pool): boolean {
  const marker = readMarker(user, prefix, selfId);
  return marker.ours && isReleased(user, marker.lease);
}

/** Returns the sentences that describe the leftovers, and what will be done with them. */
export function describeLeftovers({ users, unconfirmed }: Leftovers, leftoverHours: number): string[] {
  const wording: Wording<User> = {
    who: ({ id, username }) => `user ${String(id)} “${quoted(username)}”`,
    leftoverWhen: () => `a leftover ${String(leftoverHours)} hours after they were leased`,
    removed: ({ status }) => (status === 'inactive' ? 'released' : 'deactivated'),
    screen: USERS_SCREEN,
    remove: 'deactivate',
  };
  return [...describeUsers(users, wording), ...describeUnconfirmed(unconfirmed, wording)];
}

/** Deactivates and releases the leftover users. It continues if a step fails. */
export async function sweep(pool: Pool, leftovers: Leftovers): Promise<readonly StepOutcome[]> {
  const steps = new CleanUpSteps();
  for (const { user, run } of toBeRemoved(leftovers)) {
    await steps.attempt(() => release(pool, user.id, run, recordedRole(pool.ledger, user.username)));
  }
  for (const entry of pool.ledger.others().filter(isUser)) {
    if (!entry.alive) await steps.attempt(() => closeEntry(pool, entry));
  }
  return steps.outcomes;
}

/** Closes an entry of an ended run if its user was released, is leased by another run, or does not exist. */
async function closeEntry(pool: Pool, entry: Entry<LedgerUser>): Promise<undefined> {
  const user = await findByName(pool.api, entry.thing.address);
  const marker = user === undefined ? undefined : readMarker(user, pool.prefix, pool.selfId);
  const isOver =
    user === undefined ||
    (marker?.ours === true &&
      (isReleased(user, marker.lease) || (marker.lease !== undefined && marker.lease.run !== entry.run)));
  if (isOver) pool.ledger.removed(entry);
}

/** Returns the listed users with names of the pool. Before anything is done with one, they must be read by ID. */
export async function listedIn({ api, prefix }: Pool): Promise<User[]> {
  const all = new Map<number, User>();
  let offset = 0;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { users, matching } = listOf(await api.listPage(`${prefix}-`, { limit: PAGE, offset }));
    for (const user of users) if (isPoolName(user.username, prefix)) all.set(user.id, user);
    offset += users.length;
    // A site may return fewer users than requested. So a short page is the end only if the site shows that it is.
    if (users.length === 0 || (users.length < PAGE && matching === offset)) break;
  }
  return [...all.values()];
}
