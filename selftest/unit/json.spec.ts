import { expect, test } from '../support/test.ts';
import { parseJson } from '../../helpers/json.ts';

for (const value of [{ a: [1] }, [], 'text', 0, -1.5, 7, true, false, null]) {
  for (const before of ['', '\ufeff', ' ', '\t\r\n ', '\ufeff\n']) {
    test(`${JSON.stringify(before)} before ${JSON.stringify(value)} is JSON`, () =>
      expect(parseJson(`${before}${JSON.stringify(value)}`)).toEqual(value));
  }
}

for (const text of [
  '',
  ' ',
  '<html></html>',
  '\ufeff<a/>',
  '\ufeff\ufeff1',
  '\u00a01',
  'undefined',
  '{',
  'nul',
  '+1',
  "'a'",
]) {
  test(`${JSON.stringify(text)} is not JSON`, () => expect(parseJson(text)).toBe(undefined));
}
