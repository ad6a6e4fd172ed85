/**
 * Our mark on the users of the pool, and the only reason ever to write to one. All of it must match: the user name (our
 * prefix and a number), the full name (free, or leased by a run), and a role that is never admin. In doubt, nothing is
 * touched.
 */
import { RUN_ID } from '../../run-id.ts';
import type { User } from './schemas.ts';

const MARK = 'Keyturn test user';

/** The full name of a user of the pool that no run has. */
export const FREE_NAME = `${MARK} (free)`;

/** A run's claim on a user: it stands in the full name, for whoever looks. */
export interface Lease {
  run: string;
  since: Date;
}

/** The full name of a user that a run has: `Keyturn test user (run abcdefghij since 2026-11-22T03:00:00Z)`. */
export function leaseName({ run, since }: Lease): string {
  return `${MARK} (run ${run} since ${since.toISOString().replace(/\.\d+/, '')})`;
}

/** The name of a user of the pool: `keyturn-1`. */
export function poolName(prefix: string, number: number): string {
  return `${prefix}-${String(number)}`;
}

/** Whether a name is one that the pool gives, whoever has it. */
export function isPoolName(username: string, prefix: string): boolean {
  const name = username.toLowerCase();
  return name.startsWith(prefix) && /^-[1-9]\d{0,3}$/.test(name.slice(prefix.length));
}

/** What the mark says, or why it is not ours. */
export type MarkerCheck = { ours: true; lease: Lease | undefined } | { ours: false; why: string };

/**
 * Whether a user is one of ours.
 *
 * @param user as the service shows it by number or by exact name.
 * @param prefix as configured.
 * @param selfId the number of the admin who asks.
 */
export function readMarker(user: User, prefix: string, selfId: number): MarkerCheck {
  const no = (why: string): MarkerCheck => ({ ours: false, why });
  if (user.id === selfId) return no('it is the admin of this run');
  if (isAdmin(user)) return no('it is an admin');
  if ((user.role ?? '') === '' && user.operations.length === 0) return no('its role is not shown');
  if (!isPoolName(user.username, prefix)) return no(`its name is not “${prefix}-” and a number`);
  if (user.fullname === FREE_NAME) return { ours: true, lease: undefined };
  const lease = readLease(user.fullname);
  return lease === undefined ? no(`its full name is not “${MARK} (…)”`) : { ours: true, lease };
}

/** The claim in a full name, if there is one. */
export function readLease(fullname = ''): Lease | undefined {
  const [, run = '', time = ''] =
    /^Keyturn test user \(run (\w+) since (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\)$/.exec(fullname) ?? [];
  const since = new Date(time);
  return RUN_ID.test(run) && !Number.isNaN(since.getTime()) ? { run, since } : undefined;
}

/** Whether a user may do everything: by its role, or by what it may do. */
export function isAdmin({ role, operations }: User): boolean {
  return /^admin/i.test(role ?? '') || operations.includes('ADMIN');
}

/** Nobody's: example.com is reserved. */
export function emailOf(username: string): string {
  return `${username}@example.com`;
}
