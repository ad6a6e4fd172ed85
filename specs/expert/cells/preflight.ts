/** The first cell, by itself: it is a project of its own before every spec. */
import { requireAll } from '../../../helpers/preflight/requirements.ts';
import { notebookOf } from '../../../helpers/contract/cell.ts';
import type { ExpertCell } from '../../../helpers/systems/expert/cell.ts';
import { fingerprintOf } from '../../../helpers/systems/expert/fingerprint.ts';
import { ADMIN, checkRequirements } from '../../../helpers/systems/expert/preflight.ts';

export const preflight = notebookOf<ExpertCell>('expert/notebook', 'Before anything is written', (cell) => {
  cell(
    '01',
    'Preflight: this site can be tested',
    'Before anything is written: the site answers, it knows the admin (by name and password, or by a server API token, ' +
      'signed anew for each call), and the admin is one.',
    async ({ connection, target, fingerprint, proof }) => {
      await proof(ADMIN.name, ADMIN.sentence, async () => {
        requireAll(await checkRequirements(connection), new URL(target.baseUrl).host);
      });
      fingerprint(await fingerprintOf(connection));
    },
  );
});
