import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { isatty } from 'node:tty';
import { isUnattended } from '../machine/unattended.ts';
import { Blocked, messageOf } from '../verdict/errors.ts';
import { AT_TERMINAL, whileWaiting } from '../waiting.ts';
import { type PasscodeRequest, type PasscodeSource, SET_PASSCODE_SOURCE } from './source.ts';

/** The terminal device. A worker's standard input is not connected to the terminal. */
const TERMINAL = process.platform === 'win32' ? '\\\\.\\CON' : '/dev/tty';

/** The mailed passcode is valid for five minutes. */
const DEADLINE_MS = 5 * 60_000;

/** Shows the workers whether a person can type into the command. Their own standard input is a different one. */
const INTERACTIVE_VARIABLE = 'KEYTURN_TYPED_TO';

/** Records whether a person can type into this process. Call this in the main process before it starts any other process. */
export function detectTerminal(): void {
  process.env[INTERACTIVE_VARIABLE] ??= isatty(0) ? 'yes' : 'no';
}

/**
 * Whether a person could be asked at all. There must be a terminal, the command must read from it (with `</dev/null`, it
 * does not), and the machine must not be a CI machine. Where the output goes does not matter.
 */
export function hasTerminal(environment: NodeJS.ProcessEnv = process.env): boolean {
  if (isUnattended(environment) || environment[INTERACTIVE_VARIABLE] === 'no') return false;
  try {
    closeSync(openSync(TERMINAL, 'r+'));
    return true;
  } catch {
    return false;
  }
}

/** Asks a person at the terminal for the mailed passcode. */
export class TerminalSource implements PasscodeSource {
  readonly title = 'a person at the terminal';

  /** The person is asked only when a passcode is needed. */
  tryOut(): Promise<string> {
    return Promise.resolve('by a person at the terminal');
  }

  read(request: PasscodeRequest): Promise<string> {
    // Printed before the question, so that the console leaves the terminal to the person.
    return whileWaiting(
      `${AT_TERMINAL} has to enter the passcode.`,
      DEADLINE_MS,
      () => this.#ask(request),
      0,
    );
  }

  async #ask({ address }: PasscodeRequest): Promise<string> {
    const output = openSync(TERMINAL, 'w');
    const input = createReadStream(TERMINAL);
    const lines = createInterface({ input });
    const gaveUp = new AbortController();
    let why = '';
    const giveUp = (reason: string) => {
      why ||= reason;
      gaveUp.abort();
    };
    const late = setTimeout(() => giveUp('five minutes have passed'), DEADLINE_MS);
    // Node would keep waiting on a terminal that is closed or whose input has ended.
    lines.once('close', () => giveUp('the terminal was closed'));
    try {
      for (;;) {
        writeSync(output, `\n  A passcode was emailed to ${address}. Enter the six digits: `);
        const answer = await lines.question('', { signal: gaveUp.signal });
        const passcode = typedPasscode(answer);
        if (passcode !== undefined) return passcode;
        writeSync(output, '  Please enter six digits.');
      }
    } catch (error) {
      const reason = why === '' ? messageOf(error) : why;
      throw new Blocked(`No one entered the passcode emailed to ${address}: ${reason}.`, {
        remedy: SET_PASSCODE_SOURCE,
        help: 'passcode',
      });
    } finally {
      clearTimeout(late);
      lines.close();
      input.destroy();
      closeSync(output);
    }
  }
}

/** Reads a typed passcode. Spaces are allowed ("482 915"). */
function typedPasscode(answer: string): string | undefined {
  return /(?<!\d)\d{6}(?!\d)/.exec(answer.replace(/\s/g, ''))?.[0];
}
