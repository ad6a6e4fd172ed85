/**
 * Finds users, and removes those that are ours. A search hit is only a hint. It may be stale, a look-alike, or a user with that
 * email address as a secondary one. Only the user's own record, read by ID, counts.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sideBySide } from '../../contract/record-order.ts';
import { bodyIfUsable, EmptyDocument, unexpectedStatus } from '../../http/exchange.ts';
import { LostCall } from '../../http/transport.ts';
import { Blocked, NonConformant } from '../../verdict/errors.ts';
import { whileWaiting } from '../../waiting.ts';
import type { ZendeskApi } from './api.ts';
import {
  externalIdOf,
  isOwn,
  MARKER_QUERY,
  mayCarryMarker,
  mayHaveOurAddress,
  type OwnCreation,
  readMarker,
} from './marker.ts';
import type { Hit, User } from './schemas.ts';
import { PEOPLE_SCREEN } from './settings.ts';

/** A search returns up to 100 hits per page. No tenant has more pages of test users than this. */
const MAX_PAGES = 10;

/** Each hit is read by its ID. No tenant has more test users than this. */
const MAX_HITS = 500;

/** The search index "can take up to a few minutes". The run waits this long for a leftover that has an email address. */
export const INDEX_LAG_MS = 150_000;

/** Searches for the active users whose email address, name or external ID contains this run ID. */
export async function activeUsersOfRun(api: ZendeskApi, run: string): Promise<User[]> {
  const isOfRun = ({ name, email, external_id: externalId }: Hit) =>
    [name, email, externalId].some((text) => text?.includes(run) === true);
  const found = await sideBySide(
    () => search(api, { query: run }, isOfRun),
    () => search(api, { external_id: externalIdOf(run) }, () => true),
  );
  return found.flat().filter(isOfRun);
}

/** What is needed to remove a user. */
export interface Removal {
  api: ZendeskApi;
  /** The ID of the admin. */
  selfId: number;
  /** The configured email address, with or without `{run}`. */
  addresses: string;
  /** How long the search may take to find a new user, in ms. {@link INDEX_LAG_MS} if not given. */
  indexDeadlineMs?: number | undefined;
}

/** Reads a user by ID. Returns `undefined` if the user does not exist or was deleted. */
export async function activeUser(api: ZendeskApi, id: number): Promise<User | undefined> {
  const shown = await api.showUser(id);
  if (shown.isRefusedWith(404)) return undefined;
  if (shown.status !== 200) throw unexpectedStatus(shown, 200);
  const { user } = shown.body;
  return user.active === false ? undefined : user;
}

/** Returns the active users among the hits that `isCandidate` accepts. Each is read by ID, and none is chosen by position. */
async function search(
  api: ZendeskApi,
  query: { query: string } | { external_id: string },
  isCandidate: (hit: Hit) => boolean,
): Promise<User[]> {
  const ids = new Set<number>();
  for (let page = 1; page <= MAX_PAGES; page++) {
    const found = await api.searchUsers(query, page === 1 ? {} : { page });
    if (found.status !== 200) throw unexpectedStatus(found, 200);
    for (const hit of found.body.users) if (isCandidate(hit)) ids.add(hit.id);
    if (typeof found.body.next_page !== 'string') break;
  }
  if (ids.size > MAX_HITS) {
    throw new Blocked(
      `The search returned ${String(ids.size)} possible test users, too many to check one by one.`,
      { remedy: 'use a tenant whose search returns only matching users', help: 'user-search' },
    );
  }
  const users: User[] = [];
  for (const id of ids) {
    const user = await activeUser(api, id);
    if (user !== undefined) users.push(user);
  }
  return users;
}

/** Searches for the active users of any run who may carry our marker. The caller must still check each one's marker. */
export function searchMarked(api: ZendeskApi, addresses: string): Promise<User[]> {
  return search(
    api,
    { query: MARKER_QUERY },
    (hit) => mayCarryMarker(hit) && mayHaveOurAddress(hit, addresses),
  );
}

/**
 * Returns the active users with exactly this primary email address. There are several if it is a shared identity.
 * See https://developer.zendesk.com/api-reference/ticketing/users/user_identities/#json-format
 */
export async function usersWithAddress(api: ZendeskApi, address: string): Promise<User[]> {
  for (const query of [exactAddress(address), address]) {
    const users = await holdersFoundBy(api, query, address);
    if (users.length > 0) return users;
  }
  return [];
}

/**
 * Like {@link usersWithAddress}, with one query. If the search fails to find a user who has the email address, creating another
 * one is refused, and then {@link usersWithAddress} looks closer.
 */
export function holdersOf(api: ZendeskApi, address: string): Promise<User[]> {
  return holdersFoundBy(api, exactAddress(address), address);
}

async function holdersFoundBy(api: ZendeskApi, query: string, address: string): Promise<User[]> {
  const hasAddress = ({ email }: Hit) => email?.toLowerCase() === address.toLowerCase();
  const hits = await search(api, { query }, (hit) => typeof hit.email !== 'string' || hasAddress(hit));
  return hits.filter(hasAddress);
}

/** Whether the search already finds this user by their email address. */
export async function isFound(
  api: ZendeskApi,
  { id, email }: { id: number; email: string },
): Promise<boolean> {
  const found = await api.searchUsers({ query: exactAddress(email) });
  if (found.status !== 200) throw unexpectedStatus(found, 200);
  return found.body.users.some((hit) => hit.id === id);
}

/** The query for an email address. Secondary email addresses and longer ones are found as well. */
function exactAddress(address: string): string {
  return `email:"${address.replaceAll('"', '')}"`;
}

/** Of several users with one email address, returns the one with this `external_id`, or else the first. */
function userWithExternalId(users: readonly User[], marker: string): User | undefined {
  return users.find(({ external_id: externalId }) => externalId === marker) ?? users[0];
}

/**
 * Deletes a user, but only if they carry the whole marker, or if this run created them (see {@link isOwn}).
 *
 * @param own the names that this run gave to the user, if the ID is from the answer to the run's create call, or from a search
 *   for the user's email address.
 * @returns a line for the record.
 * @throws {Blocked} if the user is not ours. Then nothing is touched.
 * @throws {NonConformant} if the user is still active after the deletion.
 */
export async function deleteTestUser(
  { api, selfId, addresses }: Removal,
  id: number,
  own?: OwnCreation,
): Promise<string> {
  const user = await activeUser(api, id).catch(async (error: unknown) => {
    // If the user's record is empty, the list of users with the `external_id` may still show them.
    const isEmpty = error instanceof EmptyDocument && own !== undefined;
    const listed = isEmpty ? await findHit(api, id, own.externalId) : undefined;
    if (listed === undefined) throw error;
    return listed;
  });
  if (user === undefined) return `user ${String(id)} was already gone`;
  const marker = readMarker(user, addresses, selfId);
  if (!marker.ours && !(own !== undefined && isOwn(user, own, selfId))) {
    throw new Blocked(`User ${String(id)} was left alone: ${marker.why}.`, {
      remedy: 'check this user, and decide what to do about them',
      where: PEOPLE_SCREEN,
      who: 'an admin',
      help: 'left-alone',
    });
  }
  const deleted = await api.deleteUser(id).catch(async (error: unknown) => {
    // The deletion may have taken effect without an answer. A user who is gone need not be deleted again.
    if (!(error instanceof LostCall) || (await activeUser(api, id)) !== undefined) throw error;
    return undefined;
  });
  if (deleted === undefined) return `deleted user ${String(id)} (confirmed, although the answer was lost)`;
  if (deleted.status !== 200 && deleted.status !== 404) throw unexpectedStatus(deleted, 200, 404);
  const after = await activeUser(api, id).catch(async (error: unknown) => {
    if (!(error instanceof EmptyDocument) || own === undefined || deleted.status !== 200) throw error;
    return findHit(api, id, own.externalId);
  });
  if (after !== undefined) {
    throw new NonConformant(
      `User ${String(id)} is still active after ${deleted.title} answered ${String(deleted.status)}.`,
    );
  }
  return `deleted user ${String(id)}`;
}

/** Finds a user by ID in the list of users with an `external_id`. `undefined` if they are not in it, or listed as deleted. */
async function findHit(api: ZendeskApi, id: number, externalId: string): Promise<User | undefined> {
  const listed = bodyIfUsable(await api.showManyUsers(externalId))?.users ?? [];
  return listed.find((hit) => hit.id === id && hit.external_id === externalId && hit['active'] !== false);
}

/** Finds the active user with an `external_id`, without the search index. `undefined` also if the tenant does not support it. */
export async function findByExternalId(api: ZendeskApi, marker: string): Promise<User | undefined> {
  const shown = await api.showManyUsers(marker);
  if (shown.status >= 500) throw unexpectedStatus(shown);
  if (shown.status !== 200) return undefined;
  for (const hit of shown.body.users) {
    const user = hit.external_id === marker ? await activeUser(api, hit.id) : undefined;
    if (user !== undefined) return user;
  }
  return undefined;
}

/** Finds the user with this `external_id`, or else a user with this email address. */
export async function findByMarker(
  api: ZendeskApi,
  { address, marker }: { address: string; marker: string },
): Promise<User | undefined> {
  return (
    (await findByExternalId(api, marker)) ?? userWithExternalId(await usersWithAddress(api, address), marker)
  );
}

/**
 * Waits until the tenant shows the user of an email address that is, or may be, in use, because the search index lags.
 *
 * @returns `undefined` if no user appears in time.
 */
export async function waitForUserWithAddress(
  api: ZendeskApi,
  { address, marker }: { address: string; marker: string },
  deadlineMs = INDEX_LAG_MS,
): Promise<User | undefined> {
  const deadline = Date.now() + deadlineMs;
  return whileWaiting("The tenant's search index does not show the user yet.", deadlineMs, async () => {
    for (let pause = 500; ; pause = Math.min(pause * 2, 10_000)) {
      const user = await findByMarker(api, { address, marker });
      if (user !== undefined || Date.now() + pause > deadline) return user;
      await sleep(pause);
    }
  });
}
