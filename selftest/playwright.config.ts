/** The tests of Keyturn itself. They need no tenant, ignore `.env`, and start their own emulators. */
import { defineConfig } from '@playwright/test';
import { availableParallelism } from 'node:os';

/** Tests without a browser or a run, which take milliseconds each. A file runs in one worker, so that it is loaded once. */
const plain = {
  name: 'plain',
  testDir: '.',
  testMatch: ['unit/**/*.spec.ts', 'emulators/**/*.spec.ts'],
  fullyParallel: false,
};

/** Tests of pages in a browser, without a run: the sign-in, and the page of the executed notebook. */
const pages = {
  name: 'pages',
  testDir: '.',
  testMatch: ['pages/*.spec.ts', 'executed-notebook/*.spec.ts'],
  // Unit tests are in folders of the same names.
  testIgnore: 'unit/**',
};

/**
 * All other tests, so that none is forgotten. Most start Keyturn as a user does, and wait for it. They take seconds, but
 * their time limit is minutes, for a busy machine.
 */
const runs = {
  name: 'runs',
  testDir: '.',
  testMatch: '**/*.spec.ts',
  // The specs of the invented system run only in the copy of the project that contains it.
  testIgnore: [...plain.testMatch, ...pages.testMatch, 'third-system/specs/**'],
  timeout: 300_000,
};

export const PROJECTS = { runs, pages, plain };

export default defineConfig({
  outputDir: '../results/selftest/artifacts',
  globalSetup: './support/global-setup.ts',
  fullyParallel: true,
  // Many tests wait, for processes that they started or for a page. One more worker than there are cores keeps the cores busy. More
  // of them make a browser so slow that a sign-in page seems to hang.
  workers: Math.min(8, availableParallelism() + 1),
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  reporter: [['list'], ['json', { outputFile: '../results/selftest/results.json' }]],
  captureGitInfo: { commit: false, diff: false },
  // They are ES modules, which Playwright would transform into what Node expects of other files.
  build: { external: ['**/*.mjs'] },
  // They start in this order: long tests first, and short ones fill the cores at the end.
  projects: [runs, pages, plain],
});
