import { expect, test } from '@playwright/test';
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
  test(`every report may hold “${word}”`, () => expect(publicTexts().contains(word)).toBe(true));
}

test('nothing that is made up by chance stands there', () => {
  for (let count = 0; count < 200; count++)
    expect(publicTexts().contains(randomBytes(9).toString('base64url'))).toBe(false);
});

const SOME = new PublicTexts('A report of 4711 cells, 0.482915 seconds, “conformant”.');

for (const [word, stands] of [
  ['report', true],
  ['port', true],
  ['rep', true],
  ['Report', false],
  ['conformant2026', false],
  ['4711', true],
  ['711', false],
  ['482915', false],
] as const) {
  test(`${word} ${stands ? 'stands' : 'does not stand'} there`, () =>
    expect(SOME.contains(word)).toBe(stands));
}

for (const [word, length] of [
  ['conformant2026!', 10],
  ['report', 6],
  ['xyz', 0],
  ['', 0],
] as const) {
  test(`of “${word}”, ${length} characters stand there`, () => expect(SOME.headOf(word)).toBe(length));
}
