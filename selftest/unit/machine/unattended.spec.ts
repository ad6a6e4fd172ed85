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
  test(`CI ${value === undefined ? 'left out' : `is “${value}”`}: ${unattended ? 'nobody is there' : 'somebody may be'}`, () => {
    expect(isUnattended(value === undefined ? {} : { CI: value })).toBe(unattended);
  });
}

test('nobody is asked for a passcode in CI, nor by a command that nobody can type to', () => {
  expect(hasTerminal({ CI: 'true' })).toBe(false);
  expect(hasTerminal({ KEYTURN_TYPED_TO: 'no' })).toBe(false);
});
