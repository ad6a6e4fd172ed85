/** The commands of package.json that run specs. `npx playwright test` by itself is `playwright`. */
export const COMMANDS = ['start', 'contract', 'playwright'] as const;
export type Command = (typeof COMMANDS)[number];

/** Set by `helpers/commands/run.mjs`, and inherited by the workers. */
export const COMMAND_VARIABLE = 'KEYTURN_COMMAND';

/** The command that this process runs for. */
export function commandOf(environment: NodeJS.ProcessEnv = process.env): Command {
  return COMMANDS.find((command) => command === environment[COMMAND_VARIABLE]) ?? 'playwright';
}
