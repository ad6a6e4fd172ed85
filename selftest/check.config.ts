/** The tests that need no browser, without the set-up that would install one. */
import { defineConfig } from '@playwright/test';
import whole, { PROJECTS } from './playwright.config.ts';

export default defineConfig({
  ...whole,
  outputDir: '../results/check/artifacts',
  globalSetup: [],
  reporter: [['dot'], ['json', { outputFile: '../results/check/results.json' }]],
  projects: [{ ...PROJECTS.plain, name: 'unit', testDir: 'unit', testMatch: '*.spec.ts' }],
});
