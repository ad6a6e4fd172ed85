/**
 * What the tests of single faults share. Each test shows with direct calls that a fault does what its sentence says,
 * and what an honest site does.
 */
import type { Overlay } from '../../../emulators/common/overlays.ts';
import type { ExpertOptions } from '../../../emulators/expert/index.ts';
import type { Site as EmulatedSite } from '../../../emulators/expert/http/site.ts';
import {
  expect,
  GOOD_PASSWORD,
  OTHER_PASSWORD,
  test,
  type Headers,
  type Site,
  type Someone,
} from './tools.ts';

/** The results of the same calls on an honest site and on one with the fault. */
export interface Effect {
  shows: (site: Site) => Promise<unknown>;
  honest: unknown;
  lie: unknown;
  options?: Partial<ExpertOptions>;
}

export type Effects = Readonly<Record<string, Effect>>;

/** One test each; a fault without one is a mistake. */
export function declareEffects(faults: readonly Overlay<EmulatedSite>[], effects: Effects): void {
  test('every fault shows', () => {
    expect(Object.keys(effects).sort()).toEqual(faults.map(({ name }) => name).sort());
  });
  for (const [name, { shows, honest, lie, options = {} }] of Object.entries(effects)) {
    test(name, ({ start }) => {
      const expectOf = async (fault: string | null, expected: unknown): Promise<void> => {
        const site = await start({ ...options, fault });
        expect(await shows(site), fault ?? 'honest').toEqual(expected);
        expect(site.emulator.witness.touched()).toEqual([]);
      };
      return Promise.all([expectOf(null, honest), expectOf(name, lie)]);
    });
  }
}

export interface Change {
  /** Default: `current`. */
  userId?: string | number;
  /** In addition to the right `currentpassword`. */
  query?: string;
  as?: Headers;
}

/** Changes the caller's own password. */
export async function changeOwn(site: Site, user: Someone, change: Change = {}) {
  const { userId = 'current', query = '', as = {} } = change;
  const path = `users/${userId}/password?currentpassword=${GOOD_PASSWORD}${query && `&${query}`}`;
  return site.call('PUT', path, { ...(as['cookie'] === undefined ? user.basic : {}), ...as }, OTHER_PASSWORD);
}

/** Which password signs in: the one that every user is created with (`old`), the other one (`new`), both, or none. */
export function passwordOf(site: Site, { username }: Someone): string {
  const { witness } = site.emulator;
  const old = witness.signsIn(username, GOOD_PASSWORD);
  const other = witness.signsIn(username, OTHER_PASSWORD);
  return old && other ? 'both' : old ? 'old' : other ? 'new' : 'none';
}

/** What can be seen of a user from outside. */
export function known(site: Site, { id }: Someone) {
  const user = site.emulator.witness.users().find((each) => each.id === id);
  if (user === undefined) throw new Error(`There is no user ${id}.`);
  return user;
}

export function inAnotherCase({ username }: Someone): string {
  return username.toUpperCase();
}

/** Deactivates a user, as the admin. */
export async function deactivate(site: Site, { id }: Someone): Promise<void> {
  await site.call('PUT', `users/${id}`, site.admin, '<user><status>inactive</status></user>');
}
