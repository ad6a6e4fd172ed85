/** The unit tests, which need no browser, without the setup that would install one. */
import { defineConfig } from '@playwright/test';
import config, { PROJECTS } from './playwright.config.ts';

export default defineConfig({
  ...config,
  outputDir: '../results/check/artifacts',
  globalSetup: [],
  reporter: [['dot'], ['json', { outputFile: '../results/check/results.json' }]],
  projects: [{ ...PROJECTS.plain, name: 'unit', testDir: 'unit', testMatch: '*.spec.ts' }],
});
