/** Creates the test user, if no one else has their email address. */
import { settingsPlace } from '../../settings-place.ts';
import type { Exchange } from '../../http/exchange.ts';
import { LostCall } from '../../http/transport.ts';
import { type Entry, isUser, type LedgerUser } from '../../ledger/entry.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { Blocked } from '../../verdict/errors.ts';
import type { NewUser } from './api.ts';
import { whyLeftover } from './leftovers.ts';
import { readMarker, type TestUserNames } from './marker.ts';
import { deleteTestUser, type Removal, waitForUserWithAddress } from './people.ts';
import type { User } from './schemas.ts';

/**
 * Blocks a run if its test user's email address is in use.
 *
 * @throws {Blocked} The message names the user: the test user of a run that may still be running, or someone else.
 */
export function blockIfAddressTaken(
  users: readonly User[],
  names: TestUserNames,
  { addresses, selfId }: Removal,
): void {
  const markerOf = (user: User) => readMarker(user, addresses, selfId);
  // If one of several users is not ours, the message is about that one.
  const user = users.find((each) => !markerOf(each).ours) ?? users[0];
  if (user === undefined) return;
  const marker = markerOf(user);
  const id = String(user.id);
  if (marker.ours) {
    throw new Blocked(
      `${names.email} is in use by user ${id} of run ${marker.run} (created ${user.created_at ?? 'at an unknown time'}), which may still be running.`,
      {
        remedy:
          'wait for that run to end, or put {run} into ZENDESK_TEST_USER_EMAIL so that each run has its own email address',
        where: settingsPlace(),
        help: 'test-user-address',
      },
    );
  }
  throw new Blocked(
    `${names.email} belongs to user ${id}, who is not a Keyturn test user (${marker.why}). Nothing was changed.`,
    {
      remedy: 'set ZENDESK_TEST_USER_EMAIL to an unused email address',
      where: settingsPlace(),
      help: 'test-user-address',
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
 * Creates the test user, who is recorded in the ledger before the call. If the call is refused because a leftover has the email
 * address, the leftover is removed, and the call is repeated once.
 *
 * @param leftoverHours the age at which another run's user counts as a leftover.
 * @param overrides attributes that are sent in addition to the user's, or in place of them.
 * @throws {NoSeat} if there is no seat left.
 * @throws {Blocked} if someone else has the email address.
 */
export async function createTestUser(
  ledger: Ledger,
  removal: Removal,
  user: NewUser,
  leftoverHours = Infinity,
  overrides: Record<string, unknown> = {},
): Promise<Created> {
  const recorded: LedgerUser = { kind: 'user', address: user.email, marker: user.external_id };
  const create = async (): Promise<Created> => {
    const entry = ledger.creating(recorded);
    try {
      return { created: await removal.api.createUser(user, overrides), entry };
    } catch (error) {
      // A call that was not sent created nothing. A lost call may have.
      if (!(error instanceof LostCall)) ledger.removed(entry);
      throw error;
    }
  };
  let { created, entry } = await create();
  if (isTaken(created)) {
    // The refused call created no one, and the existing user may be someone else's.
    ledger.removed(entry);
    await freeAddress(ledger, removal, user, leftoverHours);
    ({ created, entry } = await create());
  }
  if (created.status < 300) ledger.answered(entry);
  // After a server error, which may be a gateway's, the user may exist anyway, so the entry stays open.
  if (created.status >= 400 && created.status < 500) ledger.removed(entry);
  const refusal = created.refusal;
  if (refusal !== undefined && JSON.stringify(refusal).includes('MaxAgentExceeded')) {
    throw new NoSeat(`The tenant has no seat left for another agent.\n${created.excerpt}`, {
      remedy: 'free a seat, or test an end user with ZENDESK_TEST_USER_ROLE=end-user',
      where: 'Admin Center > Account > Billing > Subscription',
      who: 'the account owner or a billing admin',
      help: 'seats',
    });
  }
  if (isTaken(created)) {
    throw new Blocked(
      `The tenant reports ${user.email} as taken, but shows no user with it.\n${created.excerpt}`,
      {
        remedy:
          'wait until its search has caught up, or set ZENDESK_TEST_USER_EMAIL to another email address',
        help: 'test-user-address',
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
  const user = await waitForUserWithAddress(
    removal.api,
    { address: email, marker: externalId },
    removal.indexDeadlineMs,
  );
  if (user === undefined) return;
  const marker = readMarker(user, removal.addresses, removal.selfId);
  const isInUse = ledger
    .others()
    .some((other) => isUser(other) && other.alive && other.thing.marker === externalId);
  // An earlier call of this run took effect although its answer was lost, unless a parallel process of the run has the user.
  const isOfThisRun = marker.ours && user.external_id === externalId && !isInUse;
  if (isOfThisRun || (marker.ours && whyLeftover(user, marker.run, ledger, leftoverHours) !== undefined)) {
    await deleteTestUser(removal, user.id);
  } else blockIfAddressTaken([user], { name, email, externalId }, removal);
}
