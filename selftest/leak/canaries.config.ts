/** The configuration of `canaries.canary.ts`. It is as careless as a user's may be. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.canary.ts',
  outputDir: process.env['CANARY_OUTPUT'] ?? 'canary-output',
  workers: 1,
  timeout: 4000,
  use: { trace: 'on', screenshot: 'on' },
});
