/**
 * Finding people, and removing those that are ours. A search hit is only a hint: it may be stale, a
 * look-alike, or somebody with that address as a second one. What counts is the user itself, by id.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { bodyIfUsable, EmptyDocument, unexpectedStatus } from '../../http/exchange.ts';
import { LostCall } from '../../http/transport.ts';
import { Blocked, NonConformant } from '../../verdict/errors.ts';
import type { ZendeskApi } from './api.ts';
import { externalIdOf, isOwn, MARKER_QUERY, mayCarryMarker, type OwnCreation, readMarker } from './marker.ts';
import type { Hit, User } from './schemas.ts';

/** A search returns up to 100 a page; more pages than this of look-alikes are nobody's test users. */
const MAX_PAGES = 10;

/** Each hint is looked up by its id; nobody has so many test users. */
const MAX_HINTS = 500;

/** The search index "can take up to a few minutes"; for a conflict with our own leftover we wait this long. */
export const INDEX_LAG_MS = 150_000;

/** The active users in whose address, name or external id this run's id stands, as far as the search knows. */
export async function activeUsersOfRun(api: ZendeskApi, run: string): Promise<User[]> {
  const isOfRun = ({ name, email, external_id: externalId }: Hit) =>
    [name, email, externalId].some((text) => text?.includes(run) === true);
  const found = await search(api, { query: run }, isOfRun);
  const byExternalId = await search(api, { external_id: externalIdOf(run) }, () => true);
  return [...found, ...byExternalId].filter(isOfRun);
}

/** What removing a user needs to know. */
export interface Removal {
  api: ZendeskApi;
  /** The admin's own id. */
  selfId: number;
  /** The configured address, with `{run}` in it or not. */
  addresses: string;
  /** How long the search may take to learn of a user, in milliseconds; {@link INDEX_LAG_MS}, if nothing is said. */
  indexDeadlineMs?: number | undefined;
}

/** A user, as the tenant shows it by id; nothing if there is none or it was deleted. */
export async function activeUser(api: ZendeskApi, id: number): Promise<User | undefined> {
  const shown = await api.showUser(id);
  if (shown.isRefusedWith(404)) return undefined;
  if (shown.status !== 200) throw unexpectedStatus(shown);
  const { user } = shown.body;
  return user.active === false ? undefined : user;
}

/**
 * The active users that a search hints at and `worthALook` lets through, each read by id. Nobody is chosen by
 * position.
 */
async function search(
  api: ZendeskApi,
  query: { query: string } | { external_id: string },
  worthALook: (hit: Hit) => boolean,
): Promise<User[]> {
  const ids = new Set<number>();
  for (let page = 1; page <= MAX_PAGES; page++) {
    const found = await api.searchUsers(query, page === 1 ? {} : { page });
    if (found.status !== 200) throw unexpectedStatus(found);
    for (const hit of found.body.users) if (worthALook(hit)) ids.add(hit.id);
    if (typeof found.body.next_page !== 'string') break;
  }
  if (ids.size > MAX_HINTS) {
    throw new Blocked(
      `The search hints at ${String(ids.size)} users that may be ours: too many to look at one by one.`,
      { remedy: 'test a tenant whose search finds what it is asked for' },
    );
  }
  const users: User[] = [];
  for (const id of ids) {
    const user = await activeUser(api, id);
    if (user !== undefined) users.push(user);
  }
  return users;
}

/** The active users that the search knows with our mark, of whatever run; each is still to be looked at closely. */
export function searchMarked(api: ZendeskApi): Promise<User[]> {
  return search(api, { query: MARKER_QUERY }, mayCarryMarker);
}

/**
 * The active users whose primary address is exactly this one: several, where one is a shared identity.
 * See https://developer.zendesk.com/api-reference/ticketing/users/user_identities/#json-format
 */
export async function usersWithAddress(api: ZendeskApi, address: string): Promise<User[]> {
  const isIt = ({ email }: Hit) => email?.toLowerCase() === address.toLowerCase();
  for (const query of [`email:"${address.replaceAll('"', '')}"`, address]) {
    const hits = await search(api, { query }, (hit) => typeof hit.email !== 'string' || isIt(hit));
    const holders = hits.filter(isIt);
    if (holders.length > 0) return holders;
  }
  return [];
}

/** Of several who hold an address, whoever carries this `external_id`, else the first. */
export function userWithExternalId(holders: readonly User[], marker: string): User | undefined {
  return holders.find(({ external_id: externalId }) => externalId === marker) ?? holders[0];
}

/**
 * Deletes a user, if it carries all of our mark and nothing else.
 *
 * @param own the names this run gave to the user, if `id` was the answer to its own create call, or was found by its address.
 * @returns a line for the record.
 * @throws {Blocked} when the user is not ours: then nothing is touched.
 * @throws {NonConformant} when it is still active after it was deleted.
 */
export async function deleteTestUser(
  { api, selfId, addresses }: Removal,
  id: number,
  own?: OwnCreation,
): Promise<string> {
  const user = await activeUser(api, id).catch(async (error: unknown) => {
    // What its record does not show, the list of our mark may.
    const isUnseen = error instanceof EmptyDocument && own !== undefined;
    const listed = isUnseen ? await findHit(api, id, own.externalId) : undefined;
    if (listed === undefined) throw error;
    return listed;
  });
  if (user === undefined) return `user ${String(id)} was gone already`;
  const mark = readMarker(user, addresses, selfId);
  if (!mark.ours && !(own !== undefined && isOwn(user, own, selfId))) {
    throw new Blocked(`User ${String(id)} was not deleted: ${mark.why}.`, {
      remedy: 'look at this user in Admin Center > People > Team members, and decide yourself',
    });
  }
  const deleted = await api.deleteUser(id).catch(async (error: unknown) => {
    // The answer is missing, not necessarily the effect: what is gone need not be deleted again.
    if (!(error instanceof LostCall) || (await activeUser(api, id)) !== undefined) throw error;
    return undefined;
  });
  if (deleted === undefined) return `deleted user ${String(id)}, as was seen although the answer was lost`;
  if (deleted.status !== 200 && deleted.status !== 404) throw unexpectedStatus(deleted);
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

/** The user of this id in the list of those with an `external_id`; nothing where it is not listed so, or as a deleted one. */
async function findHit(api: ZendeskApi, id: number, externalId: string): Promise<User | undefined> {
  const listed = bodyIfUsable(await api.usersOf(externalId))?.users ?? [];
  return listed.find((hit) => hit.id === id && hit.external_id === externalId && hit['active'] !== false);
}

/** The active user of an `external_id`, as far as the tenant shows users by it; the search index is not asked. */
export async function findByExternalId(api: ZendeskApi, marker: string): Promise<User | undefined> {
  const shown = await api.usersOf(marker);
  if (shown.status >= 500) throw unexpectedStatus(shown);
  if (shown.status !== 200) return undefined;
  for (const hit of shown.body.users) {
    const user = hit.external_id === marker ? await activeUser(api, hit.id) : undefined;
    if (user !== undefined) return user;
  }
  return undefined;
}

/**
 * Waits until the tenant shows who holds an address that it says is taken, or may be: the search index lags.
 * Nothing if nobody shows up in time.
 */
export async function waitForUserWithAddress(
  api: ZendeskApi,
  { address, marker }: { address: string; marker: string },
  deadlineMs = INDEX_LAG_MS,
): Promise<User | undefined> {
  const deadline = Date.now() + deadlineMs;
  for (let pause = 500; ; pause = Math.min(pause * 2, 10_000)) {
    const holder =
      (await findByExternalId(api, marker)) ??
      userWithExternalId(await usersWithAddress(api, address), marker);
    if (holder !== undefined || Date.now() + pause > deadline) return holder;
    await sleep(pause);
  }
}
