/** Asserts that a refusal has no effect. */
import { expect } from '../../../fixtures/expect.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { expectSignIn } from './sign-in.ts';
import type { CreationAttempt, BenchUser } from '../../../helpers/systems/zendesk/bench-users.ts';

/**
 * Proves that a refused call had no effect: the user is unchanged, and their password still signs in. The answer itself
 * is asserted by `act`.
 */
export async function withoutEffect<T>(
  bench: ZendeskBench,
  user: BenchUser,
  act: () => Promise<T>,
): Promise<T> {
  const before = await bench.snapshot(user);
  const result = await act();
  expect(await bench.snapshot(user), 'the user, as the admin sees them').toEqual(before);
  await expectSignIn(bench, user, user.password, 'signed in', 'the password from before');
  return result;
}

/**
 * Proves that a caller who may not create users is refused, and that no user was created.
 *
 * @returns the refusal.
 */
export async function refuseToCreate(
  proof: Prove,
  attempt: Promise<CreationAttempt>,
): Promise<Exchange<unknown>> {
  const { answer, made } = await attempt;
  expect(made ?? [], 'users that were created').toEqual([]);
  expect(answer).toBeRefused();
  await proof('nobody', 'No user was created, whatever the answer says.', () => {
    expect(given(made, 'The tenant does not show users by their external ID.')).toEqual([]);
  });
  return answer;
}
