import { test as base } from './test.ts';
import type { Browser } from 'playwright';
import { launchBrowser } from '../../helpers/browser/launch.ts';

/** The browser that the runs themselves would use, one for each worker. `openBrowser` starts it when it is first needed. */
export const test = base.extend<object, { openBrowser: () => Promise<Browser>; chromium: Browser }>({
  openBrowser: [
    async ({}, use) => {
      let opened: Promise<Browser> | undefined;
      const configured = process.env['KEYTURN_BROWSER'];
      await use(() => (opened ??= launchBrowser({ configured, proxy: undefined, headless: true })));
      await (await opened)?.close();
    },
    { scope: 'worker' },
  ],
  chromium: [async ({ openBrowser }, use) => use(await openBrowser()), { scope: 'worker' }],
});
