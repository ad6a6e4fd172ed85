/** What is missing if no person can be asked. */
import { isUnattended } from '../machine/unattended.ts';
import type { Values } from '../settings/values.ts';
import { VARIABLES } from '../systems/settings.ts';
import { changesOf, overwriting } from './changes.ts';
import type { CommandLine } from './command-line.ts';
import type { SystemWithSetup } from './flags.ts';
import type { Prompter } from './prompts/prompter.ts';
import { describeMissing, type Known, resolveAll } from './resolve.ts';

/** The line about the host, if it is not confirmed. */
export const CONFIRM_HOST =
  '--confirm-host HOST: the host of your tenant, spelled out, so that nothing is sent to a stranger';

/** Everything that is missing without a person, one line each. */
export function missing(
  { system, setup }: SystemWithSetup,
  known: Known & { stored: Values },
  { confirmHost, overwrite }: CommandLine,
): string[] {
  const resolved = resolveAll(setup, known);
  const lines = resolved.missing.map((question) => describeMissing(question, system, VARIABLES));
  if (confirmHost === undefined) lines.push(CONFIRM_HOST);
  const changes = changesOf(
    system,
    resolved.answers,
    setup.contradicting(resolved.answers).filter((name) => known.stored[name] !== undefined),
    known.stored,
  );
  const replaced = overwriting(changes).map(({ name }) => name);
  if (!overwrite && replaced.length > 0)
    lines.push(`--overwrite: because the file already has another value for ${replaced.join(', ')}`);
  return lines;
}

/** Returns the message about what is missing or wrong. */
export function withoutTerminal(problems: readonly string[], prompter: Prompter | undefined): string {
  const list = problems.map((problem) => `  ${problem}`).join('\n');
  if (prompter !== undefined) return `Something is wrong:\n${list}`;
  const why = isUnattended()
    ? 'CI is set (if a person is here, set CI=false)'
    : 'there is no terminal to ask at';
  return `Something is missing, and ${why}:\n${list}\n  See npm run setup -- --help. Nothing was sent, and nothing was written.`;
}
