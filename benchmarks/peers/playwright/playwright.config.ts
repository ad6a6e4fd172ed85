/** A bare Playwright project with its built-in reporters, for the story in the file that `STORY` names. */
import { defineConfig } from '@playwright/test';
import { settings } from './settings.ts';

export default defineConfig({
  testDir: '.',
  outputDir: `${settings.RESULTS}/test-results`,
  workers: 1,
  timeout: 300_000,
  reporter: [
    ['list'],
    ['html', { open: 'never', outputFolder: `${settings.RESULTS}/html` }],
    ['json', { outputFile: `${settings.RESULTS}/results.json` }],
    ['junit', { outputFile: `${settings.RESULTS}/junit.xml` }],
  ],
});
