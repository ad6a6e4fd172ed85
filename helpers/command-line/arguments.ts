/** The parts of a `playwright test` command line that Keyturn looks at. */
import { parseShard, type Shard } from '../shard.ts';

/** Flags of `playwright test` with a value, which may follow as a separate word. */
export const FLAGS_WITH_VALUE: ReadonlySet<string> = new Set([
  '--add-reporter',
  '--browser',
  '-c',
  '--config',
  '--global-timeout',
  '-g',
  '--grep',
  '-G',
  '--grep-invert',
  '--last-failed-file',
  '--max-failures',
  '--output',
  '--repeat-each',
  '--reporter',
  '--retries',
  '--run-agents',
  '--shard',
  '--test-list',
  '--test-list-invert',
  '--timeout',
  '--trace',
  '--tsconfig',
  '--ui-host',
  '--ui-port',
  '--update-source-method',
  '-j',
  '--workers',
]);

/** Flags with an optional value: the next word is theirs, unless it is a flag itself. */
export const FLAGS_WITH_OPTIONAL_VALUE: ReadonlySet<string> = new Set([
  '--debug',
  '--only-changed',
  '--shuffle',
  '-u',
  '--update-snapshots',
]);

/** A flag with several values: every word up to the next flag is one. */
export const PROJECT_FLAG = '--project';

/** A parsed command line. */
export interface Selection {
  /** Parts of spec file paths, as regular expressions, with an optional line: `contract.spec:42`. */
  files: string[];
  /** Names of projects. They may contain `*`. */
  projects: string[];
  /** A pattern for titles and tags. Only tests that match it are run. */
  grep: string | undefined;
  /** The shard to run. `undefined` if all tests run. */
  shard: Shard | undefined;
  /** Whether to list the tests and run nothing. */
  lists: boolean;
  /** Whether a person picks and runs tests in a UI. */
  interactive: boolean;
}

/** @param words the arguments after `playwright test` */
export function selectionOf(words: readonly string[]): Selection {
  const selection: Selection = {
    files: [],
    projects: [],
    grep: undefined,
    shard: undefined,
    lists: false,
    interactive: false,
  };
  const rest = [...words];
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    if (word === '--') break;
    if (!word.startsWith('-') || word === '-') {
      selection.files.push(word);
      continue;
    }
    const [, flag = word, given] = /^(--[^=]+)=(.*)$/s.exec(word) ?? /^(-[a-zA-Z])(.+)$/s.exec(word) ?? [];
    if (flag === PROJECT_FLAG) {
      if (given !== undefined) selection.projects.push(given);
      while (rest[0] !== undefined && !rest[0].startsWith('-')) selection.projects.push(rest.shift() ?? '');
      continue;
    }
    const takes =
      FLAGS_WITH_VALUE.has(flag) ||
      (FLAGS_WITH_OPTIONAL_VALUE.has(flag) && rest[0]?.startsWith('-') === false);
    const value = given ?? (takes ? rest.shift() : undefined);
    if (flag === '-g' || flag === '--grep') selection.grep = value;
    if (flag === '--shard') selection.shard = parseShard(value);
    if (flag === '--list') selection.lists = true;
    if (/^--ui(?:-host|-port)?$/.test(flag)) selection.interactive = true;
  }
  return selection;
}

/** Flags that do not select tests, or select only a shard of them. */
const NOT_SELECTING = new Set(['--add-reporter', '--reporter', '--shard']);

/** Returns the words of a command line that are the same for all shards of a run. */
export function selectingWords(words: readonly string[]): string[] {
  return words.filter((word, index) => {
    const [flag = ''] = word.split('=');
    const isValue = NOT_SELECTING.has(words[index - 1] ?? '');
    return !NOT_SELECTING.has(flag) && !isValue;
  });
}

/** The selection of this process. It is empty in a worker, and for other commands of Playwright. */
export function selectionOfProcess(): Selection {
  const [, , command, ...words] = process.argv;
  return selectionOf(command === 'test' && process.env['TEST_WORKER_INDEX'] === undefined ? words : []);
}
