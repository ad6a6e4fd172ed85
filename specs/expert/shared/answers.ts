/** What an answer may be, and must not hold. */
import { expect } from '../../../fixtures/expect.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';

/**
 * It is answered, or refused with one of these. Either is right; but whoever stumbles over it has not refused it, and that
 * is looked into as it is where a refusal alone is right: see `insist.ts`.
 */
export function expectAnsweredOrRefused(answer: Exchange<unknown>, ...refusals: readonly number[]): void {
  expect(answer).toHaveStatus(...(answer.status === 200 || refusals.length === 0 ? [200] : refusals));
}

/** None of these passwords stands in the answer, however it is written there. */
export function expectNoEcho(answer: Exchange<unknown>, ...passwords: readonly string[]): void {
  // Encoded twice, as well: so the names of users are.
  const repeated = passwords.some((each) => answer.holds(each) || answer.holds(encodeURIComponent(each)));
  expect(repeated, `whether the answer to ${answer.title} holds a password`).toBe(false);
}
