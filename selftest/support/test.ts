/**
 * Playwright's `test` without its fixtures, and its `expect`. For each test, Playwright would set up and tear down some thirty
 * fixtures about browsers, and resolve two stacks for each of them, which takes longer than most of these tests. Those that
 * need a browser start one with `chromium.ts`.
 */
export { _baseTest as test, expect, type TestInfo } from '@playwright/test';
