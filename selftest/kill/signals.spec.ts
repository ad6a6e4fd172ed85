/** A run that is told to stop in the middle cleans up, reports, and says that it was interrupted. */
import { expect, test } from '@playwright/test';
import { startZendesk } from '../../emulators/zendesk/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { filesBelow, settingsFor, start } from '../support/keyturn.ts';

/** How a signal arrives: at the process itself, or, as from a terminal or a service manager, at its whole group. */
const WAYS: { signal: NodeJS.Signals; group: boolean }[] = [
  { signal: 'SIGTERM', group: false },
  { signal: 'SIGTERM', group: true },
  { signal: 'SIGINT', group: false },
  { signal: 'SIGINT', group: true },
];

for (const { signal, group } of WAYS) {
  test(`${signal} to ${group ? 'the whole group' : 'the process'}, while the test user signs in`, async ({}, testInfo) => {
    test.skip(process.platform === 'win32', 'Windows has no such signals');
    const emulator = await startZendesk({ adminsCanSetUserPasswords: true });
    const running = start(testInfo, { command: 'start', env: settingsFor(emulator) });
    await running.printed(/✓ 06 ·/);
    const { pid = 0 } = running.process;
    process.kill(group ? -pid : pid, signal);
    const { code, output, record, results } = await running.ended;
    expect(code, output).toBe(130);
    expect(record, output).toMatchObject({ interrupted: true });
    expect(record?.verdict).not.toBe('conformant');
    expect(filesBelow(results).some((file) => file.endsWith('junit.xml'))).toBe(true);
    expectClean(emulator);
    await emulator.close();
  });
}

test('SIGKILL leaves a user behind, and the next run removes it', async ({}, testInfo) => {
  test.skip(process.platform === 'win32', 'Windows has no process groups');
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true });
  const running = start(testInfo, { command: 'start', env: settingsFor(emulator) });
  await running.printed(/✓ 06 ·/);
  process.kill(-(running.process.pid ?? 0), 'SIGKILL');
  await running.ended;
  const ours = () => emulator.witness.users().filter(({ active, preexisting }) => active && !preexisting);
  expect(ours().length).toBe(1);

  const { code, output } = await start(testInfo, { command: 'start', env: settingsFor(emulator) }).ended;
  expect(code, output).toBe(0);
  expect(ours()).toEqual([]);
  expect(emulator.witness.touched()).toEqual([]);
  await emulator.close();
});
