/** Leasing users of the pool: claimed, taken over or created, so that no two runs ever have the same one. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { User } from './schemas.ts';
import { type Entry, type LedgerUser, isUser } from '../../ledger/entry.ts';
import type { UserFields, ExpertApi } from './api.ts';
import { Blocked, NonConformant, NotTried } from '../../verdict/errors.ts';
import { type Pool, recordedRole, whyLeaseIsOver, isReleased } from './pool.ts';
import { poolName, leaseName, readMarker, emailOf } from './marker.ts';
import { findByName, isRefusal, findUser, isSame } from './users.ts';
import { runId } from '../../run-id.ts';
import { LostCall } from '../../http/transport.ts';
import { unexpectedStatus } from '../../http/exchange.ts';
import { giveBack, deactivateUnexpected } from './give-back.ts';
/** More test users than this are not a pool but a mistake. */
const MAX_POOL_SIZE = 50;

/** A claim is looked at again after no more than this, in milliseconds, however slow the site was. */
const MAX_SETTLE_MS = 30_000;

/** A user that this run has. */
export interface LeasedUser {
  user: User;
  entry: Entry<LedgerUser>;
  how: 'created' | 'reactivated' | 'taken over';
  /** Of one that was created: what was asked for, and what was answered. */
  creation?: { asked: UserFields; answered: User };
}

/** None of the users of the pool can be had, and no new one either. */
class PoolExhausted extends Blocked {}

/**
 * Leases a test user: a free one is reactivated, one that a run has left behind is taken over, and where there is
 * neither, one is created with `password`. Whichever it was, `password` is its password then. Looked for from number
 * `first` on.
 *
 * @throws {PoolExhausted} when all users of the pool are at work.
 */
export async function lease(pool: Pool, password: string, first = 1): Promise<LeasedUser> {
  let nameless: string | undefined;
  for (let number = first; number <= MAX_POOL_SIZE; number++) {
    const username = poolName(pool.prefix, number);
    const user = await findByName(pool.api, username);
    if (user !== undefined && user.fullname === undefined) nameless = username;
    // A new one would not be known again either.
    if (user === undefined && nameless !== undefined) throw noFullName(nameless);
    const leased =
      user === undefined ? await create(pool, username, password) : await claim(pool, user, password);
    if (leased !== undefined) return leased;
  }
  throw new PoolExhausted(
    `None of the users ${poolName(pool.prefix, 1)} to ${poolName(pool.prefix, MAX_POOL_SIZE)} can be had: others are at work with them, or they are not ours.`,
    { remedy: 'run “npm run sweep”, or set EXPERT_TEST_USERNAME to another name' },
  );
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
    // Not sent, so not created; what was lost may have been.
    if (!(error instanceof LostCall)) ledger.removed(entry);
    throw error;
  }
  if (isRefusal(created)) ledger.removed(entry);
  // Another run was faster.
  if (created.status === 409 && isRefusal(created)) return undefined;
  if (created.status !== 200) throw unexpectedStatus(created);
  ledger.answered(entry);
  // What the answer shows is where to look, and no more.
  const { id } = created.body;
  const user = await findUser(api, id);
  // Nobody had this name before.
  if (user !== undefined && user.fullname === undefined && isSame(user.username, username)) {
    await deactivateUnexpected(pool, user);
    ledger.removed(entry);
    throw noFullName(username);
  }
  if (user === undefined || user.fullname !== fullname || !isSame(user.username, username)) {
    throw new NonConformant(
      `${created.title} answered 200 and user ${String(id)}, who is “${user?.username ?? 'nobody'}” and not the ` +
        `“${username}” that was asked for.\n${created.excerpt}`,
    );
  }
  const mark = readMarker(user, pool.prefix, pool.selfId);
  if (!mark.ours)
    throw new NonConformant(
      `${created.title} created a user that is not ours: ${mark.why}.\n${created.excerpt}`,
    );
  if (user.role !== undefined) entry.thing.role = user.role;
  ledger.created(entry, user.id);
  // What else was asked for is a matter of proofs. Who is inactive signs in nowhere.
  if (user.status === 'inactive')
    throw new NonConformant(
      `${created.title} answered 200, and user ${String(id)} is inactive.\n${created.excerpt}`,
    );
  return { user, entry, how: 'created', creation: { asked, answered: created.body } };
}

/** Tries to get a user that is there already; nothing if it cannot be had. */
async function claim(pool: Pool, found: User, password: string): Promise<LeasedUser | undefined> {
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
  // Noted first and then looked at, by whoever does the same on this machine: at least one of two sees the other.
  if (
    ledger.others().some((other) => isUser(other) && other.alive && isSame(other.thing.address, username))
  ) {
    ledger.removed(entry);
    return undefined;
  }
  const started = Date.now();
  const user = await findUser(api, id);
  const how = user === undefined ? undefined : availability(pool, user);
  if (how === undefined) {
    ledger.removed(entry);
    return undefined;
  }
  ledger.created(entry, id);
  // Not active before its password is a new one: what it had before may have been known, or weak.
  const claimed = await api.updateUser(id, { status: 'inactive', fullname });
  if (isRefusal(claimed)) ledger.removed(entry);
  if (claimed.status !== 200) throw unexpectedStatus(claimed);
  // Long enough for whoever saw it free before our name stood there to have written the own one.
  if (pool.settleMs > 0)
    await sleep(Math.min(Math.max(pool.settleMs, 4 * (Date.now() - started)), MAX_SETTLE_MS));
  const settled = await findUser(api, id);
  if (settled?.fullname !== fullname) {
    const mark = settled === undefined ? undefined : readMarker(settled, pool.prefix, pool.selfId);
    // Somebody was faster: another run, or a sweep; what stands there is not what stood there before.
    if (mark?.ours === true && settled?.fullname !== user?.fullname) {
      ledger.removed(entry);
      return undefined;
    }
    throw new NonConformant(
      `${claimed.title} answered 200, but the full name is “${settled?.fullname ?? ''}”.\n${claimed.excerpt}`,
    );
  }
  await activate(pool.api, id, password, { fullname });
  // What a dead run had noted of it is ours now.
  for (const other of ledger.others())
    if (isUser(other) && !other.alive && isSame(other.thing.address, username)) ledger.removed(other);
  return { user: settled, entry, how };
}

/** Sets the password of a user that this run has, and activates it; a site may want that the other way round. */
export async function activate(
  api: ExpertApi,
  id: number,
  password: string,
  fields: Pick<UserFields, 'fullname' | 'email'>,
): Promise<void> {
  const early = await api.setPassword(id, password);
  if (early.status !== 200 && !isRefusal(early)) throw unexpectedStatus(early);
  const activated = await api.updateUser(id, { ...fields, status: 'active' });
  if (activated.status !== 200) throw unexpectedStatus(activated);
  if (early.status === 200) return;
  const set = await api.setPassword(id, password);
  if (set.status !== 200) throw unexpectedStatus(set);
}

/** How a user can be had; nothing if it is not ours, or at work. */
function availability(pool: Pool, user: User): 'reactivated' | 'taken over' | undefined {
  const mark = readMarker(user, pool.prefix, pool.selfId);
  // Also an inactive one may still be in the hands of the run that has just deactivated it.
  if (!mark.ours || whyLeaseIsOver(mark.lease, pool) === undefined) return undefined;
  return user.status === 'inactive' ? 'reactivated' : 'taken over';
}

/** Without full names, nobody can be shown to be ours: then nobody is written to. */
function noFullName(username: string): Blocked {
  return new Blocked(
    `The site does not show the full name of ${username}: it is by its full name that a test user is known to be one.`,
    {
      remedy:
        'have full names shown to the admin; or, if that user is somebody else, set EXPERT_TEST_USERNAME to another name',
    },
  );
}

/**
 * Another user of the pool that nobody has, for a call that is to be refused. To aim at one that is not ours would be to
 * bet on the refusal.
 */
async function findAnotherFree({ api, prefix, selfId }: Pool, own: number): Promise<number | undefined> {
  for (let number = 1; number <= 5; number++) {
    const user = await findByName(api, poolName(prefix, number));
    if (user === undefined || user.id === own) continue;
    const mark = readMarker(user, prefix, selfId);
    if (mark.ours && isReleased(user, mark.lease)) return user.id;
  }
  return undefined;
}

/**
 * Another user of the pool, for a call that is to be refused: one that nobody has, or else a new one, which nobody has then.
 *
 * @param password what a new one gets.
 * @throws {NotTried} where there is none, and none can be had.
 */
export async function anotherUser(pool: Pool, own: number, password: string): Promise<number> {
  const free = await findAnotherFree(pool, own);
  if (free !== undefined) return free;
  try {
    const { user, entry } = await lease(pool, password);
    await giveBack(pool, user.id, runId(), entry.thing.role);
    pool.ledger.removed(entry);
    return user.id;
  } catch (error) {
    if (!(error instanceof PoolExhausted)) throw error;
    throw new NotTried(`The pool has no second user, and none can be had: ${error.message}`);
  }
}
