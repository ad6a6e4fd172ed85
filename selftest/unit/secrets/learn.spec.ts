import { expect, test } from '../../support/test.ts';
import { inspect } from 'node:util';
import {
  learnFromJson,
  learnFromSetCookie,
  mayBeSecret,
  namesIn,
  valuesIn,
} from '../../../helpers/secrets/learn.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';

function afterJson(value: unknown): SecretRegistry {
  const registry = new SecretRegistry();
  learnFromJson(value, registry, 'in a test');
  return registry;
}

for (const [field, kind] of [
  ['access_token', 'access token'],
  ['full_token', 'access token'],
  ['refresh_token', 'refresh token'],
  ['client_secret', 'client secret'],
  ['secret', 'client secret'],
  ['code', 'authorization code'],
  ['code_verifier', 'code verifier'],
  ['password', 'password'],
  ['previous_password', 'password'],
  ['authenticity_token', 'authenticity token'],
] as const) {
  test(`${field} is learned as ${kind}`, () => {
    expect(afterJson({ [field]: 'value-of-the-field' }).redact('value-of-the-field')).toBe(
      `[redacted ${kind}]`,
    );
  });
}

test('secrets are learned at any reasonable depth, in lists as well', () => {
  const registry = afterJson({ tokens: [{ deep: { er: [{ access_token: 'gErypPlm4dOVgGRv' }] } }] });
  expect(registry.find('gErypPlm4dOVgGRv')).toEqual(['access token']);
});

test('other parts of an answer are not learned', () => {
  const registry = afterJson({
    user: { id: 35436, name: 'Johnny Agent', email: 'johnny@example.com', role: 'agent' },
    security_settings: { authentication: { agent: { password: { password_length: 5 } } } },
    details: { password: [{ description: 'Password: is too short', error: 'InvalidValue' }] },
    token_type: 'bearer',
    scopes: ['read', 'write'],
  });
  const text = 'Johnny Agent johnny@example.com agent Password: is too short InvalidValue bearer read write';
  expect(registry.redact(text)).toBe(text);
});

test('a field with the name of an object’s method is not learned', () => {
  const registry = afterJson(JSON.parse('{"constructor":"an ordinary text","toString":"another text"}'));
  expect(registry.redact('an ordinary text, another text')).toBe('an ordinary text, another text');
});

test('a deeply nested answer does not overflow the stack', () => {
  let value: unknown = { password: 'too-deep-to-matter' };
  for (let depth = 0; depth < 5000; depth++) value = { value };
  expect(() => afterJson(value)).not.toThrow();
});

for (const nothing of [undefined, null, 'text', 7, true, [], {}]) {
  test(`${inspect(nothing).slice(0, 60)} teaches nothing`, () => {
    expect(afterJson(nothing).find('text')).toEqual([]);
  });
}

test('the value of each cookie is learned, but preferences are not', () => {
  const registry = new SecretRegistry();
  learnFromSetCookie(
    [
      '_zendesk_session=BAh7CEkiD3Nlc3Npb25faWQ; path=/; HttpOnly',
      '_zendesk_cookie="quoted-device-cookie"; Secure',
      'locale=en-US; path=/',
      'empty=; path=/',
      'nonsense',
    ].join('\n'),
    registry,
    'in a test',
  );
  expect(registry.redact('BAh7CEkiD3Nlc3Npb25faWQ')).toBe('[redacted cookie]');
  expect(registry.redact('quoted-device-cookie')).toBe('[redacted cookie]');
  expect(registry.redact('en-US path=/ nonsense')).toBe('en-US path=/ nonsense');
});

test('no cookies teach nothing', () => {
  const registry = new SecretRegistry();
  learnFromSetCookie(undefined, registry, 'in a test');
  expect(registry.find('undefined')).toEqual([]);
});

/** The secrets that are learned from a `Set-Cookie`. */
function fromCookie(header: string): [value: string, source: string][] {
  const learned: [string, string][] = [];
  const registry = new SecretRegistry();
  registry.onLearn = (value, { source }) => learned.push([value, source]);
  learnFromSetCookie(header, registry, 'in the answer to GET /x as admin');
  return learned;
}

const HASH = 'c47fb94890b5457f0cba81cc';

for (const [title, header, ...values] of [
  ['a session', `sid=${HASH}; Path=/`, HASH],
  ['a session in quotes', `sid="${HASH}"; Path=/`, HASH],
  ['a semicolon in quotes', `lb="node=${HASH}; spare"; HttpOnly`, `node=${HASH}`, `node=${HASH}; spare`],
  ['words in an HttpOnly cookie', 'kind=quartz-mellow-lantern; HttpOnly', 'quartz-mellow-lantern'],
  ['words in a cookie with the name of a session', 'session=quartz-mellow-lantern', 'quartz-mellow-lantern'],
] as const) {
  test(`a cookie is learned: ${title}`, () => {
    expect(fromCookie(header).map(([value]) => value)).toEqual(values);
  });
}

for (const [title, header] of [
  ['a short value in quotes, with a semicolon', 'lb="node=7; spare"; Path=/; HttpOnly'],
  ['a preference', 'view=quartz-mellow-lantern; Path=/'],
  ['a word of our own texts', 'session=non-conformant; HttpOnly'],
  ['a date and time', 'last_visit=2026-11-29T15:47:55.123Z; HttpOnly'],
  ['a date and time, encoded', 'last_visit=2026-11-29T15%3A47%3A55Z; HttpOnly'],
  ['a date in words', 'last_visit=Sun, 29 Nov 2026 15:47:55 GMT; HttpOnly'],
  ['milliseconds', 'since=1795967351123; HttpOnly'],
  ['a URL', 'back=https%3A%2F%2Fhelp.acme.example%2Fhome; HttpOnly'],
  ['an IP address', 'client=203.0.113.171; HttpOnly'],
  ['one repeated character', `session=${'x'.repeat(2000)}; HttpOnly`],
  ['a few repeated characters', `session=${'ab1-'.repeat(20)}; HttpOnly`],
] as const) {
  test(`a cookie is not learned: ${title}`, () => expect(fromCookie(header)).toEqual([]));
}

test('the source of a secret names its field or cookie', () => {
  expect(fromCookie(`authtoken="${HASH}"; Path=/`)).toEqual([
    [HASH, 'the cookie “authtoken” in the answer to GET /x as admin'],
  ]);
  const registry = new SecretRegistry();
  learnFromJson(
    { token: { full_token: HASH } },
    registry,
    'in the answer to POST /api/v2/oauth/tokens as admin',
  );
  expect(registry.hits(HASH)[0]?.secret.source).toBe(
    'the field “full_token” in the answer to POST /api/v2/oauth/tokens as admin',
  );
});

for (const code of ['authentication_required', 'RecordNotFoundException'])
  test(`the error code ${code} is not learned`, () => expect(afterJson({ code }).find(code)).toEqual([]));

for (const [header, ...values] of [
  [HASH, HASH],
  [`"${HASH}"`, HASH],
  [`session=${HASH}; path="/"; note="a, b; c=d"`, HASH],
  [`a=${HASH}, b="x; y=z"; Max-Age=60`, HASH, 'x; y=z'],
  ['gErypPlm4dOVg==', 'gErypPlm4dOVg=='],
  ['none, because nobody is signed in', 'none', 'because nobody is signed in'],
  [''],
] as const) {
  test(`the values in the header “${header}” are found`, () => expect(valuesIn(header)).toEqual(values));
}

for (const value of [HASH, 'quartz-mellow', 'P4ssw0rd!x', '1234567890123456'])
  test(`${value} may be a secret`, () => expect(mayBeSecret(value)).toBe(true));

test('the user names and email addresses in a call are found', () => {
  const sent = [
    { user: { name: 'Nora', email: 'nora@acme.example', role: 'agent', password: HASH } },
    { username: 'n' },
  ];
  expect(namesIn(sent)).toEqual(['Nora', 'nora@acme.example', 'n']);
});
