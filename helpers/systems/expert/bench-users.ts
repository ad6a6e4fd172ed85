/**
 * The users of a bench: leased when they are first needed, rested when their failed sign-ins are used up, and given back,
 * deactivated, when the worker is done.
 */
import { failuresOf, CleanUpSteps } from '../../clean-up/steps.ts';
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
import { giveBack } from './give-back.ts';
import { activate, type LeasedUser, lease } from './lease.ts';
import { type Pool, poolOf } from './pool.ts';
import { findAdmin } from './preflight.ts';
import type { User } from './schemas.ts';

/** A user of the pool that this worker has, and how to sign in as it. */
export interface BenchUser {
  readonly as: SharedRole;
  readonly id: number;
  readonly username: string;
  /** The present main password. A check that changes it writes the new one here. */
  password: string;
}

/** What a bench is made from. */
export interface BenchSettings {
  prefix: string;
  leftoverHours: number;
  /** See `Pool.settleMs`. */
  settleMs: number;
  /** An emulator of ours: what could leave an admin behind that nobody removes is tried there alone. */
  emulated: boolean;
}

/**
 * Ten failed sign-ins within five minutes lock an account, and nobody says whether one that succeeds, or an admin,
 * makes the site forget the others. The notebook of the same run may have had some of them.
 * See https://expert-help.nice.com/Admin/Authentication/Built-in_Authentication/Reactivate_a_Locked_Out_User
 */
const MAX_FAILED_SIGN_INS = 8;
const WINDOW_MS = 5 * 60_000;

/** The first user of the pool is the notebook's, whose failed sign-ins nobody counts here. */
const FIRST_OF_POOL = 2;

/** With so many failures, a user who is inactive all of a sudden was probably locked. */
const MAY_LOCK_FROM = 3;

/** One of the two users that checks share. */
export interface Shared extends SharedUser {
  readonly user: BenchUser;
  readonly leased: LeasedUser;
  cookie: string | undefined;
  /** A check has deactivated it. */
  deactivated: boolean;
}

export class BenchUsers implements SharedUserSource<Shared> {
  readonly shared: SharedUsers<Shared>;
  readonly failedSignIns = new FailedSignIns({ limit: MAX_FAILED_SIGN_INS, withinMs: WINDOW_MS });
  readonly #connection: ExpertConnection;
  readonly #settings: BenchSettings;
  #pool: { pool: Pool; admin: User } | undefined;
  /** Users whose failed sign-ins are used up; they stay leased, so that nobody else locks them. */
  readonly #resting: Shared[] = [];

  constructor(connection: ExpertConnection, settings: BenchSettings) {
    this.#connection = connection;
    this.#settings = settings;
    this.shared = new SharedUsers(this.failedSignIns, this);
  }

  /** Makes the shared users ready for a check that may fail so many sign-ins. */
  async begin(failedSignIns: number): Promise<void> {
    const { most, limit } = this.failedSignIns;
    if (failedSignIns > most && failedSignIns <= limit)
      throw new NotTried(
        `It takes ${String(failedSignIns)} failed sign-ins, and this site locks a user after ${String(most + 1)}.`,
      );
    await this.shared.begin(failedSignIns);
  }

  /**
   * Support can have a site lock users sooner than is documented, and a locked one is inactive. A failure that comes of
   * it says nothing about what was to be proved, and the checks that follow fail fewer sign-ins.
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
        `The site has locked ${shared.account}, after ${String(failures)} sign-ins that were to fail.`,
        {
          remedy:
            'have it lock after ten, as is documented, or go without the checks that fail more sign-ins than it allows',
          who: 'the support of NICE, who can change the number',
        },
      );
    }
    return error;
  }

  /** One that has rested, or a newly leased one. */
  async obtain(as: SharedRole, failedSignIns: number): Promise<Shared> {
    const rested = this.#resting.findIndex(({ account }) =>
      this.failedSignIns.canBear(account, failedSignIns),
    );
    const [found] = rested < 0 ? [] : this.#resting.splice(rested, 1);
    if (found !== undefined) return { ...found, user: { ...found.user, as }, isDirty: true };
    const { pool } = await this.opened();
    // A new user gets it in a query: decoded once too often it would be another one.
    const password = `${this.newPassword()}+%41`;
    this.#connection.secrets.learn(password, 'password', 'a password made up by this run');
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
   * Active, with the full name of its lease and a main password that is known; that ends an alternative one. The password
   * comes first: what a check has set may be weak.
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

  /** A strong password. */
  newPassword(): string {
    return generatePassword([], this.#connection.secrets);
  }

  /** The pool of the site, and the admin, as the site shows them. */
  async opened(): Promise<{ pool: Pool; admin: User }> {
    if (this.#pool !== undefined) return this.#pool;
    const admin = await findAdmin(this.#connection);
    return (this.#pool = { pool: poolOf(this.#connection, { ...this.#settings, selfId: admin.id }), admin });
  }

  /** Gives all users back. Throws what failed first, after having tried all. */
  async close(): Promise<void> {
    for (const role of this.shared.roles()) await this.shared.release(role);
    const steps = new CleanUpSteps();
    for (const { user, leased } of this.#resting.splice(0))
      await steps.attempt(async () => {
        const { pool } = await this.opened();
        const line = await giveBack(pool, user.id, runId(), leased.entry.thing.role);
        this.#connection.ledger.removed(leased.entry);
        return line;
      });
    const [failure] = failuresOf(steps.outcomes);
    if (failure !== undefined) throw failure;
  }
}
