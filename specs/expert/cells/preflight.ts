/** The first cell, on its own: a Playwright project that runs before every spec. */
import { notebookOf } from '../../../helpers/contract/cell.ts';
import { examineForRun, requireAll } from '../../../helpers/preflight/requirements.ts';
import type { ExpertCell } from '../../../helpers/systems/expert/cell.ts';
import { fingerprintOf } from '../../../helpers/systems/expert/fingerprint.ts';
import { ADMIN, ExpertSubject, requirements } from '../../../helpers/systems/expert/requirements.ts';

export const preflight = notebookOf<ExpertCell>('expert/notebook', 'Before anything is written', (cell) => {
  cell(
    '01',
    'Preflight: this site can be tested',
    'Before anything is written, this cell checks that the site answers, that it accepts the configured credentials (user ' +
      'name and password, or a server API token that is signed anew for each call), and that they belong to an admin.',
    async ({ connection, target, prefix, leftoverHours, fingerprint, proof }) => {
      const subject = new ExpertSubject(connection, { prefix, leftoverHours });
      await proof(ADMIN.name, ADMIN.sentence, async () => {
        requireAll(await examineForRun(requirements, subject), new URL(target.baseUrl).host);
      });
      fingerprint(fingerprintOf(target, await subject.shownAdmin()));
    },
  );
});
