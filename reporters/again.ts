/** What a person types to run the same again. */
import { isAbsolute } from 'node:path';
import { commandOf, npmCommand, requestedAddresses } from '../helpers/command-line/command.ts';
import { displayPath } from '../helpers/machine/project.ts';

/** Variables that decide what a run tests, and are usually set for one command. */
const VARIABLES = ['KEYTURN_ENV_FILE', 'KEYTURN_TARGET', 'KEYTURN_FAIL_ON', 'KEYTURN_DEVIATIONS'];

/** Flags that say how a run is shown, and not what it does. The value of some is the next word. */
const ABOUT_REPORTS = /^--(?:reporter|output)(?:=|$)|^--(?:list|quiet|headed|ui|debug)$/;

/**
 * Returns the command of this process, as a POSIX shell reads it: with the variables that choose the settings, and the flags
 * that choose the tests.
 */
export function commandAgain(
  environment: NodeJS.ProcessEnv = process.env,
  argv: readonly string[] = process.argv.slice(2),
): string {
  const command = commandOf(environment);
  const addresses = requestedAddresses(environment);
  const flags = argv.filter(
    (word, index) =>
      !(index === 0 && word === 'test') &&
      !ABOUT_REPORTS.test(word) &&
      !/^--(?:reporter|output)$/.test(argv[index - 1] ?? '') &&
      // Made from the addresses by bin/keyturn.mjs.
      !(addresses.length > 0 && (word === '--grep' || argv[index - 1] === '--grep')),
  );
  const selected = [...addresses, ...flags].map(quoted);
  const set = VARIABLES.flatMap((name) => {
    const value = environment[name];
    if (value === undefined || value === '') return [];
    return `${name}=${quoted(isAbsolute(value) ? displayPath(value) : value)}`;
  });
  const words =
    command === 'playwright'
      ? ['npx playwright test', ...selected]
      : [npmCommand(command), ...(selected.length > 0 ? ['--', ...selected] : [])];
  return [...set, ...words].join(' ');
}

function quoted(word: string): string {
  return /^[\w./:=@%+,#-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
