// `npm test`: all tests of Keyturn itself.
import { runAll, staticChecks } from './steps.mjs';

const HELP = `Tests Keyturn itself: types, lint, format, unused code, and all tests. Needs no tenant and
ignores .env.

  npm test                      everything
  npm test -- kill              only the tests whose path contains "kill" (flags of "npx playwright test" work too)
  npm test -- --project=pages   only one of the projects: runs, pages, plain

For everything that takes less than a minute: npm run check`;

const selected = process.argv.slice(2);
if (selected.includes('--help') || selected.includes('-h')) {
  console.log(HELP);
} else {
  await runAll({
    checks: selected.length > 0 ? [] : staticChecks({ lintDependents: true }),
    config: 'selftest/playwright.config.ts',
    results: 'results/selftest/results.json',
    selected,
  });
}
