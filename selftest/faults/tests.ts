/** Declares one Playwright test for each tenant that the contract checks and the notebook judge. */
import { test as base } from '@playwright/test';
import type { Browser } from 'playwright';
import { launchBrowser } from '../../helpers/browser/launch.ts';
import { RESULT, type Result } from './result.ts';
import type { HowToJudge } from './system.ts';
import { systemNamed } from './systems.ts';
import { findingsOf, isRight, outcomeOf } from './table.ts';
import type { EmulatedTenant } from './tenant.ts';
import { lieAbout } from './tenants.ts';

const test = base.extend<object, { openBrowser: () => Promise<Browser> }>({
  openBrowser: [
    async ({}, use) => {
      let opened: Promise<Browser> | undefined;
      await use(
        () =>
          (opened ??= launchBrowser({
            configured: process.env['KEYTURN_BROWSER'],
            proxy: undefined,
            headless: true,
          })),
      );
      await (await opened)?.close();
    },
    { scope: 'worker' },
  ],
});

/**
 * A fault must be caught. A variation must not fail, and must not have leftovers. Otherwise the test fails, unless
 * `strict` is false: a failed test needs a new worker, and the table shows the result anyway.
 */
export function makeTests(tenants: readonly EmulatedTenant[], { strict = true } = {}): void {
  for (const tenant of tenants) {
    const { system, kind, name, sentence } = tenant;
    test(`${system} ${kind} ${name}: ${sentence}`, async ({ openBrowser }, testInfo) => {
      const started = Date.now();
      const how = { browser: openBrowser, stopWhenCaught: kind === 'fault' };
      const judgements = await judge(tenant, how);
      const lie = lieAbout(tenant);
      const about = lie && (await whoSees(lie, how));
      const result: Result = {
        ...tenant,
        ...judgements,
        ...(about === undefined ? {} : { about }),
        durationMs: Date.now() - started,
      };
      await testInfo.attach(RESULT, { body: JSON.stringify(result), contentType: 'application/json' });
      if (!strict || isRight(result)) return;
      const what = findingsOf(result).map(({ address, message }) => `${address}: ${message}`);
      throw new Error(`${outcomeOf(result)}\n\n${what.join('\n\n')}`);
    });
  }
}

async function judge(tenant: EmulatedTenant, how: HowToJudge): Promise<Pick<Result, 'checks' | 'cells'>> {
  const { byChecks, byCells } = await systemNamed(tenant.system).judges();
  return { checks: await byChecks(tenant, how), cells: await byCells(tenant, how) };
}

/** All proofs that catch a fault, not only the first. */
async function whoSees(lie: EmulatedTenant, { browser }: HowToJudge): Promise<string[]> {
  const { checks, cells } = await judge(lie, { browser, stopWhenCaught: false });
  return [...checks.findings, ...cells.findings]
    .filter(({ isBreach, beforeCheck = false }) => isBreach && !beforeCheck)
    .map(({ address }) => address);
}
