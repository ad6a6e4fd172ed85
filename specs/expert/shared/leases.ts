/** Leases in the full names of test users. */
import { runId } from '../../../helpers/run-id.ts';
import { leaseName } from '../../../helpers/systems/expert/marker.ts';

/** Returns a full name that is also a lease of this run, but differs from the one that the user has. */
export function otherLease(): string {
  return leaseName({ run: runId(), since: new Date(Date.now() - 60_000) });
}
