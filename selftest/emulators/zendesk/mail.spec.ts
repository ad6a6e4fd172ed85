/** Mails that are delivered into a real mailbox. */
import PostalMime from 'postal-mime';
import { startZendesk } from '../../../emulators/zendesk/index.ts';
import { options } from '../../../emulators/zendesk/tenant/options.ts';
import { zendesk } from '../../../emulators/zendesk/system.ts';
import {
  emailsIn,
  IMAP_PASSWORD,
  type ImapServer,
  startHoodiecrow,
  USER,
} from '../../support/imap-server.ts';
import { expect, GOOD_PASSWORD, test as base } from './tools.ts';

const test = base.extend<{ imap: ImapServer }>({
  imap: async ({}, use) => {
    const server = await startHoodiecrow();
    await use(server);
    await server.close();
  },
});

const address = (port: number, { password = IMAP_PASSWORD, folder = 'Codes' } = {}): string =>
  `imap://${encodeURIComponent(USER)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${folder}`;

test('every mail is appended as a complete message', async ({ start, imap }) => {
  const tenant = await start({ mailTo: address(imap.port) });
  const { email } = await tenant.person({});
  await tenant.signIn(email, GOOD_PASSWORD);
  const passcode = tenant.passcode(email);
  await tenant.emulator.close();
  // The mail about the changed password, and the passcode.
  const received = await emailsIn(imap, 'Codes');
  expect(received).toHaveLength(2);
  const mail = await PostalMime.parse(received[1] ?? '');
  expect(mail.subject).toBe('Emulated Tenant verification passcode');
  expect(mail.to).toEqual([{ address: email, name: '' }]);
  expect(mail.from?.address).toBe('support@emulated-tenant.example');
  expect(mail.messageId).toMatch(/^<.+@.+>$/);
  expect(Date.parse(mail.date ?? '')).toBe(tenant.clock.now());
  expect(mail.text).toContain(`Your passcode is ${passcode}`);
  expect(mail.html).toContain(`<strong style="font-size:28px;color:#333333">${passcode}</strong>`);
  expect(mail.headers.find(({ key }) => key === 'content-type')?.value).toContain('multipart/alternative');
});

for (const [what, changed, sentence] of [
  [
    'a wrong password',
    { password: 'wr0ng-one' },
    /does not accept the user qa@company\.example with this password/,
  ],
  [
    'an unknown folder',
    { folder: 'Nowhere' },
    /folder Nowhere at 127\.0\.0\.1:\d+, cannot be used: the user has no such folder/,
  ],
] as const)
  test(`${what} ends the start with a sentence without the password`, async ({ imap }) => {
    const mailTo = address(imap.port, changed);
    const said = await startZendesk({ mailTo }).then(
      () => 'started',
      (reason: unknown) => String(reason),
    );
    expect(said).toMatch(sentence);
    expect(said).not.toMatch(/wr0ng-one|Quartz/);
  });

test('a mail server that is not there ends the start', async ({ imap }) => {
  const mailTo = address(imap.port);
  await imap.close();
  await expect(startZendesk({ mailTo })).rejects.toThrow(/no mail server is listening there/);
});

test('a mailbox elsewhere is refused, and the password is not repeated', () => {
  for (const elsewhere of [
    'imap://qa:hidden-1@mail.example.com/Codes',
    'imaps://qa:hidden-1@127.0.0.1/Codes',
    'imap://qa@127.0.0.1/Codes',
    'hidden-1',
  ]) {
    expect(() => options.read(`mailTo=${elsewhere}`)).toThrow(
      'Option "mailTo" takes imap://USER:PASSWORD@127.0.0.1:PORT/FOLDER or null.',
    );
  }
});

test('the lines for .env and the screens name the mailbox without its password', async ({ imap }) => {
  const running = await zendesk.startManually({
    port: undefined,
    settings: [`mailTo=${address(imap.port)}`],
  });
  await running.stop();
  const printed = JSON.stringify([running.environment, running.screens]);
  expect(printed).toContain(`imap://qa%40company.example@127.0.0.1:${imap.port}/Codes`);
  expect(printed).toContain('# KEYTURN_PASSCODE_COMMAND=');
  expect(printed).not.toMatch(/Quartz/);
});
