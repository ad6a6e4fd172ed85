import { CommandSource } from './command.ts';
import type { PasscodeSource } from './source.ts';
import { hasTerminal, TerminalSource } from './terminal.ts';

export type { PasscodeSource } from './source.ts';

/** The configured command, else the terminal if there is one, else nothing: then no passcode can be answered. */
export function passcodeSource(command: string | undefined): PasscodeSource | undefined {
  if (command !== undefined) return new CommandSource(command);
  return hasTerminal() ? new TerminalSource() : undefined;
}
