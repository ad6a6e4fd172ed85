import { CommandSource } from './command.ts';
import type { PasscodeSource } from './source.ts';
import { hasTerminal, TerminalSource } from './terminal.ts';

export type { PasscodeSource } from './source.ts';

/**
 * Returns the configured command, or else the terminal if there is one, or else `undefined`. Without a source, no
 * passcode can be entered.
 */
export function passcodeSource(command: string | undefined): PasscodeSource | undefined {
  if (command !== undefined) return new CommandSource(command);
  return hasTerminal() ? new TerminalSource() : undefined;
}
