/** The configuration of `npm run screenshots`. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.screenshots.ts',
  outputDir: '../../results/screenshots',
  workers: 1,
  timeout: 300_000,
  reporter: 'list',
});
