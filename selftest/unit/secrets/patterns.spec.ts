import { expect, test } from '../../support/test.ts';
import { redactPatterns } from '../../../helpers/secrets/patterns.ts';

test.describe('text that looks like a credential is redacted although it was never learned', () => {
  for (const [text, redacted] of [
    ['  - authorization: Bearer abc.def', '  - authorization: [redacted]'],
    ['Authorization: Basic dXNlcjpwYXNz\nnext', 'Authorization: [redacted]\nnext'],
    ['cookie: a=b; c=d', 'cookie: [redacted]'],
    ['  set-cookie: _zendesk_session=abc; path=/', '  set-cookie: [redacted]'],
    ['X-Deki-Token: abc', 'X-Deki-Token: [redacted]'],
    ['{"authorization":"Bearer abc","x":1}', '{"authorization":"[redacted]","x":1}'],
    ['{"access_token": "abc", "x": "y"}', '{"access_token": "[redacted]", "x": "y"}'],
    ['{\\"password\\":\\"abc\\",\\"x\\":\\"y\\"}', '{\\"password\\":\\"[redacted]\\",\\"x\\":\\"y\\"}'],
    [
      '{\\\\\\"client_secret\\\\\\":\\\\\\"abc\\\\\\"}',
      '{\\\\\\"client_secret\\\\\\":\\\\\\"[redacted]\\\\\\"}',
    ],
    ["{ previous_password: 'x', 'password': 'abc' }", "{ previous_password: 'x', 'password': '[redacted]' }"],
    ['/callback?code=abc&state=def#x', '/callback?code=[redacted]&state=[redacted]#x'],
    ['return_to=%2Fx%3Fcode%3Dabc', 'return_to=%2Fx%3Fcode%3D[redacted]'],
    ['%252Fx%253Fa%253D1%2526code%253Dabc end', '%252Fx%253Fa%253D1%2526code%253D[redacted] end'],
    [
      'grant_type=x&client_secret=abc&password=def',
      'grant_type=x&client_secret=[redacted]&password=[redacted]',
    ],
    ['curl -H "Bearer abcdefgh1234"', 'curl -H "Bearer [redacted]"'],
    ['used Basic dXNlcjpwYXNzd29yZA== there', 'used Basic [redacted] there'],
  ] as const) {
    test(text.slice(0, 50), () => expect(redactPatterns(text)).toBe(redacted));
  }
});

test.describe('JSON stays JSON', () => {
  for (const value of [
    { password: 'ab"cd"ef', next: 'kept' },
    { password: 'ends with a backslash\\', next: 'kept' },
    { password: '', next: 'kept' },
    { access_token: '', other: '', last: 'kept' },
    { password: "it's", next: 'kept' },
    { body: JSON.stringify({ password: 'ab"cd', next: 'kept' }), next: 'kept' },
  ]) {
    test(JSON.stringify(value), () => {
      const redacted = redactPatterns(JSON.stringify(value));
      const parsed = JSON.parse(redacted) as Record<string, string>;
      expect(Object.keys(parsed)).toEqual(Object.keys(value));
      expect(parsed['next'] ?? parsed['last']).toBe('kept');
      expect(redacted).not.toContain('cd');
    });
  }
});
