/** `npm run setup` without a terminal: from flags, standard input, the environment and the file. */
import { expect, test } from '../support/test.ts';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startZendesk, type ZendeskEmulator } from '../../emulators/zendesk/index.ts';
import { expectNothingLeaked, setupAtTerminal, setupWithoutTerminal } from './tools.ts';

let emulator: ZendeskEmulator;

test.beforeEach(async () => {
  emulator = await startZendesk();
});
test.afterEach(() => emulator.close());

const flags = () => [
  ...['--system', 'zendesk', '--base-url', emulator.baseUrl],
  ...['--confirm-host', new URL(emulator.baseUrl).host, '--client-id', 'keyturn'],
];
const planted = () => emulator.witness.secrets().map(({ kind, value }) => ({ kind, value }));

test('names everything that is missing at once, and sends nothing', async ({}, testInfo) => {
  const { code, output, file } = await setupWithoutTerminal(testInfo, ['--system', 'zendesk']);
  expect(code).toBe(2);
  expect(output).toContain(
    '--subdomain or --base-url (or ZENDESK_SUBDOMAIN or ZENDESK_BASE_URL in the environment)',
  );
  expect(output).toContain('--client-secret-from NAME (or ZENDESK_CLIENT_SECRET in the environment)');
  expect(output).toContain('--test-user-email');
  expect(output).toContain('--confirm-host');
  expect(output).toContain('there is no terminal');
  expect(file()).toBeUndefined();
});

test('a terminal is not asked at in CI', async ({}, testInfo) => {
  const setup = setupAtTerminal(testInfo, 'moving', ['--system', 'zendesk'], { CI: 'true' });
  expect(await setup.ended).toBe(2);
  expect(setup.text()).toContain('CI is set');
});

test('the secret comes from standard input', async ({}, testInfo) => {
  const { secret } = emulator.client;
  const { code, output, path, file } = await setupWithoutTerminal(
    testInfo,
    [...flags(), '--client-secret-from', '-'],
    {
      input: `${secret}\n`,
    },
  );
  expect(code, output).toBe(0);
  expect(file()).toContain(`ZENDESK_CLIENT_SECRET='${secret}'`);
  expect(output).toContain('Signed in as Service Admin');
  expect(emulator.witness.liveTokens()).toEqual([]);
  expectNothingLeaked(testInfo, output, planted(), path);
});

test('a secret on the command line is refused, and not repeated', async ({}, testInfo) => {
  const { secret } = emulator.client;
  const { code, output, file } = await setupWithoutTerminal(testInfo, [
    ...flags(),
    '--client-secret',
    secret,
  ]);
  expect(code).toBe(2);
  expect(output).toContain('--client-secret is not a flag, because');
  expect(output).not.toContain(secret);
  expect(file()).toBeUndefined();
  expect(emulator.witness.calls()).toEqual([]);
});

test('another host than the confirmed one gets nothing', async ({}, testInfo) => {
  const more = { ZENDESK_CLIENT_SECRET: emulator.client.secret };
  const words = ['--system', 'zendesk', '--base-url', emulator.baseUrl, '--client-id', 'keyturn'];
  const { code, output, file } = await setupWithoutTerminal(
    testInfo,
    [...words, '--confirm-host', 'acme.zendesk.com'],
    { more },
  );
  expect(code).toBe(2);
  expect(output).toContain('Nothing was sent');
  expect(emulator.witness.calls()).toEqual([]);
  expect(file()).toBeUndefined();
});

test('a stored secret of one tenant is never sent to another one', async ({}, testInfo) => {
  const stored = 'a-secret-of-another-tenant-7781';
  const path = testInfo.outputPath('accounts', 'eu.env');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `ZENDESK_SUBDOMAIN=another\nZENDESK_CLIENT_SECRET='${stored}'\n`);
  const { code, output } = await setupWithoutTerminal(testInfo, [...flags(), '--overwrite']);
  expect(code).toBe(2);
  expect(output).toContain('--client-secret-from NAME');
  expect(output).not.toContain(stored);
  expect(emulator.witness.calls()).toEqual([]);
});

test('a secret that does not fit: nothing is written', async ({}, testInfo) => {
  const wrong = 'no-secret-of-this-client-991';
  const { code, output, path, file } = await setupWithoutTerminal(
    testInfo,
    [...flags(), '--client-secret-from', 'MINE'],
    {
      more: { MINE: wrong },
    },
  );
  expect(code).toBe(2);
  expect(output).toContain('does not accept the OAuth client');
  expect(file()).toBeUndefined();
  expectNothingLeaked(testInfo, output, [...planted(), { kind: 'typed', value: wrong }], path);
});

test('an existing file keeps its comments, unknown lines and form, and is overwritten only with --overwrite', async ({}, testInfo) => {
  const path = testInfo.outputPath('accounts', 'eu.env');
  mkdirSync(dirname(path), { recursive: true });
  const before =
    `# ours\r\nOTHER_TOOL=1\r\nZENDESK_BASE_URL=${emulator.baseUrl}\r\nZENDESK_CLIENT_ID="other" # old\r\n` +
    `#ZENDESK_CLIENT_SECRET=\r\n# the end\r\nKEYTURN_WRITE_HOSTS=acme.zendesk.com\r\n`;
  writeFileSync(path, before, { mode: 0o644 });
  const more = { ZENDESK_CLIENT_SECRET: emulator.client.secret };
  const refused = await setupWithoutTerminal(testInfo, flags(), { more });
  expect(refused.code).toBe(2);
  expect(refused.output).toContain('--overwrite');
  expect(readFileSync(path, 'utf8')).toBe(before);
  expect(emulator.witness.calls()).toEqual([]);
  const { code, output } = await setupWithoutTerminal(testInfo, [...flags(), '--overwrite'], { more });
  expect(code, output).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(
    `# ours\r\nOTHER_TOOL=1\r\nZENDESK_BASE_URL=${emulator.baseUrl}\r\nZENDESK_CLIENT_ID="keyturn" # old\r\n` +
      `#ZENDESK_CLIENT_SECRET=\r\nZENDESK_CLIENT_SECRET='${emulator.client.secret}'\r\n# the end\r\nKEYTURN_WRITE_HOSTS=acme.zendesk.com\r\n` +
      '\r\n# Zendesk. Written by npm run setup; .env.example explains each variable.\r\nZENDESK_TEST_USER_NAME=TestNotebookAgent\r\n',
  );
  const mode = process.platform === 'win32' ? 0o600 : statSync(path).mode & 0o777;
  expect(mode).toBe(0o600);
  // Again: nothing changes.
  const again = await setupWithoutTerminal(testInfo, flags(), { more });
  expect(again.code, again.output).toBe(0);
  expect(again.output).toContain('stays as it is');
});

test('a link to the file is followed', async ({}, testInfo) => {
  test.skip(process.platform === 'win32', 'links need a privilege there');
  const target = testInfo.outputPath('elsewhere', 'real.env');
  const path = testInfo.outputPath('accounts', 'eu.env');
  for (const file of [target, path]) mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(target, '# real\n');
  symlinkSync(target, path);
  const more = { ZENDESK_CLIENT_SECRET: emulator.client.secret };
  const { code, output } = await setupWithoutTerminal(testInfo, flags(), { more });
  expect(code, output).toBe(0);
  expect(readFileSync(target, 'utf8')).toContain('# real\n');
  expect(readFileSync(target, 'utf8')).toContain('ZENDESK_CLIENT_ID=keyturn');
});
