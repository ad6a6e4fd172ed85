/** Tries to create users, which a site must refuse. A user who is created anyway is found, and does not stay active. */
import { randomInt } from 'node:crypto';
import type { Exchange } from '../../http/exchange.ts';
import { runId } from '../../run-id.ts';
import { NotTried } from '../../verdict/errors.ts';
import type { UserFields } from './api.ts';
import { emailOf, leaseName, poolName } from './marker.ts';
import type { Pool } from './pool.ts';
import { deactivateUnexpected } from './release.ts';
import type { User } from './schemas.ts';
import { allNamed, findByName, isRefusal } from './users.ts';

/** The first number of those that are never leased. */
const FIRST_RESERVED_NUMBER = 9000;

/** The result of an attempt to create a user. */
export interface CreationAttempt {
  answer: Exchange<unknown>;
  /** Users who were created anyway, as the admin sees them. They are already deactivated and released. */
  made: User[];
  /** All users with the name, in any case. */
  named: User[];
}

/**
 * Returns a name of the pool that no user has, and that is never leased. If a user appears with it, they were created by the
 * attempt, and not by another run. A sweep recognizes the name, too.
 */
export async function unusedName({ api, prefix }: Pool): Promise<string> {
  for (let tries = 0; tries < 5; tries++) {
    const username = poolName(prefix, randomInt(FIRST_RESERVED_NUMBER, FIRST_RESERVED_NUMBER + 1000));
    if ((await findByName(api, username)) === undefined) return username;
  }
  throw new NotTried('All candidate names of the pool are taken.');
}

/**
 * Tries to create a user, which must be refused. If a user is created anyway, they have a name of the pool and our marker.
 * They are recorded before the call, searched for after it whatever the answer was, and then deactivated and released, because
 * users cannot be deleted.
 *
 * @param username a name of the pool that no user has, or that of one of our users in another case.
 * @param act makes the call with these fields, in which the new user is inactive.
 * @param known the IDs of the users with the name, if an earlier attempt has just seen them.
 */
export async function attemptCreation(
  pool: Pool,
  username: string,
  act: (fields: UserFields & { username: string }) => Promise<Exchange<unknown>>,
  known?: ReadonlySet<number>,
): Promise<CreationAttempt> {
  const { api, ledger } = pool;
  const before = known ?? new Set((await allNamed(api, username)).map(({ id }) => id));
  const fullname = leaseName({ run: runId(), since: new Date() });
  const entry = ledger.creating({ kind: 'user', address: username, marker: fullname });
  const answer = await act({ username, fullname, email: emailOf(username), status: 'inactive' });
  const named = await allNamed(api, username);
  const made = named.filter(({ id }) => !before.has(id));
  for (const user of made) await deactivateUnexpected(pool, user);
  // A gateway may answer before the site has created the user. Then the entry stays open, so that the next run checks
  // again.
  if (made.length > 0 || answer.status < 400 || isRefusal(answer)) ledger.removed(entry);
  return { answer, made, named };
}
