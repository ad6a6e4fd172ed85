/**
 * Our marker on users. Only users who carry it are ever deleted. All of it must match: the email address, the beginning of the
 * name, the `external_id`, and a role that is never admin. If this is not certain, nothing is touched.
 */
import { quoted } from '../../http/quoted.ts';
import { RUN_ID } from '../../run-id.ts';
import type { Hit, User } from './schemas.ts';
import type { TestUserSettings } from './settings.ts';

const NAME_PREFIX = 'Keyturn ';
const EXTERNAL_ID_PREFIX = 'keyturn:';

/** The names that a run gives to its test user. */
export interface TestUserNames {
  name: string;
  email: string;
  externalId: string;
}

/** The part of a user's names that identifies the run: its ID and, for each further user of the same run, a word. */
const RUN_AND_WORD = new RegExp(`^(${RUN_ID.source.slice(1, -1)})(?:-[a-z0-9]{1,12})?$`);

/** Returns the `external_id` of everything that a run creates. */
export function externalIdOf(run: string): string {
  return `${EXTERNAL_ID_PREFIX}${run}`;
}

/** Returns the test user's names in a run. Further users of the same run get a `word`. */
export function testUserNames(settings: TestUserSettings, run: string, word?: string): TestUserNames {
  const runAndWord = word === undefined ? run : `${run}-${word}`;
  return {
    name: `${NAME_PREFIX}${settings.name ?? `test user ${runAndWord}`}`,
    email: settings.email.replaceAll('{run}', runAndWord),
    externalId: externalIdOf(runAndWord),
  };
}

/** The run that created the user, or the reason why the user is not ours. */
export type MarkerCheck = { ours: true; run: string } | { ours: false; why: string };

/**
 * Whether a user is one of ours.
 *
 * @param user the user from `GET /api/v2/users/{id}`. A search hit may be stale.
 * @param addresses the configured email address, in which `{run}` stands for any run.
 * @param selfId the ID of the calling admin.
 */
export function readMarker(user: User, addresses: string, selfId: number): MarkerCheck {
  const no = (why: string): MarkerCheck => ({ ours: false, why });
  if (user.id === selfId) return no("they are this run's admin");
  if (user.role !== 'agent' && user.role !== 'end-user')
    return no(`their role is ${quoted(String(user.role))}`);
  const runAndWord =
    user.external_id?.startsWith(EXTERNAL_ID_PREFIX) === true
      ? user.external_id.slice(EXTERNAL_ID_PREFIX.length)
      : '';
  const run = RUN_AND_WORD.exec(runAndWord)?.[1];
  if (run === undefined) return no('their external_id is not one of ours');
  if (user.name?.startsWith(NAME_PREFIX) !== true)
    return no(`their name does not begin with “${NAME_PREFIX.trim()}”`);
  if (user.email?.toLowerCase() !== addresses.replaceAll('{run}', runAndWord))
    return no('their email address is not the one that their run would have used');
  return { ours: true, run };
}

/** The names that this run gave to a user whom it created, and how the user was found. */
export interface OwnCreation extends Omit<TestUserNames, 'name'> {
  /** Whether the user was found by email address, which others may share, and not by the ID in the answer to the run's call. */
  byAddress?: boolean;
}

/**
 * Whether a user is the one that this run's create call requested. One of the three parts of the marker may be missing, because
 * the tenant may have failed to store it, but never two, and none if the role is not shown. If the user was found by email
 * address, the tenant must not show a different or empty `external_id`.
 */
export function isOwn(user: User, names: OwnCreation, selfId: number): boolean {
  const role = user.role ?? undefined;
  if (user.id === selfId || (role !== undefined && role !== 'agent' && role !== 'end-user')) return false;
  const { external_id: externalId } = user;
  if (names.byAddress === true && externalId !== undefined && externalId !== names.externalId) return false;
  const matches = [
    user.name?.startsWith(NAME_PREFIX) === true,
    user.email?.toLowerCase() === names.email,
    user.external_id === names.externalId,
  ];
  return matches.filter(Boolean).length >= (role === undefined ? 3 : 2);
}

/** Whether a search hit may be one of ours. Fields that the hit leaves out are looked up later. */
export function mayCarryMarker({ name, external_id: externalId }: Hit): boolean {
  return (
    (name ?? NAME_PREFIX).startsWith(NAME_PREFIX) &&
    (externalId ?? EXTERNAL_ID_PREFIX).startsWith(EXTERNAL_ID_PREFIX)
  );
}

/** Whether a search hit may have the email address of one of ours. An address that the hit leaves out is looked up later. */
export function mayHaveOurAddress({ email }: Hit, addresses: string): boolean {
  if (typeof email !== 'string') return true;
  const address = email.toLowerCase();
  const before = addresses.indexOf('{run}');
  if (before < 0) return address === addresses;
  const [runAndWord = ''] = /^[a-z0-9]*(?:-[a-z0-9]+)?/.exec(address.slice(before)) ?? [];
  // What follows `{run}` may begin like the word of a further user, so shorter readings are tried as well.
  for (let length = runAndWord.length; length > 0; length--) {
    const read = runAndWord.slice(0, length);
    if (RUN_AND_WORD.test(read) && address === addresses.replaceAll('{run}', read)) return true;
  }
  return false;
}

/** The search query that finds users of any run who may carry our marker. */
export const MARKER_QUERY = NAME_PREFIX.trim().toLowerCase();
