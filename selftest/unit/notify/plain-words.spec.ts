import { expect, test } from '../../support/test.ts';
import {
  plainAddress,
  plainCommand,
  plainRun,
  plainTenant,
  plainTime,
  plainTitle,
  plainTopic,
  plainVersion,
  UNREADABLE,
} from '../../../helpers/notify/plain-words.ts';
import { secrets } from '../../../helpers/secrets/registry.ts';
import { HOSTILE } from '../executed-notebook/records.ts';

for (const [title, plain] of [
  ['05 · The admin sets the user’s password', '05 · The admin sets the user’s password'],
  ['A dead token is refused with 401 invalid_token.', 'A dead token is refused with 401 invalid_token.'],
  ['As in the C# sample, an admin signs in', 'As in the C# sample, an admin signs in'],
  ['with Accept: */*.', 'with Accept: ∗/∗.'],
  ['<!channel> <@U1> <https://evil.example|x>', '‹!channel› ‹＠U1› ‹(URL)›'],
  ['ask me@you.example or @octocat', 'ask (email address) or ＠octocat'],
  ['see https://evil.example/x, www.evil.example and mailto:a', 'see (URL) (URL) and (URL)'],
  [
    '[a](b) ![c](d) `e` ~f~ |g| \\h & {text} #12 :tada:',
    '［a］(b) !［c］(d) ˋeˋ ∼f∼ ¦g¦ ＼h ＆ ｛text｝ ＃12 ：tada:',
  ],
  ['one\ntwo\r\nthree\u0000\u001b[31m\u202e', 'one two three··'],
  ['', ''],
] as const)
  test(`the title ${JSON.stringify(title)} becomes plain text`, () => {
    expect(plainTitle(title)).toBe(plain);
  });

test('no title can become a link, a mention or markup', () => {
  for (const title of HOSTILE)
    // eslint-disable-next-line no-control-regex -- control characters are the subject here
    expect(plainTitle(title)).not.toMatch(/[<>&@`*~|[\]\\{}\u0000-\u001f\u202a-\u202e]|:\/\/|www\.|#\d/);
});

test('a long title is cut, not in the middle of a character', () => {
  const plain = plainTitle('𝔘'.repeat(500));
  expect(Array.from(plain)).toHaveLength(120);
  expect(plain).toMatch(/^𝔘+…$/u);
});

test('a secret is no part of a title, and no word of ours, whatever its form', () => {
  secrets.learn('wQ7-mellow-Quartz', 'password', 'this test');
  secrets.learn('q7mx2kd9zp', 'password', 'this test');
  expect(plainTitle('The password is wQ7-mellow-Quartz.')).not.toContain('Quartz');
  expect(plainAddress('zendesk/password/wQ7-mellow-Quartz')).toBe(UNREADABLE);
  expect(plainRun('q7mx2kd9zp')).toBe(UNREADABLE);
  expect(plainTenant('https://wQ7-mellow-Quartz.example')).toBe(UNREADABLE);
});

test('words that have the form of ours', () => {
  for (const address of [
    'zendesk/notebook/06',
    'zendesk/notebook/06#revoked-refused',
    'expert/tokens',
    'zendesk/a/b_c#d',
  ])
    expect(plainAddress(address)).toBe(address);
  for (const [tenant, host] of [
    ['https://acme.zendesk.com', 'acme.zendesk.com'],
    ['http://127.0.0.1:4711/', '127.0.0.1:4711'],
    ['http://[::1]:4711', '[::1]:4711'],
    ['emulator of zendesk', 'emulator of zendesk'],
  ] as const)
    expect(plainTenant(tenant)).toBe(host);
  expect(plainRun('abcdefghjk')).toBe('abcdefghjk');
  expect(plainCommand('contract')).toBe('contract');
  expect(plainVersion('0.1.0')).toBe('0.1.0');
  expect(plainVersion('1.2.3-rc.1')).toBe('1.2.3-rc.1');
  expect(plainTime('2026-11-30T02:00:59.000Z')).toBe('2026-11-30 02:00 UTC');
  expect(plainTopic('network')).toBe('network');
});

test('everything else is not repeated', () => {
  for (const word of [
    '',
    'a b',
    'me@you.example',
    '../../x',
    'zendesk',
    'zendesk/a/b/c',
    'x'.repeat(300),
    ...HOSTILE,
  ]) {
    expect(plainAddress(word)).toBe(UNREADABLE);
    expect(plainRun(word)).toBe(UNREADABLE);
    expect(plainVersion(word)).toBe(UNREADABLE);
    expect(plainTime(word)).toBe(UNREADABLE);
    expect(plainTopic(word)).toBeUndefined();
  }
  for (const tenant of [
    '',
    'https://',
    'a b',
    'x y.example',
    '<!channel>',
    'emulator of <x>',
    'x'.repeat(300),
  ])
    expect(plainTenant(tenant)).toBe(UNREADABLE);
});
