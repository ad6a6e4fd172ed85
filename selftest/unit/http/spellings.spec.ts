/** A string is found in an answer in each of its spellings. */
import { expect, test } from '../../support/test.ts';
import { answered } from './exchanges.ts';

const SECRET = `p&w <"'é+/?7xyz`;
for (const [title, text] of [
  ['unchanged', SECRET],
  ['in JSON', JSON.stringify({ password: SECRET })],
  ['in a URL', encodeURIComponent(SECRET)],
  ['in XML', `<password>${SECRET.replace('&', '&amp;').replace('<', '&lt;')}</password>`],
  [
    'in an attribute',
    SECRET.replace('&', '&amp;').replace('<', '&lt;').replace('"', '&quot;').replace("'", '&#39;'),
  ],
  ['in base64', Buffer.from(SECRET).toString('base64')],
  ['in base64 after a name', Buffer.from(`a:${SECRET}`).toString('base64')],
  ['in base64 in the middle', Buffer.from(`ab:${SECRET}:and more`).toString('base64')],
] as const) {
  test(`a secret is found in the body and in a header: ${title}`, () => {
    expect(answered(200, `x${text}x`).contains(SECRET)).toBe(true);
    expect(answered(200, '', { 'x-note': text }).contains(SECRET)).toBe(true);
    expect(answered(200, `x${text}x`).contains('another+secret')).toBe(false);
  });
}

test('an empty string is never found, and a short one is not found in base64 by chance', () => {
  expect(answered(200, 'x').contains('')).toBe(false);
  expect(answered(200, 'YWJj').contains('abc')).toBe(false);
});
