import { expect, test } from '../../support/test.ts';
import { publicPrefixLength } from '../../../helpers/secrets/public-prefix.ts';

const HASH = 'c47fb94890b5457f0cba81cc';

for (const [head, rest] of [
  ['', HASH],
  ['', 'gErypPlm4dOVgGRvA1ZzMH5MQ3nLo8bo'],
  ['session=', HASH],
  ['4294967295_639315641587277564_', HASH],
  ['2026-11-29-', HASH],
  ['2026-11-29T15:47:55_', HASH],
  ['https%3A%2F%2Fhelp.acme.example%2F', HASH],
  ['%7B%22id%22%3A%22', `${HASH}%22%7D`],
  ['eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.', `eyJzdWIiOiI3In0.${HASH}`],
  ['quoted-device-cookie', ''],
] as const) {
  test(`“${head}” is the public beginning of the cookie ${head}${rest}`, () => {
    expect(publicPrefixLength(`${head}${rest}`, 'cookie')).toBe(head.length);
  });
}

test('a password that people choose may contain any character', () => {
  expect(publicPrefixLength('session=one-of-many', 'password')).toBe(0);
});

for (const kind of ['password', 'client secret', 'code verifier'] as const) {
  for (const [head, rest] of [
    ['4294967295_639315641587277564_', HASH],
    ['2026-11-29T15:47:55_', HASH],
    ['2026-11-29T15%3A47%3A55Z%20', HASH],
    ['1796023456789', ''],
    ['eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.', `eyJzdWIiOiI3In0.${HASH}`],
    ['', `1796023456789${HASH}`],
    ['', '2026-Quartz-Mellow'],
    ['', '!!!!!!!!!!!!Quartz'],
  ] as const)
    test(`“${head}” is the public beginning of the ${kind} ${head}${rest}`, () => {
      expect(publicPrefixLength(`${head}${rest}`, kind)).toBe(head.length);
    });
}
