/** A sample of the safety tests; `npm run safety` runs all of them. */
import { expect, test } from '../support/test.ts';
import { sampleCases } from './cases.ts';
import { sharedHost } from './host-client.ts';
import { activeRuns, runCase } from './run-case.ts';
import { SYSTEMS } from './systems.ts';

test.afterEach(() => {
  // The processes of a case that timed out.
  for (const group of activeRuns) process.kill(-group, 'SIGKILL');
});

for (const system of SYSTEMS) {
  test.describe(`${system.title}: with an injected failure, the run ends safely`, () => {
    for (const sampled of sampleCases(system.name)) {
      const { failure, point } = sampled;
      test(`cell ${point.cell}: ${failure.title}`, async ({}, testInfo) => {
        test.skip(
          failure.signal !== undefined && process.platform === 'win32',
          'Windows has no such signals, and no process groups',
        );
        testInfo.setTimeout(300_000);
        const { problems } = await runCase(sharedHost(), sampled, testInfo.outputPath('case'));
        expect(problems.join('\n')).toBe('');
      });
    }
  });
}
