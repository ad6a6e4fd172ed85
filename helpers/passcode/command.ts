import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { withoutVault } from '../secrets/vault.ts';
import { Blocked } from '../verdict/errors.ts';
import { findPasscode, type PasscodeRequest, type PasscodeSource } from './source.ts';

/** Bounds in milliseconds. A mail may take a while; the passcode in it lives for five minutes. */
export interface CommandLimits {
  deadlineMs: number;
  onceMs: number;
}

const DEFAULT_LIMITS: CommandLimits = { deadlineMs: 120_000, onceMs: 30_000 };

/** Reads passcodes by `KEYTURN_PASSCODE_COMMAND`, again and again until it prints one or time is up. */
export class CommandSource implements PasscodeSource {
  readonly title = 'the command of KEYTURN_PASSCODE_COMMAND';
  readonly #command: string;
  readonly #limits: CommandLimits;

  constructor(command: string, limits: Partial<CommandLimits> = {}) {
    this.#command = command;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  async read({ address, since, used }: PasscodeRequest): Promise<string> {
    const deadline = Date.now() + this.#limits.deadlineMs;
    let last = 'it printed nothing';
    let tried = false;
    for (let pause = 200; Date.now() < deadline; pause = Math.min(pause * 2, 5000)) {
      const { output, failure } = await this.#once(address, since, deadline - Date.now());
      const passcode = findPasscode(output);
      if (passcode !== undefined && !used.has(passcode)) return passcode;
      // What the end of the time cut off says nothing new.
      if (Date.now() >= deadline && tried) break;
      tried = true;
      last =
        failure ??
        (passcode === undefined ? 'it printed no six digits' : 'it printed one that was used already');
      await sleep(Math.min(pause, Math.max(0, deadline - Date.now())));
    }
    const waited = String(Math.round(this.#limits.deadlineMs / 1000));
    throw new Blocked(
      `No passcode for ${address} came within ${waited} s from the command of KEYTURN_PASSCODE_COMMAND: ${last}.`,
      {
        remedy:
          'run the command by hand, with KEYTURN_PASSCODE_ADDRESS and KEYTURN_PASSCODE_SINCE in its environment; it must print the six digits of the newest mail',
      },
    );
  }

  #once(
    address: string,
    since: Date,
    leftMs: number,
  ): Promise<{ output: string; failure: string | undefined }> {
    return new Promise((done) => {
      const child = spawn(this.#command, {
        shell: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own, so that what the shell started can be ended with it.
        detached: process.platform !== 'win32',
        env: {
          ...withoutVault(),
          KEYTURN_PASSCODE_ADDRESS: address,
          KEYTURN_PASSCODE_SINCE: since.toISOString(),
        },
      });
      let output = '';
      let complaint = '';
      child.stdout.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(0, 10_000)));
      child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-500)));
      const tooLong = setTimeout(
        () => {
          end(child);
          done({ output, failure: 'it took too long' });
        },
        Math.max(1, Math.min(this.#limits.onceMs, leftMs)),
      );
      child.on('error', (error) => {
        clearTimeout(tooLong);
        done({ output, failure: error.message });
      });
      child.on('close', (code) => {
        clearTimeout(tooLong);
        if (code === 0) {
          done({ output, failure: undefined });
          return;
        }
        const how = `it ended with exit code ${String(code)}`;
        done({
          output,
          failure: `${how}${complaint === '' ? '' : ` (${complaint.trim().split('\n').at(-1) ?? ''})`}`,
        });
      });
    });
  }
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
