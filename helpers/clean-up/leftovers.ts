/** What earlier runs left on a tenant of any system, and the messages about it. */
import { LEDGER_FOLDER } from '../ledger/files.ts';
import { Blocked } from '../verdict/errors.ts';

/** A user with our marker, and whether their run is over. */
export interface LeftUser<User, Run = string> {
  user: User;
  run: Run;
  /** Why they count as a leftover, as a clause. `undefined` while their run may still be running. */
  because: string | undefined;
}

/** A user that an ended run recorded, but without the whole marker. They are left alone. */
export interface UnconfirmedUser<User> {
  user: User;
  run: string;
  why: string;
}

/** The users that earlier runs left. */
export interface LeftUsers<User, Run = string> {
  users: LeftUser<User, Run>[];
  unconfirmed: UnconfirmedUser<User>[];
}

/** How the messages name the users of a system. */
export interface Wording<User> {
  /** “user 7 …” */
  who: (user: User) => string;
  /** Follows “they count as”: when a user of a run that may still be running becomes a leftover. */
  leftoverWhen: (user: User) => string;
  /** Follows “To be”: deleted, deactivated. */
  removed: (user: User) => string;
  /** The screen on which a person removes a user, and the verb for it. */
  screen: string;
  remove: string;
}

/** Returns the users that must be removed, without those of runs that may still be running. */
export function toBeRemoved<User, Run>({ users }: LeftUsers<User, Run>): LeftUser<User, Run>[] {
  return users.filter(({ because }) => because !== undefined);
}

/** Returns a message for each user with our marker: what will happen to them, and why. */
export function describeUsers<User, Run extends string | undefined>(
  users: readonly LeftUser<User, Run>[],
  { who, leftoverWhen, removed }: Wording<User>,
): string[] {
  return users.map(({ user, run, because }) =>
    because === undefined
      ? `Left alone: ${who(user)} of run ${run ?? ''}, which may still be running. They count as ${leftoverWhen(user)}.`
      : `To be ${removed(user)}: ${who(user)}, because ${because}.`,
  );
}

/** Returns a message for each user about whom a person must decide. */
export function describeUnconfirmed<User>(
  unconfirmed: readonly UnconfirmedUser<User>[],
  { who, screen, remove }: Wording<User>,
): string[] {
  return unconfirmed.map(
    ({ user, run, why }) =>
      `Left alone: ${who(user)} is recorded in the ledger of run ${run}, but ${why}. Check them in ${screen}: ` +
      `${remove} them, or, to keep them, delete that run's file from the ledger (${LEDGER_FOLDER}/, or KEYTURN_STATE).`,
  );
}

/**
 * Blocks a sweep that left users to a person. Call this after the sweep.
 *
 * @throws {Blocked} if a person must decide about users, on this screen.
 */
export function blockIfUnconfirmed(unconfirmed: readonly UnconfirmedUser<unknown>[], screen: string): void {
  if (unconfirmed.length === 0) return;
  throw new Blocked(
    `${String(unconfirmed.length)} of the users recorded in the ledger ${unconfirmed.length === 1 ? 'was' : 'were'} left alone (see above).`,
    { remedy: 'check them and decide yourself', where: screen, who: 'an admin', help: 'left-alone' },
  );
}
