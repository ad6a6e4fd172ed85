/** Runs that are told to stop at a moment when Playwright alone would wait forever, continue, or clean up nothing. */
import { expect, test, type TestInfo } from '../support/test.ts';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EmulatedTenant } from '../../emulators/common/system.ts';
import { systemNamed } from '../../emulators/index.ts';
import { openEntriesOf } from '../../helpers/ledger/ledger.ts';
import { COMPILED } from '../support/compiled.ts';
import { expectClean } from '../support/expect-clean.ts';
import { PROJECT, run, type Running, type RunOptions, signalGroup, start } from '../support/keyturn.ts';
import { LEDGERS, tidyLedger } from '../support/ledger.ts';

test.skip(process.platform === 'win32', 'Windows has no process groups');

const PRELOAD = `--import=${pathToFileURL(join(PROJECT, 'selftest', 'kill', 'process-failures.mjs')).href}`;

/** The environment that injects a failure into the processes of a run: see `process-failures.mjs`. */
const withFailure = (failure: 'hang' | 'late' | 'early') => ({
  NODE_OPTIONS: PRELOAD,
  PROCESS_FAILURE: failure,
});

/** The runs that a test has started. They are killed after it, even if it timed out. */
const started: Running[] = [];

test.afterEach(() => {
  for (const running of started.splice(0)) {
    try {
      signalGroup(running, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  }
});

/** Starts a run on an emulated tenant: by default on Expert, which needs no browser. */
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

test('a run does not wait for a worker that hangs while it starts, because it has nothing to clean up', async ({}, testInfo) => {
  await withRun(testInfo, { environment: withFailure('hang') }, async (running, emulator) => {
    await running.printed(/a worker hangs/);
    signalGroup(running, 'SIGINT');
    const { code, output, record } = await running.ended;
    expect(code, output).toBe(130);
    expect(record).toMatchObject({ interrupted: true, verdict: 'incomplete', calls: 0, errors: [] });
    expect(emulator.witness.calls()).toEqual([]);
  });
});

test('a run that is told to stop just before a worker starts runs nothing in it', async ({}, testInfo) => {
  await withRun(testInfo, { environment: withFailure('late') }, async (running, emulator) => {
    const { code, output, record } = await running.ended;
    expect(code, output).toBe(130);
    expect(output).toContain('Stopping. Nothing was created yet.');
    expect(record).toMatchObject({ interrupted: true, verdict: 'incomplete', calls: 0, errors: [] });
    expect(emulator.witness.calls()).toEqual([]);
  });
});

test('a run that is told to stop during startup says so, ends, and leaves no temporary files', async ({}, testInfo) => {
  const temporary = testInfo.outputPath('temporary');
  mkdirSync(temporary);
  const { code, output, results } = await run(testInfo, {
    command: 'start',
    environment: { ...withFailure('early'), TMPDIR: temporary, ...COMPILED },
  });
  expect(code, output).toBe(130);
  expect(output).toContain('Interrupted during startup. Nothing was created.');
  expect(existsSync(results)).toBe(false);
  expect(readdirSync(temporary).filter((name) => name.startsWith('keyturn-'))).toEqual([]);
});

test('if only npm is told to stop, the run notices it and cleans up', async ({}, testInfo) => {
  await withRun(testInfo, { by: 'npm' }, async (running, emulator) => {
    await running.printed(/✓ 05 ·/);
    running.process.kill('SIGTERM');
    // The exit code is npm's own.
    const { output, record } = await running.ended;
    expect(output).toContain('Stopping. Removing what this run created');
    expect(record, output).toMatchObject({ interrupted: true, verdict: 'incomplete', left: [] });
    expectClean(emulator);
  });
});

test('Ctrl-\\ ends a run at once; leftovers are reported and stay in the ledger', async ({}, testInfo) => {
  await withRun(testInfo, { system: 'zendesk' }, async (running, emulator) => {
    await running.printed(/✓ 05 ·/);
    signalGroup(running, 'SIGQUIT');
    const { code, output, record } = await running.ended;
    const [user] = emulator.witness.remains().left;
    expect(code, output).toBe(1);
    expect(output).toContain(`LEFT on ${emulator.baseUrl}: user ${String(user?.id)}`);
    expect(output).not.toContain('Sweeping');
    expect(record).toMatchObject({ interrupted: true, verdict: 'incomplete' });
    const open = openEntriesOf(record?.run ?? '', LEDGERS);
    expect(open.map(({ id, alive }) => ({ id, alive }))).toContainEqual({ id: user?.id, alive: false });
  });
});
