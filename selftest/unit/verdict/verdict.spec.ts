import { expect, test } from '../../support/test.ts';
import { inspect } from 'node:util';
import { Blocked, describe, NotTried, messageOf, NonConformant } from '../../../helpers/verdict/errors.ts';
import { LostCall } from '../../../helpers/http/transport.ts';
import {
  type CellStatus,
  exitCodeOf,
  failureInText,
  failureOf,
  isJudged,
  verdictOf,
} from '../../../helpers/verdict/verdict.ts';
import { WHAT_TO_DO } from '../../support/what-to-do.ts';

const COLOURED =
  '\u001b[2mexpect(\u001b[22m\u001b[31mreceived\u001b[39m\u001b[2m).\u001b[22mtoBe\u001b[2m(\u001b[22m\u001b[32mexpected\u001b[39m\u001b[2m)\u001b[22m';

for (const [message, status] of [
  ['NonConformant: the token still works', 'non-conformant'],
  ['NotTried: the tenant does not offer this', 'incomplete'],
  ['Blocked: no answer in time', 'blocked'],
  ['Blocked: the page says: expect(nothing)', 'blocked'],
  ['Error: expect(received).toBe(expected) // Object.is equality', 'non-conformant'],
  [`Error: ${COLOURED}`, 'non-conformant'],
  [`Error: the revoked token is refused\n\n${COLOURED}`, 'non-conformant'],
  ['\u001b[31mNonConformant: coloured\u001b[39m', 'non-conformant'],
  ['\n  NotTried: indented', 'incomplete'],
  ['Test timeout of 30000ms exceeded.', 'blocked'],
  ['TypeError: Cannot read properties of undefined', 'blocked'],
  ['Error: something NonConformant: inside', 'blocked'],
  ['NonConformantish: x', 'blocked'],
  ['', 'blocked'],
  [undefined, 'blocked'],
] as const) {
  test(`${inspect(message).slice(0, 60)} is ${status}`, () => {
    expect(failureInText(message)).toBe(status);
  });
}

for (const [error, status] of [
  [new NonConformant('x'), 'non-conformant'],
  [new NotTried('x'), 'incomplete'],
  [new Blocked('x', WHAT_TO_DO), 'blocked'],
  [new LostCall('x', WHAT_TO_DO), 'blocked'],
] as const) {
  test(`the error ${error.constructor.name} is ${status}`, () => {
    expect(failureOf(error)).toBe(status);
    expect(failureInText(`${error.name}: ${error.message}`), 'also by its text').toBe(status);
    expect(inspect(error), 'and it is not printed').not.toContain('failure');
  });
}

test('a failed expectation is conclusive, and any other error is not', () => {
  const thrownBy = (act: () => void): unknown => {
    try {
      act();
    } catch (error) {
      return error;
    }
    return undefined;
  };
  expect(failureOf(thrownBy(() => expect(1).toBe(2)))).toBe('non-conformant');
  expect(failureOf(thrownBy(() => expect(undefined).toBeGreaterThan(2)))).toBe('non-conformant');
  expect(failureOf(new TypeError('x'))).toBe('blocked');
  expect(failureOf(new Blocked('the page says: expect(nothing)', WHAT_TO_DO))).toBe('blocked');
  expect(failureOf(undefined)).toBe('blocked');
  expect(isJudged('expect(x)'), 'what is no error').toBe(false);
});

for (const [statuses, verdict, code] of [
  [[], 'blocked', 2],
  [['passed'], 'conformant', 0],
  [['passed', 'passed'], 'conformant', 0],
  [['passed', 'not run'], 'incomplete', 2],
  [['not run'], 'incomplete', 2],
  [['passed', 'interrupted'], 'incomplete', 2],
  [['passed', 'incomplete'], 'incomplete', 2],
  [['passed', 'incomplete', 'blocked'], 'blocked', 2],
  [['passed', 'blocked', 'not run'], 'blocked', 2],
  [['blocked', 'non-conformant', 'incomplete'], 'non-conformant', 1],
  [['interrupted', 'non-conformant'], 'non-conformant', 1],
] as const satisfies [CellStatus[], string, number][]) {
  test(`${statuses.join(', ') || 'nothing'}: ${verdict}`, () => {
    expect(verdictOf(statuses)).toBe(verdict);
    expect(verdictOf([...statuses].reverse())).toBe(verdict);
    expect(exitCodeOf(verdictOf(statuses))).toBe(code);
  });
}

test('the remedy is below the message', () => {
  expect(
    describe('It is off.', {
      remedy: 'turn it on',
      where: 'Settings',
      who: 'the owner',
      undo: 'turn it off',
      help: 'passwords-setting',
    }),
  ).toBe(
    'It is off.\n  To do: turn it on\n  Where: Settings\n  Who:   the owner\n  Undo:  turn it off\n' +
      '  More:  npm run doctor -- --explain passwords-setting',
  );
  expect(new NonConformant('It is off.').message).toBe('It is off.');
  expect(new NonConformant('It is off.', { who: 'the owner' }).message).toBe(
    'It is off.\n  Who:   the owner',
  );
});

test('every thrown value has a message', () => {
  expect(messageOf(new Error('x'))).toBe('x');
  expect(messageOf('y')).toBe('y');
  expect(messageOf(undefined)).toBe('undefined');
});
