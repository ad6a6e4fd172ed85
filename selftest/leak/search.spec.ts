/**
 * The leak search at the end of a run finds secrets that were not redacted. The run fails, reports each leak, and removes
 * it. For output that is written as late as possible, see `notebook/ends.spec.ts`.
 */
import { expect, test } from '../support/test.ts';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startExpert } from '../../emulators/expert/index.ts';
import { startZendesk } from '../../emulators/zendesk/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { findInFiles, findInText } from '../support/find-secrets.ts';
import {
  expertSettingsFor,
  filesBelow,
  type Outcome,
  PROJECT,
  run,
  settingsFor,
  start,
} from '../support/keyturn.ts';

const REPORTER = join(PROJECT, 'selftest', 'leak', 'leaking-reporter.ts');

/** A run that is blocked before its first call, because its tenant is not a write host. Its reporter leaks anyway. */
async function leak(
  testInfo: Parameters<typeof run>[0],
  channels: string,
  flags: string[],
  results = testInfo.outputPath('results'),
  environment: Record<string, string> = {},
): Promise<Outcome & { secret: string; results: string }> {
  const secret = `s&cret "${randomBytes(12).toString('base64')}`;
  const outcome = await run(testInfo, {
    command: 'start',
    flags,
    environment: {
      LEAK: channels,
      KEYTURN_RESULTS: results,
      ZENDESK_BASE_URL: 'https://tenant.example',
      ZENDESK_CLIENT_ID: 'keyturn',
      ZENDESK_CLIENT_SECRET: secret,
      ...environment,
    },
  });
  return { ...outcome, secret, results };
}

/** The secret is neither in the files nor on the console. */
function expectNowhere({ secret, results, output }: Awaited<ReturnType<typeof leak>>): void {
  const planted = [{ kind: 'client secret', value: secret }];
  expect(findInText(output, planted, 'the console')).toEqual([]);
  expect(findInFiles(filesBelow(results), planted, results)).toEqual([]);
}

for (const flag of ['--add-reporter', '--reporter']) {
  test(`leaks through every channel are found, named, and removed or redacted (${flag})`, async ({}, testInfo) => {
    const results = testInfo.outputPath('results');
    mkdirSync(results, { recursive: true });
    const notes = join(results, 'notes.md');
    writeFileSync(notes, 'my notes\n');
    const channels = 'file,zip,html,broken archive,existing file,console';
    const outcome = await leak(testInfo, channels, [`${flag}=${REPORTER}`], results);
    const { code, output } = outcome;
    expect(code, output).toBe(1);
    for (const file of ['leak.txt', 'leak.zip', 'leak.html']) {
      expect(output).toContain(`${file} contained a secret (client secret) and was removed.`);
      expect(existsSync(join(results, file))).toBe(false);
    }
    expect(output).toContain('Source: ZENDESK_CLIENT_SECRET.');
    expect(output).toContain('broken.zip contains an archive that cannot be opened and was removed.');
    expect(existsSync(join(results, 'broken.zip'))).toBe(false);
    expect(output).toContain('LEAK: the console contained a secret (client secret)');
    expect(output).toContain('[redacted client-secret#1]');
    // A file that existed before the run must not be removed.
    expect(output).toContain('notes.md contained a secret (client secret). It was NOT removed');
    expect(readFileSync(notes, 'utf8')).toContain('my notes');
    rmSync(notes);
    expectNowhere(outcome);
  });
}

for (const [where, set] of [
  ['in the results', false],
  ['in a folder of its own', true],
] as const) {
  test(`a secret in the history ${where} is found and removed, even in a file of an earlier run`, async ({}, testInfo) => {
    const results = testInfo.outputPath('results');
    const history = set ? testInfo.outputPath('past') : join(results, 'history');
    mkdirSync(history, { recursive: true });
    const [points, other] = [join(history, 'runs.jsonl'), join(history, 'previous-start-v1.json')];
    for (const file of [points, other]) writeFileSync(file, '{}\n');
    const environment: Record<string, string> = set ? { KEYTURN_HISTORY: history } : {};
    const outcome = await leak(testInfo, 'history', [`--add-reporter=${REPORTER}`], results, environment);
    expect(outcome.code, outcome.output).toBe(1);
    expect(outcome.output).toContain('runs.jsonl contained a secret (client secret) and was removed.');
    expect(existsSync(points)).toBe(false);
    expect(readFileSync(other, 'utf8')).toBe('{}\n');
    expectNowhere(outcome);
    expect(
      findInFiles(filesBelow(history), [{ kind: 'client secret', value: outcome.secret }], history),
    ).toEqual([]);
  });
}

test('a secret that is printed in pieces fails the run', async ({}, testInfo) => {
  const { code, output } = await leak(testInfo, 'console in pieces', [`--add-reporter=${REPORTER}`]);
  expect(code, output).toBe(1);
  expect(output).toContain('LEAK: the console contained a secret (client secret)');
});

test('without a leak, the exit code is not changed and older files stay', async ({}, testInfo) => {
  const results = testInfo.outputPath('results');
  mkdirSync(join(results, 'node_modules'), { recursive: true });
  const secret = 'a-client-secret-in-older-files';
  const files = ['.env', '.env.local', 'old.txt', join('node_modules', 'index.js')].map((name) =>
    join(results, name),
  );
  for (const file of files) writeFileSync(file, secret);
  const { code, output, record } = await run(testInfo, {
    command: 'start',
    environment: {
      KEYTURN_RESULTS: results,
      ZENDESK_BASE_URL: 'https://tenant.example',
      ZENDESK_CLIENT_ID: 'keyturn',
      ZENDESK_CLIENT_SECRET: secret,
    },
  });
  expect(code, output).toBe(2);
  expect(record?.leaks).toEqual([]);
  for (const file of files) expect(readFileSync(file, 'utf8')).toBe(secret);
});

test('the secrets of all workers are searched for, and a leak makes the exit code 1 despite a conformant verdict', async ({}, testInfo) => {
  const results = testInfo.outputPath('results');
  // The hidden field of a form is not a secret of the run.
  const emulator = await startZendesk({
    adminsCanSetUserPasswords: true,
    callHook: ({ path }) => {
      if (!path.startsWith('/api/') && !path.startsWith('/oauth/tokens')) return undefined;
      const known = emulator.witness.secrets().filter(({ kind }) => kind !== 'csrf_token');
      mkdirSync(results, { recursive: true });
      writeFileSync(join(results, 'seen.txt'), known.map(({ value }) => value).join('\n'));
      return undefined;
    },
  });
  const { code, output, record } = await run(testInfo, {
    command: 'start',
    env: settingsFor(emulator),
    environment: { KEYTURN_RESULTS: results },
  });
  expect(code, output).toBe(1);
  expect(record?.verdict).toBe('conformant');
  const [found] = record?.leaks ?? [];
  expect(found?.removed).toBe(true);
  expect(found?.kinds).toEqual(
    expect.arrayContaining(['access token', 'password', 'client secret', 'authorization code', 'passcode']),
  );
  expect(found?.sources).toEqual(
    expect.arrayContaining([
      'ZENDESK_CLIENT_SECRET',
      'a password generated by this run',
      expect.stringMatching(/^the field “access_token” in the answer to POST \/oauth\/tokens as /),
      'a passcode from the command in KEYTURN_PASSCODE_COMMAND',
    ]),
  );
  expect(output).toContain('; but there was a leak');
  expect(existsSync(join(results, 'seen.txt'))).toBe(false);
  expect(findInFiles(filesBelow(results), emulator.witness.secrets(), results)).toEqual([]);
  expectClean(emulator);
  await emulator.close();
});

test('the leak search also runs after an interruption', async ({}, testInfo) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  const results = testInfo.outputPath('results');
  const emulator = await startExpert();
  const running = start(testInfo, {
    command: 'start',
    env: expertSettingsFor(emulator),
    environment: { KEYTURN_RESULTS: results },
  });
  await running.printed(/✓ 05 ·/);
  mkdirSync(results, { recursive: true });
  writeFileSync(
    join(results, 'seen.txt'),
    emulator.witness
      .secrets()
      .map(({ value }) => value)
      .join('\n'),
  );
  running.process.kill('SIGTERM');
  const { code, output } = await running.ended;
  expect(code, output).toBe(1);
  expect(output).toContain('seen.txt contained a secret');
  expect(existsSync(join(results, 'seen.txt'))).toBe(false);
  expectClean(emulator);
  await emulator.close();
});

test('failing contract checks leak no secret into any report', async ({}, testInfo) => {
  // The answer repeats the password, and the failure is about that answer.
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true, fault: 'set-password-echoed' });
  const { code, output, record, results } = await run(testInfo, {
    command: 'contract',
    flags: ['zendesk/password/silent'],
    env: settingsFor(emulator),
  });
  expect(code, output).toBe(1);
  expect(record).toMatchObject({ verdict: 'non-conformant', leaks: [] });
  const files = filesBelow(results);
  for (const name of ['run.json', 'drift.json', 'observed.json'])
    expect(files).toContain(join(results, name));
  const secrets = emulator.witness.secrets();
  expect([...findInText(output, secrets, 'the console'), ...findInFiles(files, secrets, results)]).toEqual(
    [],
  );
  expectClean(emulator);
  await emulator.close();
});
