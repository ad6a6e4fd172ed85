/** The commands of package.json that run specs. `playwright` is a plain `npx playwright test`. */
const COMMANDS = ['start', 'contract', 'sweep', 'playwright'] as const;
export type Command = (typeof COMMANDS)[number];

/** Set by `bin/keyturn.mjs`, and inherited by the workers. */
export const COMMAND_VARIABLE = 'KEYTURN_COMMAND';

/** Returns the command that this process belongs to. */
export function commandOf(environment: NodeJS.ProcessEnv = process.env): Command {
  return COMMANDS.find((command) => command === environment[COMMAND_VARIABLE]) ?? 'playwright';
}

/** Returns a command as a person types it. */
export function npmCommand(command: string): string {
  return command === 'start' ? 'npm start' : `npm run ${command}`;
}

/** The specs that a command runs, by the end of their file names. */
export const SPECS_OF: Record<Command, string> = {
  start: '*.notebook.spec.ts',
  contract: '*.spec.ts',
  sweep: '*.sweep.ts',
  playwright: '*.spec.ts',
};

/**
 * Whether the preflight is a project of its own, in another worker, before every spec. `npm start` runs one spec for each
 * system, which begins with the preflight. That saves a worker, which takes more than a second to start.
 */
export function preflightIsProject(command: Command): boolean {
  return command === 'contract' || command === 'playwright';
}

/** Set by `bin/keyturn.mjs` for `--dry-run`. */
const DRY_RUN_VARIABLE = 'KEYTURN_DRY_RUN';

/** Whether this sweep is a dry run. */
export function isDryRun(environment: NodeJS.ProcessEnv = process.env): boolean {
  return environment[DRY_RUN_VARIABLE] === '1';
}

/** Set by `bin/keyturn.mjs`: the requested addresses of checks, separated by spaces. */
export const ADDRESSES_VARIABLE = 'KEYTURN_ADDRESSES';

/** Returns the addresses that were requested for this run. The list is empty if everything runs. */
export function requestedAddresses(environment: NodeJS.ProcessEnv = process.env): string[] {
  return (environment[ADDRESSES_VARIABLE] ?? '').split(' ').filter((address) => address !== '');
}
