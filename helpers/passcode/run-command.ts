/** Runs a command from the settings once, within a time limit, and with everything that it started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { printable } from '../http/printable.ts';
import { PROJECT } from '../machine/project.ts';
import { environmentWithoutVault } from '../secrets/vault.ts';

/** Longest output that is read, in bytes. Enough for many emails. */
const MAX_BYTES = 1024 * 1024;

/** The result of one run of a command. */
export interface CommandRun {
  output: Buffer;
  /** The end of a sentence. `undefined` for exit code 0. */
  failure: string | undefined;
  /** Whether it would fail again, whatever was mailed: it was not found, was killed, or did not exit. */
  isPermanent: boolean;
}

/** Exit codes of shells and Windows for a syntax error, and for a program that is not executable or was not found. */
const SHELL_SYNTAX_ERROR = 2;
const SHELL_COMPLAINS = /syntax error|unterminated|unexpected (?:EOF|end|token)/i;
const NOT_EXECUTABLE = 126;
const NOT_FOUND = [127, 9009];

/** Shells add this to the number of the signal that killed a program. */
const KILLED = 128;

/**
 * Runs a command in a shell, in the project folder. Never throws.
 *
 * @param environment variables that it gets in addition to those of this process
 * @param timeoutMs when it is killed, with everything that it started
 */
export function runCommand(
  command: string,
  environment: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<CommandRun> {
  return new Promise((done) => {
    const child = spawn(command, {
      shell: true,
      // `./read-passcode.sh` is next to the settings that name it, wherever the run was started.
      cwd: PROJECT,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own process group, so that everything that the shell started can be killed with it.
      detached: process.platform !== 'win32',
      env: { ...environmentWithoutVault(), ...environment },
    });
    // If the run stops meanwhile, the command must not keep running.
    const killChild = () => end(child);
    process.once('exit', killChild);
    const chunks: Buffer[] = [];
    let size = 0;
    let complaint = '';
    const finish = (failure?: string, isPermanent = false) => {
      clearTimeout(tooLong);
      process.off('exit', killChild);
      const lastLine = lastLineOf(complaint);
      const why = failure === undefined || lastLine === '' ? failure : `${failure} (${lastLine})`;
      done({ output: Buffer.concat(chunks), failure: why, isPermanent });
    };
    child.stdout.on('data', (chunk: Buffer) => {
      if (size < MAX_BYTES) chunks.push(chunk);
      size += chunk.length;
    });
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-500)));
    const tooLong = setTimeout(
      () => {
        end(child);
        finish('it took too long', true);
      },
      Math.max(1, timeoutMs),
    );
    child.on('error', (error) => finish(error.message, true));
    child.on('close', (code, signal) => finish(...endOf(code, signal, complaint)));
  });
}

/** Returns how the command failed, as the end of a sentence, and whether it would fail again. */
function endOf(
  code: number | null,
  signal: NodeJS.Signals | null,
  complaint: string,
): [failure?: string, isPermanent?: boolean] {
  if (code === 0) return [];
  const killedBy = signal ?? Object.entries(constants.signals).find(([, n]) => code === KILLED + n)?.[0];
  if (killedBy !== undefined) return [`it was killed by ${killedBy}`, true];
  const ended = `it exited with code ${String(code)}`;
  if (code === NOT_EXECUTABLE) return [`${ended} (not executable)`, true];
  if (NOT_FOUND.some((each) => each === code)) return [`${ended} (command not found)`, true];
  if (code === SHELL_SYNTAX_ERROR && SHELL_COMPLAINS.test(complaint))
    return [`${ended} (shell syntax error)`, true];
  return [ended];
}

/** Returns the last line of the command's errors. It may contain a passcode or a token, so what looks like one is masked. */
function lastLineOf(complaint: string): string {
  const line = complaint.trim().split('\n').at(-1) ?? '';
  return printable(
    line.replace(/\d(?:[ -]?\d){5,}/g, '······').replace(/(?=[\w.~+=-]*\d)[\w.~+=-]{32,}/g, '······'),
  );
}

/** Kills a command, with everything that it started. */
function end(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has just exited on its own.
  }
}
