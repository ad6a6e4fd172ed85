/**
 * The users of a bench. They are leased when they are first needed. When their failed sign-ins are used up, they rest. When the
 * worker is done, they are deactivated and released.
 */
import { CleanUpSteps, failuresOf } from '../../clean-up/steps.ts';
import { FailedSignIns } from '../../contract/failed-sign-ins.ts';
import {
  type SharedRole,
  type SharedUser,
  SharedUsers,
  type SharedUserSource,
} from '../../contract/shared-users.ts';
import { runId } from '../../run-id.ts';
import { generatePassword } from '../../secrets/password.ts';
import { NotTried } from '../../verdict/errors.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';
import { activate, lease, type LeasedUser } from './lease.ts';
import { type Pool, poolOf } from './pool.ts';
import { findAdmin } from './admin.ts';
import { release } from './release.ts';
import type { User } from './schemas.ts';

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

/** After this number of failed sign-ins, a user who is suddenly inactive was probably locked. */
const MAY_LOCK_FROM = 3;

/** One of the two users that checks share. */
export interface Shared extends SharedUser {
  readonly user: BenchUser;
  readonly leased: LeasedUser;
  cookie: string | undefined;
  /** Whether a check has deactivated this user. */
  deactivated: boolean;
}

export class BenchUsers implements SharedUserSource<Shared> {
  readonly shared: SharedUsers<Shared>;
  readonly failedSignIns = new FailedSignIns({ limit: MAX_FAILED_SIGN_INS, withinMs: WINDOW_MS });
  readonly #connection: ExpertConnection;
  readonly #settings: BenchSettings;
  #pool: { pool: Pool; admin: User } | undefined;
  /** Users whose failed sign-ins are used up. They stay leased, so that no other run can lock them. */
  readonly #resting: Shared[] = [];

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
      if (shared.deactivated || failures < MAY_LOCK_FROM) continue;
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
    if (found !== undefined) return { ...found, user: { ...found.user, as }, isDirty: true };
    const { pool } = await this.opened();
    // A new user's password is sent in the query. If the site decodes it too often, it is a different password.
    const password = `${this.newPassword()}+%41`;
    this.#connection.secrets.learn(password, 'password', 'a password generated by this run', 'test user');
    const leased = await lease(pool, password, FIRST_OF_POOL);
    const { id, username } = leased.user;
    return {
      user: { as, id, username, password },
      account: username,
      leased,
      cookie: undefined,
      isDirty: false,
      deactivated: false,
    };
  }

  async prepare(shared: Shared): Promise<void> {
    if (shared.isDirty) await this.reset(shared);
  }

  /**
   * Makes a user active again, with the full name of their lease and a known main password, which ends an alternative password.
   * The password is set first, because the one that a check has set may be weak.
   */
  async reset(shared: Shared): Promise<boolean> {
    const { user, leased } = shared;
    const { fullname, email } = leased.user;
    const password = this.newPassword();
    await activate(asAdmin(this.#connection), user.id, password, { fullname, email });
    user.password = password;
    shared.isDirty = shared.deactivated = false;
    return true;
  }

  release(shared: Shared): Promise<void> {
    this.#resting.push(shared);
    return Promise.resolve();
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
    for (const role of this.shared.roles()) await this.shared.release(role);
    const steps = new CleanUpSteps();
    for (const { user, leased } of this.#resting.splice(0))
      await steps.attempt(async () => {
        const { pool } = await this.opened();
        const line = await release(pool, user.id, runId(), leased.entry.thing.role);
        this.#connection.ledger.removed(leased.entry);
        return line;
      });
    const [failure] = failuresOf(steps.outcomes);
    if (failure !== undefined) throw failure;
  }
}
