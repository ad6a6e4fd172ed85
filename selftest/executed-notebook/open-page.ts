/** Opens the page of a record as a person does: as a file. */
import type { BrowserContextOptions, Page } from 'playwright';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { notebookPage } from '../../helpers/executed-notebook/html/page.ts';
import type { RunRecord } from '../../helpers/record/schema.ts';
import { test as base } from '../support/chromium.ts';

/** Opens the page at an address, and returns it together with the URLs that it has requested besides its own. */
type OpenPage = (
  record: RunRecord,
  options?: BrowserContextOptions & { at?: string },
) => Promise<{ page: Page; requested: string[] }>;

export const test = base.extend<{ openNotebook: OpenPage }>({
  openNotebook: async ({ chromium }, use, testInfo) => {
    const contexts: { close: () => Promise<void> }[] = [];
    await use(async (record, { at, ...options } = {}) => {
      const context = await chromium.newContext(options);
      contexts.push(context);
      const file = testInfo.outputPath('notebook.html');
      writeFileSync(file, notebookPage(record, { digest: 'ab'.repeat(32) }));
      const url = pathToFileURL(file).href;
      const page = await context.newPage();
      const requested: string[] = [];
      page.on('request', (request) => {
        if (request.url() !== url) requested.push(request.url());
      });
      await page.goto(at === undefined ? url : `${url}#${at}`);
      return { page, requested };
    });
    for (const context of contexts) await context.close();
  },
});
