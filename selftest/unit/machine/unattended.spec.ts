import { expect, test } from '@playwright/test';
import { isUnattended } from '../../../helpers/machine/unattended.ts';
import { hasTerminal } from '../../../helpers/passcode/terminal.ts';

for (const [value, unattended] of [
  [undefined, false],
  ['', false],
  ['0', false],
  ['false', false],
  ['False ', false],
  ['1', true],
  ['true', true],
  ['yes', true],
  ['woodpecker', true],
] as const) {
  test(`if CI is ${value === undefined ? 'not set' : `“${value}”`}, the run is ${unattended ? 'unattended' : 'attended'}`, () => {
    expect(isUnattended(value === undefined ? {} : { CI: value })).toBe(unattended);
  });
}

test('no one is asked for a passcode in CI, nor by a command that has no terminal', () => {
  expect(hasTerminal({ CI: 'true' })).toBe(false);
  expect(hasTerminal({ KEYTURN_TYPED_TO: 'no' })).toBe(false);
});
