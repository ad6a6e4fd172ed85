/** Checks that an installed browser can be used for a run: it starts and opens a page. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright';
import { messageOf } from '../verdict/errors.ts';
import type { Candidate } from './find.ts';
import { describeLaunchFailure, launch } from './launch.ts';
import { launchFailureReason } from './launch-failure.ts';

/** Time limit of a start, in ms. On a busy machine, the first start reads the whole program from disk. */
const DEADLINE_MS = 30_000;

/** Time limit for closing the browser, in ms. */
const CLOSE_TIMEOUT_MS = 5000;

/**
 * Tries browsers one after the other and closes them again.
 *
 * @param options.deadlineMs time limit for each browser, in ms
 * @returns the first browser that works, and a line for each that does not.
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
        failures.push(
          `  ${candidate.title}: it starts, but cannot open a page: ${launchFailureReason(messageOf(error))}`,
        );
    } finally {
      if (browser !== undefined) await within(CLOSE_TIMEOUT_MS, browser.close()).catch(() => undefined);
    }
  }
  return { good: undefined, failures };
}

/** A browser may start even without enough memory, a profile or its helper programs. */
async function assertOpensPage(browser: Browser): Promise<void> {
  const page = await browser.newPage();
  await page.setContent('<!doctype html><title>here</title>');
  if ((await page.title()) !== 'here') throw new Error('the page stays blank');
}

async function within(ms: number, act: Promise<void>): Promise<void> {
  const inTime = new AbortController();
  const late = sleep(ms, undefined, { signal: inTime.signal }).then(() => {
    throw new Error(`Timeout ${String(ms)}ms exceeded`);
  });
  // The later result is ignored.
  for (const each of [act, late]) each.catch(() => undefined);
  await Promise.race([act, late]).finally(() => inTime.abort());
}
