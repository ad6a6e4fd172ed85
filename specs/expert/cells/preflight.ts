/** The first cell, by itself: it is a project of its own before every spec. */
import { expect } from '../../../fixtures/expect.ts';
import { notebookOf } from '../../../helpers/contract/cell.ts';
import type { ExpertCell } from '../../../helpers/systems/expert/cell.ts';
import { fingerprintOf } from '../../../helpers/systems/expert/fingerprint.ts';
import { findAdmin } from '../../../helpers/systems/expert/preflight.ts';
import { isAdmin } from '../../../helpers/systems/expert/marker.ts';

export const preflight = notebookOf<ExpertCell>('expert/notebook', 'Before anything is written', (cell) => {
  cell(
    '01',
    'Preflight: this site can be tested',
    'Before anything is written: the site answers, it knows the admin (by name and password, or by a server API token, ' +
      'signed anew for each call), and the admin is one.',
    async ({ connection, fingerprint, proof }) => {
      await proof('admin', 'The configured identity is an admin.', async () => {
        const admin = await findAdmin(connection);
        expect(isAdmin(admin), `${admin.username} is an admin`).toBe(true);
      });
      fingerprint(await fingerprintOf(connection));
    },
  );
});
