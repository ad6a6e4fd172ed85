import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '../http/printable.ts';
import { PROJECT } from '../machine/project.ts';
import { environmentWithoutVault } from '../secrets/vault.ts';
import { Blocked } from '../verdict/errors.ts';
import { whileWaiting } from '../waiting.ts';
import type { PasscodeRequest, PasscodeSource } from './source.ts';

/** Time limits in ms. An email may take a while. The passcode in it is valid for five minutes. */
export interface CommandLimits {
  deadlineMs: number;
  onceMs: number;
}

const DEFAULT_LIMITS: CommandLimits = { deadlineMs: 120_000, onceMs: 30_000 };

/** Longest output that is read, in bytes. Enough for many emails. */
const MAX_BYTES = 1024 * 1024;

/** The result of one run of the command. */
interface CommandRun {
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

/** Reads passcodes with `KEYTURN_PASSCODE_COMMAND`. The command is repeated until its output clearly contains one, or until the time is up. */
export class CommandSource implements PasscodeSource {
  readonly title = 'the command in KEYTURN_PASSCODE_COMMAND';
  readonly #command: string;
  readonly #limits: CommandLimits;

  constructor(command: string, limits: Partial<CommandLimits> = {}) {
    this.#command = command;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  async tryOut(address: string): Promise<string> {
    const { failure, isPermanent } = await this.#once(address, new Date(), this.#limits.onceMs);
    if (failure === undefined) return 'by a command, which starts';
    if (!isPermanent) return `by a command, which starts (now, before any mail: ${failure})`;
    throw new Blocked(`The command in KEYTURN_PASSCODE_COMMAND does not work: ${failure}.`, {
      remedy:
        'run it manually in the project folder, with KEYTURN_PASSCODE_ADDRESS and KEYTURN_PASSCODE_SINCE set; ' +
        `it must exit within ${String(Math.round(this.#limits.onceMs / 1000))} s even if there is no mail yet`,
      where: '.env',
      help: 'passcode-command',
    });
  }

  read(request: PasscodeRequest): Promise<string> {
    return whileWaiting(
      'KEYTURN_PASSCODE_COMMAND has not printed a passcode yet.',
      this.#limits.deadlineMs,
      () => this.#read(request),
    );
  }

  async #read({ address, since, used }: PasscodeRequest): Promise<string> {
    // Reading emails needs libraries that most workers never load.
    const { findPasscodes, certainPasscode, noPasscodeReason } = await import('./find.ts');
    const deadline = Date.now() + this.#limits.deadlineMs;
    let last = 'it printed nothing';
    let tried = false;
    for (let pause = 200; Date.now() < deadline; pause = Math.min(pause * 2, 5000)) {
      const { output, failure } = await this.#once(address, since, deadline - Date.now());
      const found = await findPasscodes(output, since);
      const passcode = certainPasscode(found, used);
      if (passcode !== undefined) return passcode;
      // An attempt that was cut off at the deadline gives no new reason.
      if (Date.now() >= deadline && tried) break;
      tried = true;
      last = failure ?? `it printed ${noPasscodeReason(found, used)}`;
      await sleep(Math.min(pause, Math.max(0, deadline - Date.now())));
    }
    const waited = String(Math.round(this.#limits.deadlineMs / 1000));
    throw new Blocked(
      `The command in KEYTURN_PASSCODE_COMMAND printed no passcode for ${address} within ${waited} s: ${last}.`,
      {
        remedy:
          'run the command manually, with KEYTURN_PASSCODE_ADDRESS and KEYTURN_PASSCODE_SINCE set; it must print the newest email or its six-digit passcode',
        help: 'passcode-command',
      },
    );
  }

  #once(address: string, since: Date, leftMs: number): Promise<CommandRun> {
    return new Promise((done) => {
      const child = spawn(this.#command, {
        shell: true,
        // `./read-passcode.sh` is next to the settings that name it, wherever the run was started.
        cwd: PROJECT,
        stdio: ['ignore', 'pipe', 'pipe'],
        // Its own process group, so that everything that the shell started can be killed with it.
        detached: process.platform !== 'win32',
        env: {
          ...environmentWithoutVault(),
          KEYTURN_PASSCODE_ADDRESS: address,
          KEYTURN_PASSCODE_SINCE: since.toISOString(),
        },
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
        Math.max(1, Math.min(this.#limits.onceMs, leftMs)),
      );
      child.on('error', (error) => finish(error.message, true));
      child.on('close', (code, signal) => finish(...endOf(code, signal, complaint)));
    });
  }
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

/** Returns the last line of the command's errors. It may contain a passcode, so digits are masked. */
function lastLineOf(complaint: string): string {
  const line = complaint.trim().split('\n').at(-1) ?? '';
  return printable(line.replace(/\d(?:[ -]?\d){5,}/g, '······'));
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
