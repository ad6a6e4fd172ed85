/** A few runs in a row. All of them: `npm run endurance`. */
import { expect, test } from '../support/test.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SYSTEMS } from '../safety/systems.ts';
import { endure, type Night, problemsOf, usersProblem } from './endure.ts';

for (const system of SYSTEMS)
  test(`${system.title}: three runs in a row on one tenant leave nothing, and nothing grows`, async ({}, testInfo) => {
    testInfo.setTimeout(300_000);
    // Chromium puts a socket below the folder for temporary files, and does not start if its path has more than 107 characters.
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-endurance-'));
    try {
      const nights = await endure(system, 3, folder);
      expect(problemsOf(nights)).toEqual([]);
      expect(nights.map(({ code }) => code)).toEqual([0, 0, 0]);
      expect(usersProblem(nights, system.users)).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

test('what grows is noticed', () => {
  const night: Night = {
    code: 0,
    seconds: 1,
    peakMiB: 100,
    users: 2,
    calls: 70,
    ledgerFiles: 0,
    temporaryFiles: 1,
    resultFiles: 9,
    resultKiB: 500,
    historyFiles: 4,
    historyKiB: 800,
    problems: [],
  };
  expect(problemsOf([night, night, night])).toEqual([]);
  const after = (fields: Partial<Night>) => problemsOf([night, night, { ...night, ...fields }]);
  expect(after({ temporaryFiles: 2 })).toEqual(['temporaryFiles: 1 after the second run, 2 after the last']);
  expect(after({ ledgerFiles: 1 })).toHaveLength(1);
  expect(after({ peakMiB: 130 })).toEqual(['peakMiB: 100 after the second run, 130 after the last']);
  expect(after({ historyKiB: 900 })).toEqual(['historyKiB: grew by 100 in 3 runs']);
  expect(after({ problems: ['user 7 can still sign in'] })).toEqual(['run 3: user 7 can still sign in']);
  expect(usersProblem([night, night], 'a pool')).toBeUndefined();
  expect(usersProblem([night, { ...night, users: 3 }], 'a pool')).toContain('2 expected after 2 runs');
  expect(usersProblem([night, { ...night, users: 4 }], 'one per run')).toBeUndefined();
});
