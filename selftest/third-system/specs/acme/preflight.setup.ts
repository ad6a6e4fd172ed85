import { acmeNotebook, expect } from '../../fixtures/acme/index.ts';

acmeNotebook('acme/notebook', 'Before anything is written', (cell) => {
  cell('01', 'Preflight', 'The key is an admin’s.', async ({ things, say, proof }) => {
    // What somebody prints by mistake is covered.
    say(`The key is ${things.connection.target.key}.`);
    await proof('admin', 'The key is known.', async () => {
      expect(await things.whoAmI()).toHaveStatus(200);
    });
  });
});
