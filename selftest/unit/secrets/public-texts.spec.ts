import { expect, test } from '../../support/test.ts';
import { randomBytes } from 'node:crypto';
import { PublicTexts, publicTexts } from '../../../helpers/secrets/public-texts.ts';

for (const word of [
  // Our prose and titles, field names, Playwright's steps, its report page, and the output of its reporters.
  'conformant',
  'keyturn',
  'admin',
  'password',
  'access_token',
  'Before Hooks',
  'Playwright Test Report',
  'testsuites',
]) {
  test(`the public texts contain “${word}”`, () => expect(publicTexts().contains(word)).toBe(true));
}

test('the public texts contain no random string', () => {
  for (let count = 0; count < 200; count++)
    expect(publicTexts().contains(randomBytes(9).toString('base64url'))).toBe(false);
});

const SOME = new PublicTexts('A report of 4711 cells, 0.482915 seconds, “conformant”.');

for (const [word, isPublic] of [
  ['report', true],
  ['port', true],
  ['rep', true],
  ['Report', false],
  ['conformant2026', false],
  ['4711', true],
  ['711', false],
  ['482915', false],
] as const) {
  test(`${word} is ${isPublic ? '' : 'not '}in the public texts`, () =>
    expect(SOME.contains(word)).toBe(isPublic));
}

for (const [word, length] of [
  ['conformant2026!', 10],
  ['report', 6],
  ['xyz', 0],
  ['', 0],
] as const) {
  test(`${length} characters at the beginning of “${word}” are in the public texts`, () =>
    expect(SOME.headOf(word)).toBe(length));
}

for (const [least, length] of [
  [9, 10],
  [10, 10],
  [11, 0],
  [99, 0],
] as const) {
  test(`fewer than ${least} characters at the beginning of a word do not count`, () =>
    expect(SOME.headOf('conformant2026!', least)).toBe(length));
}

test('every part of a text is found, whatever its characters', () => {
  const text = 'Zürich 東京 \u{1f511}key “x” \u0000\u00ff\uffff end';
  const texts = new PublicTexts(text);
  for (let from = 0; from < text.length; from++)
    for (let to = from + 1; to <= text.length; to++)
      expect(texts.headOf(text.slice(from, to))).toBe(to - from);
});
