/** Calls that must be refused and have no effect. */
import { expect } from '../../../fixtures/expect.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import { Milestone } from '../../../helpers/contract/milestone.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { Call } from '../../../helpers/http/call.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import { path } from '../../../helpers/http/path.ts';
import type { ZendeskApi } from '../../../helpers/systems/zendesk/api.ts';
import type { BenchUser, CreationAttempt } from '../../../helpers/systems/zendesk/bench-users.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { expectSignIn } from './sign-in.ts';

/**
 * Proves that refused calls have no effect: the user is unchanged, and their password still signs in. `act` makes the
 * calls, and asserts the answers. The sign-in page is opened meanwhile, and the password is typed after the calls.
 *
 * @param beside `prepare` runs beside the first look at the user, before the calls, and `afterwards` beside the proof, after them.
 *   Neither may change the user.
 */
export async function withoutEffect<T, Prepared = undefined>(
  bench: ZendeskBench,
  user: BenchUser,
  act: (prepared: Prepared) => Promise<T>,
  beside: { prepare?: () => Promise<Prepared>; afterwards?: (prepared: Prepared) => Promise<void> } = {},
): Promise<T> {
  const { prepare = () => Promise.resolve(undefined as Prepared), afterwards } = beside;
  const { password } = user;
  const called = new Milestone<{ before: unknown; prepared: Prepared; answer: T }>();
  const [result] = await sideBySide(
    async () => {
      const { before, answer } = await called.by(async () => {
        const [before, prepared] = await sideBySide(() => bench.snapshot(user), prepare);
        return { before, prepared, answer: await act(prepared) };
      });
      expect(await bench.snapshot(user), 'the user, as the admin sees them').toEqual(before);
      return answer;
    },
    () => expectSignIn(bench, user, password, 'signed in', 'the password from before', called.reached),
    async () => afterwards?.((await called.reached).prepared),
  );
  return result;
}

/** A request to a user's password, with a body in which no password can be read. `what` ends the sentence of its proof. */
interface BodyWithoutPassword extends Pick<Call<unknown>, 'json' | 'content'> {
  name: string;
  what: string;
}

/** Proves that each of these requests to a user's password is refused, and that none of them has an effect. */
export async function expectBodiesRefused(
  bench: ZendeskBench,
  proof: Prove,
  user: BenchUser,
  { api, method }: { api: ZendeskApi; method: 'POST' | 'PUT' },
  requests: readonly BodyWithoutPassword[],
): Promise<void> {
  await withoutEffect(bench, user, () =>
    sideBySide(
      ...requests.map(
        ({ name, what, ...request }) =>
          () =>
            proof(name, `A request ${what} is refused.`, async () => {
              const to = path('/api/v2/users/{id}/password', { id: user.id });
              expect(await api.call({ method, path: to, ...request })).toBeRefused();
            }),
      ),
    ),
  );
}

/**
 * Proves that an attempt to create a user is refused, and that no user is created.
 *
 * @returns the refusal.
 */
export async function expectCreationRefused(
  proof: Prove,
  attempt: Promise<CreationAttempt>,
): Promise<Exchange<unknown>> {
  const { answer, made } = await attempt;
  expect(made ?? [], 'users that were created').toEqual([]);
  expect(answer).toBeRefused();
  await proof('nobody', 'No user is created, whatever the answer is.', () => {
    expect(given(made, 'The tenant does not show users by their external ID.')).toEqual([]);
  });
  return answer;
}
