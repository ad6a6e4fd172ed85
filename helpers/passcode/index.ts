import type { SecretRegistry } from '../secrets/registry.ts';
import { CommandSource } from './command.ts';
import { type ImapNetwork, type ImapSettings, ImapSource } from './imap.ts';
import type { PasscodeSource } from './source.ts';
import { hasTerminal, TerminalSource } from './terminal.ts';

export type { PasscodeSource } from './source.ts';

/** The settings about passcodes. At most one of the two sources is set. */
export interface PasscodeSettings extends ImapNetwork {
  passcodeCommand: string | undefined;
  passcodeImap: ImapSettings | undefined;
}

/**
 * Returns the configured mailbox or command, or else the terminal if there is one, or else `undefined`. Without a source,
 * no passcode can be entered.
 */
export function passcodeSource(
  settings: PasscodeSettings,
  secrets: Pick<SecretRegistry, 'learn' | 'redact'>,
): PasscodeSource | undefined {
  const { passcodeCommand, passcodeImap } = settings;
  if (passcodeImap !== undefined) return new ImapSource(passcodeImap, settings, secrets);
  if (passcodeCommand !== undefined) return new CommandSource(passcodeCommand);
  return hasTerminal() ? new TerminalSource() : undefined;
}
