/**
 * The users that the contract checks of one worker share: one, and another where a check needs somebody else. They are had
 * when they are first needed, reset before a check where the one before may have changed them, and replaced when their
 * failed sign-ins are used up.
 */
import type { FailedSignIns } from './failed-sign-ins.ts';

/** Which of the two. */
export type SharedRole = 'test user' | 'other test user';

/** One of them, as the checks share it. */
export interface SharedUser {
  readonly user: { readonly id: number };
  /** By what its failed sign-ins are counted. */
  readonly account: string;
  /** Whether nobody knows what a check has done to it. */
  isDirty: boolean;
}

/** Where they come from, and where they go. */
export interface SharedUserSource<User extends SharedUser> {
  /** @param failedSignIns how many the present check needs. */
  obtain(role: SharedRole, failedSignIns: number): Promise<User>;
  /** Makes one ready that was just obtained. */
  prepare(user: User): Promise<void>;
  /** Puts one in order; false where it is beyond that, and has to be replaced. */
  reset(user: User): Promise<boolean>;
  /** Takes back one that checks no longer use. */
  release(user: User): Promise<void>;
}

export class SharedUsers<User extends SharedUser> {
  readonly #failedSignIns: FailedSignIns;
  readonly #source: SharedUserSource<User>;
  readonly #users = new Map<SharedRole, User>();
  #needed = 0;

  constructor(failedSignIns: FailedSignIns, source: SharedUserSource<User>) {
    this.#failedSignIns = failedSignIns;
    this.#source = source;
  }

  /** Makes the users ready for a check that may fail so many sign-ins. */
  async begin(failedSignIns: number): Promise<void> {
    if (failedSignIns > this.#failedSignIns.limit)
      throw new Error('one user cannot bear so many failed sign-ins');
    this.#needed = failedSignIns;
    for (const [role, user] of this.#users) {
      const isWorn = !this.#failedSignIns.canBear(user.account, failedSignIns);
      if (isWorn || (user.isDirty && !(await this.#source.reset(user)))) await this.release(role);
    }
    await this.get('test user');
  }

  /** One of the two, had now if it is needed for the first time. */
  async get(role: SharedRole): Promise<User> {
    const known = this.#users.get(role);
    if (known !== undefined) return known;
    const user = await this.#source.obtain(role, this.#needed);
    this.#users.set(role, user);
    await this.#source.prepare(user);
    return user;
  }

  /** The one with this id. */
  of({ id }: { id: number }): User {
    const user = this.all().find((each) => each.user.id === id);
    if (user === undefined) throw new Error('this user is not one of the two that checks share');
    return user;
  }

  /** Those who are there now. */
  all(): User[] {
    return [...this.#users.values()];
  }

  /** Which of the two are there now. */
  roles(): SharedRole[] {
    return [...this.#users.keys()];
  }

  /** Nobody knows what a check has done to them. */
  markDirty(): void {
    for (const user of this.#users.values()) user.isDirty = true;
  }

  /** Gives one of the two up; whoever asks for it next gets another one. */
  async release(role: SharedRole): Promise<void> {
    const user = this.#users.get(role);
    if (user === undefined) return;
    this.#users.delete(role);
    await this.#source.release(user);
  }
}
