// `npm test`: all tests of Keyturn itself.
import { runAll, staticChecks } from './steps.mjs';

const HELP = `Every check of Keyturn itself: types, lint, format, unused code, and the tests. Needs no tenant,
ignores .env.

  npm test                      everything
  npm test -- kill              the tests whose path contains "kill" (flags of "npx playwright test" work too)
  npm test -- --project=pages   one of the projects: runs, pages, plain

Types, lint, format and the tests that need no browser, in less than a minute: npm run check`;

const selected = process.argv.slice(2);
if (selected.includes('--help')) {
  console.log(HELP);
} else {
  await runAll({
    checks: selected.length > 0 ? [] : staticChecks({ lintAll: true }),
    config: 'selftest/playwright.config.ts',
    results: 'results/selftest/results.json',
    selected,
  });
}
