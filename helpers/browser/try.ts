/** Whether a browser that is there is good for a run: it starts, and opens a page. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright';
import { messageOf } from '../verdict/errors.ts';
import type { Candidate } from './find.ts';
import { describeLaunchFailure, launch } from './launch.ts';
import { lastWords } from './launch-failure.ts';

/** So long may it take, in milliseconds: on a machine that is busy, a first start reads the whole program. */
const DEADLINE_MS = 30_000;

/** Closing it takes no longer. */
const CLOSE_TIMEOUT_MS = 5000;

/**
 * Tries browsers one after the other, and closes them again.
 *
 * @param options.deadlineMs for each of them
 * @returns the first that is good, and a line for each that is not.
 */
export async function findWorkingBrowser(
  candidates: readonly Candidate[],
  { headless, deadlineMs = DEADLINE_MS }: { headless: boolean; deadlineMs?: number },
): Promise<{ good: Candidate | undefined; failures: string[] }> {
  const failures: string[] = [];
  for (const candidate of candidates) {
    let browser: Browser | undefined;
    try {
      browser = await launch(candidate, { headless, timeout: deadlineMs });
      await within(deadlineMs, assertOpensPage(browser));
      return { good: candidate, failures };
    } catch (error) {
      if (browser === undefined) failures.push(...describeLaunchFailure(candidate, error));
      else
        failures.push(`  ${candidate.title}: it starts, but opens no page: ${lastWords(messageOf(error))}`);
    } finally {
      if (browser !== undefined) await within(CLOSE_TIMEOUT_MS, browser.close()).catch(() => undefined);
    }
  }
  return { good: undefined, failures };
}

/** A browser without memory, a profile or its helpers may start all the same. */
async function assertOpensPage(browser: Browser): Promise<void> {
  const page = await browser.newPage();
  await page.setContent('<!doctype html><title>here</title>');
  if ((await page.title()) !== 'here') throw new Error('it shows nothing');
}

async function within(ms: number, act: Promise<void>): Promise<void> {
  const inTime = new AbortController();
  const late = sleep(ms, undefined, { signal: inTime.signal }).then(() => {
    throw new Error(`Timeout ${String(ms)}ms exceeded`);
  });
  // Whichever comes second is nobody's business.
  for (const each of [act, late]) each.catch(() => undefined);
  await Promise.race([act, late]).finally(() => inTime.abort());
}
