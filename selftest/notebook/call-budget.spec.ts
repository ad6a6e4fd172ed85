/** How many calls the Expert notebook makes on a live site. Each of them belongs to a proof, or keeps other people's data safe. */
import { expect, test } from '@playwright/test';
import { startExpert } from '../../emulators/expert/index.ts';
import { expertSettingsFor, run } from '../support/keyturn.ts';

/** On a site without test users, on which two are created. */
const FIRST_RUN = 66;

/** On a site with test users from an earlier run. The preflight is one of the calls. */
const LATER_RUN = 64;

test('the Expert notebook makes no more calls than its budget', async ({}, testInfo) => {
  const emulator = await startExpert();
  try {
    for (const budget of [FIRST_RUN, LATER_RUN]) {
      const env = expertSettingsFor(emulator, 'password');
      const { code, output, record } = await run(testInfo, { command: 'start', env });
      expect(code, output).toBe(0);
      const calls = record?.cells.map((cell) => `${cell.address}: ${String(cell.calls)}`).join('\n');
      expect(record?.calls, calls).toBeLessThanOrEqual(budget);
      // A test that counts nothing would pass.
      expect(record?.calls).toBeGreaterThan(budget - 5);
    }
  } finally {
    await emulator.close();
  }
});
