import { expect, test } from '../../support/test.ts';
import { defaultJobs } from '../../../helpers/fleet/jobs.ts';

const cases: [string, number, number, number][] = [
  ['two for each core', 4, 16, 8],
  ['fewer with little memory', 8, 8, 6],
  ['at least two, so that a dead tenant does not hold up the others', 1, 1, 2],
];
for (const [what, cores, memoryGib, jobs] of cases)
  test(`${what}: ${String(jobs)} on ${String(cores)} cores with ${String(memoryGib)} GiB`, () => {
    expect(defaultJobs({ cores, memoryGib })).toBe(jobs);
  });

test('this machine can take some', () => {
  expect(defaultJobs()).toBeGreaterThanOrEqual(2);
  expect(Number.isInteger(defaultJobs())).toBe(true);
});
