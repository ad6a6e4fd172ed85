/** What `npm run sweep` does on a Zendesk tenant: it lists the leftovers of earlier runs, removes them, and checks again. */
import { declareSweep, type Sweep } from '../../fixtures/sweep.ts';
import { expect, zendesk } from '../../fixtures/zendesk/index.ts';
import {
  describeLeftovers,
  findLeftovers,
  type Leftovers,
  sweep as removeLeftovers,
} from '../../helpers/systems/zendesk/leftovers.ts';
import { PEOPLE_SCREEN } from '../../helpers/systems/zendesk/settings.ts';
import { revokeAndConfirm } from '../../helpers/systems/zendesk/token-rotation.ts';

const test = zendesk.extend<{ sweep: Sweep<Leftovers> }>({
  sweep: ({ zendesk: { connection, testUser }, settings: { leftoverHours }, signIn, notes, proof }, use) =>
    use({
      signIn: async () => {
        const admin = await signIn.asAdmin();
        await proof('identity', 'The token belongs to an admin.', async () => {
          const me = await admin.api.showSelf();
          expect(me).toHaveStatus(200);
          expect(me.body.user.role).toBe('admin');
          expect(me.body.user.id, 'the ID of the signed-in admin').toEqual(expect.any(Number));
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
    'The sweep checks this machine’s ledger and the tenant’s search. Only users with the whole marker are ours, and only a ' +
    'run that is over can have leftovers.',
  remove: {
    title: 'Remove the leftovers',
    prose: 'Users are deleted by ID, after checking once more that they are ours. Tokens are revoked by ID.',
    dryRun: 'Nothing was removed: this was a dry run.',
  },
  again: {
    title: 'Check again, and sign out',
    prose: 'A second look finds no leftovers. The sweep’s own token is revoked last.',
  },
  gone: 'The sweep finds no active user and no token of a run that is over.',
  screen: PEOPLE_SCREEN,
});
