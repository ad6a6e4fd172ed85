/**
 * What earlier runs have left: users with our mark, by this machine's ledger and by the tenant's own search, and
 * tokens, by the ledger alone. A run that may still be at work is nobody's leftover.
 */
import type { Ledger } from '../../ledger/ledger.ts';
import { Steps, type SweepRecord } from '../../ledger/clean-up-record.ts';
import { runId } from '../../run-id.ts';
import type { ZendeskApi } from './api.ts';
import { hasEnded, takeNotedBack } from './lost-tokens.ts';
import { readMark } from './marker.ts';
import {
  activeUser,
  bearerOf,
  findByMarker,
  holdersOf,
  INDEX_LAG_MS,
  removeOurs,
  type Removal,
  searchMarked,
} from './people.ts';
import type { User } from './schemas.ts';
import type { Session } from './tokens.ts';
import { type Entry, isToken, isUser, type NotedToken, type NotedUser } from '../../ledger/entry.ts';
import { LEDGER_FOLDER } from '../../ledger/files.ts';

/** A user with our mark, and whether its run is over. */
export interface LeftUser {
  user: User;
  run: string;
  /** Why it counts as a leftover; nothing while its run may still be at work. */
  because: string | undefined;
}

/** What earlier runs have left on a tenant. */
export interface Leftovers {
  users: LeftUser[];
  /** Tokens that ended runs have noted and not taken back. */
  tokens: Entry<NotedToken>[];
  /** Users that ended runs have noted, and that do not carry all of our mark: they are left alone. */
  doubtful: { user: User; run: string; why: string }[];
}

/**
 * What earlier runs have left: the users in this machine's ledger, whoever holds the configured address, and whoever
 * the tenant's own search knows with our mark; and the tokens in the ledger. None of this run.
 */
export async function findLeftovers(
  { api, addresses, selfId }: Removal,
  ledger: Ledger,
  leftoverHours: number,
): Promise<Leftovers> {
  const candidates = new Map<number, User>();
  const doubtful: Leftovers['doubtful'] = [];
  const add = (user: User | undefined) => user !== undefined && candidates.set(user.id, user);
  for (const entry of ledger.others().filter(isUser)) {
    const user = await notedUser(api, entry);
    add(user);
    const mark = user === undefined ? undefined : readMark(user, addresses, selfId);
    if (user !== undefined && mark?.ours === false && !entry.alive)
      doubtful.push({ user, run: entry.run, why: mark.why });
  }
  if (!addresses.includes('{run}')) for (const user of await holdersOf(api, addresses)) add(user);
  for (const user of await searchMarked(api)) add(user);

  const users = [...candidates.values()].flatMap((user) => {
    const mark = readMark(user, addresses, selfId);
    if (!mark.ours || mark.run === runId()) return [];
    return [{ user, run: mark.run, because: whyLeftover(user, mark.run, ledger, leftoverHours) }];
  });
  return { users, tokens: leftTokens(ledger), doubtful };
}

/** The sentences that say what was found, and what will become of it. */
export function describeLeftovers({ users, tokens, doubtful }: Leftovers, leftoverHours: number): string[] {
  const who = ({ id, name, email }: User) => `user ${String(id)} “${name ?? ''}” (${email ?? 'no address'})`;
  return [
    ...users.map(({ user, run, because }) =>
      because === undefined
        ? `Left alone: ${who(user)} of run ${run}, which may still be at work; it counts as a leftover ${String(leftoverHours)} hours after its creation (${user.created_at ?? 'unknown'}).`
        : `To be deleted: ${who(user)}: ${because}.`,
    ),
    ...tokens.map(
      ({ thing, run, id, at }) =>
        `To be revoked: token ${String(id ?? '(its id is not known)')} of the ${thing.identity}, asked for at ${at} by run ${run}.`,
    ),
    ...doubtful.map(
      ({ user, run, why }) =>
        `Left alone: ${who(user)} is noted in the ledger of run ${run}, but ${why}. Look at it in Admin Center > People: ` +
        `delete it, or, if it shall stay, remove the file of that run from the ledger (${LEDGER_FOLDER}/, or KEYTURN_STATE).`,
    ),
  ];
}

/** Removes what was found to be a leftover. It goes on when a step fails: `failures` holds why, in their order. */
export async function sweep(
  admin: Session,
  removal: Removal,
  ledger: Ledger,
  { users }: Leftovers,
  leftoverHours: number,
): Promise<SweepRecord> {
  const steps = new Steps();
  for (const { user } of users.filter(({ because }) => because !== undefined)) {
    await steps.attempt(() => removeOurs(removal, user.id));
  }
  for (const entry of perhapsGone(ledger, leftoverHours)) {
    await steps.attempt(async () => {
      if ((await notedUser(removal.api, entry)) === undefined) ledger.removed(entry);
      return [];
    });
  }
  const signedIn = { session: admin, selfId: removal.selfId };
  for (const token of leftTokens(ledger)) {
    await steps.attempt(async () => (await takeNotedBack(signedIn, ledger, token)) ?? []);
  }
  return steps;
}

/** Why a user of another run counts as a leftover; nothing while that run may still be at work. */
export function whyLeftover(
  user: User,
  run: string,
  ledger: Ledger,
  leftoverHours: number,
): string | undefined {
  if (ledger.isOver(run)) return `run ${run} ended on this machine without removing it`;
  const ageHours = (Date.now() - Date.parse(user.created_at ?? '')) / 3_600_000;
  return ageHours >= leftoverHours ? `it is ${ageHours.toFixed(1)} hours old` : undefined;
}

/** Of runs that are over, and those that have ended by themselves, whoever noted them. */
function leftTokens(ledger: Ledger): Entry<NotedToken>[] {
  return ledger
    .others()
    .filter(isToken)
    .filter((entry) => !entry.alive || hasEnded(entry));
}

/**
 * The users in the ledger that may be struck out if they are gone: those of ended runs, and old ones. One that never
 * got an id is kept until the search must have heard of it.
 */
function perhapsGone(ledger: Ledger, leftoverHours: number): Entry<NotedUser>[] {
  return ledger
    .others()
    .filter(isUser)
    .filter(({ alive, id, at }) => {
      const ageMs = Date.now() - Date.parse(at);
      if (alive) return ageMs > leftoverHours * 3_600_000;
      return id !== undefined || ageMs > INDEX_LAG_MS * 4;
    });
}

/** The user of an entry of the ledger: by its id where that was noted, since the search may not know it yet. */
async function notedUser(api: ZendeskApi, { id, thing }: Entry<NotedUser>): Promise<User | undefined> {
  if (id !== undefined) return activeUser(api, id);
  return (
    (await findByMarker(api, thing.marker)) ?? bearerOf(await holdersOf(api, thing.address), thing.marker)
  );
}
