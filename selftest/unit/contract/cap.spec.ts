import { expect, test } from '../../support/test.ts';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deleteUserCap, UserCap } from '../../../helpers/contract/cap.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';

const runOf = () => `selftest-${test.info().testId}`;
test.afterEach(() => deleteUserCap(runOf()));

test('the limit applies to all workers together', () => {
  const [one, other] = [new UserCap(runOf(), 3), new UserCap(runOf(), 3)];
  for (const cap of [one, other, one]) expect(() => cap.take()).not.toThrow();
  for (const cap of [one, other]) {
    expect(() => cap.take()).toThrow(NotTried);
    expect(() => cap.take()).toThrow(
      /another test user, but the run may create only 3\.[^]*raise KEYTURN_MAX_TEST_USERS/,
    );
  }
});

test('each run is counted separately, and the count of an ended run is deleted', () => {
  new UserCap(runOf(), 1).take();
  expect(() => new UserCap(`${runOf()}-other`, 0).take()).toThrow(NotTried);
  deleteUserCap(`${runOf()}-other`);
  deleteUserCap(runOf());
  expect(() => new UserCap(runOf(), 1).take()).not.toThrow();
});

test('without a limit, nothing is written', () => {
  for (let count = 0; count < 50; count++) new UserCap(runOf(), Infinity).take();
  expect(existsSync(join(tmpdir(), `keyturn-users-${runOf()}`))).toBe(false);
});
