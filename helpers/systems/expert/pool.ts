/**
 * The test users of a site. Users cannot be deleted there, so a handful of ours stays, deactivated between runs, and each
 * run leases one: active, with the run in its full name. Every one is found by its exact name, `keyturn-1` and on;
 * nothing is ever chosen from a list.
 *
 * See https://expert-help.nice.com/Admin/User_Management/Activate_and_deactivate_users
 */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Entry, isUser, type Ledger, type NotedUser } from '../../ledger/ledger.ts';
import { type Exchange, NotRefused, unexpectedStatus } from '../../http/exchange.ts';
import { LostCall } from '../../http/transport.ts';
import { runId } from '../../run-id.ts';
import { Blocked, NonConformant, NotTried } from '../../verdict/errors.ts';
import type { ExpertApi, UserFields } from './api.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';
import { FREE_NAME, isAdmin, isPoolName, type Lease, leaseName, poolName, readMark } from './marker.ts';
import type { User } from './schemas.ts';
import type { UserId } from './user-path.ts';

/** More test users than this are not a pool but a mistake. */
const LARGEST_POOL = 50;

/** The first of the numbers that no test user is ever given. */
const FIRST_UNUSED = 9000;

/** A claim is looked at again after no more than this, in milliseconds, however slow the site was. */
const LONGEST_SETTLE_MS = 30_000;

/** The pool of a site, as one run sees it. */
export interface Pool {
  /** As the admin. */
  api: ExpertApi;
  /** The admin's own number. */
  selfId: number;
  /** What the names of the test users begin with. */
  prefix: string;
  ledger: Ledger;
  /** Age in hours at which another run's lease counts as left behind. */
  leftoverHours: number;
  /**
   * How long to wait, in milliseconds, before a claim is looked at again. Two runs that see the same free user both
   * write their names on it; whose name stands there after this time has it. Zero where nobody else can come.
   */
  settleMs: number;
}

/** The pool of the site of this connection. */
export function poolOf(
  connection: ExpertConnection,
  of: Pick<Pool, 'selfId' | 'prefix' | 'leftoverHours' | 'settleMs'>,
): Pool {
  return { ...of, api: asAdmin(connection), ledger: connection.ledger };
}

/** A user that this run has. */
export interface Leased {
  user: User;
  entry: Entry<NotedUser>;
  how: 'created' | 'reactivated' | 'taken over';
  /** Of one that was created: what was asked for, and what was answered. */
  creation?: { asked: UserFields; answered: User };
}

/** The site does not show a user, and does not say that there is none. */
export class NotShown extends Blocked {
  constructor(id: UserId, { title, excerpt }: Exchange<unknown>) {
    const who = typeof id === 'object' ? `“${id.username}”` : String(id);
    super(`The site does not show user ${who}: ${title} was answered with an empty document.\n${excerpt}`, {
      remedy: 'look at this user in the site, and ask its support why its API shows nothing of it',
      where: 'Site tools > Control Panel > Users',
      who: 'an admin',
    });
  }
}

/** None of the users of the pool can be had, and no new one either. */
class NoneFree extends Blocked {}

/**
 * A user, as the service shows it; nothing if there is none.
 *
 * @throws {NonConformant} when it shows another one than was asked for: what it shows is no reason to write then.
 * @throws {NotShown} when its document is empty.
 */
export async function findUser(api: ExpertApi, id: UserId): Promise<User | undefined> {
  const shown = await api.showUser(id);
  // A page of something before the site does not know who is there.
  if (shown.isRefusedWith(404)) return undefined;
  // Whether there is anybody is what is asked: whoever stumbles over nobody has not refused.
  if (shown.status >= 500 && typeof id === 'object')
    throw Object.assign(new NotRefused(shown), { message: unexpectedStatus(shown).message });
  if (shown.status !== 200) throw unexpectedStatus(shown);
  if (shown.showsNothing) throw new NotShown(id, shown);
  const user = shown.body;
  if (typeof id === 'number' && user.id !== id)
    throw new NonConformant(`Asked for user ${String(id)}, the service shows user ${String(user.id)}.`);
  return user;
}

/** The user of exactly this name. The service compares names without regard to case, and so do we. */
export async function findByName(api: ExpertApi, username: string): Promise<User | undefined> {
  const user = await findUser(api, { username });
  if (user !== undefined && !isSame(user.username, username)) {
    throw new NonConformant(`Asked for the user “${username}”, the service shows “${user.username}”.`);
  }
  return user;
}

/**
 * Leases a test user: a free one is reactivated, one that a run has left behind is taken over, and where there is
 * neither, one is created with `password`. Whichever it was, `password` is its password then. Looked for from number
 * `first` on.
 *
 * @throws {NoneFree} when all users of the pool are at work.
 */
export async function lease(pool: Pool, password: string, first = 1): Promise<Leased> {
  let nameless: string | undefined;
  for (let number = first; number <= LARGEST_POOL; number++) {
    const username = poolName(pool.prefix, number);
    const user = await findByName(pool.api, username);
    if (user !== undefined && user.fullname === undefined) nameless = username;
    // A new one would not be known again either.
    if (user === undefined && nameless !== undefined) throw notShown(nameless);
    const leased =
      user === undefined ? await create(pool, username, password) : await claim(pool, user, password);
    if (leased !== undefined) return leased;
  }
  throw new NoneFree(
    `None of the users ${poolName(pool.prefix, 1)} to ${poolName(pool.prefix, LARGEST_POOL)} can be had: others are at work with them, or they are not ours.`,
    { remedy: 'run “npm run sweep”, or set EXPERT_TEST_USERNAME to another name' },
  );
}

/** Why a user of ours counts as left behind; nothing while a run may still be at work with it, or has given it back. */
export function whyLeftBehind(user: User, pool: Pool): string | undefined {
  const mark = readMark(user, pool.prefix, pool.selfId);
  return mark.ours && !isGivenBack(user, mark.lease) ? whyOver(mark.lease, pool) : undefined;
}

/** Whether a user of ours is free for the next run. A run that dies in between leaves an inactive one with its name. */
export function isGivenBack({ status }: User, lease: Lease | undefined): boolean {
  return status === 'inactive' && lease === undefined;
}

/** Why nobody has a user, as far as the lease says; nothing while a run may. */
function whyOver(lease: Lease | undefined, { ledger, leftoverHours }: Pool): string | undefined {
  if (lease === undefined) return 'it is active, and no run says that it has it';
  const { run, since } = lease;
  if (ledger.isOver(run)) return `run ${run} ended on this machine without giving it back`;
  const ageHours = (Date.now() - since.getTime()) / 3_600_000;
  return ageHours >= leftoverHours ? `run ${run} took it ${ageHours.toFixed(1)} hours ago` : undefined;
}

/**
 * Gives a user back: deactivated, its full name free for the next run. Looks before and behind.
 *
 * @param run whose lease is ended; nothing for a user that no run has.
 * @param role the one that it was leased with, where that is known: a run that was killed may have left it another one.
 * @throws {Blocked} when it is not ours, or another run has it by now; then nothing is touched. Also when it cannot be given
 * its role back; then it is inactive and free all the same.
 * @throws {NonConformant} when it is active all the same.
 */
export async function giveBack(
  { api, prefix, selfId }: Pick<Pool, 'api' | 'prefix' | 'selfId'>,
  id: number,
  run: string | undefined,
  role?: string,
): Promise<string> {
  const user = await findUser(api, id);
  if (user === undefined) return `user ${String(id)} is not there`;
  const mark = readMark(user, prefix, selfId);
  if (!mark.ours) throw new Blocked(`User ${String(id)} was left alone: ${mark.why}.`);
  if (mark.lease !== undefined && mark.lease.run !== run)
    throw new Blocked(`User ${String(id)} (${user.username}) was left alone: run ${mark.lease.run} has it.`);
  const raised = hasAnotherRole(user, role);
  // Before it is free. Whatever is answered, it must not stay active: what came of it is seen behind that.
  if (raised) await api.updateUser(id, { role });
  if (raised || user.status !== 'inactive' || user.fullname !== FREE_NAME) {
    const updated = await api.updateUser(id, { status: 'inactive', fullname: FREE_NAME });
    if (updated.status !== 200) throw unexpectedStatus(updated);
    const after = await findUser(api, id);
    if (after === undefined) return `user ${String(id)} is gone`;
    const next = readMark(after, prefix, selfId);
    // Free as it was, the next run may have it already.
    const isTaken = next.ours && next.lease !== undefined && next.lease.run !== run;
    if (after.status !== 'inactive' && !isTaken) {
      throw new NonConformant(
        `${updated.title} answered 200, but the user is still ${after.status ?? 'there'}.\n${updated.excerpt}`,
      );
    }
    if (hasAnotherRole(after, role) && !isTaken) {
      const who = `User ${String(id)} (${user.username})`;
      throw new Blocked(
        `${who} is inactive, and has the role “${after.role ?? ''}”; when it was leased, that was “${role ?? ''}”.`,
        { remedy: 'give it that role again', where: 'Site tools > Control Panel > Users', who: 'an admin' },
      );
    }
  }
  return `deactivated user ${String(id)} (${user.username})`;
}

/**
 * Gives a user back that this run has, and that the site does not show: by its name, which nobody else can have, and not by
 * a number, which cannot be looked at.
 *
 * @throws {Blocked} when the list shows somebody of that name who is not ours, or nothing shows that it is inactive.
 */
export async function giveBackUnseen(
  { api, prefix, selfId }: Pick<Pool, 'api' | 'prefix' | 'selfId'>,
  { address, marker }: NotedUser,
): Promise<string> {
  const inList = async () => {
    const listed = listOf(await api.listUsers(address, { limit: 100, offset: 0 }));
    return listed.filter(({ username }) => isSame(username, address));
  };
  const isForeign = (user: User) =>
    user.id === selfId || isAdmin(user) || ![undefined, marker, FREE_NAME].includes(user.fullname);
  if (!isPoolName(address, prefix) || (await inList()).some(isForeign))
    throw new Blocked(
      `User “${address}” was left alone: the site does not show it, and lists it as somebody else’s.`,
    );
  const updated = await api.updateUser({ username: address }, { status: 'inactive', fullname: FREE_NAME });
  if (updated.status !== 200) throw unexpectedStatus(updated);
  const after = [...(await inList()), ...(updated.showsNothing ? [] : [updated.body])];
  if (after.length === 0 || after.some(({ status }) => status !== 'inactive'))
    throw new Blocked(
      `User “${address}” may still be active: the site does not show it.\n${updated.excerpt}`,
      {
        remedy: 'look at this user, and deactivate it',
        where: 'Site tools > Control Panel > Users',
        who: 'an admin',
      },
    );
  return `deactivated user “${address}”, by its name: the site does not show it`;
}

/** Whether a user is shown with another role than it was leased with; not so where either is not known. */
function hasAnotherRole(user: User, role: string | undefined): boolean {
  return role !== undefined && user.role !== undefined && !isSame(user.role, role);
}

/** The role that a user was leased with, as far as a run that is over has noted it on this machine. */
export function notedRole(ledger: Ledger, username: string): string | undefined {
  return ledger
    .others()
    .filter(isUser)
    .find(({ thing }) => isSame(thing.address, username) && thing.role !== undefined)?.thing.role;
}

/**
 * Another user of the pool that nobody has, for a call that is to be refused. To aim at one that is not ours would be to
 * bet on the refusal.
 */
async function anotherFree({ api, prefix, selfId }: Pool, own: number): Promise<number | undefined> {
  for (let number = 1; number <= 5; number++) {
    const user = await findByName(api, poolName(prefix, number));
    if (user === undefined || user.id === own) continue;
    const mark = readMark(user, prefix, selfId);
    if (mark.ours && isGivenBack(user, mark.lease)) return user.id;
  }
  return undefined;
}

/**
 * Another user of the pool, for a call that is to be refused: one that nobody has, or else a new one, which nobody has then.
 *
 * @param password what a new one gets.
 * @throws {NotTried} where there is none, and none can be had.
 */
export async function another(pool: Pool, own: number, password: string): Promise<number> {
  const free = await anotherFree(pool, own);
  if (free !== undefined) return free;
  try {
    const { user, entry } = await lease(pool, password);
    await giveBack(pool, user.id, runId(), entry.thing.role);
    pool.ledger.removed(entry);
    return user.id;
  } catch (error) {
    if (!(error instanceof NoneFree)) throw error;
    throw new NotTried(`The pool has no second user, and none can be had: ${error.message}`);
  }
}

/** Without full names, nobody can be shown to be ours: then nobody is written to. */
function notShown(username: string): Blocked {
  return new Blocked(
    `The site does not show the full name of ${username}: it is by its full name that a test user is known to be one.`,
    {
      remedy:
        'have full names shown to the admin; or, if that user is somebody else, set EXPERT_TEST_USERNAME to another name',
    },
  );
}

/**
 * Makes somebody inactive and free whom a call of ours has just made, under a name of the pool that nobody had: its full
 * name may not say that it is ours.
 *
 * @throws {Blocked} when it cannot be who was made; then nothing is touched.
 * @throws {NonConformant} when it is active all the same.
 */
async function retire({ api, prefix, selfId }: Pool, user: User): Promise<void> {
  const { id, username } = user;
  const who = `User ${String(id)} (${username})`;
  if (id === selfId || isAdmin(user) || !isPoolName(username, prefix))
    throw new Blocked(`${who} was left alone: it is an admin, or its name is not one of ours.`, {
      remedy: 'look at it in Site tools > Control Panel > Users, and deactivate it if it is not yours',
    });
  const updated = await api.updateUser(id, { status: 'inactive', fullname: FREE_NAME });
  if (updated.status !== 200) throw unexpectedStatus(updated);
  const after = await findUser(api, id);
  if (after !== undefined && after.status !== 'inactive')
    throw new NonConformant(
      `${updated.title} answered 200, but the user is still ${after.status ?? 'there'}.\n${updated.excerpt}`,
    );
}

/** What came of an attempt to make a user. */
export interface Attempted {
  answer: Exchange<unknown>;
  /** Whom it has made all the same, as the admin sees them. They are inactive by now, and free. */
  made: User[];
}

/**
 * A name of the pool that nobody has, and that is never leased: whoever bears it all of a sudden was made by the attempt,
 * and not by another run. A sweep knows it nevertheless.
 */
export async function unusedName({ api, prefix }: Pool): Promise<string> {
  for (let tries = 0; tries < 5; tries++) {
    const username = poolName(prefix, randomInt(FIRST_UNUSED, FIRST_UNUSED + 1000));
    if ((await findByName(api, username)) === undefined) return username;
  }
  throw new NotTried('Every name of the pool that was looked at is somebody’s.');
}

/**
 * Tries to make a user, where that is to be refused. Whoever is made all the same bears a name of the pool and our mark,
 * is noted before, looked for afterwards whatever was answered, and made inactive and free: users cannot be deleted.
 *
 * @param username a name of the pool: nobody's, or that of one of ours in another case.
 * @param act makes the call, with these fields: the new one is to be inactive.
 */
export async function attemptCreation(
  pool: Pool,
  username: string,
  act: (fields: UserFields & { username: string }) => Promise<Exchange<unknown>>,
): Promise<Attempted> {
  const { api, ledger } = pool;
  const before = new Set((await everybodyCalled(api, username)).map(({ id }) => id));
  const fullname = leaseName({ run: runId(), since: new Date() });
  const entry = ledger.creating({ kind: 'user', address: username, marker: fullname });
  const answer = await act({ username, fullname, email: emailOf(username), status: 'inactive' });
  const made = (await everybodyCalled(api, username)).filter(({ id }) => !before.has(id));
  for (const user of made) await retire(pool, user);
  // What a gateway says may be said before the site has done it: then whoever comes next looks again.
  if (made.length > 0 || answer.status < 400 || isRefusal(answer)) ledger.removed(entry);
  return { answer, made };
}

/**
 * The users of a list, as the site answers it.
 *
 * @throws {Blocked} where it answers with nothing at all: a list of nobody is a document, too.
 */
export function listOf(answer: Exchange<User[]>): User[] {
  if (answer.status !== 200) throw unexpectedStatus(answer);
  if (answer.hasNoBody) throw new Blocked(`${answer.title} shows no list: nothing came.\n${answer.excerpt}`);
  return answer.body;
}

/** Whoever has exactly this name, in whatever case: by the name, and by the list. */
async function everybodyCalled(api: ExpertApi, username: string): Promise<User[]> {
  const listed = listOf(await api.listUsers(username, { limit: 100, offset: 0 }));
  const found = await findByName(api, username);
  const ids = new Set(
    [...listed, ...(found === undefined ? [] : [found])]
      .filter((user) => isSame(user.username, username))
      .map(({ id }) => id),
  );
  const users = await Promise.all([...ids].map((id) => findUser(api, id)));
  return users.filter((user) => user !== undefined);
}

async function create(pool: Pool, username: string, password: string): Promise<Leased | undefined> {
  const { api, ledger } = pool;
  const fullname = leaseName({ run: runId(), since: new Date() });
  const asked = { username, fullname, email: emailOf(username), status: 'active' } as const;
  const entry = ledger.creating<NotedUser>({ kind: 'user', address: username, marker: fullname });
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
    await retire(pool, user);
    ledger.removed(entry);
    throw notShown(username);
  }
  if (user === undefined || user.fullname !== fullname || !isSame(user.username, username)) {
    throw new NonConformant(
      `${created.title} answered 200 and user ${String(id)}, who is “${user?.username ?? 'nobody'}” and not the ` +
        `“${username}” that was asked for.\n${created.excerpt}`,
    );
  }
  const mark = readMark(user, pool.prefix, pool.selfId);
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
async function claim(pool: Pool, found: User, password: string): Promise<Leased | undefined> {
  const { api, ledger } = pool;
  const { id, username } = found;
  const fullname = leaseName({ run: runId(), since: new Date() });
  const role = notedRole(ledger, username) ?? found.role;
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
    await sleep(Math.min(Math.max(pool.settleMs, 4 * (Date.now() - started)), LONGEST_SETTLE_MS));
  const settled = await findUser(api, id);
  if (settled?.fullname !== fullname) {
    const mark = settled === undefined ? undefined : readMark(settled, pool.prefix, pool.selfId);
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
  const mark = readMark(user, pool.prefix, pool.selfId);
  // Also an inactive one may still be in the hands of the run that has just deactivated it.
  if (!mark.ours || whyOver(mark.lease, pool) === undefined) return undefined;
  return user.status === 'inactive' ? 'reactivated' : 'taken over';
}

/** Whether it is the site itself that says no: then it has not been done. */
function isRefusal({ status, isOfService }: Exchange<unknown>): boolean {
  return status >= 400 && isOfService;
}

/** Nobody's: example.com is reserved. */
function emailOf(username: string): string {
  return `${username}@example.com`;
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
