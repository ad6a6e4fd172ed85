// Every check of Keyturn itself: types, lint and format side by side, then the tests. It goes on after a failed
// one, so that one run tells everything, and ends with one line that counts them all.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const results = join(project, 'results', 'selftest', 'results.json');

const HELP = `Every check of Keyturn itself: types, lint, format, and the tests. Needs no tenant, ignores .env.

  npm test                      everything
  npm test -- unit              the tests whose path contains "unit" (flags of "npx playwright test" work too)`;

/**
 * The program of a package, as a path: no shell and no npx is needed.
 * @param {string} name
 * @param {string} file
 */
const bin = (name, file) => join(dirname(require.resolve(`${name}/package.json`)), file);

/**
 * @param {string[]} argv
 * @returns {Promise<number>} the exit code
 */
const run = (argv) =>
  new Promise((done) => {
    const child = spawn(process.execPath, argv, { cwd: project, stdio: 'inherit' });
    child.on('close', (code) => done(code ?? 1));
  });

const selected = process.argv.slice(2);
if (selected.includes('--help')) {
  console.log(HELP);
  process.exit(0);
}

let passed = 0;
let failed = 0;
let skipped = 0;

/** @type {[string, string[]][]} */
const checks = [
  ['types', [bin('typescript', 'bin/tsc'), '-p', '.']],
  ['lint', [bin('eslint', 'bin/eslint.js'), '.']],
  ['format', [bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level=warn', '.']],
];
// Side by side: they are single-threaded, and have nothing to do with one another.
const started = Date.now();
await Promise.all(
  (selected.length > 0 ? [] : checks).map(async ([title, argv]) => {
    const code = await run(argv);
    console.log(`  ${code === 0 ? '✓' : '✘'}  ${title} (${((Date.now() - started) / 1000).toFixed(1)}s)`);
    if (code === 0) passed++;
    else failed++;
  }),
);

rmSync(results, { force: true });
const code = await run([
  join(dirname(require.resolve('@playwright/test/package.json')), 'cli.js'),
  'test',
  '--config=selftest/playwright.config.ts',
  ...selected,
]);
try {
  const { stats } = JSON.parse(readFileSync(results, 'utf8'));
  passed += stats.expected;
  failed += stats.unexpected + stats.flaky;
  skipped += stats.skipped;
  // Errors outside of any test (a file that does not load) are failures too.
  if (code !== 0 && stats.unexpected + stats.flaky === 0) failed++;
} catch {
  failed++;
}
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
