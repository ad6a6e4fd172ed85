/** Creations of users that a site is to refuse: whoever comes of one all the same is found, and does not stay active. */
import { randomInt } from 'node:crypto';
import type { Exchange } from '../../http/exchange.ts';
import type { User } from './schemas.ts';
import type { Pool } from './pool.ts';
import { poolName, leaseName, emailOf } from './marker.ts';
import { findByName, allNamed, isRefusal } from './users.ts';
import { NotTried } from '../../verdict/errors.ts';
import type { UserFields } from './api.ts';
import { runId } from '../../run-id.ts';
import { deactivateUnexpected } from './give-back.ts';

/** The first of the numbers that no test user is ever given. */
const FIRST_RESERVED_NUMBER = 9000;

/** What came of an attempt to make a user. */
export interface CreationAttempt {
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
    const username = poolName(prefix, randomInt(FIRST_RESERVED_NUMBER, FIRST_RESERVED_NUMBER + 1000));
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
): Promise<CreationAttempt> {
  const { api, ledger } = pool;
  const before = new Set((await allNamed(api, username)).map(({ id }) => id));
  const fullname = leaseName({ run: runId(), since: new Date() });
  const entry = ledger.creating({ kind: 'user', address: username, marker: fullname });
  const answer = await act({ username, fullname, email: emailOf(username), status: 'inactive' });
  const made = (await allNamed(api, username)).filter(({ id }) => !before.has(id));
  for (const user of made) await deactivateUnexpected(pool, user);
  // What a gateway says may be said before the site has done it: then whoever comes next looks again.
  if (made.length > 0 || answer.status < 400 || isRefusal(answer)) ledger.removed(entry);
  return { answer, made };
}
