/**
 * Takes the pictures of the executed notebook that the README shows: `npm run screenshots`. They are of real runs on an
 * emulator, first an honest one, and then one with a fault, so that the page also shows what has changed.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startZendesk, type ZendeskOptions } from '../../emulators/zendesk/index.ts';
import { test } from '../support/chromium.ts';
import { PROJECT, run, settingsFor } from '../support/keyturn.ts';

const IMAGES = join(PROJECT, 'docs', 'images');

/** Both emulators listen here, one after the other, because a run is compared with earlier runs of the same URL. */
const PORT = 8977;

const RUNS: Record<'passed' | 'failed', Partial<ZendeskOptions>> = {
  passed: {},
  failed: { fault: 'change-password-without-effect' },
};

/** What is at the top of the window in each picture. */
const PICTURES = [
  { name: 'notebook-failed', of: 'failed', at: '', height: 900, colorScheme: 'light' },
  { name: 'notebook-cell', of: 'failed', at: '#zendesk/notebook/08', height: 980, colorScheme: 'dark' },
  { name: 'notebook-lifelines', of: 'passed', at: '#lifelines', height: 800, colorScheme: 'light' },
] as const;

test('pictures of the executed notebook', async ({ chromium }, testInfo) => {
  const pages: Record<string, string> = {};
  for (const [name, options] of Object.entries(RUNS)) {
    const emulator = await startZendesk({ port: PORT, adminsCanSetUserPasswords: true, ...options });
    try {
      const { results } = await run(testInfo, {
        command: 'start',
        env: settingsFor(emulator),
        environment: { KEYTURN_HISTORY: testInfo.outputPath('history') },
      });
      pages[name] = pathToFileURL(join(results, 'notebook.html')).href;
    } finally {
      await emulator.close();
    }
  }
  for (const { name, of, at, height, colorScheme } of PICTURES) {
    const page = await chromium.newPage({ viewport: { width: 1280, height }, colorScheme });
    await page.goto(`${pages[of] ?? ''}${at}`);
    await page.screenshot({ path: join(IMAGES, `${name}.png`) });
    await page.close();
  }
});
