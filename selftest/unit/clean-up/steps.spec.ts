/** A clean-up continues if a step fails, and its record contains the outcome of each step. */
import { expect, test } from '../../support/test.ts';
import { failuresOf, isUnfinished, lineOf, CleanUpSteps } from '../../../helpers/clean-up/steps.ts';

test('a step runs even if steps before it failed', async () => {
  const steps = new CleanUpSteps();
  await steps.attempt(() => Promise.reject(new Error('no answer')), 'delete a');
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- any thrown value must be reported
  await steps.attempt(() => Promise.reject('gone'));
  await steps.attempt(() => Promise.resolve('deleted b'), 'delete b');
  await steps.attempt(() => Promise.resolve(undefined));
  await steps.attempt(() => Promise.resolve({ outcome: 'not proved', seen: 'token 7 is alive' }));
  expect(steps.outcomes.map(lineOf)).toEqual([
    'FAILED: delete a: no answer',
    'FAILED: gone',
    'deleted b',
    'token 7 is alive',
  ]);
  expect(failuresOf(steps.outcomes).map(({ message }) => message)).toEqual(['no answer', 'gone']);
});

test('a failed or unproved step is unfinished, and a done step is not, whatever its line contains', () => {
  expect(isUnfinished({ outcome: 'failed', step: undefined, error: new Error() })).toBe(true);
  expect(isUnfinished({ outcome: 'not proved', seen: '' })).toBe(true);
  expect(isUnfinished({ outcome: 'done', did: 'deleted FAILED+ALIVE@example.com' })).toBe(false);
});
