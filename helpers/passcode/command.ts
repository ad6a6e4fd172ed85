import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '../http/printable.ts';
import { PROJECT } from '../machine/project.ts';
import { environmentWithoutVault } from '../secrets/vault.ts';
import { Blocked } from '../verdict/errors.ts';
import type { PasscodeRequest, PasscodeSource } from './source.ts';

/** Bounds in milliseconds. A mail may take a while; the passcode in it lives for five minutes. */
export interface CommandLimits {
  deadlineMs: number;
  onceMs: number;
}

const DEFAULT_LIMITS: CommandLimits = { deadlineMs: 120_000, onceMs: 30_000 };

/** So much of an output is read: many mails, but not without end. */
const MAX_BYTES = 1024 * 1024;

/** How one start of the command has ended. */
interface CommandRun {
  output: Buffer;
  /** As the end of a sentence; nothing for exit code 0. */
  failure: string | undefined;
  /** It will end so again, whatever was mailed: it was not found, was killed, or does not end. */
  isPermanent: boolean;
}

/** What shells, and Windows, say of a program that cannot be executed or was not found. */
const SHELL_SYNTAX_ERROR = 2;
const SHELL_COMPLAINS = /syntax error|unterminated|unexpected (?:EOF|end|token)/i;
const NOT_EXECUTABLE = 126;
const NOT_FOUND = [127, 9009];

/** What shells add to the number of the signal that has killed a program. */
const KILLED = 128;

/** Reads passcodes by `KEYTURN_PASSCODE_COMMAND`, again and again until it surely prints one or time is up. */
export class CommandSource implements PasscodeSource {
  readonly title = 'the command of KEYTURN_PASSCODE_COMMAND';
  readonly #command: string;
  readonly #limits: CommandLimits;

  constructor(command: string, limits: Partial<CommandLimits> = {}) {
    this.#command = command;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  async tryOut(address: string): Promise<string> {
    const { failure, isPermanent } = await this.#once(address, new Date(), this.#limits.onceMs);
    if (failure === undefined) return 'by a command, which could be started';
    if (!isPermanent)
      return `by a command, which could be started; now, when there is no mail yet, ${failure}`;
    throw new Blocked(`The command of KEYTURN_PASSCODE_COMMAND cannot work: ${failure}.`, {
      remedy:
        'run it by hand, with KEYTURN_PASSCODE_ADDRESS and KEYTURN_PASSCODE_SINCE in its environment, in the folder of the ' +
        `project; it must end within ${String(Math.round(this.#limits.onceMs / 1000))} s, also where there is no mail yet`,
      where: '.env',
    });
  }

  async read({ address, since, used }: PasscodeRequest): Promise<string> {
    // Reading mails takes libraries that most workers never need.
    const { findPasscodes, certainPasscode, noPasscodeReason } = await import('./find.ts');
    const deadline = Date.now() + this.#limits.deadlineMs;
    let last = 'it printed nothing';
    let tried = false;
    for (let pause = 200; Date.now() < deadline; pause = Math.min(pause * 2, 5000)) {
      const { output, failure } = await this.#once(address, since, deadline - Date.now());
      const found = await findPasscodes(output, since);
      const passcode = certainPasscode(found, used);
      if (passcode !== undefined) return passcode;
      // What the end of the time cut off says nothing new.
      if (Date.now() >= deadline && tried) break;
      tried = true;
      last = failure ?? `it printed ${noPasscodeReason(found, used)}`;
      await sleep(Math.min(pause, Math.max(0, deadline - Date.now())));
    }
    const waited = String(Math.round(this.#limits.deadlineMs / 1000));
    throw new Blocked(
      `No passcode for ${address} came within ${waited} s from the command of KEYTURN_PASSCODE_COMMAND: ${last}.`,
      {
        remedy:
          'run the command by hand, with KEYTURN_PASSCODE_ADDRESS and KEYTURN_PASSCODE_SINCE in its environment; it must print the newest mail, or the six digits in it',
      },
    );
  }

  #once(address: string, since: Date, leftMs: number): Promise<CommandRun> {
    return new Promise((done) => {
      const child = spawn(this.#command, {
        shell: true,
        // `./read-passcode.sh` stands beside the settings that name it, wherever the run was started.
        cwd: PROJECT,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own, so that what the shell started can be ended with it.
        detached: process.platform !== 'win32',
        env: {
          ...environmentWithoutVault(),
          KEYTURN_PASSCODE_ADDRESS: address,
          KEYTURN_PASSCODE_SINCE: since.toISOString(),
        },
      });
      // A run that is stopped meanwhile leaves nothing at work.
      const withUs = () => end(child);
      process.once('exit', withUs);
      const chunks: Buffer[] = [];
      let size = 0;
      let complaint = '';
      const finish = (failure?: string, isPermanent = false) => {
        clearTimeout(tooLong);
        process.off('exit', withUs);
        const lastWords = lastLineOf(complaint);
        const why = failure === undefined || lastWords === '' ? failure : `${failure} (${lastWords})`;
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

/** What became of it, as the end of a sentence, and whether it will be so again. */
function endOf(
  code: number | null,
  signal: NodeJS.Signals | null,
  complaint: string,
): [failure?: string, isPermanent?: boolean] {
  if (code === 0) return [];
  const killedBy = signal ?? Object.entries(constants.signals).find(([, n]) => code === KILLED + n)?.[0];
  if (killedBy !== undefined) return [`it was killed by ${killedBy}`, true];
  const ended = `it ended with exit code ${String(code)}`;
  if (code === NOT_EXECUTABLE) return [`${ended}, which says that it may not be executed`, true];
  if (NOT_FOUND.some((each) => each === code)) return [`${ended}, which says that it was not found`, true];
  if (code === SHELL_SYNTAX_ERROR && SHELL_COMPLAINS.test(complaint))
    return [`${ended}: the shell does not understand it`, true];
  return [ended];
}

/** A command may say what it has found: that is nobody's business. */
function lastLineOf(complaint: string): string {
  const line = complaint.trim().split('\n').at(-1) ?? '';
  return printable(line.replace(/\d(?:[ -]?\d){5,}/g, '······'));
}

/** Ends a command that took too long, with everything it has started. */
function end(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
