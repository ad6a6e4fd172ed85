/**
 * Runs that are told to stop at a moment when Playwright on its own would wait forever, continue, or leave everything.
 */
import { expect, test, type TestInfo } from '@playwright/test';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EmulatedTenant } from '../../emulators/common/system.ts';
import { systemNamed } from '../../emulators/index.ts';
import { openEntriesOf } from '../../helpers/ledger/ledger.ts';
import { expectClean } from '../support/expect-clean.ts';
import { PROJECT, run, type Running, type RunOptions, start } from '../support/keyturn.ts';
import { LEDGERS, tidyLedger } from '../support/ledger.ts';

test.skip(process.platform === 'win32', 'Windows has no process groups');

const PROCESS_FAULTS = `--import=${pathToFileURL(join(PROJECT, 'selftest', 'kill', 'process-faults.mjs')).href}`;

/** The environment that injects a failure into the processes of a run: see `process-faults.mjs`. */
const withFault = (fault: 'hang' | 'late' | 'early') => ({
  NODE_OPTIONS: PROCESS_FAULTS,
  PROCESS_FAULT: fault,
});

/** Processes that a test has started. They are ended after it, even if it timed out. */
const started: Running[] = [];

test.afterEach(() => {
  for (const { process: child } of started.splice(0)) {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It has ended, as it should have.
    }
  }
});

/** Starts a run on an emulated tenant: without a browser, unless Zendesk is named. */
async function withRun(
  testInfo: TestInfo,
  { system = 'expert', ...options }: RunOptions & { system?: 'zendesk' | 'expert' },
  act: (running: Running, emulator: EmulatedTenant) => Promise<void>,
): Promise<void> {
  const emulator = await systemNamed(system).start();
  const running = start(testInfo, { command: 'start', ...options, env: emulator.settings });
  started.push(running);
  try {
    await act(running, emulator);
  } finally {
    await emulator.close();
    tidyLedger(emulator);
  }
}

test('a worker that hangs while it starts has nothing to clean up, and is not waited for', async ({}, testInfo) => {
  await withRun(testInfo, { environment: withFault('hang') }, async (running, emulator) => {
    await running.printed(/a worker hangs/);
    process.kill(-(running.process.pid ?? 0), 'SIGINT');
    const { code, output, record } = await running.ended;
    expect(code, output).toBe(130);
    expect(record).toMatchObject({ interrupted: true, verdict: 'incomplete', calls: 0, errors: [] });
    expect(emulator.witness.calls()).toEqual([]);
  });
});

test('a worker that was about to start does not begin, nor does the preflight once more', async ({}, testInfo) => {
  await withRun(testInfo, { environment: withFault('late') }, async (running, emulator) => {
    const { code, output, record } = await running.ended;
    expect(code, output).toBe(130);
    expect(output).toContain('Stopping. Nothing was created yet.');
    expect(record).toMatchObject({ interrupted: true, verdict: 'incomplete', calls: 0, errors: [] });
    expect(emulator.witness.calls()).toEqual([]);
  });
});

test('a run that is told to stop while it starts ends, says so, and has no leftovers', async ({}, testInfo) => {
  const temporary = testInfo.outputPath('temporary');
  mkdirSync(temporary);
  const { code, output, results } = await run(testInfo, {
    command: 'start',
    environment: { ...withFault('early'), TMPDIR: temporary },
  });
  expect(code, output).toBe(130);
  expect(output).toContain('Interrupted during startup. Nothing was created.');
  expect(existsSync(results)).toBe(false);
  expect(readdirSync(temporary).filter((name) => name.startsWith('keyturn-'))).toEqual([]);
});

test('if only npm is told to stop, the run notices that npm has ended, and cleans up', async ({}, testInfo) => {
  await withRun(testInfo, { by: 'npm' }, async (running, emulator) => {
    await running.printed(/✓ 05 ·/);
    running.process.kill('SIGTERM');
    // npm has ended by then, with a code of its own.
    const { output, record } = await running.ended;
    expect(output).toContain('Stopping. Removing what this run created');
    expect(record, output).toMatchObject({ interrupted: true, verdict: 'incomplete', left: [] });
    expectClean(emulator);
  });
});

test('Ctrl-\\ quits at once; leftovers are reported and stay in the ledger', async ({}, testInfo) => {
  await withRun(testInfo, { system: 'zendesk' }, async (running, emulator) => {
    await running.printed(/✓ 05 ·/);
    process.kill(-(running.process.pid ?? 0), 'SIGQUIT');
    const { code, output, record } = await running.ended;
    const [user] = emulator.witness.remains().left;
    expect(code, output).toBe(1);
    expect(output).toContain(`LEFT on ${emulator.baseUrl}: user ${String(user?.id)}`);
    expect(output).not.toContain('Sweeping');
    expect(record).toMatchObject({ interrupted: true, verdict: 'incomplete' });
    const noted = openEntriesOf(record?.run ?? '', LEDGERS);
    expect(noted.map(({ id, alive }) => ({ id, alive }))).toContainEqual({ id: user?.id, alive: false });
  });
});
