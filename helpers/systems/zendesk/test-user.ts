import type { Ledger } from '../../ledger/ledger.ts';
import type { Exchange } from '../../http/exchange.ts';
import { LostCall } from '../../http/transport.ts';
import { Blocked } from '../../verdict/errors.ts';
import type { NewUser } from './api.ts';
import { readMarker, type TestUserNames } from './marker.ts';
import { whyLeftover } from './leftovers.ts';
import { deleteTestUser, type Removal, waitForUserWithAddress } from './people.ts';
import type { User } from './schemas.ts';
import { type Entry, isUser, type LedgerUser } from '../../ledger/entry.ts';

/**
 * Stops a run if its test user's email address belongs to another user.
 *
 * @throws {Blocked} with the user of the address: one of another run that may still be running, or someone else.
 */
export function blockIfAddressTaken(
  holders: readonly User[],
  names: TestUserNames,
  { addresses, selfId }: Removal,
): void {
  const markOf = (user: User) => readMarker(user, addresses, selfId);
  // If one of several users is not ours, the message is about that one.
  const holder = holders.find((user) => !markOf(user).ours) ?? holders[0];
  if (holder === undefined) return;
  const mark = markOf(holder);
  const id = String(holder.id);
  if (mark.ours) {
    throw new Blocked(
      `${names.email} is in use by user ${id} of run ${mark.run} (started ${holder.created_at ?? 'at an unknown time'}), which may still be running.`,
      {
        remedy:
          'wait for that run to end, or put {run} into ZENDESK_TEST_USER_EMAIL so that each run has its own address',
      },
    );
  }
  throw new Blocked(
    `${names.email} belongs to user ${id}, who is not a Keyturn test user (${mark.why}). Nothing was changed.`,
    {
      remedy: 'set ZENDESK_TEST_USER_EMAIL to an unused address',
    },
  );
}

/** Thrown if there is no seat left for another agent. */
export class NoSeat extends Blocked {}

/** The answer to the call that created the test user, and its entry in the ledger. */
export interface Created {
  created: Exchange<{ user: User }>;
  entry: Entry<LedgerUser>;
}

/**
 * Creates the test user, who is recorded in the ledger before the call. If a leftover that the search did not show in time has
 * the email address, it is removed first, and the call is repeated once.
 *
 * @param leftoverHours the age at which another run's user counts as a leftover.
 * @param otherwise attributes that are sent in addition to the user's, or in place of them.
 * @throws {NoSeat} if there is no seat left.
 * @throws {Blocked} if someone else has the email address.
 */
export async function createTestUser(
  ledger: Ledger,
  removal: Removal,
  user: NewUser,
  leftoverHours = Infinity,
  otherwise: Record<string, unknown> = {},
): Promise<Created> {
  const recorded: LedgerUser = { kind: 'user', address: user.email, marker: user.external_id };
  const ask = async (): Promise<Created> => {
    const entry = ledger.creating(recorded);
    try {
      return { created: await removal.api.createUser(user, otherwise), entry };
    } catch (error) {
      // A call that was not sent created nothing. A lost call may have.
      if (!(error instanceof LostCall)) ledger.removed(entry);
      throw error;
    }
  };
  let { created, entry } = await ask();
  if (isTaken(created)) {
    // The refused call created nothing of ours, and the existing user may be someone else's.
    ledger.removed(entry);
    await freeAddress(ledger, removal, user, leftoverHours);
    ({ created, entry } = await ask());
  }
  if (created.status < 300) ledger.answered(entry);
  // After a gateway's error, the tenant may have created the user anyway.
  if (created.status >= 400 && created.status < 500) ledger.removed(entry);
  const refusal = created.refusal;
  if (refusal !== undefined && JSON.stringify(refusal).includes('MaxAgentExceeded')) {
    throw new NoSeat(`The tenant has no seat left for another agent.\n${created.excerpt}`, {
      remedy: 'free a seat, or test an end user with ZENDESK_TEST_USER_ROLE=end-user',
      where: 'Admin Center > Account > Billing > Subscription',
      who: 'the account owner or a billing admin',
    });
  }
  if (isTaken(created)) {
    throw new Blocked(
      `The tenant reports ${user.email} as taken, but shows no user with it.\n${created.excerpt}`,
      {
        remedy: 'wait until its search has caught up, or set ZENDESK_TEST_USER_EMAIL to another address',
      },
    );
  }
  return { created, entry };
}

function isTaken({ status, refusal }: Exchange<unknown>): boolean {
  return (
    status === 422 && (refusal?.details['email'] ?? []).some((text) => /DuplicateValue|already/i.test(text))
  );
}

async function freeAddress(
  ledger: Ledger,
  removal: Removal,
  { name, email, external_id: externalId }: NewUser,
  leftoverHours: number,
): Promise<void> {
  const holder = await waitForUserWithAddress(
    removal.api,
    { address: email, marker: externalId },
    removal.indexDeadlineMs,
  );
  if (holder === undefined) return;
  const mark = readMarker(holder, removal.addresses, removal.selfId);
  // A user of this very run: its call took effect, although the answer was lost. Unless a parallel process has the user.
  const inUse = ledger
    .others()
    .some((other) => isUser(other) && other.alive && other.thing.marker === externalId);
  const ofThisRun = mark.ours && holder.external_id === externalId && !inUse;
  if (ofThisRun || (mark.ours && whyLeftover(holder, mark.run, ledger, leftoverHours) !== undefined)) {
    await deleteTestUser(removal, holder.id);
  } else blockIfAddressTaken([holder], { name, email, externalId }, removal);
}
