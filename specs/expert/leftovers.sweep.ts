/** What `npm run sweep` does on an Expert site: says what earlier runs have left, deactivates it, and looks again. */
import { cell, expect, expert as test } from '../../fixtures/expert/index.ts';
import { isDryRun } from '../../helpers/command-line/command.ts';
import { asAdmin } from '../../helpers/systems/expert/connection.ts';
import { describeLeftovers, findLeftovers, sweep } from '../../helpers/systems/expert/leftovers.ts';
import { isAdmin } from '../../helpers/systems/expert/marker.ts';
import { poolOf } from '../../helpers/systems/expert/pool.ts';
import { findAdmin } from '../../helpers/systems/expert/preflight.ts';
import { Blocked } from '../../helpers/verdict/errors.ts';

test.describe.serial('What earlier runs have left', () => {
  test(
    'Look for what earlier runs have left',
    cell(
      'expert/sweep/1',
      'By this machine’s ledger and by the site’s own list. Only who carries all of our mark is one of ours, and only a ' +
        'run that is over has left anything.',
    ),
    async ({ expert: { connection, prefix, settleMs }, settings: { leftoverHours }, notes, proof }) => {
      await proof('admin', 'The configured identity is an admin.', async () => {
        const adminUser = await findAdmin(connection);
        expect(isAdmin(adminUser), `${adminUser.username} is an admin`).toBe(true);
        notes.write({ admin: asAdmin(connection), adminUser });
      });
      const selfId = notes.read('adminUser').id;
      const pool = poolOf(connection, { prefix, settleMs, leftoverHours, selfId });
      const leftovers = await findLeftovers(pool);
      notes.write({ pool, leftovers });
      const sentences = describeLeftovers(leftovers, leftoverHours);
      console.log(sentences.length > 0 ? sentences.join('\n') : 'Earlier runs have left nothing.');
    },
  );

  test(
    'Deactivate it',
    cell('expert/sweep/2', 'Users by their number, after one more look at whom it names.'),
    async ({ notes }) => {
      const { lines, failures } = isDryRun()
        ? { lines: ['Nothing was deactivated: this was a dry run.'], failures: [] }
        : await sweep(notes.read('pool'), notes.read('leftovers'));
      for (const line of lines) console.log(line);
      const [first] = failures;
      if (first !== undefined) throw first;
    },
  );

  test(
    'Look again',
    cell('expert/sweep/3', 'What was found before can no longer sign in.'),
    async ({ notes, proof }) => {
      const gone = () =>
        proof('gone', 'No user of an ended run is active.', async () => {
          const { users, doubtful } = await findLeftovers(notes.read('pool'));
          expect(users.filter(({ because }) => because !== undefined).map(({ user }) => user.id)).toEqual([]);
          if (doubtful.length > 0) {
            throw new Blocked(
              `${String(doubtful.length)} of the users noted in the ledger were left alone (see above).`,
              { remedy: 'look at them in Site tools > Control Panel > Users, and decide yourself' },
            );
          }
        });
      // A dry run deactivates nothing, and proves nothing of it.
      if (!isDryRun()) await gone();
    },
  );
});
