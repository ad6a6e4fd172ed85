/**
 * Several runs at once on one tenant: nightly runs of two branches on one machine, and a person's own run on another one, which
 * does not share the ledger.
 */
import { expect, test } from '../support/test.ts';
import { NOTHING } from '../../emulators/common/witness.ts';
import { start } from '../support/keyturn.ts';
import { tidyLedger } from '../support/ledger.ts';
import { sharedHost } from './host-client.ts';
import { SYSTEMS } from './systems.ts';

for (const system of SYSTEMS) {
  test(`${system.title}: runs on two machines at once all pass, and no run uses another run's user`, async ({}, testInfo) => {
    testInfo.setTimeout(240_000);
    const tenant = await sharedHost().start(system.name);
    const other = { KEYTURN_STATE: testInfo.outputPath('other-machine') };
    const outcomes = await Promise.all(
      [{}, {}, other].map(
        (environment) => start(testInfo, { command: 'start', env: tenant.settings, environment }).ended,
      ),
    );
    for (const { code, output, record } of outcomes) {
      expect(code, output).toBe(0);
      expect(record?.verdict, output).toBe('conformant');
    }
    const { remains, created } = await tenant.witness();
    expect(remains).toEqual(NOTHING);
    if (system.users === 'one per run') {
      expect(created).toHaveLength(outcomes.length);
      for (const { record } of outcomes)
        expect(created.filter(({ name }) => name.includes(record?.run ?? 'no run'))).toHaveLength(1);
    } else {
      // A run that shares a user with another run cannot pass, because each sets the user's password and deactivates
      // them. Each run also needs a second user, and creates one if all are leased.
      expect(created.length).toBeLessThanOrEqual(2 * outcomes.length);
    }
    await tenant.close();
    tidyLedger(tenant);
  });
}
