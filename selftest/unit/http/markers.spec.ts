import { expect, test } from '../../support/test.ts';
import { randomBytes } from 'node:crypto';
import { withoutMarkers } from '../../../helpers/http/markers.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';

const MARKER = /\[redacted(?: [^\]]+)?\]/;
const FORGED = '[redacted admin.token#1]';

test('text without a marker is returned unchanged', () => {
  const text = '[1, 2] \u001b[31mred\u001b[0m [redact]';
  expect(withoutMarkers(text, new SecretRegistry())).toBe(text);
});

for (const [how, text] of [
  ['as it is', FORGED],
  ['without a name', '[redacted]'],
  ['with a terminal sequence in it', FORGED.replace('da', 'd\u001b[31ma')],
  ['with a terminal sequence in it as JSON spells it', FORGED.replace('da', 'd\\u001b[31ma')],
  ['with a sequence inside a sequence', FORGED.replace('da', 'd\\u00\\u001b[m1b[ma')],
] as const) {
  test(`a tenant cannot write a marker ${how}`, () => {
    const secrets = new SecretRegistry();
    const value = randomBytes(24).toString('hex');
    secrets.learn(value, 'access token', 'a test');
    const once = secrets.redact(withoutMarkers(`${text} ${value}`, secrets));
    // It is redacted again in the main process.
    const twice = secrets.redact(`${once} ${value}`).replace(/\[redacted access token\]/g, '');
    expect(twice).not.toMatch(MARKER);
  });
}

test('a secret that contains a marker is still recognized', () => {
  const secrets = new SecretRegistry();
  const value = `${randomBytes(12).toString('hex')}${FORGED}${randomBytes(12).toString('hex')}`;
  secrets.learn(value, 'password', 'a test');
  expect(secrets.redact(withoutMarkers(`the password is ${value}.`, secrets))).toBe(
    'the password is [redacted password].',
  );
});
