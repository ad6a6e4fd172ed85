/** Gets an OAuth access token for a mailbox from `KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND`. */
import type { SecretRegistry } from '../secrets/registry.ts';
import { runCommand } from './run-command.ts';

/** A token, or why there is none, as a clause. */
export type TokenRead = { token: string } | { failure: string; isPermanent: boolean };

const COMMAND = 'the command in KEYTURN_PASSCODE_IMAP_TOKEN_COMMAND';

/** Runs the command. What it prints is learned as a secret before anything else is done with it. */
export async function readAccessToken(
  command: string,
  secrets: Pick<SecretRegistry, 'learn'>,
  timeoutMs: number,
): Promise<TokenRead> {
  const { output, failure, isPermanent } = await runCommand(command, {}, timeoutMs);
  const words = output.toString('utf8').split(/\s+/).filter(Boolean);
  for (const word of words) secrets.learn(word, 'access token', COMMAND);
  if (failure !== undefined) return { failure: `${COMMAND} gave no access token: ${failure}`, isPermanent };
  const [token, ...more] = words;
  if (token === undefined) return { failure: `${COMMAND} printed nothing`, isPermanent: true };
  // "Bearer …", JSON, or a warning next to the token.
  if (more.length > 0 || !/^[\w.~+/=-]+$/.test(token))
    return { failure: `${COMMAND} printed more than an access token, or something else`, isPermanent: true };
  return { token };
}
