/** `npm run faults`: one test for each fault, all in one project, because each project would need its own worker. */
import { defineConfig } from '@playwright/test';
import { availableParallelism } from 'node:os';
import { runId } from '../../helpers/run-id.ts';

runId();

export default defineConfig({
  testDir: '.',
  testMatch: '*.faults.ts',
  outputDir: '../../results/faults/artifacts',
  globalSetup: '../support/global-setup.ts',
  fullyParallel: true,
  // While a browser loads a page, the others keep the cores busy.
  workers: Math.min(8, availableParallelism() + 1),
  forbidOnly: true,
  timeout: 300_000,
  reporter: [['./table-reporter.ts']],
  captureGitInfo: { commit: false, diff: false },
});
