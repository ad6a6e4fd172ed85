/** The clean-up of any system: signs in once, removes what is recorded, and reports whether there are leftovers. */
import { expect, test } from '../../support/test.ts';
import { type CleanUp, leaveUnfound, removeRecorded } from '../../../helpers/clean-up/clean-up.ts';
import { lineOf } from '../../../helpers/clean-up/steps.ts';
import { Ledger } from '../../../helpers/ledger/ledger.ts';

const ledgerWith = (...addresses: string[]) => {
  const ledger = new Ledger({ tenant: 'https://acme.example', run: 'aaaaaaaaaa' });
  for (const address of addresses) ledger.creating({ kind: 'user', address, marker: address });
  return ledger;
};

const cleanUpOf = (ledger: Ledger, change: Partial<CleanUp<string>> = {}): CleanUp<string> => ({
  ledger,
  needsAdmin: true,
  admin: { step: 'sign in', did: 'signed in', signIn: () => Promise.resolve('admin') },
  user: {
    verb: 'delete',
    remove: (admin, entry) => {
      ledger.removed(entry);
      return Promise.resolve(`${admin} deleted ${entry.thing.address}`);
    },
  },
  ...change,
});

test('all recorded users are removed, without leftovers', async () => {
  const { steps, clean } = await removeRecorded(cleanUpOf(ledgerWith('a', 'b')));
  expect(steps.map(lineOf)).toEqual(['signed in', 'admin deleted a', 'admin deleted b']);
  expect(clean).toBe(true);
});

test('if the admin cannot sign in, no user is removed, and the other steps are done', async () => {
  const ledger = ledgerWith('a');
  const { steps, clean } = await removeRecorded(
    cleanUpOf(ledger, {
      admin: { step: 'sign in', did: '', signIn: () => Promise.reject(new Error('locked')) },
      afterUsers: (then, admin) =>
        then.attempt(() => Promise.resolve(`revoked a token as ${admin ?? 'no admin'}`)),
    }),
  );
  expect(steps.map(lineOf)).toEqual(['FAILED: sign in: locked', 'revoked a token as no admin']);
  expect(clean).toBe(false);
  expect(ledger.own()).toHaveLength(1);
});

test('if no admin is needed, the clean-up does not sign in', async () => {
  const { steps, clean } = await removeRecorded(cleanUpOf(ledgerWith(), { needsAdmin: false }));
  expect([steps, clean]).toEqual([[], true]);
});

test('a user who was not found is left to the next run, and does not fail the clean-up', async () => {
  const ledger = ledgerWith('a');
  const { steps, clean } = await removeRecorded(
    cleanUpOf(ledger, {
      user: { verb: 'delete', remove: (_, entry) => Promise.resolve(leaveUnfound(ledger, entry)) },
    }),
  );
  expect(steps.map(lineOf)[1]).toMatch(/^a was not found, .* the next run will look again$/);
  expect(clean).toBe(true);
  expect(ledger.all()).toHaveLength(1);
});
