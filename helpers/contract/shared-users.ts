/**
 * The users that the contract checks of one worker share: one, and another if a check needs a second user. They are
 * obtained when they are first needed. They are reset before a check if the previous check may have changed them, and
 * replaced before failed sign-ins could lock their account.
 */
import type { FailedSignIns } from './failed-sign-ins.ts';

/** Which of the two users. */
export type SharedRole = 'test user' | 'other test user';

/** One of the shared users. */
export interface SharedUser {
  readonly user: { readonly id: number };
  /** The account under which their failed sign-ins are counted. */
  readonly account: string;
  /** Whether it is unknown what a check did to them. */
  isDirty: boolean;
}

/** Where shared users come from, and where they go. */
export interface SharedUserSource<User extends SharedUser> {
  /** @param failedSignIns how many failed sign-ins the current check needs */
  obtain(role: SharedRole, failedSignIns: number): Promise<User>;
  /** Prepares a user that was just obtained. */
  prepare(user: User): Promise<void>;
  /** Resets a user. Returns false if that is not possible and they must be replaced. */
  reset(user: User): Promise<boolean>;
  /** Releases a user that checks no longer need. */
  release(user: User): Promise<void>;
}

export class SharedUsers<User extends SharedUser> {
  readonly #failedSignIns: FailedSignIns;
  readonly #source: SharedUserSource<User>;
  readonly #users = new Map<SharedRole, User>();
  /** The users who are ready for the current check. */
  readonly #ready = new Set<SharedRole>();
  #needed = 0;

  constructor(failedSignIns: FailedSignIns, source: SharedUserSource<User>) {
    this.#failedSignIns = failedSignIns;
    this.#source = source;
  }

  /** Makes the test user ready for a check with up to this many failed sign-ins. The other one is, when the check asks for them. */
  async begin(failedSignIns: number): Promise<void> {
    if (failedSignIns > this.#failedSignIns.limit)
      throw new Error('one user may not have that many failed sign-ins');
    this.#needed = failedSignIns;
    this.#ready.clear();
    await this.get('test user');
  }

  /** Returns one of the two users, ready for the check. They are obtained when they are needed for the first time. */
  async get(role: SharedRole): Promise<User> {
    const known = this.#users.get(role);
    if (known !== undefined) {
      if (this.#ready.has(role)) return known;
      this.#ready.add(role);
      const isNearLimit = !this.#failedSignIns.allows(known.account, this.#needed);
      if (!isNearLimit && (!known.isDirty || (await this.#source.reset(known)))) return known;
      await this.release(role);
    }
    this.#ready.add(role);
    const user = await this.#source.obtain(role, this.#needed);
    this.#users.set(role, user);
    await this.#source.prepare(user);
    return user;
  }

  /** Returns the shared user with this ID. */
  of({ id }: { id: number }): User {
    const user = this.all().find((each) => each.user.id === id);
    if (user === undefined) throw new Error('this user is not one of the two that checks share');
    return user;
  }

  /** Returns the users that were obtained. */
  all(): User[] {
    return [...this.#users.values()];
  }

  /** Returns the roles for which a user was obtained. */
  roles(): SharedRole[] {
    return [...this.#users.keys()];
  }

  /** Forgets all users, without releasing them. */
  forget(): void {
    this.#users.clear();
  }

  /** Marks all users as dirty, because it is unknown what a check did to them. */
  markDirty(): void {
    for (const user of this.#users.values()) user.isDirty = true;
  }

  /** Releases one of the two users. The next check that needs one gets another user. */
  async release(role: SharedRole): Promise<void> {
    const user = this.#users.get(role);
    if (user === undefined) return;
    this.#users.delete(role);
    await this.#source.release(user);
  }
}
