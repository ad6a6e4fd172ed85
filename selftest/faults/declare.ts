/** One Playwright test for each tenant that the contract and the notebook are held against. */
import { test as base } from '@playwright/test';
import type { Browser } from 'playwright';
import { launchBrowser } from '../../helpers/browser/launch.ts';
import { holdExpertCells, holdExpertChecks } from './expert.ts';
import { RESULT, type Result } from './result.ts';
import { lieAbout, type Subject } from './subjects.ts';
import { findingsOf, isRight, outcomeOf } from './table.ts';
import { type Holding, holdZendeskCells, holdZendeskChecks } from './zendesk.ts';

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

const HOLDERS = {
  zendesk: { checks: holdZendeskChecks, cells: holdZendeskCells },
  expert: { checks: holdExpertChecks, cells: holdExpertCells },
} as const;

/**
 * A fault must be caught; an honest variation must not be called dishonest, nor be left with anything. What is not so
 * fails its test, unless `judge` is false: a failed test costs a new worker, and whoever draws a table sees it by itself.
 */
export function declareSubjects(subjects: readonly Subject[], { judge = true } = {}): void {
  for (const subject of subjects) {
    const { system, kind, name, sentence } = subject;
    test(`${system} ${kind} ${name}: ${sentence}`, async ({ openBrowser }, testInfo) => {
      const started = Date.now();
      const holding = { browser: openBrowser, untilCaught: kind === 'fault' };
      const held = await hold(subject, holding);
      const lie = lieAbout(subject);
      const about = lie && (await toldWrong(lie, holding));
      const result: Result = {
        ...subject,
        ...held,
        ...(about === undefined ? {} : { about }),
        durationMs: Date.now() - started,
      };
      await testInfo.attach(RESULT, { body: JSON.stringify(result), contentType: 'application/json' });
      if (!judge || isRight(result)) return;
      const what = findingsOf(result).map(({ address, message }) => `${address}: ${message}`);
      throw new Error(`${outcomeOf(result)}\n\n${what.join('\n\n')}`);
    });
  }
}

async function hold(subject: Subject, holding: Holding): Promise<Pick<Result, 'checks' | 'cells'>> {
  const { checks, cells } = HOLDERS[subject.system];
  return { checks: await checks(subject, holding), cells: await cells(subject, holding) };
}

/** The proofs that see a lie: all of them, and not only the first. */
async function toldWrong(lie: Subject, { browser }: Holding): Promise<string[]> {
  const { checks, cells } = await hold(lie, { browser, untilCaught: false });
  return [...checks.findings, ...cells.findings]
    .filter(({ judged, unready = false }) => judged && !unready)
    .map(({ address }) => address);
}
