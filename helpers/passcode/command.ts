import { setTimeout as sleep } from 'node:timers/promises';
import { settingsPlace } from '../settings-place.ts';
import { Blocked } from '../verdict/errors.ts';
import { whileWaiting } from '../waiting.ts';
import { certainPasscode, findPasscodes, noPasscodeReason } from './find.ts';
import { type CommandRun, runCommand } from './run-command.ts';
import type { PasscodeRequest, PasscodeSource } from './source.ts';

/** Time limits in ms. An email may take a while. The passcode in it is valid for five minutes. */
export interface CommandLimits {
  deadlineMs: number;
  onceMs: number;
}

const DEFAULT_LIMITS: CommandLimits = { deadlineMs: 120_000, onceMs: 30_000 };

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
      where: settingsPlace(),
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
    return runCommand(
      this.#command,
      { KEYTURN_PASSCODE_ADDRESS: address, KEYTURN_PASSCODE_SINCE: since.toISOString() },
      Math.min(this.#limits.onceMs, leftMs),
    );
  }
}
