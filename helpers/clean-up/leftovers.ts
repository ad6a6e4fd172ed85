/** What earlier runs have left on a tenant of any system, and what is said about it. */
import { LEDGER_FOLDER } from '../ledger/files.ts';
import { Blocked } from '../verdict/errors.ts';

/** A user with our mark, and whether its run is over. */
export interface LeftUser<User, Run = string> {
  user: User;
  run: Run;
  /** Why it counts as a leftover; nothing while its run may still be at work. */
  because: string | undefined;
}

/** A user that an ended run has noted, and that does not carry all of our mark: it is left alone. */
export interface UnconfirmedUser<User> {
  user: User;
  run: string;
  why: string;
}

/** The users that earlier runs have left. */
export interface LeftUsers<User, Run = string> {
  users: LeftUser<User, Run>[];
  unconfirmed: UnconfirmedUser<User>[];
}

/** How a system speaks of its users. */
export interface Wording<User> {
  /** “user 7 …” */
  who: (user: User) => string;
  /** Behind “it counts as”: when that of a run which may be at work becomes a leftover. */
  leftoverWhen: (user: User) => string;
  /** Behind “To be”: deleted, deactivated. */
  removed: (user: User) => string;
  /** The screen on which a person removes one, and the verb for it. */
  screen: string;
  remove: string;
}

/** The leftovers themselves: those that are to be removed, and not those of runs that may be at work. */
export function toBeRemoved<User, Run>({ users }: LeftUsers<User, Run>): LeftUser<User, Run>[] {
  return users.filter(({ because }) => because !== undefined);
}

/** A sentence for each user with our mark: what will become of it, and why. */
export function describeUsers<User, Run extends string | undefined>(
  users: readonly LeftUser<User, Run>[],
  { who, leftoverWhen, removed }: Wording<User>,
): string[] {
  return users.map(({ user, run, because }) =>
    because === undefined
      ? `Left alone: ${who(user)} of run ${run ?? ''}, which may still be at work; it counts as ${leftoverWhen(user)}.`
      : `To be ${removed(user)}: ${who(user)}: ${because}.`,
  );
}

/** A sentence for each user that is left to a person. */
export function describeUnconfirmed<User>(
  unconfirmed: readonly UnconfirmedUser<User>[],
  { who, screen, remove }: Wording<User>,
): string[] {
  return unconfirmed.map(
    ({ user, run, why }) =>
      `Left alone: ${who(user)} is noted in the ledger of run ${run}, but ${why}. Look at it in ${screen}: ` +
      `${remove} it, or, if it shall stay, remove the file of that run from the ledger (${LEDGER_FOLDER}/, or KEYTURN_STATE).`,
  );
}

/**
 * To be called after a sweep.
 *
 * @throws {Blocked} where users are left to a person, on this screen.
 */
export function refuseUnconfirmed(unconfirmed: readonly UnconfirmedUser<unknown>[], screen: string): void {
  if (unconfirmed.length === 0) return;
  throw new Blocked(
    `${String(unconfirmed.length)} of the users noted in the ledger were left alone (see above).`,
    { remedy: `look at them in ${screen}, and decide yourself` },
  );
}
