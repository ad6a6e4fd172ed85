/** A contract run that is killed or stopped has several users and tokens to clean up. */
import { expect, test } from '../support/test.ts';
import { startExpert } from '../../emulators/expert/index.ts';
import { startZendesk } from '../../emulators/zendesk/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { expertSettingsFor, run, settingsFor, signalGroup, start } from '../support/keyturn.ts';
import { tidyLedger } from '../support/ledger.ts';

test.skip(process.platform === 'win32', 'Windows has no process groups');

test('a sweep removes both users of a killed Zendesk run, and their tokens', async ({}, testInfo) => {
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true });
  const env = settingsFor(emulator);
  try {
    const running = start(testInfo, {
      command: 'contract',
      flags: ['zendesk/password/of-another', 'zendesk/tokens'],
      env,
    });
    await running.printed(/✓ zendesk\/password\/of-another/);
    signalGroup(running, 'SIGKILL');
    await running.ended;
    const { left, alive } = emulator.witness.remains();
    expect(left.length).toBeGreaterThanOrEqual(2);
    expect(alive.length).toBeGreaterThanOrEqual(2);

    const { code, output } = await run(testInfo, { command: 'sweep', env });
    expect(code, output).toBe(0);
    for (const { id } of left) expect(output).toContain(`deleted user ${String(id)}`);
    expectClean(emulator);
  } finally {
    await emulator.close();
    tidyLedger(emulator);
  }
});

test('a stopped Expert run has no leftovers, and releases both of its users', async ({}, testInfo) => {
  const emulator = await startExpert();
  const env = expertSettingsFor(emulator);
  try {
    const running = start(testInfo, {
      command: 'contract',
      flags: ['expert/password', 'expert/change'],
      env,
    });
    await running.printed(/✓ expert\/password\/others-untouched/);
    running.process.kill('SIGINT');
    const { code, output, record } = await running.ended;
    expect(code, output).toBe(130);
    expect(record?.interrupted).toBe(true);
    expect(emulator.witness.created().length).toBeGreaterThanOrEqual(2);
    expectClean(emulator);
  } finally {
    await emulator.close();
    tidyLedger(emulator);
  }
});
