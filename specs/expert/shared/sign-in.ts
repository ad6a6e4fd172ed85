/** Assertions about which password signs in. */
import { expect } from '../../../fixtures/expect.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';

/** Expects that the password signs in as this user, both at users/authenticate and in another call. */
export async function expectSignsIn(
  bench: ExpertBench,
  user: BenchUser,
  password = user.password,
): Promise<void> {
  await sideBySide(
    async () => expect(await bench.signIn(user, password)).toHaveStatus(200),
    () => expectAuthenticates(bench, user, password),
  );
}

/** Expects that the password authenticates this user in a call that shows them. After refused calls, that is enough. */
export async function expectAuthenticates(
  bench: ExpertBench,
  user: BenchUser,
  password = user.password,
): Promise<void> {
  const shown = await bench.basic(user, password).showSelf();
  expect(shown).toHaveStatus(200);
  expect(shown.body.id, 'user ID of the password').toBe(user.id);
}

/** Expects that the user is as before, and that their password still authenticates them. */
export async function expectUnchanged(
  bench: ExpertBench,
  user: BenchUser,
  before: Record<string, unknown>,
): Promise<void> {
  expect(await bench.ownSnapshot(user)).toEqual(before);
  expect(before['@id'], 'user ID of the password').toBe(String(user.id));
}

/** Expects that the password is now this one, and that the old one is refused. It costs a failed sign-in. */
export async function expectChanged(bench: ExpertBench, user: BenchUser, password: string): Promise<void> {
  const before = user.password;
  user.password = password;
  await sideBySide(
    async () => expect(await bench.signIn(user, before)).toHaveStatus(401),
    () => expectSignsIn(bench, user),
  );
}
