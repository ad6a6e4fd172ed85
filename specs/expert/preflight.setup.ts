import { cell, expert as test } from '../../fixtures/index.ts';
import { fingerprintOf } from '../../helpers/expert/fingerprint.ts';
import { findAdmin } from '../../helpers/expert/preflight.ts';

test(
  '01 · Preflight: this site can be tested',
  cell(
    'expert/notebook/01',
    'Before anything is written: the site answers, it knows the admin (by name and password, or by a server API token, ' +
      'signed anew for each call), and the admin is one.',
  ),
  async ({ expert: { connection }, journal, proof }) => {
    await proof('admin', 'The configured identity is an admin.', async () => {
      await findAdmin(connection);
    });
    journal.fingerprint(await fingerprintOf(connection));
  },
);
