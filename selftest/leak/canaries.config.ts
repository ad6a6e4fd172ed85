/** The configuration of `canaries.canary.ts`: as loose as a careless user's. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.canary.ts',
  outputDir: process.env['CANARY_OUTPUT'] ?? 'canary-output',
  workers: 1,
  timeout: 4000,
  use: { trace: 'on', screenshot: 'on' },
});
