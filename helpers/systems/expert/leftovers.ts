import { Steps, type SweepRecord } from '../../ledger/clean-up-record.ts';
import { isPoolName, readMark } from './marker.ts';
import { isGivenBack, notedRole, type Pool, whyLeftBehind } from './pool.ts';
import type { User } from './schemas.ts';
import { type Entry, isUser, type NotedUser } from '../../ledger/entry.ts';
import { LEDGER_FOLDER } from '../../ledger/files.ts';
import { findByName, findUser, listOf } from './users.ts';
import { giveBack } from './give-back.ts';

/** A user of the pool that was not given back, and whether its run is over. */
export interface LeftUser {
  user: User;
  run: string | undefined;
  /** Why it counts as left behind; nothing while its run may still be at work. */
  because: string | undefined;
}

/** What earlier runs have left on a site. */
export interface Leftovers {
  users: LeftUser[];
  /** Users that ended runs have noted, and that do not carry all of our mark: they are left alone. */
  doubtful: { user: User; run: string; why: string }[];
}

const PAGE = 25;
const MOST_PAGES = 40;

/** What earlier runs have left: the users in this machine's ledger, and those of our prefix in the site's list. */
export async function findLeftovers(pool: Pool): Promise<Leftovers> {
  const { api, ledger, prefix, selfId } = pool;
  const candidates = new Map<number, User>();
  const doubtful: Leftovers['doubtful'] = [];
  for (const entry of ledger.others().filter(isUser)) {
    const user = await findByName(api, entry.thing.address);
    if (user === undefined) continue;
    candidates.set(user.id, user);
    const mark = readMark(user, prefix, selfId);
    if (!mark.ours && !entry.alive) doubtful.push({ user, run: entry.run, why: mark.why });
  }
  for (const id of await listed(pool)) {
    const user = candidates.get(id) ?? (await findUser(api, id));
    if (user !== undefined) candidates.set(user.id, user);
  }
  const users = [...candidates.values()].flatMap((user) => {
    const mark = readMark(user, prefix, selfId);
    if (!mark.ours || isGivenBack(user, mark.lease)) return [];
    return [{ user, run: mark.lease?.run, because: whyLeftBehind(user, pool) }];
  });
  return { users, doubtful };
}

/** The sentences that say what was found, and what will become of it. */
export function describeLeftovers({ users, doubtful }: Leftovers, leftoverHours: number): string[] {
  const who = ({ id, username }: User) => `user ${String(id)} “${username}”`;
  return [
    ...users.map(({ user, run, because }) =>
      because === undefined
        ? `Left alone: ${who(user)} of run ${run ?? ''}, which may still be at work; it counts as left behind when it was taken more than ${String(leftoverHours)} h ago.`
        : `To be ${user.status === 'inactive' ? 'given back' : 'deactivated'}: ${who(user)}: ${because}.`,
    ),
    ...doubtful.map(
      ({ user, run, why }) =>
        `Left alone: ${who(user)} is noted in the ledger of run ${run}, but ${why}. Look at it in Site tools > Control ` +
        `Panel > Users: deactivate it, or, if it shall stay, remove the file of that run from the ledger (${LEDGER_FOLDER}/, or KEYTURN_STATE).`,
    ),
  ];
}

/** Deactivates what was found to be left behind. It goes on when a step fails: `failures` holds why, in their order. */
export async function sweep(pool: Pool, { users }: Leftovers): Promise<SweepRecord> {
  const steps = new Steps();
  for (const { user, run } of users.filter(({ because }) => because !== undefined)) {
    await steps.attempt(() => giveBack(pool, user.id, run, notedRole(pool.ledger, user.username)));
  }
  for (const entry of pool.ledger.others().filter(isUser)) {
    if (!entry.alive) await steps.attempt(() => strikeOut(pool, entry));
  }
  return steps;
}

/** An entry of an ended run is done with when its user was given back, is somebody else's lease, or was never there. */
async function strikeOut(pool: Pool, entry: Entry<NotedUser>): Promise<string[]> {
  const user = await findByName(pool.api, entry.thing.address);
  const mark = user === undefined ? undefined : readMark(user, pool.prefix, pool.selfId);
  const isOver =
    user === undefined ||
    (mark?.ours === true &&
      (isGivenBack(user, mark.lease) || (mark.lease !== undefined && mark.lease.run !== entry.run)));
  if (isOver) pool.ledger.removed(entry);
  return [];
}

/** The numbers of the users in the list whose names are the pool's; each is still to be looked at, and nobody else is. */
async function listed({ api, prefix }: Pool): Promise<number[]> {
  const ids: number[] = [];
  let offset = 0;
  for (let page = 0; page < MOST_PAGES; page++) {
    const users = listOf(await api.listUsers(`${prefix}-`, { limit: PAGE, offset }));
    ids.push(...users.filter(({ username }) => isPoolName(username, prefix)).map(({ id }) => id));
    // A site may give fewer than were asked for: only an empty page is the end.
    if (users.length === 0) break;
    offset += users.length;
  }
  return ids;
}
