/** What opens the mailbox of the passcodes is as secret as what opens the tenant. */
import { expect, test } from '../support/test.ts';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startZendesk } from '../../emulators/zendesk/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { findInFiles, findInText } from '../support/find-secrets.ts';
import {
  ACCESS_TOKEN,
  deliver,
  email,
  IMAP_PASSWORD,
  startHoodiecrow,
  USER,
} from '../support/imap-server.ts';
import { filesBelow, run, settingsFor } from '../support/keyturn.ts';

const ADDRESS = 'qa+keyturn@company.example';

/** The settings of a run on an emulator whose passcodes are read over IMAP. */
function settings(emulator: Parameters<typeof settingsFor>[0], port: number, folder: string) {
  const { ZENDESK_BASE_URL = '', ZENDESK_CLIENT_ID = '', ZENDESK_CLIENT_SECRET = '' } = settingsFor(emulator);
  return {
    ZENDESK_BASE_URL,
    ZENDESK_CLIENT_ID,
    ZENDESK_CLIENT_SECRET,
    ZENDESK_TEST_USER_EMAIL: ADDRESS,
    KEYTURN_PASSCODE_IMAP: `imap://${encodeURIComponent(USER)}@127.0.0.1:${String(port)}/${folder}`,
  };
}

test('a run reads its passcodes over IMAP, and the access token is redacted and searched for', async ({}, testInfo) => {
  const server = await startHoodiecrow();
  const results = testInfo.outputPath('results');
  const emulator = await startZendesk({
    adminsCanSetUserPasswords: true,
    callHook: ({ path }) => {
      if (!path.startsWith('/api/')) return undefined;
      mkdirSync(results, { recursive: true });
      writeFileSync(join(results, 'seen.txt'), ACCESS_TOKEN);
      return undefined;
    },
  });
  // The mail system: what the tenant sends arrives in the mailbox.
  let delivered = 0;
  let delivering = Promise.resolve();
  const mailSystem = setInterval(() => {
    for (const { subject, text } of emulator.witness.mailbox(ADDRESS).slice(delivered)) {
      delivered++;
      const raw = email({ To: ADDRESS, Subject: subject }, text);
      delivering = delivering.then(() => deliver(server, raw));
    }
  }, 50);
  const { code, output, record } = await run(testInfo, {
    command: 'start',
    env: {
      ...settings(emulator, server.port, 'INBOX'),
      KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND: `echo ${ACCESS_TOKEN}`,
    },
    environment: { KEYTURN_RESULTS: results },
  });
  clearInterval(mailSystem);
  await delivering;
  expect(record?.verdict, output).toBe('conformant');
  // The leak that this test has planted.
  expect(code, output).toBe(1);
  const [found] = record?.leaks ?? [];
  expect(found?.sources).toContain('the command in KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND');
  expect(found?.removed).toBe(true);
  expect(existsSync(join(results, 'seen.txt'))).toBe(false);
  const secrets = [...emulator.witness.secrets(), { kind: 'access token', value: ACCESS_TOKEN }];
  expect([
    ...findInText(output, secrets, 'the console'),
    ...findInFiles(filesBelow(results), secrets, results),
  ]).toEqual([]);
  expectClean(emulator);
  await emulator.close();
  await server.close();
});

test('a mailbox that cannot be opened blocks the run, and its password is redacted and searched for', async ({}, testInfo) => {
  const server = await startHoodiecrow();
  const results = testInfo.outputPath('results');
  mkdirSync(results, { recursive: true });
  const emulator = await startZendesk({
    adminsCanSetUserPasswords: true,
    callHook: () => {
      writeFileSync(join(results, 'seen.txt'), IMAP_PASSWORD);
      return undefined;
    },
  });
  const { code, output, record } = await run(testInfo, {
    command: 'start',
    env: { ...settings(emulator, server.port, 'Kodes'), KEYTURN_PASSCODE_IMAP_PASSWORD: IMAP_PASSWORD },
    environment: { KEYTURN_RESULTS: results },
  });
  expect(code, output).toBe(1);
  expect(record?.verdict).toBe('blocked');
  expect(output).toContain('the folder Kodes could not be opened');
  expect(record?.leaks?.[0]?.sources).toContain('KEYTURN_PASSCODE_IMAP_PASSWORD');
  const secrets = [{ kind: 'password', value: IMAP_PASSWORD }];
  expect([
    ...findInText(output, secrets, 'the console'),
    ...findInFiles(filesBelow(results), secrets, results),
  ]).toEqual([]);
  expectClean(emulator);
  await emulator.close();
  await server.close();
});
