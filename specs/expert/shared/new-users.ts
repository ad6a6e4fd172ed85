/** Assertions about a user whom this run has created. */
import { expect } from '../../../fixtures/expect.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { ExpertApi } from '../../../helpers/systems/expert/api.ts';
import type { LeasedUser } from '../../../helpers/systems/expert/lease.ts';

/**
 * Expects that a user whom this run created is as requested, and as shown in the answer. A user who existed before is not
 * checked.
 */
export async function expectAsRequested(
  admin: ExpertApi,
  proof: Prove,
  { user: { id }, creation }: Pick<LeasedUser, 'user' | 'creation'>,
): Promise<void> {
  for (const { asked, answered } of creation === undefined ? [] : [creation]) {
    const shown = await admin.showUser(id);
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
