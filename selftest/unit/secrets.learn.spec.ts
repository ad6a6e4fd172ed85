import { expect, test } from '@playwright/test';
import { inspect } from 'node:util';
import { learnFromJson, learnFromSetCookie } from '../../helpers/secrets/learn.ts';
import { SecretRegistry } from '../../helpers/secrets/registry.ts';

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

test('what else an answer says is not learned', () => {
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

test('a field that is called like a method of every object is nothing special', () => {
  const registry = afterJson(JSON.parse('{"constructor":"an ordinary text","toString":"another text"}'));
  expect(registry.redact('an ordinary text, another text')).toBe('an ordinary text, another text');
});

test('an answer that nests without end ends', () => {
  let value: unknown = { password: 'too-deep-to-matter' };
  for (let depth = 0; depth < 5000; depth++) value = { value };
  expect(() => afterJson(value)).not.toThrow();
});

for (const nothing of [undefined, null, 'text', 7, true, [], {}]) {
  test(`${inspect(nothing).slice(0, 60)} teaches nothing`, () => {
    expect(afterJson(nothing).find('text')).toEqual([]);
  });
}

test('the value of each cookie is learned, and preferences are not', () => {
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
