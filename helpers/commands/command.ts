/** The commands of package.json that run specs. `npx playwright test` by itself is `playwright`. */
export const COMMANDS = ['start', 'contract', 'sweep', 'playwright'] as const;
export type Command = (typeof COMMANDS)[number];

/** Set by `helpers/commands/run.mjs`, and inherited by the workers. */
export const COMMAND_VARIABLE = 'KEYTURN_COMMAND';

/** The command that this process runs for. */
export function commandOf(environment: NodeJS.ProcessEnv = process.env): Command {
  return COMMANDS.find((command) => command === environment[COMMAND_VARIABLE]) ?? 'playwright';
}

/** The specs that a command runs, by the ends of their names. */
export const SPECS_OF: Record<Command, string> = {
  start: '*.notebook.spec.ts',
  contract: '*.spec.ts',
  sweep: '*.sweep.ts',
  playwright: '*.spec.ts',
};

/** Set by `run.mjs` for `--dry-run`. */
const DRY_RUN_VARIABLE = 'KEYTURN_DRY_RUN';

/** Whether a sweep shall only say what it would do. */
export function isDryRun(environment: NodeJS.ProcessEnv = process.env): boolean {
  return environment[DRY_RUN_VARIABLE] === '1';
}

/**
 * Whether a command line asks for a project: `--project=expert`, `--project expert zendesk`, with `*` as a wildcard, in
 * whatever case. All of them, where it names none.
 */
export function asksFor(project: string, argv: readonly string[] = process.argv): boolean {
  const named = argv.flatMap((word, at) => {
    if (word.startsWith('--project=')) return [word.slice('--project='.length)];
    if (word !== '--project') return [];
    const rest = argv.slice(at + 1);
    const end = rest.findIndex((each) => each.startsWith('-'));
    return end < 0 ? rest : rest.slice(0, end);
  });
  const patterns = named.map((name) => name.split('*').map(escaped).join('.*'));
  return named.length === 0 || patterns.some((pattern) => new RegExp(`^${pattern}$`, 'i').test(project));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Set by `run.mjs`: the addresses of checks that were asked for, one after the other. */
export const ADDRESSES_VARIABLE = 'KEYTURN_ADDRESSES';

/** The addresses that this run was asked for; none where it is to be all of it. */
export function addressesAskedFor(environment: NodeJS.ProcessEnv = process.env): string[] {
  return (environment[ADDRESSES_VARIABLE] ?? '').split(' ').filter((address) => address !== '');
}
