/**
 * What the tests of single faults share. Each test shows with direct calls that a fault does what its sentence
 * describes, and what an honest site does.
 */
import type { Overlay } from '../../../emulators/common/overlays.ts';
import type { Site as EmulatedSite } from '../../../emulators/expert/http/site.ts';
import type { ExpertOptions } from '../../../emulators/expert/index.ts';
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
  faulty: unknown;
  options?: Partial<ExpertOptions>;
}

export type Effects = Readonly<Record<string, Effect>>;

/** Declares one test for each fault. A fault without one fails, too. */
export function declareEffects(faults: readonly Overlay<EmulatedSite>[], effects: Effects): void {
  test('every fault has a test of its effect', () => {
    expect(Object.keys(effects).sort()).toEqual(faults.map(({ name }) => name).sort());
  });
  for (const [name, { shows, honest, faulty, options = {} }] of Object.entries(effects)) {
    test(name, ({ start }) => {
      const expectOf = async (fault: string | null, expected: unknown): Promise<void> => {
        const site = await start({ ...options, fault });
        expect(await shows(site), fault ?? 'honest').toEqual(expected);
        expect(site.emulator.witness.touched()).toEqual([]);
      };
      return Promise.all([expectOf(null, honest), expectOf(name, faulty)]);
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

/** Users change their own password. */
export async function changeOwn(site: Site, user: Someone, change: Change = {}) {
  const { userId = 'current', query = '', as = {} } = change;
  const path = `users/${userId}/password?currentpassword=${GOOD_PASSWORD}${query && `&${query}`}`;
  return site.call('PUT', path, { ...(as['cookie'] === undefined ? user.basic : {}), ...as }, OTHER_PASSWORD);
}

/** Which password signs in: the one that every user is created with (`old`), the other one (`new`), both, or none. */
export function workingPassword(site: Site, { username }: Someone): string {
  const { witness } = site.emulator;
  const old = witness.signsIn(username, GOOD_PASSWORD);
  const other = witness.signsIn(username, OTHER_PASSWORD);
  return old && other ? 'both' : old ? 'old' : other ? 'new' : 'none';
}

/** A user as the witness sees them. */
export function witnessed(site: Site, { id }: Someone) {
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
