import { expect } from '../../../../../fixtures/expect.ts';
import { notebookOf } from '../../../../../helpers/contract/cell.ts';
import type { AcmeCell } from '../../../helpers/systems/acme/bench.ts';

export const preflight = notebookOf<AcmeCell>('acme/notebook', 'Before anything is written', (cell) => {
  cell('01', 'Preflight', 'The key is an admin’s.', async ({ things, say, proof }) => {
    // A secret that is printed by mistake is redacted.
    say(`The key is ${things.connection.target.key}.`);
    await proof('admin', 'The key is known.', async () => {
      expect(await things.whoAmI()).toHaveStatus(200);
    });
  });
});
