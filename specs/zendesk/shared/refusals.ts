/** What a refusal must come to beside its status: nothing. */
import { expect } from '../../../fixtures/expect.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { expectSignIn } from './sign-in.ts';
import type { CreationAttempt, BenchUser } from '../../../helpers/systems/zendesk/bench-users.ts';

/**
 * A refusal is proved twice: by its answer, which is up to `act`, and by what is there afterwards: the user is as before,
 * and its password signs in.
 */
export async function withoutEffect<T>(
  bench: ZendeskBench,
  user: BenchUser,
  act: () => Promise<T>,
): Promise<T> {
  const before = await bench.snapshot(user);
  const result = await act();
  expect(await bench.snapshot(user), 'the user, as the admin sees it').toEqual(before);
  await expectSignIn(bench, user, user.password, 'signed in', 'the password from before');
  return result;
}

/**
 * Somebody who may not create users tries to: it is refused, and nobody comes of it.
 *
 * @returns the refusal.
 */
export async function refuseToCreate(
  proof: Prove,
  attempt: Promise<CreationAttempt>,
): Promise<Exchange<unknown>> {
  const { answer, made } = await attempt;
  expect(made ?? [], 'users who came of it').toEqual([]);
  expect(answer).toBeRefused();
  await proof('nobody', 'Nobody comes of it, whatever the answer says.', () => {
    expect(given(made, 'The tenant does not show users by their external id.')).toEqual([]);
  });
  return answer;
}
