import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Blocked, messageOf } from '../verdict/errors.ts';
import type { PasscodeRequest, PasscodeSource } from './source.ts';

/** The terminal itself: a worker's standard input is not connected to it. */
const TERMINAL = process.platform === 'win32' ? '\\\\.\\CON' : '/dev/tty';

/** The passcode in the mail lives for five minutes. */
const DEADLINE_MS = 5 * 60_000;

/** Whether somebody could be asked at all. */
export function hasTerminal(): boolean {
  try {
    closeSync(openSync(TERMINAL, 'r+'));
    return true;
  } catch {
    return false;
  }
}

/** Asks a person at the terminal for the passcode in the mail. */
export class TerminalSource implements PasscodeSource {
  readonly title = 'a person at the terminal';

  async read({ address }: PasscodeRequest): Promise<string> {
    const output = openSync(TERMINAL, 'w');
    const input = createReadStream(TERMINAL);
    const lines = createInterface({ input });
    try {
      for (;;) {
        writeSync(output, `\n  A passcode was mailed to ${address}. Its six digits: `);
        const answer = await lines.question('', { signal: AbortSignal.timeout(DEADLINE_MS) });
        const passcode = typedPasscode(answer);
        if (passcode !== undefined) return passcode;
        writeSync(output, '  That is not six digits.');
      }
    } catch (error) {
      throw new Blocked(`Nobody typed the passcode that was mailed to ${address} (${messageOf(error)}).`, {
        remedy: 'set KEYTURN_PASSCODE_COMMAND to a command that prints it',
      });
    } finally {
      lines.close();
      input.destroy();
      closeSync(output);
    }
  }
}

/** A person means what is typed, blanks and all ("482 915"). */
function typedPasscode(answer: string): string | undefined {
  return /(?<!\d)\d{6}(?!\d)/.exec(answer.replace(/\s/g, ''))?.[0];
}
