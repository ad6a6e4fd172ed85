/** The first cell. It is a project of its own, which runs before every spec. */
import { expect } from '../../../fixtures/expect.ts';
import { notebookOf } from '../../../helpers/contract/cell.ts';
import type { ZendeskCell } from '../../../helpers/systems/zendesk/cell.ts';
import { fingerprintOf } from '../../../helpers/systems/zendesk/fingerprint.ts';
import { checkRequirements } from '../../../helpers/systems/zendesk/preflight.ts';
import { describeRevocation, revokeAndConfirm } from '../../../helpers/systems/zendesk/revocation.ts';
import { recordRequirements, requireAll } from '../../../helpers/preflight/requirements.ts';

export const preflight = notebookOf<ZendeskCell>('zendesk/notebook', 'Before anything is written', (cell) => {
  cell(
    '01',
    'Preflight: this tenant can be tested',
    'Before anything is written: the tenant answers, the OAuth client is valid, the admin is an admin, the tenant allows ' +
      'what the notebook will do, the browser reaches the sign-in page (nothing is typed there), and the passcode ' +
      'command starts. Anything missing is reported at once, with the screen where it is changed.',
    async ({ connection, target, testUser, signIn, fingerprint, proof }) => {
      const admin = await signIn.asAdmin();

      const requirements = await checkRequirements(connection, admin, testUser, () => signIn.look());
      await recordRequirements(proof, requirements);

      fingerprint(await fingerprintOf(connection, admin));

      await proof('token-taken-back', 'The preflight’s token is revoked.', async () => {
        const revocation = await revokeAndConfirm(connection, admin.token);
        expect(admin.token.dead, describeRevocation(admin.token, revocation)).toBe(true);
      });

      requireAll(requirements, new URL(target.baseUrl).host);
    },
  );
});
