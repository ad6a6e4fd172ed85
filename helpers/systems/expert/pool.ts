/**
 * The test users of a site. Users cannot be deleted there, so a few test users stay, and are deactivated between runs. Each run
 * leases one of them, who is then active, with the run ID in their full name. Each is found by their exact name (`keyturn-1`,
 * `keyturn-2` …), and never chosen from a list. See lease.ts and release.ts for what runs do with them.
 *
 * See https://expert-help.nice.com/Admin/User_Management/Activate_and_deactivate_users
 */
import { isUser } from '../../ledger/entry.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { ExpertApi } from './api.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';
import { type Lease, readMarker } from './marker.ts';
import type { User } from './schemas.ts';
import { isSame } from './users.ts';

/** The pool of a site, as one run sees it. */
export interface Pool {
  /** The API, called as the admin. */
  api: ExpertApi;
  /** The admin's ID. */
  selfId: number;
  /** The prefix of the test users' names. */
  prefix: string;
  ledger: Ledger;
  /** The age in hours at which another run's lease counts as a leftover. */
  leftoverHours: number;
  /**
   * The time before a claim is checked again, in ms. If two runs see the same free user, both write their lease. The run whose
   * lease is there after this time has the user. Zero if no other run can use the site.
   */
  settleMs: number;
}

/** Returns the pool of this connection's site. */
export function poolOf(
  connection: ExpertConnection,
  of: Pick<Pool, 'selfId' | 'prefix' | 'leftoverHours' | 'settleMs'>,
): Pool {
  return { ...of, api: asAdmin(connection), ledger: connection.ledger };
}

/** Returns why one of our users counts as a leftover. `undefined` if a run may still use them, or has released them. */
export function leftoverReason(user: User, pool: Pool): string | undefined {
  const marker = readMarker(user, pool.prefix, pool.selfId);
  return marker.ours && !isReleased(user, marker.lease) ? whyLeaseIsOver(marker.lease, pool) : undefined;
}

/** Whether one of our users is free for the next run. If a run dies while it releases a user, they may be inactive, but leased. */
export function isReleased({ status }: User, lease: Lease | undefined): boolean {
  return status === 'inactive' && lease === undefined;
}

/** Returns why a lease is over. `undefined` if its run may still use the user. */
export function whyLeaseIsOver(
  lease: Lease | undefined,
  { ledger, leftoverHours }: Pool,
): string | undefined {
  if (lease === undefined) return 'they are active, but not leased by any run';
  const { run, since } = lease;
  if (ledger.hasRunEnded(run)) return `run ${run} ended on this machine without releasing them`;
  const ageHours = (Date.now() - since.getTime()) / 3_600_000;
  return ageHours >= leftoverHours ? `run ${run} leased them ${ageHours.toFixed(1)} hours ago` : undefined;
}

/** Returns the role that a user had when leased, if an earlier run on this machine recorded it. */
export function recordedRole(ledger: Ledger, username: string): string | undefined {
  return ledger
    .others()
    .filter(isUser)
    .find(({ thing }) => isSame(thing.address, username) && thing.role !== undefined)?.thing.role;
}
