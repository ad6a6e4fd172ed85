/** Keyturn's own checks. They need no tenant, ignore `.env`, and start every emulator themselves. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../results/selftest/artifacts',
  globalSetup: './support/global-setup.ts',
  fullyParallel: true,
  // Many tests wait for processes of their own: a third one keeps two cores busy.
  workers: 3,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  reporter: [['list'], ['json', { outputFile: '../results/selftest/results.json' }]],
  captureGitInfo: { commit: false, diff: false },
});
