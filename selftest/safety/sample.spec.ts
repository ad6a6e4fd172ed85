/** A sample of the safety tests; `npm run safety` runs all of them. */
import { expect, test } from '@playwright/test';
import { calibrate, type Calibration } from './calibrate.ts';
import { oneCase, sampleOf } from './cases.ts';
import { failureNamed } from './failures.ts';
import { TenantHost } from './host-client.ts';
import { activeRuns, runCase } from './run-case.ts';
import { SYSTEMS } from './systems.ts';

// In one worker, so that the run without failures is made only once.
test.describe.configure({ mode: 'default' });

for (const system of SYSTEMS) {
  test.describe(`${system.title}: with an injected failure, the run ends safely`, () => {
    let host: TenantHost;
    let calibration: Calibration;

    test.beforeAll(async ({}, testInfo) => {
      testInfo.setTimeout(300_000);
      host = new TenantHost();
      calibration = await calibrate(host, system.name, testInfo.outputPath('calibration'));
    });
    test.afterAll(() => {
      // The processes of a case that timed out.
      for (const group of activeRuns) process.kill(-group, 'SIGKILL');
      host.close();
    });

    for (const sampled of sampleOf(system.name)) {
      const { title, signal } = failureNamed(sampled.failure);
      test(`cell ${sampled.cell}: ${title}`, async ({}, testInfo) => {
        test.skip(
          signal !== undefined && process.platform === 'win32',
          'Windows has no such signals, and no process groups',
        );
        testInfo.setTimeout(300_000);
        const { problems } = await runCase(host, oneCase(calibration, sampled), testInfo.outputPath('case'));
        expect(problems.join('\n')).toBe('');
      });
    }
  });
}
