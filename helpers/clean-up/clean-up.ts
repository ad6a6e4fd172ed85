/**
 * The clean-up of a run, on any system: it signs in by itself, because what the run had may be what was just revoked, removes
 * the users that the ledger has noted, and goes on when a step fails.
 */
import { type Entry, isUser, type LedgerUser } from '../ledger/entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { failuresOf, type StepOutcome, CleanUpSteps } from './steps.ts';

/** What a clean-up did, and whether nothing is left. */
export interface CleanUpRecord {
  steps: readonly StepOutcome[];
  clean: boolean;
}

/** What a clean-up of one system consists of. */
export interface CleanUp<Admin> {
  ledger: Ledger;
  /** Signing in as the admin; without it, no user can be removed. */
  admin: { step: string; did: string; signIn: () => Promise<Admin> };
  /** Whether there is anything that only the admin can remove. */
  needsAdmin: boolean;
  /** Removes a user, or leaves it to the next run. */
  user: { verb: string; remove: (admin: Admin, entry: Entry<LedgerUser>) => Promise<string> };
  /** What is to be done when the users are gone. `admin` is missing where nobody could sign in. */
  afterUsers?: (steps: CleanUpSteps, admin: Admin | undefined) => Promise<void>;
}

/** Removes what this run has noted and not removed. Never throws. */
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

/** Leaves a user that was looked for in vain to the next run: the call that was to create it got no answer. */
export function leaveUnfound(ledger: Ledger, entry: Entry<LedgerUser>): string {
  ledger.markLeft(entry);
  return `${entry.thing.address} was not found, so it was probably never created; the next run will look again`;
}
