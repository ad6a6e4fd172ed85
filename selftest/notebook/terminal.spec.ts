/** The console in a terminal of its own: a line that is redrawn, and nothing that moves where no one wants it. */
import { expect, test } from '../support/test.ts';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cleanEnvironment, PROJECT } from '../support/keyturn.ts';

/** Reports a cell that prints a wait. */
const SCRIPT = `
let Console = await import('./reporters/console.ts');
while (Console.default !== undefined) Console = Console.default;
const reporter = new Console({ origin: 'a test' });
const cell = { title: '05 · Sign in', annotations: [], parent: { project: () => undefined } };
reporter.onTestBegin(cell);
reporter.onStdOut('Waiting 9.0 s: The tenant answered 429.\\n');
reporter.onTestEnd(cell, { status: 'passed', duration: 5, errors: [], attachments: [], stdout: [], stderr: [] });
`;

const ERASE = '\u001b[2K';

for (const [title, environment, moves] of [
  ['a terminal shows a live line', {}, true],
  ['nothing moves with NO_COLOR', { NO_COLOR: '1' }, false],
  ['nothing moves in CI', { CI: '1' }, false],
  ['nothing moves on a dumb terminal', { TERM: 'dumb' }, false],
] as const) {
  test(title, ({}, testInfo) => {
    const hasScript = spawnSync('script', ['--version']).status === 0;
    test.skip(
      process.platform !== 'linux' || !hasScript,
      'only the script command of util-linux can make a terminal here',
    );
    const file = testInfo.outputPath('report.mjs');
    writeFileSync(file, SCRIPT.replaceAll("'./", `'${PROJECT}`));
    const inherited = { ...cleanEnvironment(), NO_COLOR: undefined, CI: undefined, TERM: 'xterm-256color' };
    const { stdout } = spawnSync(
      'script',
      ['-qec', `"${process.execPath}" --import jiti/register "${file}"`, '/dev/null'],
      { cwd: PROJECT, encoding: 'utf8', env: { ...inherited, ...environment } },
    );
    expect(stdout).toContain('      Waiting 9.0 s: The tenant answered 429.');
    expect(stdout).toMatch(/✓.* 05 · Sign in/);
    expect(stdout.includes(ERASE)).toBe(moves);
    expect(stdout.includes('…')).toBe(moves);
    // When the cell has ended, its line is gone: the last thing that was drawn is erased.
    const last = stdout.slice(stdout.lastIndexOf(ERASE));
    expect(/….*waiting/.test(last)).toBe(false);
  });
}
