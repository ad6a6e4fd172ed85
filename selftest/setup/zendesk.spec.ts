/** `npm run setup` for Zendesk, at a terminal: each question, and what happens after a wrong answer. */
import { expect, test } from '../support/test.ts';
import { statSync } from 'node:fs';
import { startZendesk, type ZendeskEmulator, type ZendeskOptions } from '../../emulators/zendesk/index.ts';
import { IMAP_PASSWORD, startHoodiecrow, USER } from '../support/imap-server.ts';
import { settingsFor } from '../support/settings-for.ts';
import { KEYS } from '../support/terminal.ts';
import { commandLineOf, expectNothingLeaked, type Look, type Setup, setupAtTerminal } from './tools.ts';

const { enter, ctrlC } = KEYS;

let open: ZendeskEmulator[] = [];

test.afterEach(async () => {
  await Promise.all(open.map((emulator) => emulator.close()));
  open = [];
});

async function start(options: Partial<ZendeskOptions> = {}): Promise<ZendeskEmulator> {
  const emulator = await startZendesk(options);
  open.push(emulator);
  return emulator;
}

const secretsOf = ({ witness }: ZendeskEmulator) =>
  witness.secrets().map(({ kind, value }) => ({ kind, value }));

/** Returns the passcode that the admin got by email. */
async function newestPasscode({ baseUrl, admin }: ZendeskEmulator): Promise<string> {
  const mailbox = new URL('/__emulator__/mailbox', baseUrl);
  mailbox.searchParams.set('to', admin.email);
  const { mails } = (await (await fetch(mailbox)).json()) as { mails: { text: string }[] };
  return /\b\d{6}\b/.exec(mails.at(-1)?.text ?? '')?.[0] ?? '';
}

/** Answers everything up to the client’s secret. */
async function upToSecret(setup: Setup, { baseUrl }: ZendeskEmulator): Promise<void> {
  await setup.choose(/Which system/, 1);
  await setup.answer(/subdomain of your tenant/, `${baseUrl}${enter}`);
  await setup.confirmHost(baseUrl);
  await setup.answer(/Identifier of the OAuth client/, enter);
  await setup.answer(/Redirect URLs does Keyturn use/, enter);
}

/** Answers everything about the test user. */
async function testUser(setup: Setup): Promise<void> {
  await setup.choose(/Which role/, 1);
  await setup.answer(/test user called/, enter);
  await setup.answer(/email address\?/, enter);
  await setup.choose(/Which password/, 1);
}

/** Answers who signs in as the admin, on the sign-in page. */
async function adminOnPage(setup: Setup, { admin }: ZendeskEmulator): Promise<void> {
  await setup.choose(/Who signs in as the admin/, 1);
  await setup.answer(/admin’s email address/, `${admin.email}${enter}`);
  await setup.answer(/admin’s password/, `${admin.password}${enter}`);
}

for (const look of ['moving', 'plain'] satisfies Look[]) {
  test(`writes the settings of a tenant (${look})`, async ({}, testInfo) => {
    const emulator = await start();
    const setup = setupAtTerminal(testInfo, look);
    await upToSecret(setup, emulator);
    await setup.answer(/Secret of the OAuth client/, `${emulator.client.secret}${enter}`);
    await setup.shows(/Signed in as Service Admin/);
    expect(commandLineOf(setup.pid)).not.toContain(emulator.client.secret);
    await testUser(setup);
    await setup.choose(/How does Keyturn get the passcode/, 1);
    expect(await setup.ended, setup.text()).toBe(0);
    expect(setup.values()).toEqual({
      ZENDESK_BASE_URL: emulator.baseUrl,
      ZENDESK_CLIENT_ID: 'keyturn',
      ZENDESK_CLIENT_SECRET: emulator.client.secret,
      ZENDESK_TEST_USER_NAME: 'TestNotebookAgent',
    });
    expect(setup.text()).toContain('npm run doctor');
    const mode = process.platform === 'win32' ? 0o600 : statSync(setup.path).mode & 0o777;
    expect(mode).toBe(0o600);
    expect(emulator.witness.liveTokens()).toEqual([]);
    expect(emulator.witness.created()).toEqual([]);
    expect(emulator.witness.touched()).toEqual([]);
    expectNothingLeaked(testInfo, setup.raw(), secretsOf(emulator), setup.path);
  });
}

test('nothing is sent until the host is confirmed', async ({}, testInfo) => {
  const emulator = await start();
  const setup = setupAtTerminal(testInfo, 'moving');
  await setup.choose(/Which system/, 1);
  await setup.answer(/subdomain of your tenant/, `${emulator.baseUrl}${enter}`);
  // Neither another host, nor a key that was pressed too often.
  await setup.answer(/your own tenant\?/, `helpdesk.zendesk.com${enter}`);
  await setup.answer(/That is not 127/, `${KEYS.backspace.repeat(40)}${enter}`);
  await setup.shows(/Nothing was sent/);
  await setup.answer(/subdomain of your tenant/, ctrlC);
  expect(await setup.ended).toBe(130);
  expect(emulator.witness.calls()).toEqual([]);
  expect(setup.file()).toBeUndefined();
  expect(setup.text()).not.toContain('Secret of the OAuth client');
});

test('a wrong secret is asked for again, and then fits', async ({}, testInfo) => {
  const emulator = await start();
  const wrong = 'not-the-secret-of-this-client-5541';
  const setup = setupAtTerminal(testInfo, 'moving');
  await upToSecret(setup, emulator);
  await setup.answer(/Secret of the OAuth client/, `${wrong}${enter}`);
  await setup.shows(/does not accept the OAuth client/);
  await setup.choose(/What now\?/, 1);
  await setup.answer(/Secret of the OAuth client/, `${emulator.client.secret}${enter}`);
  await setup.shows(/Signed in as Service Admin/);
  await testUser(setup);
  await setup.choose(/How does Keyturn get the passcode/, 1);
  expect(await setup.ended, setup.text()).toBe(0);
  expect(setup.values()['ZENDESK_CLIENT_SECRET']).toBe(emulator.client.secret);
  expectNothingLeaked(
    testInfo,
    setup.raw(),
    [...secretsOf(emulator), { kind: 'typed', value: wrong }],
    setup.path,
  );
});

test('an unknown client, and then a Redirect URL that it does not have', async ({}, testInfo) => {
  const emulator = await start({ redirectUri: 'http://127.0.0.1:4000/back' });
  const setup = setupAtTerminal(testInfo, 'plain');
  await setup.choose(/Which system/, 1);
  await setup.answer(/subdomain of your tenant/, `${emulator.baseUrl}${enter}`);
  await setup.confirmHost(emulator.baseUrl);
  await setup.answer(/Identifier of the OAuth client/, `${String(emulator.client.id)}${enter}`);
  await setup.shows(/that is its ID; use its Identifier/);
  await setup.choose(/What now\?/, 1);
  await setup.answer(/Identifier of the OAuth client/, `keyturn${enter}`);
  await setup.answer(/Redirect URLs does Keyturn use/, enter);
  await setup.shows(/does not have the Redirect URL/);
  await setup.choose(/What now\?/, 1);
  await setup.answer(/Redirect URLs does Keyturn use/, `${emulator.redirectUri}${enter}`);
  await setup.answer(/Secret of the OAuth client/, `${emulator.client.secret}${enter}`);
  await setup.shows(/has the Redirect URL http:\/\/127\.0\.0\.1:4000\/back/);
  await setup.answer(/Which role.*from 1 to 2/s, ctrlC);
  expect(await setup.ended).toBe(130);
  expect(setup.file()).toBeUndefined();
});

test('a URL without Zendesk behind it', async ({}, testInfo) => {
  const emulator = await start({
    callHook: () => ({
      status: 404,
      headers: { 'content-type': 'text/html' },
      body: '<html><title>Nothing here</title></html>',
    }),
  });
  const setup = setupAtTerminal(testInfo, 'moving');
  await setup.choose(/Which system/, 1);
  await setup.answer(/subdomain of your tenant/, `${emulator.baseUrl}${enter}`);
  await setup.confirmHost(emulator.baseUrl);
  await setup.shows(/does not answer like Zendesk/);
  await setup.choose(/What now\?/, 4);
  expect(await setup.ended).toBe(130);
  expect(setup.file()).toBeUndefined();
});

test('a client without client_credentials: the admin signs in on the page, with the passcode source given before', async ({}, testInfo) => {
  const emulator = await start({ clientKind: 'public' });
  const { KEYTURN_PASSCODE_COMMAND: command } = settingsFor(emulator);
  const setup = setupAtTerminal(testInfo, 'moving');
  await upToSecret(setup, emulator);
  await setup.answer(/Secret of the OAuth client/, `${emulator.client.secret}${enter}`);
  await setup.shows(/does not allow this grant/);
  await setup.choose(/What now\?/, 1);
  await testUser(setup);
  await adminOnPage(setup, emulator);
  await setup.choose(/How does Keyturn get the passcode/, 3);
  await setup.answer(/Which command prints it/, `${command ?? ''}${enter}`);
  await setup.shows(/Signed in as Service Admin/);
  expect(await setup.ended, setup.text()).toBe(0);
  expect(setup.text()).not.toContain('Enter its six digits');
  expect(setup.values()).toMatchObject({
    ZENDESK_ADMIN_GRANT: 'authorization_code',
    ZENDESK_ADMIN_EMAIL: emulator.admin.email,
    ZENDESK_ADMIN_PASSWORD: emulator.admin.password,
    KEYTURN_PASSCODE_COMMAND: command,
  });
  expect(emulator.witness.liveTokens()).toEqual([]);
  expectNothingLeaked(testInfo, setup.raw(), secretsOf(emulator), setup.path);
});

test('a person at the terminal types the passcode of the admin', async ({}, testInfo) => {
  const emulator = await start({ clientKind: 'public' });
  const setup = setupAtTerminal(testInfo, 'plain');
  await upToSecret(setup, emulator);
  await setup.answer(/Secret of the OAuth client/, `${emulator.client.secret}${enter}`);
  await setup.choose(/What now\?/, 1);
  await testUser(setup);
  await adminOnPage(setup, emulator);
  await setup.choose(/How does Keyturn get the passcode/, 1);
  await setup.shows(/Enter its six digits/);
  setup.type(`${await newestPasscode(emulator)}${enter}`);
  await setup.shows(/Signed in as Service Admin/);
  expect(await setup.ended, setup.text()).toBe(0);
  expect(emulator.witness.liveTokens()).toEqual([]);
});

test('what keeps a run from passing, and is no wrong answer, is said', async ({}, testInfo) => {
  const emulator = await start({ adminsCanSetUserPasswords: false });
  const setup = setupAtTerminal(testInfo, 'plain');
  await upToSecret(setup, emulator);
  await setup.answer(/Secret of the OAuth client/, `${emulator.client.secret}${enter}`);
  await setup.shows(/Warning: On this tenant, admins may not set passwords.*Undo:/s);
  await setup.choose(/Which role/, 1);
  await setup.answer(/test user called/, enter);
  await setup.answer(/email address\?/, `qa@company.example${enter}`);
  await setup.shows(/Warning: Every run uses this one address/);
  await setup.answer(/Which password/, ctrlC);
  expect(await setup.ended).toBe(130);
});

/** One of each kind: a choice, a text, a confirmation, a secret, and a question after a token was obtained. */
const QUESTIONS: Record<Look, readonly RegExp[]> = {
  moving: [
    /Which system/,
    /subdomain of your tenant/,
    /your own tenant\?/,
    /Secret of the OAuth client/,
    /Which role/,
  ],
  plain: [/your own tenant\?/, /Secret of the OAuth client/],
};

for (const look of ['moving', 'plain'] satisfies Look[]) {
  for (const question of QUESTIONS[look]) {
    test(`Ctrl-C at “${question.source}” (${look}) writes nothing and leaves no token`, async ({}, testInfo) => {
      const emulator = await start();
      const setup = setupAtTerminal(testInfo, look);
      const answers: [RegExp, () => Promise<void>][] = [
        [/Which system/, () => setup.choose(/Which system/, 1)],
        [
          /subdomain of your tenant/,
          () => setup.answer(/subdomain of your tenant/, `${emulator.baseUrl}${enter}`),
        ],
        [/your own tenant\?/, () => setup.confirmHost(emulator.baseUrl)],
        [/Identifier of the OAuth client/, () => setup.answer(/Identifier of the OAuth client/, enter)],
        [/Redirect URLs/, () => setup.answer(/Redirect URLs does Keyturn use/, enter)],
        [
          /Secret of the OAuth client/,
          () => setup.answer(/Secret of the OAuth client/, `${emulator.client.secret}${enter}`),
        ],
      ];
      for (const [asked, answer] of answers) {
        if (asked.source === question.source) break;
        await answer();
      }
      await setup.answer(question, ctrlC);
      expect(await setup.ended, setup.text()).toBe(130);
      expect(setup.file()).toBeUndefined();
      expect(setup.text()).toContain('Nothing was written');
      expect(emulator.witness.liveTokens()).toEqual([]);
      expectNothingLeaked(testInfo, setup.raw(), secretsOf(emulator), setup.path);
    });
  }
}

test('a mailbox is opened, and its password is asked for again if it is wrong', async ({}, testInfo) => {
  const emulator = await start();
  const mail = await startHoodiecrow();
  try {
    const { host } = new URL(emulator.baseUrl);
    const flags = [
      '--system=zendesk',
      `--base-url=${emulator.baseUrl}`,
      `--confirm-host=${host}`,
      '--client-id=keyturn',
    ];
    const user = [
      '--test-user-role=agent',
      '--test-user-name=QA',
      '--test-user-email=qa+{run}@company.example',
    ];
    const setup = setupAtTerminal(testInfo, 'plain', [...flags, ...user, '--passcode-by=mailbox'], {
      ZENDESK_CLIENT_SECRET: emulator.client.secret,
    });
    await setup.answer(/Redirect URLs does Keyturn use/, enter);
    await setup.choose(/Which password/, 1);
    const mailbox = `imap://${encodeURIComponent(USER)}@127.0.0.1:${String(mail.port)}/Codes`;
    await setup.answer(/Which mailbox gets it/, `${mailbox}${enter}`);
    await setup.choose(/sign in to the mailbox/, 1);
    await setup.answer(/password of the mailbox/, `wr0ng-Quartz${enter}`);
    await setup.choose(/What now/, 1);
    await setup.answer(/password of the mailbox/, `${IMAP_PASSWORD}${enter}`);
    await setup.shows(/opened, nothing read/);
    expect(await setup.ended, setup.text()).toBe(0);
    expect(setup.values()).toMatchObject({
      KEYTURN_PASSCODE_IMAP: mailbox,
      KEYTURN_PASSCODE_IMAP_PASSWORD: IMAP_PASSWORD,
    });
    const planted = [IMAP_PASSWORD, 'wr0ng-Quartz'].map((value) => ({ kind: 'password', value }));
    expectNothingLeaked(testInfo, setup.raw(), [...planted, ...secretsOf(emulator)], setup.path);
  } finally {
    await mail.close();
  }
});

test('Ctrl-C while the admin signs in: the token is revoked', async ({}, testInfo) => {
  let press = () => {};
  const emulator = await start({
    callHook: ({ method, path }) => {
      if (method === 'POST' && path === '/oauth/tokens') press();
      return undefined;
    },
  });
  const setup = setupAtTerminal(testInfo, 'moving');
  let pressed = 0;
  press = () => {
    if (pressed++ === 0) setup.type(ctrlC);
  };
  await upToSecret(setup, emulator);
  await setup.answer(/Secret of the OAuth client/, `${emulator.client.secret}${enter}`);
  expect(await setup.ended, setup.text()).toBe(130);
  expect(setup.text()).toContain('Nothing was written. Every token that setup had obtained is revoked.');
  expect(emulator.witness.liveTokens()).toEqual([]);
  expect(setup.file()).toBeUndefined();
  expectNothingLeaked(testInfo, setup.raw(), secretsOf(emulator), setup.path);
});
