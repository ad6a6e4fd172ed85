// `npm run check`: everything that can be tested quickly and without a browser, after each change.
import { runAll, staticChecks } from './steps.mjs';

const HELP = `Everything that takes less than a minute: types, lint, format, unused code, and the tests that need no
browser. Needs no tenant and ignores .env. For all tests: npm test

  npm run check                 all of it
  npm run check -- zendesk      only the tests whose path contains "zendesk" (flags of "npx playwright test" work too)

Unchanged files are not linted again (node_modules/.cache/keyturn). A change in one file can make another one break a
rule, so npm test also lints the files that import a changed one, directly or not.`;

const selected = process.argv.slice(2);
if (selected.includes('--help') || selected.includes('-h')) {
  console.log(HELP);
} else {
  await runAll({
    checks: selected.length > 0 ? [] : staticChecks({ lintDependents: false }),
    config: 'selftest/check.config.ts',
    results: 'results/check/results.json',
    selected,
  });
}
