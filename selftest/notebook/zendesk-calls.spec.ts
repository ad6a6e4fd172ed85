/** The budget of API calls of the Zendesk notebook. A cell that makes more calls than it needs is slow on every tenant. */
import { expect, test } from '@playwright/test';
import { startZendesk } from '../../emulators/zendesk/index.ts';
import { NOTEBOOK_CALLS } from '../../helpers/systems/zendesk/requirements-reach.ts';
import { expectClean } from '../support/expect-clean.ts';
import { run, settingsFor } from '../support/keyturn.ts';

/** The most calls of each cell, with all of its proofs. */
const BUDGET: Record<string, number> = {
  // A token, its ID, the client, the admin and the settings; its revocation, and proof that it is dead.
  '01': 7,
  // A token, its ID, the admin.
  '02': 3,
  // A search for leftovers, and one for the email address.
  '03': 2,
  // The user, and the user read back.
  '04': 2,
  // The requirements, and the password.
  '05': 2,
  // The revocation, and a dead token that reads itself, reads a user, and writes: some tenants refuse only one of them.
  '06': 4,
  // A token, its ID, the user.
  '07': 3,
  // The requirements, the change, a token, its ID.
  '08': 4,
  // Two tokens that must survive, before and after; the revocation, a call with the dead token, and a refresh.
  '09': 8,
  // The admin, and a search for the user.
  '10': 2,
  // The user before and after the deletion, and the dead token.
  '11': 4,
  // Two searches and the user; the last token and its revocation; each token of earlier cells once more.
  '12': 9,
};

test('the Zendesk notebook keeps to its budget of calls, with all proofs', async ({}, testInfo) => {
  expect(
    Object.values(BUDGET).reduce((sum, calls) => sum + calls, 0),
    'the number that npm run doctor names',
  ).toBe(NOTEBOOK_CALLS);
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true });
  try {
    const { code, output, record } = await run(testInfo, { command: 'start', env: settingsFor(emulator) });
    expect(code, output).toBe(0);
    expect(record).toMatchObject({ verdict: 'conformant', emulated: false });
    const cells = record?.cells ?? [];
    const tooMany = cells.flatMap(({ address, calls }) => {
      const most = BUDGET[address.slice(-2)] ?? 0;
      return calls > most ? [`${address}: ${String(calls)} calls instead of ${String(most)}`] : [];
    });
    expect(tooMany).toEqual([]);
    expect(cells.flatMap(({ proofs }) => proofs.filter(({ outcome }) => outcome === 'not tried'))).toEqual(
      [],
    );
    // What a run does not record would not be in its budget.
    const atTenant = emulator.witness.calls().filter(({ path }) => /^\/(?:api\/|oauth\/tokens)/.test(path));
    expect(atTenant.length).toBe(record?.calls);
    expectClean(emulator);
  } finally {
    await emulator.close();
  }
});
