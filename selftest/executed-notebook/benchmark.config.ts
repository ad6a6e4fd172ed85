/** The configuration of the benchmark: `npx playwright test --config selftest/executed-notebook/benchmark.config.ts`. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.benchmark.ts',
  outputDir: '../../results/benchmark',
  workers: 1,
  timeout: 300_000,
  reporter: 'list',
});
