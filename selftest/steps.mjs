// The steps of `npm test` and `npm run check`, and the line that counts them. Plain JavaScript without a shell, so that
// Node 20 runs it directly on Linux, macOS and Windows.
import '../bin/node-version.mjs';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const cache = join(project, 'node_modules', '.cache', 'keyturn');

/**
 * The path of a package's program, so that neither a shell nor npx is needed.
 * @param {string} name
 * @param {string} file
 */
const bin = (name, file) => join(project, 'node_modules', name, file);

/**
 * @param {string[]} argv
 * @param {'inherit' | 'pipe'} output
 * @returns {Promise<{ code: number, output: string }>}
 */
const run = (argv, output) =>
  new Promise((done) => {
    const child = spawn(process.execPath, argv, { cwd: project, stdio: ['ignore', output, output] });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (text += chunk));
    child.on('close', (code) => done({ code: code ?? 1, output: text }));
  });

/**
 * The checks of types, lint, format and unused code. All but the last one reuse earlier results.
 * @param {{ lintDependents: boolean }} options `lintDependents`: lint a file again if something has changed that it imports,
 *   directly or not. What the linter reports about a file can depend on the types of another one.
 * @returns {{ title: string, argv: string[] }[]}
 */
export function staticChecks({ lintDependents }) {
  mkdirSync(cache, { recursive: true });
  /** @param {string} name */
  const cached = (name) => ['--cache', '--cache-strategy=content', `--cache-location=${join(cache, name)}`];
  const types = ['--incremental', '--tsBuildInfoFile', join(cache, 'types.tsbuildinfo')];
  return [
    {
      title: 'lint',
      argv: [join(project, 'selftest', 'lint', 'run.mjs'), ...(lintDependents ? ['--whole'] : [])],
    },
    { title: 'types', argv: [bin('typescript', 'bin/tsc'), '-p', '.', ...types] },
    {
      title: 'format',
      argv: [bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level=warn', '.', ...cached('format')],
    },
    // Hints count as errors, so that the configuration names nothing that no longer exists.
    { title: 'unused', argv: [bin('knip', 'bin/knip.js'), '--treat-config-hints-as-errors'] },
  ];
}

/**
 * Runs the checks and the tests at the same time, and all of them even if some fail. The last line of the output counts
 * them. Sets the exit code.
 * @param {{ checks: { title: string, argv: string[] }[], config: string, results: string, selected: string[] }} options
 *   `config` is Playwright's configuration, `results` the file to which it writes its JSON report, `selected` its flags
 */
export async function runAll({ checks, config, results, selected }) {
  const started = Date.now();
  const report = join(project, results);
  rmSync(report, { force: true });
  const checking = Promise.all(
    checks.map(async ({ title, argv }) => {
      const { code, output } = await run(argv, 'pipe');
      console.log(`  ${code === 0 ? '✓' : '✘'}  ${title} (${((Date.now() - started) / 1000).toFixed(1)}s)`);
      return { title, ok: code === 0, output };
    }),
  );
  const { code } = await run(
    [bin('@playwright/test', 'cli.js'), 'test', `--config=${config}`, ...selected],
    'inherit',
  );
  const checked = await checking;
  let passed = checked.filter(({ ok }) => ok).length;
  let failed = checked.length - passed;
  let skipped = 0;
  try {
    const { stats } = JSON.parse(readFileSync(report, 'utf8'));
    passed += stats.expected;
    failed += stats.unexpected + stats.flaky;
    skipped += stats.skipped;
    // Errors outside of any test (a file that does not load) are failures too.
    if (code !== 0 && stats.unexpected + stats.flaky === 0) failed++;
  } catch {
    failed++;
  }
  // At the end, where a person looks for them, not between the tests.
  for (const { title, ok, output } of checked) if (!ok) console.log(`\n${title}:\n\n${output.trim()}`);
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
