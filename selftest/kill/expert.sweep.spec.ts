/**
 * The leftover user of a killed run on an Expert site is found through the ledger and leased again. For leftovers found
 * by age, see the unit tests of leftovers and the Zendesk sweep.
 */
import { expect, test, type TestInfo } from '../support/test.ts';
import { rmSync } from 'node:fs';
import { type ExpertEmulator, startExpert } from '../../emulators/expert/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { readJUnit } from '../support/junit.ts';
import { expertSettingsFor, run, type RunOptions, signalGroup, start } from '../support/keyturn.ts';
import { ledgerFolderOf } from '../support/ledger.ts';
import { expectNothingOld, read, writeYesterdaysFiles } from '../support/yesterday.ts';

test.skip(process.platform === 'win32', 'Windows has no process groups');

const leftOn = ({ witness }: ExpertEmulator) => witness.remains().left;

/** Kills a run on this site while it leases its test user. No report, neither its own nor an older one, says that it ended. */
async function killedRun(testInfo: TestInfo, emulator: ExpertEmulator): Promise<void> {
  const results = testInfo.outputPath('results');
  writeYesterdaysFiles(results);
  const running = start(testInfo, {
    command: 'start',
    env: expertSettingsFor(emulator),
    environment: { KEYTURN_RESULTS: results },
  });
  await running.printed(/✓ 05 ·/);
  signalGroup(running, 'SIGKILL');
  const { record } = await running.ended;
  expect(record).toMatchObject({ ended: false, verdict: 'blocked', exitCode: null });
  expect(readJUnit(read(results, 'junit.xml'))).toMatchObject([
    { end: 'error', message: expect.stringContaining('has not finished') as unknown },
  ]);
  expect(read(results, 'playwright/index.html')).toContain('has not finished');
  expectNothingOld(results);
  expect(leftOn(emulator)).toHaveLength(1);
}

const sweep = (testInfo: TestInfo, emulator: ExpertEmulator, options: RunOptions = {}) =>
  run(testInfo, { ...options, command: 'sweep', env: { ...expertSettingsFor(emulator), ...options.env } });

let emulator: ExpertEmulator;
test.beforeEach(async () => {
  emulator = await startExpert();
});
test.afterEach(async () => {
  await emulator.close();
  rmSync(ledgerFolderOf(emulator), { recursive: true, force: true });
});

test('a sweep with --dry-run only reports the leftover, and the next run leases the same user', async ({}, testInfo) => {
  await killedRun(testInfo, emulator);
  const [left] = leftOn(emulator);

  const dry = await sweep(testInfo, emulator, { flags: ['--dry-run'] });
  expect(dry.code, dry.output).toBe(0);
  expect(dry.output).toMatch(
    new RegExp(
      `To be deactivated: user ${String(left?.id)} “keyturn-1”, because run \\w+ ended on this machine`,
    ),
  );
  expect(leftOn(emulator)).toHaveLength(1);

  const { code, output } = await run(testInfo, { command: 'start', env: expertSettingsFor(emulator) });
  expect(code, output).toBe(0);
  expect(output).toContain(`test user: keyturn-1, user ${String(left?.id)} (reactivated)`);
  // The second user is the one whose password a user must not set. The killed run did not get that far.
  expect(emulator.witness.created().map(({ name }) => name)).toEqual(['keyturn-1', 'keyturn-2']);
  expectClean(emulator);
});
