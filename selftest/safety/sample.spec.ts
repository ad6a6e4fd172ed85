/** A sample of the safety matrix; `npm run safety` runs all of it. */
import { expect, test } from '@playwright/test';
import { calibrate, type Calibration } from './calibrate.ts';
import { oneCase, sampleOf } from './cases.ts';
import { faultOf } from './faults.ts';
import { TenantHost } from './host-client.ts';
import { runCase, activeRuns } from './run-case.ts';
import { SYSTEMS } from './systems.ts';

// One after the other, so that the run without failures is made only once.
test.describe.configure({ mode: 'default' });

for (const system of SYSTEMS) {
  test.describe(`${system.title}: whatever happens`, () => {
    let host: TenantHost;
    let plan: Calibration;

    test.beforeAll(async ({}, testInfo) => {
      testInfo.setTimeout(300_000);
      host = new TenantHost();
      plan = await calibrate(host, system.name, testInfo.outputPath('calibration'));
    });
    test.afterAll(() => {
      // Processes of a case that timed out.
      for (const group of activeRuns) process.kill(-group, 'SIGKILL');
      host.close();
    });

    for (const { fault, cell } of sampleOf(system.name)) {
      const { title, signal } = faultOf(fault);
      test(`cell ${cell}: ${title}`, async ({}, testInfo) => {
        test.skip(
          signal !== undefined && process.platform === 'win32',
          'Windows has no such signals, and no process groups',
        );
        testInfo.setTimeout(300_000);
        const { problems } = await runCase(host, oneCase(plan, fault, cell), testInfo.outputPath('case'));
        expect(problems.join('\n')).toBe('');
      });
    }
  });
}
