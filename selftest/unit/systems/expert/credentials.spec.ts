/** Each credential is sent in its header, and what is secret about it is known before it is sent. */
import { expect, test } from '../../../support/test.ts';
import type { Credential } from '../../../../helpers/http/call.ts';
import { generatePassword } from '../../../../helpers/secrets/password.ts';
import { SecretRegistry } from '../../../../helpers/secrets/registry.ts';
import {
  adminCredential,
  anonymous,
  authtokenCookie,
  authtokenHeader,
  basic,
  serverToken,
  serverTokenText,
} from '../../../../helpers/systems/expert/credentials.ts';
import {
  hashOfServerToken,
  signServerToken,
  writeServerToken,
} from '../../../../helpers/systems/expert/server-token.ts';

// The inputs of the vendor's own test vector; the signature is that of today's format.
const KEY = { key: 'foo', secret: 'bar' };
const AT = 1_413_073_249_000;

/** The header that a credential is sent in, and the part of it that is secret. */
function made({ proof }: Credential) {
  if (proof === undefined) throw new Error('the credential is empty');
  const { value, secrets } = proof.make();
  return { header: proof.header, shown: proof.shown, value, secrets };
}

/** The part of a server token that names the user. */
const userIn = (token: string) => /^tkn_foo_\d+_(.*)_[0-9a-f]{64}$/.exec(token)?.[1];

test.describe('a server token', () => {
  for (const [user, token] of [
    ['2', 'tkn_foo_1413073249_2_48897492fa44c73561a0e7401c63f6d2950c3af8c3dc5988ade8ce368b9bf5aa'],
    ['=admin', 'tkn_foo_1413073249_=admin_7c2ff7bbe39979a0d0734b314a6d44804383e4647b24cace4868a203b89f702c'],
  ] as const) {
    test(`for the user ${user} is signed as documented (E-SERVER-1)`, () => {
      expect(signServerToken({ ...KEY, user }, AT)).toBe(token);
      // In whole seconds, rounded down.
      expect(signServerToken({ ...KEY, user }, AT + 999)).toBe(token);
      expect(signServerToken({ ...KEY, user }, AT + 1000)).not.toBe(token);
    });
  }

  test('can be written with any end, and is the signed token if it ends in the hash', () => {
    const token = { ...KEY, user: '2' };
    const epoch = AT / 1000;
    expect(writeServerToken(token, epoch, '')).toBe('tkn_foo_1413073249_2');
    expect(writeServerToken(token, epoch, `_${hashOfServerToken(token, epoch)}`)).toBe(
      signServerToken(token, AT),
    );
    const { header, shown, value, secrets } = made(serverTokenText('x', 'tkn_any'));
    expect([header, shown, value]).toEqual(['X-Deki-Token', '[redacted access token]', 'tkn_any']);
    expect(secrets).toEqual([{ value: 'tkn_any', kind: 'access token' }]);
  });

  test('differs for each key, secret, user and time', () => {
    const tokens = [
      signServerToken({ ...KEY, user: '2' }, AT),
      signServerToken({ ...KEY, key: 'fop', user: '2' }, AT),
      signServerToken({ ...KEY, secret: 'baz', user: '2' }, AT),
      signServerToken({ ...KEY, user: '3' }, AT),
      signServerToken({ ...KEY, user: '2' }, AT + 1000),
    ];
    expect(new Set(tokens.map((token) => token.slice(-64))).size).toBe(tokens.length);
  });

  for (const [given, user] of [
    ['2', '2'],
    ['0', '0'],
    ['=2', '=2'],
    ['admin', '=admin'],
    ['=admin', '=admin'],
    ['==admin', '=%3Dadmin'],
    ['2nd', '=2nd'],
    ['-1', '=-1'],
    ['mr spock', '=mr%20spock'],
    ['a+b', '=a%2Bb'],
    ['100%', '=100%25'],
    ['a/b', '=a%2Fb'],
    ['jürgen', '=j%C3%BCrgen'],
    ['first_last', '=first_last'],
  ] as const) {
    test(`with the user “${given}” names ${user}`, () => {
      const { header, value } = made(serverToken('admin', { ...KEY, user: given }));
      expect(header).toBe('X-Deki-Token');
      expect(userIn(value)).toBe(user);
      // Only characters that a header can carry: ASCII, without spaces.
      expect(value).toMatch(/^[!-~]+$/);
    });
  }

  test('is signed again for each call, and each is known before it is sent', () => {
    const { proof } = serverToken('admin', { ...KEY, user: 'admin' });
    const { now } = Date;
    try {
      Date.now = () => AT;
      const first = proof?.make();
      Date.now = () => AT + 240_000;
      const second = proof?.make();
      expect(first?.value).toBe(signServerToken({ ...KEY, user: '=admin' }, AT));
      expect(second?.value).toBe(signServerToken({ ...KEY, user: '=admin' }, AT + 240_000));
      for (const each of [first, second])
        expect(each?.secrets).toEqual([{ value: each?.value, kind: 'access token' }]);
    } finally {
      Date.now = now;
    }
  });
});

test.describe('a user name and password', () => {
  for (const [title, username, password] of [
    ['in ASCII', 'spock', 'Live-Long.77'],
    ['with umlauts and a euro sign', 'jürgen', 'Grüße-für-5€'],
    ['with colons in the password', 'spock', 'a:b::c:'],
    ['with a line break at the end', 'spock', 'Live-Long.77\n'],
    ['with spaces around them', ' spock ', '  Live-Long.77  '],
    ['with emoji', 'spock', '🖖🖖🖖🖖'],
  ] as const) {
    test(`${title} are a pair in UTF-8, split at the first colon`, () => {
      const { header, value, secrets } = made(basic('test user', username, password));
      expect(header).toBe('Authorization');
      expect(value).toMatch(/^Basic [A-Za-z0-9+/]+=*$/);
      const pair = Buffer.from(value.slice('Basic '.length), 'base64').toString('utf8');
      expect(pair.slice(0, pair.indexOf(':'))).toBe(username);
      expect(pair.slice(pair.indexOf(':') + 1)).toBe(password);
      // The pair begins with the user name, which is public. The password inside it is recognized.
      expect(secrets).toEqual([{ value: password, kind: 'password' }]);
    });
  }
});

test.describe('an authtoken', () => {
  const TOKEN = ['7', '633989425145407260', 'd70b'.repeat(8)].join('_');

  for (const [title, cookie] of [
    ['with its quotes', `"${TOKEN}"`],
    ['without quotes, if it has none', TOKEN],
  ] as const) {
    test(`is sent back in the cookie ${title}, and only the token is secret`, () => {
      expect(made(authtokenCookie('test user', cookie))).toEqual({
        header: 'Cookie',
        shown: '[redacted access token]',
        value: `authtoken=${cookie}`,
        secrets: [{ value: TOKEN, kind: 'access token' }],
      });
    });
  }

  test('can be sent in its own header', () => {
    expect(made(authtokenHeader('test user', TOKEN))).toEqual({
      header: 'X-Authtoken',
      shown: '[redacted access token]',
      value: TOKEN,
      secrets: [{ value: TOKEN, kind: 'access token' }],
    });
  });
});

test('an anonymous caller sends no credential', () => {
  expect(anonymous()).toEqual({ as: 'anonymous' });
});

test('the admin’s credential is the configured one', () => {
  const password = generatePassword([], new SecretRegistry());
  const byPassword = adminCredential({ by: 'password', username: 'Ada', password });
  expect(byPassword.as).toBe('admin');
  expect(made(byPassword)).toEqual(made(basic('admin', 'Ada', password)));
  const byToken = adminCredential({ by: 'server token', ...KEY, user: 'Ada' });
  expect(byToken.as).toBe('admin');
  expect(made(byToken).header).toBe('X-Deki-Token');
  expect(userIn(made(byToken).value)).toBe('=Ada');
});

test('what a report shows of a credential contains no secret', () => {
  const registry = new SecretRegistry();
  const password = generatePassword([], registry);
  for (const credential of [
    basic('x', 'spock', password),
    serverToken('x', { ...KEY, user: '2' }),
    authtokenCookie('x', `"${password}"`),
    authtokenHeader('x', password),
  ]) {
    const { value, shown, secrets } = made(credential);
    for (const secret of secrets) registry.learn(secret.value, secret.kind, 'a test');
    expect(registry.find(shown)).toEqual([]);
    expect(registry.find(value).length).toBeGreaterThan(0);
    expect(registry.find(JSON.stringify(credential))).toEqual([]);
  }
});
