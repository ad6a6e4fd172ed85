/** Assertions about the status of an answer, and about passwords in it. */
import { expect } from '../../../fixtures/expect.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';

/**
 * Expects 200 or one of these refusals. A server error is neither, and is retried as if only a refusal were right: see
 * `retry-refusal.ts`.
 */
export function expectAnsweredOrRefused(answer: Exchange<unknown>, ...refusals: readonly number[]): void {
  expect(answer).toHaveStatus(...(answer.status === 200 || refusals.length === 0 ? [200] : refusals));
}

/** Expects that the answer contains none of these passwords, in any encoding. */
export function expectNoEcho(answer: Exchange<unknown>, ...passwords: readonly string[]): void {
  // Also if encoded twice, as user names are.
  const repeated = passwords.some(
    (each) => answer.contains(each) || answer.contains(encodeURIComponent(each)),
  );
  expect(repeated, `whether the answer to ${answer.title} contains a password`).toBe(false);
}
