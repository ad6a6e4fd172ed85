/** One Playwright test for each tenant that the contract is held against. */
import { test as base } from '@playwright/test';
import type { Browser } from 'playwright';
import { launchBrowser } from '../../helpers/browser/launch.ts';
import { holdExpert } from './expert.ts';
import { RESULT, type Result } from './result.ts';
import type { Subject } from './subjects.ts';
import { isRight, outcomeOf } from './table.ts';
import { holdZendesk } from './zendesk.ts';

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
 * A fault must be caught; an honest variation must not be called dishonest, nor be left with anything. What is not so
 * fails its test, unless `judge` is false: a failed test costs a new worker, and whoever draws a table sees it by itself.
 */
export function declareSubjects(subjects: readonly Subject[], { judge = true } = {}): void {
  for (const subject of subjects) {
    const { system, kind, name, sentence } = subject;
    test(`${system} ${kind} ${name}: ${sentence}`, async ({ openBrowser }, testInfo) => {
      const started = Date.now();
      const held = await (system === 'zendesk' ? holdZendesk(subject, openBrowser) : holdExpert(subject));
      const result: Result = { ...subject, held, durationMs: Date.now() - started };
      await testInfo.attach(RESULT, { body: JSON.stringify(result), contentType: 'application/json' });
      if (!judge || isRight(result)) return;
      const what = held.findings.map(({ address, message }) => `${address}: ${message}`).join('\n\n');
      throw new Error(`${outcomeOf(result)}\n\n${what}`);
    });
  }
}
