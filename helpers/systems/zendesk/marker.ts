/**
 * Our mark on what we create, and the only reason ever to delete anything. All of it must match: the address,
 * the beginning of the name, the `external_id`, and a role that is never admin. In doubt, nothing is touched.
 */
import { RUN_ID } from '../../run-id.ts';
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

/** What stands for the run in a user's names: its id, and for a further user of the same run a word of its own. */
const RUN_AND_WORD = new RegExp(`^(${RUN_ID.source.slice(1, -1)})(?:-[a-z0-9]{1,12})?$`);

/** The `external_id` of whatever a run creates. */
export function externalIdOf(run: string): string {
  return `${EXTERNAL_ID_PREFIX}${run}`;
}

/** The test user's names in a run; `word` tells further users of the same run from the first, and from one another. */
export function testUserNames(settings: TestUserSettings, run: string, word?: string): TestUserNames {
  const mark = word === undefined ? run : `${run}-${word}`;
  return {
    name: `${NAME_PREFIX}${settings.name ?? `test user ${mark}`}`,
    email: settings.email.replaceAll('{run}', mark),
    externalId: externalIdOf(mark),
  };
}

/** The run that created this user, if the user carries all of our mark; otherwise why not. */
export type MarkerCheck = { ours: true; run: string } | { ours: false; why: string };

/**
 * Whether a user is one of ours.
 *
 * @param user as `GET /api/v2/users/{id}` shows it; a search result may be stale.
 * @param addresses the configured address, in which `{run}` stands for any run.
 * @param selfId the id of the admin who asks.
 */
export function readMarker(user: User, addresses: string, selfId: number): MarkerCheck {
  const no = (why: string): MarkerCheck => ({ ours: false, why });
  if (user.id === selfId) return no('it is the admin of this run');
  if (user.role !== 'agent' && user.role !== 'end-user') return no(`its role is ${String(user.role)}`);
  const mark =
    user.external_id?.startsWith(EXTERNAL_ID_PREFIX) === true
      ? user.external_id.slice(EXTERNAL_ID_PREFIX.length)
      : '';
  const run = RUN_AND_WORD.exec(mark)?.[1];
  if (run === undefined) return no('its external_id is not one of ours');
  if (user.name?.startsWith(NAME_PREFIX) !== true)
    return no(`its name does not begin with “${NAME_PREFIX.trim()}”`);
  if (user.email?.toLowerCase() !== addresses.replaceAll('{run}', mark))
    return no('its address is not the one that its run would have used');
  return { ours: true, run };
}

/** What this run gave to a user that it has created, and how it came by whoever is looked at now. */
export interface OwnCreation extends Omit<TestUserNames, 'name'> {
  /** By the address, and not by the id in the answer to its own call: others may share an address. */
  byAddress?: boolean;
}

/**
 * Whether a user whose id was the answer to our own create call is indeed the one we asked for. One of the
 * three marks may be missing (the tenant may have failed to store it), but never two; and none where the role is not shown.
 * Whoever was found by the address must not show another `external_id`, or none.
 */
export function isOwn(user: User, names: OwnCreation, selfId: number): boolean {
  const role = user.role ?? undefined;
  if (user.id === selfId || (role !== undefined && role !== 'agent' && role !== 'end-user')) return false;
  const { external_id: externalId } = user;
  if (names.byAddress === true && externalId !== undefined && externalId !== names.externalId) return false;
  const marks = [
    user.name?.startsWith(NAME_PREFIX) === true,
    user.email?.toLowerCase() === names.email,
    user.external_id === names.externalId,
  ];
  return marks.filter(Boolean).length >= (role === undefined ? 3 : 2);
}

/** Whether a search hit can be one of ours at all; what it leaves out is looked up. */
export function mayCarryMarker({ name, external_id: externalId }: Hit): boolean {
  return (
    (name ?? NAME_PREFIX).startsWith(NAME_PREFIX) &&
    (externalId ?? EXTERNAL_ID_PREFIX).startsWith(EXTERNAL_ID_PREFIX)
  );
}

/** What to search for to find users that may carry our mark, whatever their run. */
export const MARKER_QUERY = NAME_PREFIX.trim().toLowerCase();
