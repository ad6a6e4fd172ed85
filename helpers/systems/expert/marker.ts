/**
 * Our marker on users of the pool. Only users who carry it are ever changed. All of it must match: the user name (our prefix and
 * a number), the full name (free, or leased by a run), and a role that is never admin. If this is not certain, nothing is
 * touched.
 */
import { RUN_ID } from '../../run-id.ts';
import type { User } from './schemas.ts';

const NAME_PREFIX = 'Keyturn test user';

/** The full name of a user of the pool who is not leased. */
export const FREE_NAME = `${NAME_PREFIX} (free)`;

/** A run's claim on a user. It is in the full name, so that everyone can see it. */
export interface Lease {
  run: string;
  since: Date;
}

/** Returns the full name of a leased user: `Keyturn test user (run abcdefghij since 2026-11-22T03:00:00Z)`. */
export function leaseName({ run, since }: Lease): string {
  return `${NAME_PREFIX} (run ${run} since ${since.toISOString().replace(/\.\d+/, '')})`;
}

/** Returns the name of a user of the pool: `keyturn-1`. */
export function poolName(prefix: string, number: number): string {
  return `${prefix}-${String(number)}`;
}

/** Returns the number in a name of the pool. */
export function numberOf(username: string): number {
  return Number(/\d+$/.exec(username)?.[0] ?? 0);
}

/** Whether a user name belongs to the pool, even if its user is not ours. */
export function isPoolName(username: string, prefix: string): boolean {
  const name = username.toLowerCase();
  return name.startsWith(prefix) && /^-[1-9]\d{0,3}$/.test(name.slice(prefix.length));
}

/** The lease in the user's marker, or the reason why the user is not ours. */
export type MarkerCheck = { ours: true; lease: Lease | undefined } | { ours: false; why: string };

/**
 * Whether a user is one of ours.
 *
 * @param user as the service shows them by ID or by exact name.
 * @param prefix as configured.
 * @param selfId the ID of this run's admin.
 */
export function readMarker(user: User, prefix: string, selfId: number): MarkerCheck {
  const no = (why: string): MarkerCheck => ({ ours: false, why });
  if (user.id === selfId) return no('they are this run’s admin');
  if (isAdmin(user)) return no('they are an admin');
  if ((user.role ?? '') === '' && user.operations.length === 0) return no('their role is not shown');
  if (!isPoolName(user.username, prefix)) return no(`their user name is not “${prefix}-” and a number`);
  if (user.fullname === FREE_NAME) return { ours: true, lease: undefined };
  const lease = readLease(user.fullname);
  return lease === undefined ? no(`their full name is not “${NAME_PREFIX} (…)”`) : { ours: true, lease };
}

/** Reads the lease in a full name, if there is one. */
export function readLease(fullname = ''): Lease | undefined {
  const [, run = '', time = ''] =
    /^Keyturn test user \(run (\w+) since (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\)$/.exec(fullname) ?? [];
  const since = new Date(time);
  return RUN_ID.test(run) && !Number.isNaN(since.getTime()) ? { run, since } : undefined;
}

/** Whether a user is an admin, by role or by operations. */
export function isAdmin({ role, operations }: User): boolean {
  return /^admin/i.test(role ?? '') || operations.includes('ADMIN');
}

/** Returns an email address that belongs to no one, because example.com is reserved. */
export function emailOf(username: string): string {
  return `${username}@example.com`;
}
