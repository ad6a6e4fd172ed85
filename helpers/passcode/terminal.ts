import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { isatty } from 'node:tty';
import { isUnattended } from '../machine/unattended.ts';
import { Blocked, messageOf } from '../verdict/errors.ts';
import type { PasscodeRequest, PasscodeSource } from './source.ts';

/** The terminal itself: a worker's standard input is not connected to it. */
const TERMINAL = process.platform === 'win32' ? '\\\\.\\CON' : '/dev/tty';

/** The passcode in the mail lives for five minutes. */
const DEADLINE_MS = 5 * 60_000;

/** Carries to the workers whether the command can be typed to: their own standard input is another one. */
const INTERACTIVE_VARIABLE = 'KEYTURN_TYPED_TO';

/** To be called in the process that was started by hand, or was not, before it starts any other. */
export function detectTerminal(): void {
  process.env[INTERACTIVE_VARIABLE] ??= isatty(0) ? 'yes' : 'no';
}

/**
 * Whether somebody could be asked at all: there is a terminal, what was started there listens to it (`</dev/null` does not;
 * where its output goes is another matter), and it is not a CI machine's.
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

/** Asks a person at the terminal for the passcode in the mail. */
export class TerminalSource implements PasscodeSource {
  readonly title = 'a person at the terminal';

  /** Whoever sits there is asked when there is something to ask. */
  tryOut(): Promise<string> {
    return Promise.resolve('by a person at the terminal');
  }

  async read({ address }: PasscodeRequest): Promise<string> {
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
    // A terminal that is closed, or whose input has ended: Node would wait on.
    lines.once('close', () => giveUp('the terminal was closed'));
    try {
      for (;;) {
        writeSync(output, `\n  A passcode was mailed to ${address}. Its six digits: `);
        const answer = await lines.question('', { signal: gaveUp.signal });
        const passcode = typedPasscode(answer);
        if (passcode !== undefined) return passcode;
        writeSync(output, '  That is not six digits.');
      }
    } catch (error) {
      const reason = why === '' ? messageOf(error) : why;
      throw new Blocked(`Nobody typed the passcode that was mailed to ${address}: ${reason}.`, {
        remedy: 'set KEYTURN_PASSCODE_COMMAND to a command that prints it',
      });
    } finally {
      clearTimeout(late);
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
