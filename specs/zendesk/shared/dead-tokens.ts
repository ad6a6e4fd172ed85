/** Assertions about dead tokens. */
import { expect } from '../../../fixtures/expect.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { HeldToken } from '../../../helpers/systems/zendesk/tokens.ts';

/**
 * Asserts that a dead token is refused: 401. A test user may have been deleted, and how the token of a deleted user is
 * refused is not documented, so 403 and 404 are also accepted for them.
 */
export function expectStillDead({ identity }: HeldToken, answer: Exchange<unknown>, which: string): void {
  expect(answer, which).toHaveStatus(...(identity === 'admin' ? [401] : [401, 403, 404]));
}
