/**
 * Our mark on what we create, and the only reason ever to delete anything. All of it must match: the address,
 * the beginning of the name, the `external_id`, and a role that is never admin. In doubt, nothing is touched.
 */
import { RUN_ID } from '../run/run.ts';
import type { TestUserSettings } from './settings.ts';
import type { Hit, User } from './schemas.ts';

const NAME_PREFIX = 'Keyturn ';
const EXTERNAL_ID_PREFIX = 'keyturn:';

/** The names that a run gives to its test user. */
export interface TestUserNames {
  name: string;
  email: string;
  externalId: string;
}

/** The `external_id` of whatever a run creates. */
export function externalIdOf(run: string): string {
  return `${EXTERNAL_ID_PREFIX}${run}`;
}

/** The test user's names in a run. */
export function testUserNames(settings: TestUserSettings, run: string): TestUserNames {
  return {
    name: `${NAME_PREFIX}${settings.name ?? `test user ${run}`}`,
    email: settings.email.replaceAll('{run}', run),
    externalId: externalIdOf(run),
  };
}

/** The run that created this user, if the user carries all of our mark; otherwise why not. */
export type Marked = { ours: true; run: string } | { ours: false; why: string };

/**
 * Whether a user is one of ours.
 *
 * @param user as `GET /api/v2/users/{id}` shows it; a search result may be stale.
 * @param addresses the configured address, in which `{run}` stands for any run.
 * @param selfId the id of the admin who asks.
 */
export function readMark(user: User, addresses: string, selfId: number): Marked {
  const no = (why: string): Marked => ({ ours: false, why });
  if (user.id === selfId) return no('it is the admin of this run');
  if (user.role !== 'agent' && user.role !== 'end-user') return no(`its role is ${String(user.role)}`);
  const run =
    user.external_id?.startsWith(EXTERNAL_ID_PREFIX) === true
      ? user.external_id.slice(EXTERNAL_ID_PREFIX.length)
      : '';
  if (!RUN_ID.test(run)) return no('its external_id is not one of ours');
  if (user.name?.startsWith(NAME_PREFIX) !== true)
    return no(`its name does not begin with “${NAME_PREFIX.trim()}”`);
  if (user.email?.toLowerCase() !== addresses.replaceAll('{run}', run))
    return no('its address is not the one that its run would have used');
  return { ours: true, run };
}

/**
 * Whether a user whose id was the answer to our own create call is indeed the one we asked for. One of the
 * three marks may be missing (the tenant may have failed to store it), but never two.
 */
export function isOwn(user: User, names: Omit<TestUserNames, 'name'>, selfId: number): boolean {
  if (user.id === selfId || (user.role !== 'agent' && user.role !== 'end-user')) return false;
  const marks = [
    user.name?.startsWith(NAME_PREFIX) === true,
    user.email?.toLowerCase() === names.email,
    user.external_id === names.externalId,
  ];
  return marks.filter(Boolean).length >= 2;
}

/** Whether a search hit can be one of ours at all; what it leaves out is looked up. */
export function mayBeOurs({ name, external_id: externalId }: Hit): boolean {
  return (
    (name ?? NAME_PREFIX).startsWith(NAME_PREFIX) &&
    (externalId ?? EXTERNAL_ID_PREFIX).startsWith(EXTERNAL_ID_PREFIX)
  );
}

/** What to search for to find users that may carry our mark, whatever their run. */
export const MARK_QUERY = NAME_PREFIX.trim().toLowerCase();
