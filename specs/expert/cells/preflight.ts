/** The first cell, on its own: a Playwright project that runs before every spec. */
import { requireAll } from '../../../helpers/preflight/requirements.ts';
import { notebookOf } from '../../../helpers/contract/cell.ts';
import type { ExpertCell } from '../../../helpers/systems/expert/cell.ts';
import { fingerprintOf } from '../../../helpers/systems/expert/fingerprint.ts';
import { ADMIN, checkRequirements } from '../../../helpers/systems/expert/preflight.ts';

export const preflight = notebookOf<ExpertCell>('expert/notebook', 'Before anything is written', (cell) => {
  cell(
    '01',
    'Preflight: this site can be tested',
    'Before anything is written: the site answers, it accepts the admin (user name and password, or a server API token ' +
      'signed anew for each call), and that user is an admin.',
    async ({ connection, target, fingerprint, proof }) => {
      await proof(ADMIN.name, ADMIN.sentence, async () => {
        requireAll(await checkRequirements(connection), new URL(target.baseUrl).host);
      });
      fingerprint(await fingerprintOf(connection));
    },
  );
});
