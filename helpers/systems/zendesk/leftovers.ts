/**
 * Finds what earlier runs left, and removes it. Users with our marker are found through this machine's ledger and the tenant's
 * search; tokens, through the ledger only. Nothing of a run that may still be running is a leftover.
 */
import { quoted } from '../../http/quoted.ts';
import {
  describeUnconfirmed,
  describeUsers,
  type LeftUsers,
  toBeRemoved,
  type Wording,
} from '../../clean-up/leftovers.ts';
import { CleanUpSteps, type StepOutcome } from '../../clean-up/steps.ts';
import { type Entry, isToken, isUser, type LedgerToken, type LedgerUser } from '../../ledger/entry.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { runId } from '../../run-id.ts';
import type { ZendeskApi } from './api.ts';
import { describeRecordedRevocation, hasExpired, revokeRecorded } from './lost-tokens.ts';
import { readMarker } from './marker.ts';
import {
  activeUser,
  deleteTestUser,
  findByMarker,
  INDEX_LAG_MS,
  type Removal,
  searchMarked,
  usersWithAddress,
} from './people.ts';
import type { User } from './schemas.ts';
import { PEOPLE_SCREEN } from './settings.ts';
import type { Session } from './tokens.ts';

/** What earlier runs left on a tenant. */
export interface Leftovers extends LeftUsers<User> {
  /** Tokens that ended runs recorded and did not revoke. */
  tokens: Entry<LedgerToken>[];
}

/**
 * Finds what earlier runs left. These are the users in this machine's ledger, the users of the configured email address, the
 * users that the tenant's search finds with our marker, and the tokens in the ledger. Nothing of this run is included.
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
    const marker = user === undefined ? undefined : readMarker(user, addresses, selfId);
    if (user !== undefined && marker?.ours === false && !entry.alive)
      unconfirmed.push({ user, run: entry.run, why: marker.why });
  }
  if (!addresses.includes('{run}')) for (const user of await usersWithAddress(api, addresses)) add(user);
  for (const user of await searchMarked(api, addresses)) add(user);

  const users = [...candidates.values()].flatMap((user) => {
    const marker = readMarker(user, addresses, selfId);
    if (!marker.ours || marker.run === runId()) return [];
    return [{ user, run: marker.run, because: whyLeftover(user, marker.run, ledger, leftoverHours) }];
  });
  return { users, tokens: leftoverTokens(ledger), unconfirmed };
}

/** Returns the sentences that describe the leftovers, and what will be done with them. */
export function describeLeftovers(
  { users, tokens, unconfirmed }: Leftovers,
  leftoverHours: number,
): string[] {
  const wording: Wording<User> = {
    who: ({ id, name, email }) =>
      `user ${String(id)} “${quoted(name ?? '')}” (${quoted(email ?? 'no address')})`,
    leftoverWhen: ({ created_at: createdAt }) =>
      `a leftover ${String(leftoverHours)} hours after they were created (${quoted(createdAt ?? 'at an unknown time')})`,
    removed: () => 'deleted',
    screen: PEOPLE_SCREEN,
    remove: 'delete',
  };
  return [
    ...describeUsers(users, wording),
    ...tokens.map(
      ({ thing, run, id, at }) =>
        `To be revoked: token ${String(id ?? 'with unknown ID')} of the ${thing.identity}, requested at ${at} by run ${run}.`,
    ),
    ...describeUnconfirmed(unconfirmed, wording),
  ];
}

/** Deletes the leftover users, and revokes the leftover tokens. It continues if a step fails. */
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

/** Returns why a user of another run counts as a leftover. `undefined` while that run may still be running. */
export function whyLeftover(
  user: User,
  run: string,
  ledger: Ledger,
  leftoverHours: number,
): string | undefined {
  if (ledger.hasRunEnded(run)) return `run ${run} ended on this machine without removing them`;
  const ageHours = (Date.now() - Date.parse(user.created_at ?? '')) / 3_600_000;
  return ageHours >= leftoverHours ? `run ${run} created them ${ageHours.toFixed(1)} hours ago` : undefined;
}

/** Returns the tokens of ended runs, and expired tokens of any run. */
function leftoverTokens(ledger: Ledger): Entry<LedgerToken>[] {
  return ledger
    .others()
    .filter(isToken)
    .filter((entry) => !entry.alive || hasExpired(entry));
}

/**
 * Returns the ledger's users whose entries may be closed if the users are gone: those of ended runs, and old ones. An entry
 * that never got an ID is kept until the search must have found its user.
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

/** Finds the user of a ledger entry, by their ID if it was recorded, since the search may not find the user yet. */
async function recordedUser(api: ZendeskApi, { id, thing }: Entry<LedgerUser>): Promise<User | undefined> {
  if (id !== undefined) return activeUser(api, id);
  return findByMarker(api, thing);
}
