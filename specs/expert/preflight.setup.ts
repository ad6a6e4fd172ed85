import { expect, expertNotebook } from '../../fixtures/index.ts';
import { fingerprintOf } from '../../helpers/systems/expert/fingerprint.ts';
import { findAdmin } from '../../helpers/systems/expert/preflight.ts';
import { isAdmin } from '../../helpers/systems/expert/marker.ts';

export const preflight = expertNotebook('expert/notebook', 'Before anything is written', (cell) => {
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
