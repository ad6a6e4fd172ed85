/** What `npm run sweep` does on a Zendesk tenant: says what earlier runs have left, removes it, and looks again. */
import { cell, expect, zendesk as test } from '../../fixtures/zendesk/index.ts';
import { isDryRun } from '../../helpers/command-line/command.ts';
import { Blocked } from '../../helpers/verdict/errors.ts';
import { describeLeftovers, findLeftovers, sweep } from '../../helpers/systems/zendesk/leftovers.ts';
import { retire } from '../../helpers/systems/zendesk/token-rotation.ts';

test.describe.serial('What earlier runs have left', () => {
  test(
    'Look for what earlier runs have left',
    cell(
      'zendesk/sweep/1',
      'By this machine’s ledger and by the tenant’s own search. Only who carries all of our mark is one of ours, and ' +
        'only a run that is over has left anything.',
    ),
    async ({ zendesk: { connection, testUser }, settings, signIn, notes, proof }) => {
      const admin = await signIn.asAdmin();
      await proof('identity', 'The token is an admin’s.', async () => {
        const me = await admin.api.showSelf();
        expect(me).toHaveStatus(200);
        expect(me.body.user.role).toBe('admin');
        expect(me.body.user.id, 'the id of the signed-in admin').toEqual(expect.any(Number));
        notes.write({ admin, adminId: Number(me.body.user.id) });
      });
      const removal = { api: admin.api, selfId: notes.read('adminId'), addresses: testUser.email };
      const leftovers = await findLeftovers(removal, connection.ledger, settings.leftoverHours);
      notes.write({ removal, leftovers });
      const sentences = describeLeftovers(leftovers, settings.leftoverHours);
      console.log(sentences.length > 0 ? sentences.join('\n') : 'Earlier runs have left nothing.');
    },
  );

  test(
    'Remove it',
    cell('zendesk/sweep/2', 'Users by their id, after one more look at whom it names; tokens by theirs.'),
    async ({ zendesk: { connection }, settings, notes }) => {
      const { lines, failures } = isDryRun()
        ? { lines: ['Nothing was removed: this was a dry run.'], failures: [] }
        : await sweep(
            notes.read('admin'),
            notes.read('removal'),
            connection.ledger,
            notes.read('leftovers'),
            settings.leftoverHours,
          );
      for (const line of lines) console.log(line);
      const [first] = failures;
      if (first !== undefined) throw first;
    },
  );

  test(
    'Look again, and sign out',
    cell('zendesk/sweep/3', 'What was found before is gone, and the sweep’s own token goes last.'),
    async ({ zendesk: { connection }, settings, notes, proof }) => {
      const gone = () =>
        proof('gone', 'No user of an ended run is active, and no token of one is alive.', async () => {
          const { users, tokens, doubtful } = await findLeftovers(
            notes.read('removal'),
            connection.ledger,
            settings.leftoverHours,
          );
          expect(users.filter(({ because }) => because !== undefined).map(({ user }) => user.id)).toEqual([]);
          expect(tokens.filter(({ id }) => id !== undefined).map(({ id }) => id)).toEqual([]);
          if (doubtful.length > 0) {
            throw new Blocked(
              `${String(doubtful.length)} of the users noted in the ledger were left alone (see above).`,
              {
                remedy: 'look at them in Admin Center > People > Team members, and decide yourself',
              },
            );
          }
        });
      // A dry run removes nothing, and proves nothing of it.
      if (!isDryRun()) await gone();
      for (const token of connection.tokens.alive()) await retire(connection, token);
      await proof('no-token', 'The sweep’s own token is dead.', () => {
        expect(connection.tokens.alive().map(({ id }) => id)).toEqual([]);
      });
    },
  );
});
