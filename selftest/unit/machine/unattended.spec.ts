import { expect, test } from '../../support/test.ts';
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
  test(`with CI ${value === undefined ? 'not set' : `set to “${value}”`}, a run ${unattended ? 'is unattended' : 'may be attended'}`, () => {
    expect(isUnattended(value === undefined ? {} : { CI: value })).toBe(unattended);
  });
}

test('a run has no terminal in CI, or if its command cannot be typed to', () => {
  expect(hasTerminal({ CI: 'true' })).toBe(false);
  expect(hasTerminal({ KEYTURN_TYPED_TO: 'no' })).toBe(false);
});
