/** Assertions about a user whom this run has created. */
import { expect } from '../../../fixtures/expect.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { LeasedUser } from '../../../helpers/systems/expert/lease.ts';
import type { User } from '../../../helpers/systems/expert/schemas.ts';

/**
 * Expects that a user whom this run created is as requested, and as shown in the answer. A user who existed before is not
 * checked.
 *
 * @param show returns the user as the admin sees them
 */
export async function expectAsRequested(
  proof: Prove,
  { creation }: Pick<LeasedUser, 'creation'>,
  show: () => Promise<Exchange<User>> | Exchange<User>,
): Promise<void> {
  for (const { asked, answered } of creation === undefined ? [] : [creation]) {
    const shown = await show();
    await proof('created-address', 'A new user has the requested email address.', () => {
      expect(shown).toHaveStatus(200);
      for (const { email } of [answered, shown.body])
        expect(given(email, 'The site does not show the email address to an admin.')).toBe(asked.email);
    });
    await proof('created-role', 'A new user has the role that the answer to their creation showed.', () => {
      expect(shown).toHaveStatus(200);
      expect(given(shown.body.role, 'The site does not show the role of a user.')).toBe(answered.role);
    });
  }
}
