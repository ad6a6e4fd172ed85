/** Whether a user who was created is who was asked for. */
import { expect } from '../../../fixtures/expect.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { ExpertApi } from '../../../helpers/systems/expert/api.ts';
import type { LeasedUser } from '../../../helpers/systems/expert/lease.ts';

/** Somebody whom this run has made is what was asked for, and answered. Nothing is said of whoever was there already. */
export async function expectAsAskedFor(
  admin: ExpertApi,
  proof: Prove,
  { user: { id }, creation }: Pick<LeasedUser, 'user' | 'creation'>,
): Promise<void> {
  for (const { asked, answered } of creation === undefined ? [] : [creation]) {
    const shown = await admin.showUser(id);
    await proof('created-address', 'A new user has the e-mail address that was asked for.', () => {
      expect(shown).toHaveStatus(200);
      for (const { email } of [answered, shown.body])
        expect(given(email, 'The site shows no e-mail address to an admin.')).toBe(asked.email);
    });
    await proof('created-role', 'A new user has the role that was answered.', () => {
      expect(shown).toHaveStatus(200);
      expect(given(shown.body.role, 'The site does not show the role of a user.')).toBe(answered.role);
    });
  }
}
