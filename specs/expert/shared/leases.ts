/** What the full name of a test user says: which run has it. */
import { runId } from '../../../helpers/run-id.ts';
import { leaseName } from '../../../helpers/systems/expert/marker.ts';

/** A full name that is another one than that of the lease, and says as well that this run has the user. */
export function otherLease(): string {
  return leaseName({ run: runId(), since: new Date(Date.now() - 60_000) });
}
