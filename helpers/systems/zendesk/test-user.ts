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
 * Stops a run whose test user's address belongs to somebody.
 *
 * @throws {Blocked} that says who holds it: another run that may be at work, or a person.
 */
export function blockIfAddressTaken(
  holders: readonly User[],
  names: TestUserNames,
  { addresses, selfId }: Removal,
): void {
  const markOf = (user: User) => readMarker(user, addresses, selfId);
  // Where somebody shares it, that is what is to be said.
  const holder = holders.find((user) => !markOf(user).ours) ?? holders[0];
  if (holder === undefined) return;
  const mark = markOf(holder);
  const id = String(holder.id);
  if (mark.ours) {
    throw new Blocked(
      `${names.email} is held by user ${id} of run ${mark.run}, begun ${holder.created_at ?? 'at an unknown time'}, which may still be at work.`,
      {
        remedy:
          'wait for it to end, or put {run} into ZENDESK_TEST_USER_EMAIL, so that each run has an address of its own',
      },
    );
  }
  throw new Blocked(
    `${names.email} belongs to user ${id}, who is not ours (${mark.why}). Nothing was touched.`,
    {
      remedy: 'set ZENDESK_TEST_USER_EMAIL to an address that nobody has',
    },
  );
}

/** There is no seat left for another agent. */
export class NoSeat extends Blocked {}

/** The answer to the call that created the test user, and its entry in the ledger. */
export interface Created {
  created: Exchange<{ user: User }>;
  entry: Entry<LedgerUser>;
}

/**
 * Creates the test user, noted in the ledger before the call. When the address is taken by a leftover that the
 * search did not show in time, that is removed first, and the call made once more. `leftoverHours` is the age at
 * which another run's user counts as one; `otherwise` is sent beside the user's attributes, or in the place of them.
 *
 * @throws {NoSeat} when there is no seat left.
 * @throws {Blocked} when somebody else holds the address.
 */
export async function createTestUser(
  ledger: Ledger,
  removal: Removal,
  user: NewUser,
  leftoverHours = Infinity,
  otherwise: Record<string, unknown> = {},
): Promise<Created> {
  const noted: LedgerUser = { kind: 'user', address: user.email, marker: user.external_id };
  const ask = async (): Promise<Created> => {
    const entry = ledger.creating(noted);
    try {
      return { created: await removal.api.createUser(user, otherwise), entry };
    } catch (error) {
      // Not sent, so not created; what was lost may have been.
      if (!(error instanceof LostCall)) ledger.removed(entry);
      throw error;
    }
  };
  let { created, entry } = await ask();
  if (isTaken(created)) {
    // Refused: nothing of ours was created, and what is there may be somebody's.
    ledger.removed(entry);
    await freeAddress(ledger, removal, user, leftoverHours);
    ({ created, entry } = await ask());
  }
  if (created.status < 300) ledger.answered(entry);
  // Behind a gateway's error the tenant may have done it all the same.
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
      `The tenant says that ${user.email} is taken, but shows nobody who has it.\n${created.excerpt}`,
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
  // One of this very run: our own call took effect, although its answer was lost. Unless a process beside us has it.
  const inUse = ledger
    .others()
    .some((other) => isUser(other) && other.alive && other.thing.marker === externalId);
  const ofThisRun = mark.ours && holder.external_id === externalId && !inUse;
  if (ofThisRun || (mark.ours && whyLeftover(holder, mark.run, ledger, leftoverHours) !== undefined)) {
    await deleteTestUser(removal, holder.id);
  } else blockIfAddressTaken([holder], { name, email, externalId }, removal);
}
