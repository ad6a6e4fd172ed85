/** The first cell, on its own: a Playwright project that runs before every spec. */
import { expect } from '../../../fixtures/expect.ts';
import { notebookOf } from '../../../helpers/contract/cell.ts';
import { examineForRun, recordRequirements, requireAll } from '../../../helpers/preflight/requirements.ts';
import type { ZendeskCell } from '../../../helpers/systems/zendesk/cell.ts';
import { fingerprintOf } from '../../../helpers/systems/zendesk/fingerprint.ts';
import { requirements } from '../../../helpers/systems/zendesk/requirements.ts';
import { ZendeskSubject } from '../../../helpers/systems/zendesk/requirement-subject.ts';
import { describeRevocation, revokeInUse } from '../../../helpers/systems/zendesk/token-rotation.ts';

export const preflight = notebookOf<ZendeskCell>('zendesk/notebook', 'Before anything is written', (cell) => {
  cell(
    '01',
    'Preflight: this tenant can be tested',
    'Before anything is written, this cell checks that the tenant answers, that the OAuth client is valid, that the ' +
      'configured admin is one, that the tenant allows what the notebook will do, that the browser reaches the sign-in ' +
      'page (nothing is typed there), and that an emailed passcode can be read. It reports everything that is missing at ' +
      'once, with the screen where it can be changed.',
    async ({ connection, target, testUser, leftoverHours, signIn, fingerprint, proof }) => {
      const admin = await signIn.asAdmin();

      const subject = new ZendeskSubject(connection, {
        testUser,
        leftoverHours,
        signIn: () => Promise.resolve(admin),
        look: () => signIn.look(),
        triesPasscodes: true,
      });
      subject.readAhead();
      const examined = await examineForRun(requirements, subject);
      await recordRequirements(proof, examined);

      fingerprint(await fingerprintOf(connection, subject));

      await proof('token-taken-back', 'The preflight’s token is revoked.', async () => {
        const revocation = await revokeInUse(connection, admin.token);
        expect(admin.token.dead, describeRevocation(admin.token, revocation)).toBe(true);
      });

      requireAll(examined, new URL(target.baseUrl).host);
    },
  );
});
