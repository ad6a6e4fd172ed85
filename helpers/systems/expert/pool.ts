/**
 * The test users of a site. Users cannot be deleted there, so a handful of ours stays, deactivated between runs, and each
 * run leases one: active, with the run in its full name. Every one is found by its exact name, `keyturn-1` and on;
 * nothing is ever chosen from a list. What runs do with them is in lease.ts and give-back.ts.
 *
 * See https://expert-help.nice.com/Admin/User_Management/Activate_and_deactivate_users
 */
import type { Ledger } from '../../ledger/ledger.ts';
import type { ExpertApi } from './api.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';
import { type Lease, readMarker } from './marker.ts';
import type { User } from './schemas.ts';
import { isUser } from '../../ledger/entry.ts';
import { isSame } from './users.ts';

/** The pool of a site, as one run sees it. */
export interface Pool {
  /** As the admin. */
  api: ExpertApi;
  /** The admin's own number. */
  selfId: number;
  /** What the names of the test users begin with. */
  prefix: string;
  ledger: Ledger;
  /** Age in hours at which another run's lease counts as left behind. */
  leftoverHours: number;
  /**
   * How long to wait, in milliseconds, before a claim is looked at again. Two runs that see the same free user both
   * write their names on it; whose name stands there after this time has it. Zero where nobody else can come.
   */
  settleMs: number;
}

/** The pool of the site of this connection. */
export function poolOf(
  connection: ExpertConnection,
  of: Pick<Pool, 'selfId' | 'prefix' | 'leftoverHours' | 'settleMs'>,
): Pool {
  return { ...of, api: asAdmin(connection), ledger: connection.ledger };
}

/** Why a user of ours counts as left behind; nothing while a run may still be at work with it, or has given it back. */
export function leftoverReason(user: User, pool: Pool): string | undefined {
  const mark = readMarker(user, pool.prefix, pool.selfId);
  return mark.ours && !isReleased(user, mark.lease) ? whyLeaseIsOver(mark.lease, pool) : undefined;
}

/** Whether a user of ours is free for the next run. A run that dies in between leaves an inactive one with its name. */
export function isReleased({ status }: User, lease: Lease | undefined): boolean {
  return status === 'inactive' && lease === undefined;
}

/** Why nobody has a user, as far as the lease says; nothing while a run may. */
export function whyLeaseIsOver(
  lease: Lease | undefined,
  { ledger, leftoverHours }: Pool,
): string | undefined {
  if (lease === undefined) return 'it is active, and no run says that it has it';
  const { run, since } = lease;
  if (ledger.hasRunEnded(run)) return `run ${run} ended on this machine without giving it back`;
  const ageHours = (Date.now() - since.getTime()) / 3_600_000;
  return ageHours >= leftoverHours ? `run ${run} took it ${ageHours.toFixed(1)} hours ago` : undefined;
}

/** The role that a user was leased with, as far as a run that is over has noted it on this machine. */
export function recordedRole(ledger: Ledger, username: string): string | undefined {
  return ledger
    .others()
    .filter(isUser)
    .find(({ thing }) => isSame(thing.address, username) && thing.role !== undefined)?.thing.role;
}
