// `npm run check`: everything that can be tested without a browser, after each change.
import { runAll, staticChecks } from './steps.mjs';

const HELP = `What can be said in less than a minute: types, lint, format, unused code, and the tests that need no
browser. Needs no tenant, ignores .env. For everything: npm test

  npm run check                 everything of that
  npm run check -- zendesk      the tests alone whose path contains "zendesk" (flags of "npx playwright test" work too)

What did not change since the last time is not looked at again (node_modules/.cache/keyturn). A file can break a rule
of the linter by what another one has become: npm test lints all of them.`;

const selected = process.argv.slice(2);
if (selected.includes('--help')) {
  console.log(HELP);
} else {
  await runAll({
    checks: selected.length > 0 ? [] : staticChecks({ lintAll: false }),
    config: 'selftest/check.config.ts',
    results: 'results/check/results.json',
    selected,
  });
}
