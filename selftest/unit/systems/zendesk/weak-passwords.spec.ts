/** Weak passwords are derived from the tenant's requirements, as far as they are understood. */
import { expect, test } from '../../../support/test.ts';
import { weakestValidPassword, weakPasswords } from '../../../../helpers/systems/zendesk/weak-passwords.ts';

const GOOD = 'Gq7!wZkT2#mVxR9$';
const EMAIL = 'keyturn+abcdefghjk@example.com';

const weakenedBy = (sentence: string) => weakPasswords([sentence], GOOD, EMAIL);

for (const [sentence, ...names] of [
  ['must be at least 12 characters', 'short'],
  ['must be no more than 20 characters', 'long'],
  ['must include a number', 'number'],
  ['must include letters in mixed case', 'lower-case', 'upper-case'],
  ['must include a character that is not a letter or number', 'special'],
  ['must not contain "Zendesk"', 'product'],
  ['must be different from email address', 'address'],
] as const) {
  test(`“${sentence}” is broken by: ${names.join(', ')}`, () => {
    const { weak, history, notUnderstood } = weakenedBy(sentence);
    expect(weak.map(({ name }) => name)).toEqual(names);
    expect([...history, ...notUnderstood]).toEqual([]);
  });
}

for (const sentence of [
  'must not contain more than 4 letters or numbers in sequence',
  'must not have more than 2 consecutive digits',
  'must not repeat a special character more than 3 times in a row',
  'must not appear in recent data breaches',
  'must not be one of the compromised passwords',
]) {
  test(`“${sentence}” forbids something, and requires no characters`, () => {
    const { weak, history, notUnderstood } = weakenedBy(sentence);
    expect({ weak, history }).toEqual({ weak: [], history: [] });
    expect(notUnderstood).toEqual([sentence]);
    expect(weakestValidPassword(['must be at least 5 characters', sentence], GOOD)).toHaveLength(5);
  });
}

for (const sentence of [
  'must be different from the previous 5 passwords',
  'must not be one of your last 5 passwords',
  'must not be a recently used password',
]) {
  test(`“${sentence}” is about previous passwords`, () => {
    expect(weakenedBy(sentence)).toMatchObject({ weak: [], history: [sentence], notUnderstood: [] });
  });
}
