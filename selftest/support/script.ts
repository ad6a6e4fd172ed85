/**
 * Runs a few lines of a module of ours in a process of its own, for what could not be interrupted in the test's process, or needs
 * another environment.
 */
import { spawnSync } from 'node:child_process';
import { PROJECT } from '../../helpers/machine/project.ts';

/** Far beyond what any of these scripts needs, even on a busy machine. */
const LIMIT_MS = 120_000;

/** The result of a script. `signal` is not `null` if it had to be killed. */
export interface ScriptResult {
  stdout: string;
  stderr: string;
  signal: NodeJS.Signals | null;
}

/**
 * Runs a script. `load(path)` in it returns a module, by its path in the project.
 *
 * @param environment its variables, in addition to the search path
 */
export function runScript(script: string, environment: Record<string, string> = {}): ScriptResult {
  const load =
    'const load = async (path) => { const loaded = await import(path); return loaded.default ?? loaded; };';
  const { stdout, stderr, signal } = spawnSync(
    process.execPath,
    ['--import', 'jiti/register', '--input-type=module', '-e', `${load}\n${script}`],
    {
      cwd: PROJECT,
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...environment },
    },
  );
  return { stdout, stderr, signal };
}
