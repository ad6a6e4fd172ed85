import { expect, test } from '../../support/test.ts';
import { mkdirSync } from 'node:fs';
import type { Loaded } from '../../../helpers/settings/load.ts';
import { describeMistakes } from '../../../helpers/settings/mistake.ts';
import { loadSettings } from '../../../helpers/systems/settings.ts';

const TENANT = {
  ZENDESK_SUBDOMAIN: 'acme',
  ZENDESK_CLIENT_ID: 'keyturn',
  ZENDESK_CLIENT_SECRET: 'secret-of-the-client',
  KEYTURN_WRITE_HOSTS: 'acme.zendesk.com',
};
const URL_OF_QA = 'imaps://qa%40company.example@imap.company.example';
const PASSWORD = 'Tq7-mellow/Quartz';

function load(settings: Record<string, string>): Loaded {
  const folder = test.info().outputPath('settings');
  mkdirSync(folder, { recursive: true });
  return loadSettings({ ...TENANT, ...settings }, folder);
}

const withPassword = (url: string) =>
  load({ KEYTURN_PASSCODE_IMAP: url, KEYTURN_PASSCODE_IMAP_PASSWORD: PASSWORD });

for (const [url, mailbox] of [
  [URL_OF_QA, {}],
  [`${URL_OF_QA}/`, {}],
  [`${URL_OF_QA}:10993/Codes/Keyturn%20%26%20Co`, { port: 10993, folder: 'Codes/Keyturn & Co' }],
  ['imaps://qa@company.example@IMAP.company.example', {}],
  ['IMAPS://qa@imap.company.example/[Gmail]/All%20Mail', { user: 'qa', folder: '[Gmail]/All Mail' }],
  ['imap://qa@127.0.0.1', { host: '127.0.0.1', port: 143, secure: false, user: 'qa' }],
  ['imap://qa@[::1]:1143/INBOX', { host: '::1', port: 1143, secure: false, user: 'qa' }],
] as const) {
  test(`a mailbox is read from ${url}`, () => {
    const loaded = withPassword(url);
    expect(loaded.ok && loaded.settings.passcodeImap).toEqual({
      mailbox: {
        host: 'imap.company.example',
        port: 993,
        secure: true,
        user: 'qa@company.example',
        folder: 'INBOX',
        ...mailbox,
      },
      login: { password: PASSWORD },
    });
  });
}

for (const [title, url, problem] of [
  ['another scheme', 'https://qa@imap.company.example', /^must begin with imaps:\/\/$/],
  ['no scheme', 'qa@imap.company.example', /^must begin with imaps:\/\/$/],
  ['no user', 'imaps://imap.company.example/INBOX', /^has no user name/],
  [
    'plain text to another machine',
    'imap://qa@imap.company.example',
    /^must begin with imaps:\/\/ .*this machine/,
  ],
  ['plain text to a similar name', 'imap://qa@127.0.0.1.example', /^must begin with imaps:\/\/ /],
  ['an unencoded #', `${URL_OF_QA}/a#b`, /^has a \? or #/],
  ['an unencoded ?', `${URL_OF_QA}/a?b`, /^has a \? or #/],
  ['an unencoded %', `${URL_OF_QA}/100%`, /^has a %/],
  ['a line break', `${URL_OF_QA}/a%0D%0Ab`, /^contains a control character/],
  ['a strange host', 'imaps://qa@imap"company', /^is not the URL of a mailbox/],
  ['a port that is not a number', `${URL_OF_QA}:imap`, /^is not the URL of a mailbox/],
] as const) {
  test(`a mistake: ${title}`, () => {
    const loaded = withPassword(url);
    expect(loaded.ok ? [] : loaded.mistakes).toEqual([
      expect.objectContaining({
        variable: 'KEYTURN_PASSCODE_IMAP',
        problem: expect.stringMatching(problem),
        remedy: expect.stringContaining('imaps://user@host/folder'),
      }),
    ]);
  });
}

for (const [title, password] of [
  ['plain', 'mellow-Quartz-7'],
  ['percent-encoded', 'mellow%2FQuartz%40'],
  ['with an @', 'mellow@Quartz'],
  ['with a /', 'mellow/Quartz'],
  ['with a #', 'mellow#Quartz'],
] as const) {
  test(`a mistake: a password in the URL, ${title}, which is secret and is not repeated`, () => {
    const loaded = withPassword(`imaps://qa:${password}@imap.company.example/INBOX`);
    const mistakes = loaded.ok ? [] : loaded.mistakes;
    expect(mistakes).toHaveLength(1);
    const message = describeMistakes(mistakes, '.env');
    expect(message).toContain(
      'KEYTURN_PASSCODE_IMAP contains a password, which belongs in KEYTURN_PASSCODE_IMAP_PASSWORD.',
    );
    expect(message).not.toContain('ellow');
    expect(JSON.stringify(loaded.publicValues)).not.toContain('ellow');
    expect(loaded.secrets.map(({ value }) => value)).toEqual(
      expect.arrayContaining([password, decodeURIComponent(password)]),
    );
  });
}

const IMAP = { KEYTURN_PASSCODE_IMAP: URL_OF_QA };
const COMMAND = { KEYTURN_PASSCODE_COMMAND: 'true' };
const TOKEN = { KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND: 'echo token' };
const SECRET = { KEYTURN_PASSCODE_IMAP_PASSWORD: PASSWORD };

for (const [title, settings, variable, problem] of [
  [
    'a mailbox and a command',
    { ...IMAP, ...SECRET, ...COMMAND },
    'KEYTURN_PASSCODE_IMAP',
    /KEYTURN_PASSCODE_COMMAND; keep one/,
  ],
  [
    'a password and a token',
    { ...IMAP, ...SECRET, ...TOKEN },
    'KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND',
    /_PASSWORD; keep one/,
  ],
  [
    'neither',
    IMAP,
    'KEYTURN_PASSCODE_IMAP_PASSWORD',
    /^is not set, and neither is KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND/,
  ],
  [
    'a password alone',
    SECRET,
    'KEYTURN_PASSCODE_IMAP_PASSWORD',
    /^is set, but KEYTURN_PASSCODE_IMAP is not$/,
  ],
  [
    'a command for tokens alone',
    TOKEN,
    'KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND',
    /^is set, but KEYTURN_PASSCODE_IMAP is not$/,
  ],
] as const) {
  test(`a mistake: ${title}`, () => {
    const loaded = load(settings);
    expect(loaded.ok ? [] : loaded.mistakes).toEqual([
      expect.objectContaining({ variable, problem: expect.stringMatching(problem) }),
    ]);
    // An emulator mails nothing to this mailbox.
    expect(load({ ...settings, KEYTURN_TARGET: 'emulator' }).ok).toBe(true);
  });
}

test('if there is no way to sign in to the mailbox, the message explains which hosts take no passwords', () => {
  const loaded = load(IMAP);
  expect(describeMistakes(loaded.ok ? [] : loaded.mistakes, '.env')).toContain(
    'Gmail and Microsoft 365 accept no passwords over IMAP',
  );
});

test('the password is secret, the command for tokens is not shown, and the mailbox is public', () => {
  const { secrets, publicValues } = withPassword(URL_OF_QA);
  expect(secrets).toContainEqual({
    value: PASSWORD,
    kind: 'password',
    source: 'KEYTURN_PASSCODE_IMAP_PASSWORD',
  });
  expect(publicValues['KEYTURN_PASSCODE_IMAP']).toBe(
    'INBOX of qa@company.example at imap.company.example:993',
  );
  const { publicValues: withToken } = load({ ...IMAP, ...TOKEN });
  expect(JSON.stringify(withToken)).not.toContain('echo token');
});
