/**
 * The users of a bench. They are leased when they are first needed. When their failed sign-ins are used up, they rest. When the
 * worker is done, they are deactivated and released. Users are reserved a few at a time, but no more than two are active at once.
 */
import { CleanUpSteps, failuresOf } from '../../clean-up/steps.ts';
import { FailedSignIns } from '../../contract/failed-sign-ins.ts';
import {
  type SharedRole,
  type SharedUser,
  SharedUsers,
  type SharedUserSource,
} from '../../contract/shared-users.ts';
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { runId } from '../../run-id.ts';
import { generatePassword } from '../../secrets/password.ts';
import { NotTried } from '../../verdict/errors.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';
import {
  activate,
  activateReserved,
  lease,
  type LeasedUser,
  MAX_POOL_SIZE,
  reserveSeveral,
  type ReservedUser,
} from './lease.ts';
import { numberOf, poolName } from './marker.ts';
import { type Pool, poolOf } from './pool.ts';
import { listedIn } from './leftovers.ts';
import { findAdmin } from './admin.ts';
import { release } from './release.ts';
import type { User } from './schemas.ts';
import { findByName } from './users.ts';

/** A user of the pool that this worker has leased, and how to sign in as them. */
export interface BenchUser {
  readonly as: SharedRole;
  readonly id: number;
  readonly username: string;
  /** The current main password. A check that changes it stores the new one here. */
  password: string;
}

/** The settings of a bench. */
export interface BenchSettings {
  prefix: string;
  leftoverHours: number;
  /** See `Pool.settleMs`. */
  settleMs: number;
  /** Whether the site is an emulator. Only there may a check risk an extra admin, because no clean-up removes admins. */
  emulated: boolean;
}

/**
 * Ten failed sign-ins within five minutes lock an account. The notebook of the same run may have caused some of them. It is not
 * documented whether a successful sign-in or an admin resets the count. See
 * https://expert-help.nice.com/Admin/Authentication/Built-in_Authentication/Reactivate_a_Locked_Out_User
 */
const MAX_FAILED_SIGN_INS = 8;
const WINDOW_MS = 5 * 60_000;

/** The notebook leases the first user of the pool, whose failed sign-ins are not counted here. */
const FIRST_OF_POOL = 2;

/** How many users of the pool are reserved at once. One worker needs some nine, and each reservation takes two seconds. */
const RESERVED_AT_ONCE = 3;

/** After this number of failed sign-ins, a user who is suddenly inactive was probably locked. */
const MAY_LOCK_FROM = 3;

/** What a check may have changed: passwords, or the status, the full name and the email address. */
export type DirtyPart = 'passwords' | 'document';

/** One of the two users that checks share. */
export interface Shared extends SharedUser {
  readonly user: BenchUser;
  readonly leased: LeasedUser;
  /** What is dirty, if no more than this is. */
  dirty: DirtyPart | undefined;
  /** The cookie of a sign-in, and the password of that time. */
  session: { cookie: string; password: string } | undefined;
  /** The user as the admin saw them last, until something is written to them. */
  snapshot: Record<string, unknown> | undefined;
  /** The same, as they saw themselves. */
  ownSnapshot: Record<string, unknown> | undefined;
  /** Whether a check has deactivated this user, and whether they were dirty before. */
  deactivated: false | 'clean' | 'dirty';
}

export class BenchUsers implements SharedUserSource<Shared> {
  readonly shared: SharedUsers<Shared>;
  readonly failedSignIns = new FailedSignIns({ limit: MAX_FAILED_SIGN_INS, withinMs: WINDOW_MS });
  readonly #connection: ExpertConnection;
  readonly #settings: BenchSettings;
  #pool: { pool: Pool; admin: User } | undefined;
  /** Users whose failed sign-ins are used up. They stay leased, so that no other run can lock them. */
  readonly #resting: Shared[] = [];
  readonly #reserved: ReservedUser[] = [];
  /** The users of the pool, as the site's list showed them once. */
  #listed: User[] | undefined;
  /** The number with which the search in the pool goes on. */
  #next = FIRST_OF_POOL;
  /** The number of the name that was just looked up, and that no user has. */
  #missing: number | undefined;

  constructor(connection: ExpertConnection, settings: BenchSettings) {
    this.#connection = connection;
    this.#settings = settings;
    this.shared = new SharedUsers(this.failedSignIns, this);
  }

  /** Prepares the shared users for a check with up to this number of failed sign-ins. */
  async begin(failedSignIns: number): Promise<void> {
    const { currentLimit, limit } = this.failedSignIns;
    if (failedSignIns > currentLimit && failedSignIns <= limit)
      throw new NotTried(
        `This check needs ${String(failedSignIns)} failed sign-ins, but this site locks users after ${String(currentLimit + 1)}.`,
      );
    await this.shared.begin(failedSignIns);
  }

  /**
   * Turns a failure into “not tried” if the site has locked a user. NICE support can set a site's limit below the documented one,
   * and a locked user is inactive. Such a failure proves nothing, and later checks get fewer failed sign-ins.
   */
  async explain(error: unknown): Promise<unknown> {
    if (error instanceof NotTried) return error;
    for (const shared of this.shared.all()) {
      const failures = this.failedSignIns.of(shared.account);
      if (shared.deactivated !== false || failures < MAY_LOCK_FROM) continue;
      const shown = await asAdmin(this.#connection)
        .showUser(shared.user.id)
        .catch(() => undefined);
      if (shown?.status !== 200 || shown.body.status !== 'inactive') continue;
      this.failedSignIns.lowerTo(failures - 1);
      shared.isDirty = true;
      return new NotTried(
        `The site locked ${shared.account} after ${String(failures)} deliberate failed sign-ins.`,
        {
          remedy: 'have the limit raised to the documented ten, or accept these checks as not tried',
          who: 'NICE support',
        },
      );
    }
    return error;
  }

  /** Returns a user who has rested, or leases another one. */
  async obtain(as: SharedRole, failedSignIns: number): Promise<Shared> {
    const rested = this.#resting.findIndex(({ account }) =>
      this.failedSignIns.allows(account, failedSignIns),
    );
    const [found] = rested < 0 ? [] : this.#resting.splice(rested, 1);
    if (found !== undefined)
      return { ...found, user: { ...found.user, as }, session: undefined, dirty: undefined, isDirty: true };
    const { pool } = await this.opened();
    // A new user's password is sent in the query. If the site decodes it too often, it is a different password.
    const password = `${this.newPassword()}+%41`;
    this.#connection.secrets.learn(password, 'password', 'a password generated by this run', 'test user');
    const reserved = await this.#reserve(pool);
    const leased =
      reserved === undefined
        ? await lease(pool, password, { first: this.#next, missing: this.#missing })
        : await activateReserved(pool, reserved, password);
    const { id, username } = leased.user;
    this.#next = Math.max(this.#next, 1 + numberOf(username));
    return {
      user: { as, id, username, password },
      account: username,
      leased,
      dirty: undefined,
      session: undefined,
      snapshot: undefined,
      ownSnapshot: undefined,
      isDirty: false,
      deactivated: false,
    };
  }

  /** Returns a reserved user. Returns `undefined` if the pool has none who is free. */
  async #reserve(pool: Pool): Promise<ReservedUser | undefined> {
    this.#missing = undefined;
    // A new site has no one to list.
    if (
      this.#listed === undefined &&
      (await findByName(pool.api, poolName(pool.prefix, this.#next))) === undefined
    ) {
      this.#missing = this.#next;
      return undefined;
    }
    const listed = (this.#listed ??= await listedIn(pool));
    while (this.#reserved.length === 0 && this.#next <= MAX_POOL_SIZE) {
      const { reserved, missing } = await reserveSeveral(pool, this.#next, RESERVED_AT_ONCE, listed);
      this.#reserved.push(...reserved);
      this.#next = missing ?? this.#next + RESERVED_AT_ONCE;
      if (missing !== undefined) break;
    }
    return this.#reserved.shift();
  }

  async prepare(shared: Shared): Promise<void> {
    if (shared.isDirty) await this.reset(shared);
  }

  /**
   * Makes a user active again, with the full name of their lease and a known main password, which ends an alternative password.
   * The password is set first, because the one that a check has set may be weak.
   */
  async reset(shared: Shared): Promise<boolean> {
    const { user, leased, dirty } = shared;
    const { fullname, email } = leased.user;
    const api = asAdmin(this.#connection);
    const password = this.newPassword();
    if (dirty === 'passwords') await expectDone(api.setPassword(user.id, password));
    else if (dirty === 'document')
      await expectDone(api.updateUser(user.id, { fullname, email, status: 'active' }));
    else await activate(api, user.id, password, { fullname, email });
    if (dirty !== 'document') user.password = password;
    if (dirty !== 'passwords') shared.snapshot = shared.ownSnapshot = undefined;
    shared.isDirty = shared.deactivated = false;
    shared.dirty = undefined;
    return true;
  }

  /** Marks a user as dirty, but no more than this part of them. */
  markDirty(shared: Shared, part: DirtyPart): void {
    if (!shared.isDirty) shared.dirty = part;
    else if (shared.dirty !== part) shared.dirty = undefined;
    shared.isDirty = true;
    if (part === 'document') shared.snapshot = shared.ownSnapshot = undefined;
  }

  /** Marks everything about all users as dirty. */
  markAllDirty(): void {
    this.shared.markDirty();
    for (const shared of this.shared.all()) {
      shared.dirty = undefined;
      shared.snapshot = shared.ownSnapshot = undefined;
    }
  }

  /** Deactivates a user whose failed sign-ins are used up. They stay leased, so that no other run can lock them. */
  async release(shared: Shared): Promise<void> {
    this.#resting.push(shared);
    await expectDone(asAdmin(this.#connection).updateUser(shared.user.id, { status: 'inactive' }));
  }

  /** Generates a strong password. */
  newPassword(): string {
    return generatePassword([], this.#connection.secrets);
  }

  /** Returns the pool of the site, and the admin as the site shows them. */
  async opened(): Promise<{ pool: Pool; admin: User }> {
    if (this.#pool !== undefined) return this.#pool;
    const admin = await findAdmin(this.#connection);
    return (this.#pool = { pool: poolOf(this.#connection, { ...this.#settings, selfId: admin.id }), admin });
  }

  /** Releases all users. It tries all of them, then throws the first failure. */
  async close(): Promise<void> {
    const steps = new CleanUpSteps();
    const ours = [...this.shared.all(), ...this.#resting.splice(0)].map(({ leased }) => leased);
    this.shared.forget();
    await Promise.all(
      [...ours, ...this.#reserved.splice(0)].map(({ user, entry }) =>
        steps.attempt(async () => {
          const { pool } = await this.opened();
          const line = await release(pool, user.id, runId(), entry.thing.role);
          this.#connection.ledger.removed(entry);
          return line;
        }),
      ),
    );
    const [failure] = failuresOf(steps.outcomes);
    if (failure !== undefined) throw failure;
  }
}

/** Expects that a call of the admin was done. */
async function expectDone(call: Promise<Exchange<unknown>>): Promise<void> {
  const answer = await call;
  if (answer.status !== 200) throw unexpectedStatus(answer, 200);
}
