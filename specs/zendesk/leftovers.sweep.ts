/** What `npm run sweep` does on a Zendesk tenant: says what earlier runs have left, removes it, and looks again. */
import { expect, zendesk } from '../../fixtures/zendesk/index.ts';
import { declareSweep, type Sweep } from '../../fixtures/sweep.ts';
import {
  describeLeftovers,
  findLeftovers,
  type Leftovers,
  sweep as removeLeftovers,
} from '../../helpers/systems/zendesk/leftovers.ts';
import { revokeAndConfirm } from '../../helpers/systems/zendesk/token-rotation.ts';

const test = zendesk.extend<{ sweep: Sweep<Leftovers> }>({
  sweep: ({ zendesk: { connection, testUser }, settings: { leftoverHours }, signIn, notes, proof }, use) =>
    use({
      signIn: async () => {
        const admin = await signIn.asAdmin();
        await proof('identity', 'The token is an admin’s.', async () => {
          const me = await admin.api.showSelf();
          expect(me).toHaveStatus(200);
          expect(me.body.user.role).toBe('admin');
          expect(me.body.user.id, 'the id of the signed-in admin').toEqual(expect.any(Number));
          const selfId = Number(me.body.user.id);
          notes.write({ admin, removal: { api: admin.api, selfId, addresses: testUser.email } });
        });
      },
      find: () => findLeftovers(notes.read('removal'), connection.ledger, leftoverHours),
      describe: (leftovers) => describeLeftovers(leftovers, leftoverHours),
      remove: (leftovers) =>
        removeLeftovers(
          notes.read('admin'),
          notes.read('removal'),
          connection.ledger,
          leftovers,
          leftoverHours,
        ),
      expectNothingElse: ({ tokens }) => {
        expect(tokens.filter(({ id }) => id !== undefined).map(({ id }) => id)).toEqual([]);
      },
      signOut: async () => {
        for (const token of connection.tokens.alive()) await revokeAndConfirm(connection, token);
        await proof('no-token', 'The sweep’s own token is dead.', () => {
          expect(connection.tokens.alive().map(({ id }) => id)).toEqual([]);
        });
      },
    }),
});

declareSweep(test, 'zendesk/sweep', {
  look:
    'By this machine’s ledger and by the tenant’s own search. Only who carries all of our mark is one of ours, and ' +
    'only a run that is over has left anything.',
  remove: {
    title: 'Remove it',
    prose: 'Users by their id, after one more look at whom it names; tokens by theirs.',
    dryRun: 'Nothing was removed: this was a dry run.',
  },
  again: {
    title: 'Look again, and sign out',
    prose: 'What was found before is gone, and the sweep’s own token goes last.',
  },
  gone: 'No user of an ended run is active, and no token of one is alive.',
  screen: 'Admin Center > People > Team members',
});
