/**
 * How long it takes to draw the page and to open it in a browser: medians of five, with the fastest and the slowest. It only
 * measures, because a time depends on the machine. An idle machine with two cores opens each page in less than a second.
 */
import { test } from '../support/chromium.ts';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { notebookPage } from '../../helpers/executed-notebook/html/page.ts';
import { contractRecord, recordWithFailures } from '../support/records.ts';

const REPEATS = 5;

const RECORDS = {
  '400 checks, all proved': contractRecord(400),
  '400 checks, all of them failed': recordWithFailures(400),
  '30 failures': recordWithFailures(30),
};

for (const [title, record] of Object.entries(RECORDS))
  test(title, async ({ chromium }, testInfo) => {
    const file = testInfo.outputPath('notebook.html');
    const drawing: number[] = [];
    const opening: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const started = performance.now();
      const page = notebookPage(record, { digest: '0'.repeat(64) });
      drawing.push(performance.now() - started);
      writeFileSync(file, page);
      const context = await chromium.newContext();
      const tab = await context.newPage();
      const opened = performance.now();
      await tab.goto(pathToFileURL(file).href);
      // Two frames: the page has then been laid out and painted.
      await tab.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      opening.push(performance.now() - opened);
      await context.close();
    }
    console.log(`${title}: drawn in ${summary(drawing)}, opened in ${summary(opening)}`);
  });

function summary(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b).map(Math.round);
  const [fastest = 0, slowest = 0] = [sorted[0], sorted.at(-1)];
  return `${String(sorted[Math.floor(sorted.length / 2)])} ms (${String(fastest)} to ${String(slowest)})`;
}
