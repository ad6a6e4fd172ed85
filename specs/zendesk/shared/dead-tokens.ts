/** Tokens that are dead. */
import { expect } from '../../../fixtures/expect.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { HeldToken } from '../../../helpers/systems/zendesk/tokens.ts';

/**
 * A token that is dead is refused: 401. What is told one whose user was deleted is written nowhere, and so it may be any
 * refusal.
 */
export function expectStillDead({ identity }: HeldToken, answer: Exchange<unknown>, which: string): void {
  expect(answer, which).toHaveStatus(...(identity === 'admin' ? [401] : [401, 403, 404]));
}
