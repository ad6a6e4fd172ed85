/** Assertions about signing in with a password. */
import { expect } from '../../../fixtures/expect.ts';
import { Milestone } from '../../../helpers/contract/milestone.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { BenchUser } from '../../../helpers/systems/zendesk/bench-users.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import type { Attempt } from '../../../helpers/systems/zendesk/sign-in.ts';
import type { Session } from '../../../helpers/systems/zendesk/tokens.ts';

/** Asserts that an attempt signed in, and returns its session. */
export function expectSignedIn(attempt: Attempt, which: string): Session {
  expect(attempt.outcome, `signing in with ${which}`).toBe('signed in');
  return (attempt as Extract<Attempt, { session: Session }>).session;
}

/**
 * Asserts that a password signs the user in, or that it is refused.
 *
 * @param after the password is not typed before this. The sign-in page is opened meanwhile.
 */
export async function expectSignIn(
  bench: ZendeskBench,
  user: BenchUser,
  password: string,
  outcome: 'signed in' | 'refused',
  which: string,
  after?: Promise<unknown>,
): Promise<void> {
  const accepted = await bench.accepts(user, bench.learnDerivedPassword(password), after);
  expect(accepted, `signing in with ${which}`).toBe(outcome);
}

/** A password, whether it must sign the user in, and which one it is. */
type PasswordOutcome = readonly [password: string, outcome: 'signed in' | 'refused', which: string];

/**
 * Asserts which passwords sign the user in, and which are refused. The sign-ins go at the same time, each in a browser context
 * of its own.
 *
 * @param after as of {@link expectSignIn}.
 */
export async function expectSignIns(
  bench: ZendeskBench,
  user: BenchUser,
  passwords: readonly PasswordOutcome[],
  after?: Promise<unknown>,
): Promise<void> {
  await sideBySide(
    ...passwords.map(
      ([password, outcome, which]) =>
        () =>
          expectSignIn(bench, user, password, outcome, which, after),
    ),
  );
}

/** Sets the user's password, and then asserts what {@link expectSignIns} does. The sign-in pages are opened meanwhile. */
export async function expectSignInsAfter(
  bench: ZendeskBench,
  user: BenchUser,
  set: () => Promise<void>,
  passwords: readonly PasswordOutcome[],
): Promise<void> {
  const isSet = new Milestone();
  await sideBySide(
    () => isSet.by(set),
    () => expectSignIns(bench, user, passwords, isSet.reached),
  );
}
