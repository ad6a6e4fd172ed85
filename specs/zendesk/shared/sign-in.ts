/** Assertions about signing in with a password. */
import { expect } from '../../../fixtures/expect.ts';
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

/** Asserts that a password signs the user in, or that it is refused. */
export async function expectSignIn(
  bench: ZendeskBench,
  user: BenchUser,
  password: string,
  outcome: 'signed in' | 'refused',
  which: string,
): Promise<void> {
  expect(await bench.accepts(user, bench.learnDerivedPassword(password)), `signing in with ${which}`).toBe(
    outcome,
  );
}

/**
 * Asserts which passwords sign the user in, and which are refused. The sign-ins go at the same time, each in a browser context
 * of its own.
 */
export async function expectSignIns(
  bench: ZendeskBench,
  user: BenchUser,
  passwords: readonly [password: string, outcome: 'signed in' | 'refused', which: string][],
): Promise<void> {
  await sideBySide(
    ...passwords.map(
      ([password, outcome, which]) =>
        () =>
          expectSignIn(bench, user, password, outcome, which),
    ),
  );
}
