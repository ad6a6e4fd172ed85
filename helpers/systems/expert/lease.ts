/**
 * Leases users of the pool. No two runs ever lease the same user. A user is first reserved: leased, but still inactive, and with an
 * unknown password.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sideBySide } from '../../contract/record-order.ts';
import { quoted } from '../../http/quoted.ts';
import { unexpectedStatus } from '../../http/exchange.ts';
import { LostCall } from '../../http/transport.ts';
import { type Entry, isUser, type LedgerUser } from '../../ledger/entry.ts';
import { runId } from '../../run-id.ts';
import { Blocked, NonConformant, NotTried } from '../../verdict/errors.ts';
import { whileWaiting } from '../../waiting.ts';
import type { ExpertApi, UserFields } from './api.ts';
import { emailOf, leaseName, numberOf, poolName, readMarker } from './marker.ts';
import { isReleased, type Pool, recordedRole, whyLeaseIsOver } from './pool.ts';
import { deactivateUnexpected, releaseShown } from './release.ts';
import type { User } from './schemas.ts';
import { findByName, findUser, isRefusal, isSame } from './users.ts';

/** A pool never needs more test users than this. */
export const MAX_POOL_SIZE = 50;

/** The longest wait before a claim is checked again, in ms, however slow the site is. */
const MAX_SETTLE_MS = 30_000;

/** A user whom this run has leased. */
export interface LeasedUser {
  user: User;
  entry: Entry<LedgerUser>;
  how: 'created' | 'reactivated' | 'reclaimed';
  /** Only if the user was created: the requested fields, and the answer. */
  creation?: { asked: UserFields; answered: User };
}

/** A user whom this run has leased, and who is still inactive. */
export interface ReservedUser {
  user: User;
  entry: Entry<LedgerUser>;
  how: 'reactivated' | 'reclaimed';
}

/** No user of the pool is available, and no new one can be created. */
class PoolExhausted extends Blocked {}

/** Options of a lease. */
interface LeaseOptions {
  /** The number with which the search begins: 1 by default. */
  first?: number;
  /** Users whose IDs a list has shown. They are read by ID, and the others are looked up by name. */
  listed?: readonly User[];
  /** The number of the name that was just looked up, and that no user has. */
  missing?: number | undefined;
  /** Done while it is not certain yet that the user is ours. It must not touch them. */
  meanwhile?: (own: User) => Promise<void>;
}

/**
 * Leases a test user. A free user is reactivated, and a user that an earlier run left is reclaimed. If there is neither, a user
 * is created. In each case, their password is `password` afterwards.
 *
 * @throws {PoolExhausted} if all users of the pool are in use.
 */
export async function lease(
  pool: Pool,
  password: string,
  { first = 1, listed = [], missing, meanwhile }: LeaseOptions = {},
): Promise<LeasedUser> {
  let nameless: string | undefined;
  for (let number = first; number <= MAX_POOL_SIZE; number++) {
    const username = poolName(pool.prefix, number);
    const user =
      listed.find((each) => isSame(each.username, username)) ??
      (number === missing ? undefined : await findByName(pool.api, username));
    if (user !== undefined && user.fullname === undefined) nameless = username;
    // A new user could not be recognized either.
    if (user === undefined && nameless !== undefined) throw noFullName(nameless);
    if (user === undefined) {
      const created = await create(pool, username, password);
      if (created !== undefined) return created;
      continue;
    }
    const reserved = await reserve(pool, user, meanwhile);
    if (reserved !== undefined) return activateReserved(pool, reserved, password);
  }
  throw new PoolExhausted(
    `No user from ${poolName(pool.prefix, 1)} to ${poolName(pool.prefix, MAX_POOL_SIZE)} is available: they are leased by other runs, or not ours.`,
    { remedy: 'run “npm run sweep”, or set EXPERT_TEST_USERNAME to another name', help: 'expert-pool' },
  );
}

/** What {@link reserveSeveral} found. */
interface Reservations {
  reserved: ReservedUser[];
  /** The number with which to go on if there is none: the first that no user has. */
  missing: number | undefined;
}

/**
 * Tries to reserve the users with these numbers, all at once, so that one wait shows whether another run claims them.
 *
 * @param listed the users of the pool, as a list shows them
 */
export async function reserveSeveral(
  pool: Pool,
  first: number,
  count: number,
  listed: readonly User[],
): Promise<Reservations> {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  const found = numbers.map((number) =>
    listed.find(({ username }) => isSame(username, poolName(pool.prefix, number))),
  );
  const users = found.filter((user) => user !== undefined);
  // See `lease`, which stops there.
  if (users.some(({ fullname }) => fullname === undefined)) return { reserved: [], missing: first };
  const reserved = await sideBySide(...users.map((user) => () => reserve(pool, user)));
  return {
    reserved: reserved.filter((each) => each !== undefined),
    missing: numbers[found.indexOf(undefined)],
  };
}

async function create(pool: Pool, username: string, password: string): Promise<LeasedUser | undefined> {
  const { api, ledger } = pool;
  const fullname = leaseName({ run: runId(), since: new Date() });
  const asked = { username, fullname, email: emailOf(username), status: 'active' } as const;
  const entry = ledger.creating<LedgerUser>({ kind: 'user', address: username, marker: fullname });
  let created;
  try {
    created = await api.createUser(asked, password);
  } catch (error) {
    // A call that was not sent created no one. A lost call may have.
    if (!(error instanceof LostCall)) ledger.removed(entry);
    throw error;
  }
  if (isRefusal(created)) ledger.removed(entry);
  // Another run has just created this user.
  if (created.status === 409 && isRefusal(created)) return undefined;
  if (created.status !== 200) throw unexpectedStatus(created, 200);
  ledger.answered(entry);
  // The answer is used only to find the user.
  const { id } = created.body;
  const user = await findUser(api, id);
  // No user had this name before the call, so this one was created by it.
  if (user !== undefined && user.fullname === undefined && isSame(user.username, username)) {
    await deactivateUnexpected(pool, user);
    ledger.removed(entry);
    throw noFullName(username);
  }
  if (user === undefined || user.fullname !== fullname || !isSame(user.username, username)) {
    throw new NonConformant(
      `${created.title} answered 200 with user ${String(id)} “${quoted(user?.username ?? 'not found')}” instead of “${username}”.\n${created.excerpt}`,
    );
  }
  const marker = readMarker(user, pool.prefix, pool.selfId);
  if (!marker.ours)
    throw new NonConformant(
      `${created.title} created a user without our marker: ${marker.why}.\n${created.excerpt}`,
    );
  if (user.role !== undefined) entry.thing.role = user.role;
  ledger.created(entry, user.id);
  // Proofs check the other requested fields. The status is checked here, because an inactive user could not sign in anywhere.
  if (user.status === 'inactive')
    throw new NonConformant(
      `${created.title} answered 200, but user ${String(id)} is inactive.\n${created.excerpt}`,
    );
  return { user, entry, how: 'created', creation: { asked, answered: created.body } };
}

/** Tries to reserve an existing user. Returns `undefined` if they are not available. See {@link LeaseOptions} for `meanwhile`. */
async function reserve(
  pool: Pool,
  found: User,
  meanwhile?: (own: User) => Promise<void>,
): Promise<ReservedUser | undefined> {
  const { api, ledger } = pool;
  const { id, username } = found;
  const fullname = leaseName({ run: runId(), since: new Date() });
  const role = recordedRole(ledger, username) ?? found.role;
  const entry = ledger.creating({
    kind: 'user',
    address: username,
    marker: fullname,
    ...(role === undefined ? {} : { role }),
  });
  // Each process on this machine first records its entry and then reads the others', so at least one of two sees the other.
  if (
    ledger.others().some((other) => isUser(other) && other.alive && isSame(other.thing.address, username))
  ) {
    ledger.removed(entry);
    return undefined;
  }
  const started = Date.now();
  const user = await findUser(api, id);
  const how = user !== undefined && isSame(user.username, username) ? availability(pool, user) : undefined;
  if (how === undefined) {
    ledger.removed(entry);
    return undefined;
  }
  // A list may not show the role.
  if (entry.thing.role === undefined && user?.role !== undefined) entry.thing.role = user.role;
  ledger.created(entry, id);
  // The user is not active before they have a new password, because the old one may be known or weak.
  const claimed = await api.updateUser(id, { status: 'inactive', fullname });
  if (isRefusal(claimed)) ledger.removed(entry);
  if (claimed.status !== 200) throw unexpectedStatus(claimed, 200);
  // By then, another run that saw the user free before our lease was written must have written its own.
  const settleMs = Math.min(Math.max(pool.settleMs, 4 * (Date.now() - started)), MAX_SETTLE_MS);
  await sideBySide(
    async () => {
      if (pool.settleMs > 0)
        await whileWaiting('Another run may be claiming the same user.', settleMs, () => sleep(settleMs));
    },
    async () => meanwhile?.(found),
  );
  const settled = await findUser(api, id);
  if (settled?.fullname !== fullname) {
    const marker = settled === undefined ? undefined : readMarker(settled, pool.prefix, pool.selfId);
    // Another run or a sweep has written the full name since.
    if (marker?.ours === true && settled?.fullname !== user?.fullname) {
      ledger.removed(entry);
      return undefined;
    }
    throw new NonConformant(
      `${claimed.title} answered 200, but the full name is “${quoted(settled?.fullname ?? '')}”.\n${claimed.excerpt}`,
    );
  }
  return { user: settled, entry, how };
}

/** Activates a reserved user, whose password is `password` afterwards. */
export async function activateReserved(
  { api, ledger }: Pool,
  { user, entry, how }: ReservedUser,
  password: string,
): Promise<LeasedUser> {
  const { id, username, fullname } = user;
  await activate(api, id, password, { fullname });
  // Ours replaces the entries of ended runs for this user, so they are closed.
  for (const other of ledger.others())
    if (isUser(other) && !other.alive && isSame(other.thing.address, username)) ledger.removed(other);
  return { user, entry, how };
}

/** Sets the password of a user whom this run has leased, and activates them, or the other way around if the site requires it. */
export async function activate(
  api: ExpertApi,
  id: number,
  password: string,
  fields: Pick<UserFields, 'fullname' | 'email'>,
): Promise<void> {
  const first = await api.setPassword(id, password);
  if (first.status !== 200 && !isRefusal(first)) throw unexpectedStatus(first);
  const activated = await api.updateUser(id, { ...fields, status: 'active' });
  if (activated.status !== 200) throw unexpectedStatus(activated, 200);
  if (first.status === 200) return;
  const second = await api.setPassword(id, password);
  if (second.status !== 200) throw unexpectedStatus(second, 200);
}

/** Returns how a user can be leased. `undefined` if they are not ours, or in use. */
function availability(pool: Pool, user: User): 'reactivated' | 'reclaimed' | undefined {
  const marker = readMarker(user, pool.prefix, pool.selfId);
  // Even an inactive user may still be leased by the run that has just deactivated them.
  if (!marker.ours || whyLeaseIsOver(marker.lease, pool) === undefined) return undefined;
  return user.status === 'inactive' ? 'reactivated' : 'reclaimed';
}

/** The error about a site without full names. No user can be proved to be ours there, so none is changed. */
function noFullName(username: string): Blocked {
  return new Blocked(
    `The site does not show the full name of ${username}, by which Keyturn recognizes its test users.`,
    {
      remedy:
        'make full names visible to the admin; if that user is not a test user, set EXPERT_TEST_USERNAME to another name',
      help: 'expert-names',
    },
  );
}

/**
 * Finds another user of the pool who is not leased, for a call that must be refused. If it is not refused, a user who is not ours
 * would be changed.
 */
export async function findAnotherFree(
  { api, prefix, selfId }: Pool,
  own: User,
  listed: readonly User[] = [],
): Promise<number | undefined> {
  for (let number = 1; number <= 5; number++) {
    const username = poolName(prefix, number);
    if (isSame(username, own.username)) continue;
    const hint = listed.find((each) => isSame(each.username, username));
    const user = await (hint === undefined ? findByName(api, username) : findUser(api, hint.id));
    if (user === undefined || user.id === own.id) continue;
    const marker = readMarker(user, prefix, selfId);
    if (marker.ours && isReleased(user, marker.lease)) return user.id;
  }
  return undefined;
}

/**
 * Leases another user of the pool, who is released at once. Returns their ID. For a pool in which {@link findAnotherFree} found no one.
 *
 * @param password the password of a new user.
 * @throws {NotTried} if there is no such user, and none can be created.
 */
export async function anotherUser(pool: Pool, own: User, password: string): Promise<number> {
  try {
    const { user, entry } = await lease(pool, password, { first: 1 + numberOf(own.username) });
    // They were read by ID when they were created.
    await releaseShown(pool, user, runId(), entry.thing.role);
    pool.ledger.removed(entry);
    return user.id;
  } catch (error) {
    if (!(error instanceof PoolExhausted)) throw error;
    throw new NotTried(`The pool has no second user, and none could be created: ${error.message}`);
  }
}
