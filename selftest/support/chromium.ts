import { test as base } from '@playwright/test';
import { launchBrowser } from '../../helpers/browser/launch.ts';

/** The browser that the runs themselves would use, one for each worker. */
export const test = base.extend<object, { chromium: Awaited<ReturnType<typeof launchBrowser>> }>({
  chromium: [
    async ({}, use) => {
      const configured = process.env['KEYTURN_BROWSER'];
      const browser = await launchBrowser({ configured, proxy: undefined, headless: true });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
});
