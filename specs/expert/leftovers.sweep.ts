/** What `npm run sweep` does on an Expert site: it lists the leftovers of earlier runs, deactivates them, and checks again. */
import { expect, expert } from '../../fixtures/expert/index.ts';
import { declareSweep, type Sweep } from '../../fixtures/sweep.ts';
import {
  describeLeftovers,
  findLeftovers,
  type Leftovers,
  sweep as removeLeftovers,
} from '../../helpers/systems/expert/leftovers.ts';
import { isAdmin } from '../../helpers/systems/expert/marker.ts';
import { poolOf } from '../../helpers/systems/expert/pool.ts';
import { findAdmin } from '../../helpers/systems/expert/admin.ts';
import { USERS_SCREEN } from '../../helpers/systems/expert/settings.ts';

const test = expert.extend<{ sweep: Sweep<Leftovers> }>({
  sweep: ({ expert: { connection, prefix, settleMs }, settings: { leftoverHours }, notes, proof }, use) =>
    use({
      signIn: async () => {
        await proof('admin', 'The configured identity is an admin.', async () => {
          const admin = await findAdmin(connection);
          expect(isAdmin(admin), `${admin.username} is an admin`).toBe(true);
          notes.write({ pool: poolOf(connection, { prefix, settleMs, leftoverHours, selfId: admin.id }) });
        });
      },
      find: () => findLeftovers(notes.read('pool')),
      describe: (leftovers) => describeLeftovers(leftovers, leftoverHours),
      remove: (leftovers) => removeLeftovers(notes.read('pool'), leftovers),
    }),
});

declareSweep(test, 'expert/sweep', {
  look:
    'The sweep checks this machine’s ledger and the site’s list of users. Only users with the whole marker are ours, and only ' +
    'a run that is over can have leftovers.',
  remove: {
    title: 'Deactivate the leftovers',
    prose: 'Users are deactivated by ID, after checking once more that they are ours.',
    dryRun: 'Nothing was deactivated: this was a dry run.',
  },
  again: { title: 'Check again', prose: 'A second look finds no leftovers.' },
  gone: 'The sweep finds no user left active or leased by a run that is over.',
  screen: USERS_SCREEN,
});
