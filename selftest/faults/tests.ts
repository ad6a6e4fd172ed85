/** Declares one Playwright test for each tenant that the contract checks and the notebook judge. */
import { test } from '../support/chromium.ts';
import { withoutSteps } from '../support/without-steps.ts';
import { RESULT, type Result } from './result.ts';
import type { HowToJudge } from './system.ts';
import { systemNamed } from './systems.ts';
import { findingsOf, isRight, outcomeOf } from './table.ts';
import type { EmulatedTenant } from './tenant.ts';
import { falsified } from './tenants.ts';

/**
 * A test passes if the fault is caught or, for a variation, if nothing fails and there are no leftovers. If `strict` is
 * false it always passes: a failed test needs a new worker, and the table shows the result anyway.
 */
export function makeTests(tenants: readonly EmulatedTenant[], { strict = true } = {}): void {
  for (const tenant of tenants) {
    const { system, kind, name, sentence } = tenant;
    test(`${system} ${kind} ${name}: ${sentence}`, async ({ openBrowser }, testInfo) => {
      const started = Date.now();
      const how = { browser: openBrowser, stopWhenCaught: kind === 'fault' };
      const fault = falsified(tenant);
      const { judgments, about } = await withoutSteps(testInfo, async () => ({
        judgments: await judge(tenant, how),
        about: fault && (await proofsThatCatch(fault, how)),
      }));
      const result: Result = {
        ...tenant,
        ...judgments,
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
  const { byChecks, byCells } = systemNamed(tenant.system).judges();
  return { checks: await byChecks(tenant, how), cells: await byCells(tenant, how) };
}

/** All proofs that catch a fault, not only the first. */
async function proofsThatCatch(fault: EmulatedTenant, { browser }: HowToJudge): Promise<string[]> {
  const { checks, cells } = await judge(fault, { browser, stopWhenCaught: false });
  return [...checks.findings, ...cells.findings]
    .filter(({ isBreach, beforeCheck = false }) => isBreach && !beforeCheck)
    .map(({ address }) => address);
}
