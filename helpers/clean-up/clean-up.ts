/**
 * The clean-up of a run on any system. It signs in on its own, because the run's own token may just have been revoked. It
 * removes the users that the ledger recorded, and continues if a step fails.
 */
import { type Entry, isUser, type LedgerUser } from '../ledger/entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { failuresOf, type StepOutcome, CleanUpSteps } from './steps.ts';

/** What a clean-up did, and whether there are no leftovers. */
export interface CleanUpRecord {
  steps: readonly StepOutcome[];
  clean: boolean;
}

/** What a clean-up of one system consists of. */
export interface CleanUp<Admin> {
  ledger: Ledger;
  /** How to sign in as the admin. Without the admin, no user can be removed. */
  admin: { step: string; did: string; signIn: () => Promise<Admin> };
  /** Whether there is something that only the admin can remove. */
  needsAdmin: boolean;
  /** How to remove a user, or leave them to the next run. */
  user: { verb: string; remove: (admin: Admin, entry: Entry<LedgerUser>) => Promise<string> };
  /** Steps after the users are gone. `admin` is `undefined` if the sign-in failed. */
  afterUsers?: (steps: CleanUpSteps, admin: Admin | undefined) => Promise<void>;
}

/** Removes everything that this run recorded and has not removed. Never throws. */
export async function removeRecorded<Admin>(of: CleanUp<Admin>): Promise<CleanUpRecord> {
  const { ledger, user } = of;
  const steps = new CleanUpSteps();
  let admin: Admin | undefined;
  if (of.needsAdmin)
    await steps.attempt(async () => {
      admin = await of.admin.signIn();
      return of.admin.did;
    }, of.admin.step);
  for (const entry of ledger.own().filter(isUser)) {
    const signedIn = admin;
    if (signedIn === undefined) break;
    await steps.attempt(() => user.remove(signedIn, entry), `${user.verb} ${entry.thing.address}`);
  }
  await of.afterUsers?.(steps, admin);
  const clean = failuresOf(steps.outcomes).length === 0 && ledger.own().length === 0;
  return { steps: steps.outcomes, clean };
}

/** Leaves a user who was not found to the next run. The call that should have created them got no answer. */
export function leaveUnfound(ledger: Ledger, entry: Entry<LedgerUser>): string {
  ledger.markNotFound(entry);
  return `${entry.thing.address} was not found, so it was probably never created; the next run will look again`;
}
