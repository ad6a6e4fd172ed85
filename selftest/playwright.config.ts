/** Keyturn's own checks. They need no tenant, ignore `.env`, and start every emulator themselves. */
import { defineConfig } from '@playwright/test';
import { availableParallelism } from 'node:os';

/** No process of its own but this one, no browser: milliseconds each. A file stays together, so that it is loaded once. */
const plain = {
  name: 'plain',
  testDir: '.',
  testMatch: ['unit/**/*.spec.ts', 'emulators/**/*.spec.ts'],
  fullyParallel: false,
};

/** A page in a browser, without a run around it. */
const pages = { name: 'pages', testDir: 'pages', testMatch: '*.spec.ts' };

/**
 * All the others, so that nothing is forgotten: most start Keyturn as a user does, and wait for it. They take seconds, and
 * have minutes, for a machine that has much else to do.
 */
const runs = {
  name: 'runs',
  testDir: '.',
  testMatch: '**/*.spec.ts',
  // What is in the folders of a made-up system runs where that is laid over a copy of the project.
  testIgnore: ['unit/**/*.spec.ts', 'emulators/**/*.spec.ts', 'pages/*.spec.ts', 'third-system/specs/**'],
  timeout: 300_000,
};

export const PROJECTS = { runs, pages, plain };

export default defineConfig({
  outputDir: '../results/selftest/artifacts',
  globalSetup: './support/global-setup.ts',
  fullyParallel: true,
  // Many tests wait for processes of their own: one more worker than there are cores keeps them busy.
  workers: Math.min(8, availableParallelism() + 1),
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  reporter: [['list'], ['json', { outputFile: '../results/selftest/results.json' }]],
  captureGitInfo: { commit: false, diff: false },
  // They begin in this order: what takes long first, and what is short fills the cores at the end.
  projects: [runs, pages, plain],
});
