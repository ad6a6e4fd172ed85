/**
 * What earlier runs have left: users with our mark, by this machine's ledger and by the tenant's own search, and
 * tokens, by the ledger alone. A run that may still be at work is nobody's leftover.
 */
import type { Ledger } from '../../ledger/ledger.ts';
import {
  describeUnconfirmed,
  describeUsers,
  type LeftUsers,
  toBeRemoved,
  type Wording,
} from '../../clean-up/leftovers.ts';
import { type StepOutcome, CleanUpSteps } from '../../clean-up/steps.ts';
import { runId } from '../../run-id.ts';
import type { ZendeskApi } from './api.ts';
import { describeRecordedRevocation, hasEnded, revokeRecorded } from './lost-tokens.ts';
import { readMarker } from './marker.ts';
import {
  activeUser,
  userWithExternalId,
  findByExternalId,
  usersWithAddress,
  INDEX_LAG_MS,
  deleteTestUser,
  type Removal,
  searchMarked,
} from './people.ts';
import type { User } from './schemas.ts';
import type { Session } from './tokens.ts';
import { type Entry, isToken, isUser, type LedgerToken, type LedgerUser } from '../../ledger/entry.ts';

/** What earlier runs have left on a tenant. */
export interface Leftovers extends LeftUsers<User> {
  /** Tokens that ended runs have noted and not revoked. */
  tokens: Entry<LedgerToken>[];
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
  const unconfirmed: Leftovers['unconfirmed'] = [];
  const add = (user: User | undefined) => user !== undefined && candidates.set(user.id, user);
  for (const entry of ledger.others().filter(isUser)) {
    const user = await recordedUser(api, entry);
    add(user);
    const mark = user === undefined ? undefined : readMarker(user, addresses, selfId);
    if (user !== undefined && mark?.ours === false && !entry.alive)
      unconfirmed.push({ user, run: entry.run, why: mark.why });
  }
  if (!addresses.includes('{run}')) for (const user of await usersWithAddress(api, addresses)) add(user);
  for (const user of await searchMarked(api)) add(user);

  const users = [...candidates.values()].flatMap((user) => {
    const mark = readMarker(user, addresses, selfId);
    if (!mark.ours || mark.run === runId()) return [];
    return [{ user, run: mark.run, because: whyLeftover(user, mark.run, ledger, leftoverHours) }];
  });
  return { users, tokens: leftoverTokens(ledger), unconfirmed };
}

/** The sentences that say what was found, and what will become of it. */
export function describeLeftovers(
  { users, tokens, unconfirmed }: Leftovers,
  leftoverHours: number,
): string[] {
  const wording: Wording<User> = {
    who: ({ id, name, email }) => `user ${String(id)} “${name ?? ''}” (${email ?? 'no address'})`,
    leftoverWhen: ({ created_at: createdAt }) =>
      `a leftover ${String(leftoverHours)} hours after its creation (${createdAt ?? 'unknown'})`,
    removed: () => 'deleted',
    screen: 'Admin Center > People',
    remove: 'delete',
  };
  return [
    ...describeUsers(users, wording),
    ...tokens.map(
      ({ thing, run, id, at }) =>
        `To be revoked: token ${String(id ?? '(its id is not known)')} of the ${thing.identity}, asked for at ${at} by run ${run}.`,
    ),
    ...describeUnconfirmed(unconfirmed, wording),
  ];
}

/** Removes what was found to be a leftover. It goes on when a step fails. */
export async function sweep(
  admin: Session,
  removal: Removal,
  ledger: Ledger,
  leftovers: Leftovers,
  leftoverHours: number,
): Promise<readonly StepOutcome[]> {
  const steps = new CleanUpSteps();
  for (const { user } of toBeRemoved(leftovers)) {
    await steps.attempt(() => deleteTestUser(removal, user.id));
  }
  for (const entry of possiblyGoneUsers(ledger, leftoverHours)) {
    await steps.attempt(async () => {
      if ((await recordedUser(removal.api, entry)) === undefined) ledger.removed(entry);
      return undefined;
    });
  }
  const signedIn = { session: admin, selfId: removal.selfId };
  for (const token of leftoverTokens(ledger)) {
    await steps.attempt(async () => {
      const revocation = await revokeRecorded(signedIn, ledger, token);
      return revocation.outcome === 'waits for its user'
        ? undefined
        : describeRecordedRevocation(token, revocation);
    });
  }
  return steps.outcomes;
}

/** Why a user of another run counts as a leftover; nothing while that run may still be at work. */
export function whyLeftover(
  user: User,
  run: string,
  ledger: Ledger,
  leftoverHours: number,
): string | undefined {
  if (ledger.hasRunEnded(run)) return `run ${run} ended on this machine without removing it`;
  const ageHours = (Date.now() - Date.parse(user.created_at ?? '')) / 3_600_000;
  return ageHours >= leftoverHours ? `it is ${ageHours.toFixed(1)} hours old` : undefined;
}

/** Of runs that are over, and those that have ended by themselves, whoever noted them. */
function leftoverTokens(ledger: Ledger): Entry<LedgerToken>[] {
  return ledger
    .others()
    .filter(isToken)
    .filter((entry) => !entry.alive || hasEnded(entry));
}

/**
 * The users in the ledger that may be struck out if they are gone: those of ended runs, and old ones. One that never
 * got an id is kept until the search must have heard of it.
 */
function possiblyGoneUsers(ledger: Ledger, leftoverHours: number): Entry<LedgerUser>[] {
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
async function recordedUser(api: ZendeskApi, { id, thing }: Entry<LedgerUser>): Promise<User | undefined> {
  if (id !== undefined) return activeUser(api, id);
  return (
    (await findByExternalId(api, thing.marker)) ??
    userWithExternalId(await usersWithAddress(api, thing.address), thing.marker)
  );
}
