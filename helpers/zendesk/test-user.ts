import type { Ledger } from '../cleanup/ledger.ts';
import type { Exchange } from '../http/exchange.ts';
import { Blocked } from '../verdict/errors.ts';
import type { NewUser } from './api.ts';
import { readMark, type TestUserNames } from './marker.ts';
import { removeOurs, type Removal, waitForHolder, whyLeftover } from './people.ts';
import type { User } from './schemas.ts';

/**
 * Stops a run whose test user's address belongs to somebody.
 *
 * @throws {Blocked} that says who holds it: another run that may be at work, or a person.
 */
export function refuseIfHeld(
  holder: User | undefined,
  names: TestUserNames,
  { addresses, selfId }: Removal,
): void {
  if (holder === undefined) return;
  const mark = readMark(holder, addresses, selfId);
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

/**
 * Creates the test user, noted in the ledger before the call. When the address is taken by a leftover that the
 * search did not show in time, that is removed first, and the call made once more. `leftoverHours` is the age at
 * which another run's user counts as one.
 *
 * @throws {Blocked} when there is no seat left, or somebody else holds the address.
 */
export async function createOurs(
  ledger: Ledger,
  removal: Removal,
  user: NewUser,
  leftoverHours = Infinity,
): Promise<Exchange<{ user: User }>> {
  const { api } = removal;
  ledger.creating({ address: user.email, externalId: user.external_id });
  let created = await api.createUser(user);
  if (isTaken(created)) {
    // Refused: nothing of ours was created, and what is there may be somebody's.
    ledger.removed({ address: user.email, externalId: user.external_id });
    await makeRoom(ledger, removal, user, leftoverHours);
    ledger.creating({ address: user.email, externalId: user.external_id });
    created = await api.createUser(user);
  }
  if (created.status >= 400) ledger.removed({ address: user.email, externalId: user.external_id });
  const refusal = created.refusal;
  if (refusal !== undefined && JSON.stringify(refusal).includes('MaxAgentExceeded')) {
    throw new Blocked(`The tenant has no seat left for another agent.\n${created.excerpt}`, {
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
  return created;
}

function isTaken({ status, refusal }: Exchange<unknown>): boolean {
  return (
    status === 422 && (refusal?.details['email'] ?? []).some((text) => /DuplicateValue|already/i.test(text))
  );
}

async function makeRoom(
  ledger: Ledger,
  removal: Removal,
  { name, email, external_id: externalId }: NewUser,
  leftoverHours: number,
): Promise<void> {
  const holder = await waitForHolder(removal.api, email);
  if (holder === undefined) return;
  const mark = readMark(holder, removal.addresses, removal.selfId);
  // One of this very run: our own call took effect, although its answer was lost.
  const ofThisRun = mark.ours && holder.external_id === externalId;
  if (ofThisRun || (mark.ours && whyLeftover(holder, mark.run, ledger, leftoverHours) !== undefined)) {
    await removeOurs(removal, holder.id);
  } else refuseIfHeld(holder, { name, email, externalId }, removal);
}
