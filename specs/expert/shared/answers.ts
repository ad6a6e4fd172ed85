/** What an answer may be, and what it must not contain. */
import { expect } from '../../../fixtures/expect.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';

/**
 * Expects 200 or one of these refusals. Both are right. A server error is not a refusal, and is handled as if only a
 * refusal were right: see `insist.ts`.
 */
export function expectAnsweredOrRefused(answer: Exchange<unknown>, ...refusals: readonly number[]): void {
  expect(answer).toHaveStatus(...(answer.status === 200 || refusals.length === 0 ? [200] : refusals));
}

/** Expects that the answer contains none of these passwords, in any encoding. */
export function expectNoEcho(answer: Exchange<unknown>, ...passwords: readonly string[]): void {
  // Also encoded twice, as user names are.
  const repeated = passwords.some(
    (each) => answer.contains(each) || answer.contains(encodeURIComponent(each)),
  );
  expect(repeated, `whether the answer to ${answer.title} contains a password`).toBe(false);
}
