/**
 * A problem that would stop a run later stops it before its first write. The tenant's witness shows that nothing was
 * created or changed, except the preflight's token, which the preflight revokes.
 */
import { expect, test, type TestInfo } from '../support/test.ts';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { startZendesk, type ZendeskOptions } from '../../emulators/zendesk/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { expectNoStack } from '../support/expect-no-stack.ts';
import {
  cleanEnvironment,
  type Outcome,
  PROJECT,
  run,
  type RunOptions,
  settingsFor,
} from '../support/keyturn.ts';

interface Case {
  tenant?: Partial<ZendeskOptions>;
  /** In addition to those of the tenant. */
  env?: Record<string, string>;
  environment?: (folder: string) => Record<string, string>;
  command?: RunOptions['command'];
  messages: RegExp[];
  /** Whether the tenant was called at all. */
  called: boolean;
}

const CASES: Record<string, Case> = {
  'a browser that does not start': {
    environment: (folder) => ({ KEYTURN_BROWSER: stubIn(folder) }),
    messages: [/KEYTURN_BROWSER does not start/, /chromium-stub: please install the snap/],
    called: false,
  },
  'a ledger that cannot be written': {
    environment: (folder) => ({ KEYTURN_STATE: join(fileIn(folder), 'ledger') }),
    messages: [/a-file is a file, not a folder/, /ledger/, /set KEYTURN_STATE/],
    called: false,
  },
  'a history that cannot be written': {
    environment: (folder) => ({ KEYTURN_HISTORY: join(fileIn(folder), 'history') }),
    messages: [/a-file is a file, not a folder/, /the history/, /set KEYTURN_HISTORY/],
    called: false,
  },
  'a ledger that cannot be written, in a sweep': {
    environment: (folder) => ({ KEYTURN_STATE: join(fileIn(folder), 'ledger') }),
    command: 'sweep',
    messages: [/a-file is a file, not a folder/],
    called: false,
  },
  'a browser that an interceptor blocks, and a passcode command that does not exist': {
    tenant: {
      callHook: ({ path }) =>
        path.startsWith('/oauth/authorizations') || path.startsWith('/access')
          ? {
              status: 403,
              headers: { 'content-type': 'text/html' },
              body: '<title>Attention Required!</title>',
            }
          : undefined,
    },
    env: { KEYTURN_PASSCODE_COMMAND: './no-such-command' },
    messages: [
      /for 2 reasons/,
      /The page answered 403/,
      /"Attention Required!"/,
      /command in KEYTURN_PASSCODE_COMMAND does not work/,
      /no-such-command/,
    ],
    called: true,
  },
};

/** The requests that create or change something, except for the preflight's token. */
function writes(calls: readonly { method: string; path: string }[]): string[] {
  return calls
    .filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method))
    .map(({ method, path }) => `${method} ${path}`)
    .filter((call) => call !== 'POST /oauth/tokens' && !call.startsWith('DELETE /api/v2/oauth/tokens/'));
}

function stubIn(folder: string): string {
  const path = join(folder, 'chromium-stub');
  writeFileSync(path, '#!/bin/sh\necho "please install the snap" >&2\nexit 1\n');
  chmodSync(path, 0o755);
  return path;
}

function fileIn(folder: string): string {
  const path = join(folder, 'a-file');
  writeFileSync(path, 'x');
  return path;
}

for (const [
  title,
  { tenant = {}, env = {}, environment, command = 'start', messages, called },
] of Object.entries(CASES)) {
  test(`with ${title}, nothing is written to the tenant`, async ({}, testInfo) => {
    test.skip(process.platform === 'win32', 'the stubs are shell scripts');
    const folder = testInfo.outputPath('stubs');
    mkdirSync(folder, { recursive: true });
    const emulator = await startZendesk({ adminsCanSetUserPasswords: true, ...tenant });
    try {
      const outcome = await run(testInfo, {
        command,
        env: { ...settingsFor(emulator), ...env },
        environment: environment?.(folder) ?? {},
      });
      for (const message of messages) expect(outcome.output).toMatch(message);
      expectBlocked(outcome);
      expect(outcome.output).toMatch(/^ {2}blocked: /m);
      expect(writes(emulator.witness.calls())).toEqual([]);
      expect(emulator.witness.calls().length > 0).toBe(called);
      expectClean(emulator);
    } finally {
      await emulator.close();
    }
  });
}

function expectBlocked({ code, output }: Pick<Outcome, 'code' | 'output'>): void {
  expectNoStack(output);
  expect(code, output).toBe(2);
}

test('a results folder that cannot be written is reported without a stack trace', async ({}, testInfo) => {
  mkdirSync(testInfo.outputPath(), { recursive: true });
  const file = fileIn(testInfo.outputPath());
  const outcome = await run(testInfo, {
    command: 'start',
    environment: { KEYTURN_RESULTS: join(file, 'results') },
  });
  expectBlocked(outcome);
  expect(outcome.output).toMatch(
    /a-file is a file, not a folder\. Keyturn needs it for the run's record and reports/,
  );
});

test('no one is asked for a passcode at a terminal in CI', async ({}, testInfo) => {
  const hasScript = spawnSync('script', ['--version']).status === 0;
  test.skip(
    process.platform !== 'linux' || !hasScript,
    'only the script command of util-linux can make a terminal here',
  );
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true });
  try {
    const { KEYTURN_PASSCODE_COMMAND: command, ...settings } = settingsFor(emulator);
    expect(command, 'the setting that this run must not have').toBeDefined();
    const outcome = await atTerminal(testInfo, {
      ...settings,
      ZENDESK_TEST_USER_EMAIL: 'qa+{run}@mail.acme.test',
      CI: '1',
    });
    expect(outcome.output).toMatch(/emailed passcode, but this run cannot read it\./);
    expectBlocked(outcome);
    expect(writes(emulator.witness.calls())).toEqual([]);
    expectClean(emulator);
  } finally {
    await emulator.close();
  }
});

/** Runs in its own terminal. */
async function atTerminal(
  testInfo: TestInfo,
  settings: Record<string, string>,
): Promise<Pick<Outcome, 'code' | 'output'>> {
  mkdirSync(testInfo.outputPath(), { recursive: true });
  const command = `"${process.execPath}" "${join(PROJECT, 'bin', 'keyturn.mjs')}" start`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: PROJECT,
    env: {
      ...cleanEnvironment(),
      ...settings,
      KEYTURN_ENV_FILE: devNull,
      KEYTURN_RESULTS: testInfo.outputPath('results'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((done) =>
    child.on('close', (code) => done({ code, output: output.replaceAll('\r', '') })),
  );
}
