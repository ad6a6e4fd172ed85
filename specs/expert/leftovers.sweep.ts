/** What `npm run sweep` does on an Expert site: it lists what earlier runs left, deactivates it, and checks again. */
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
import { findAdmin } from '../../helpers/systems/expert/preflight.ts';
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
    'This machine’s ledger and the site’s own list are checked. Only users with the whole marker are ours, and only a run that ' +
    'is over can have leftovers.',
  remove: {
    title: 'Deactivate leftovers',
    prose: 'Users are deactivated by ID, after checking once more that they are ours.',
    dryRun: 'Nothing was deactivated: this was a dry run.',
  },
  again: { title: 'Check again', prose: 'The users found before can no longer sign in.' },
  gone: 'No user of an ended run is active.',
  screen: USERS_SCREEN,
});
