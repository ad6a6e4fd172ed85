/** What a command line of `playwright test` selects, and how it is to be run; as far as that is our business. */

/** Flags of `playwright test` whose value may stand behind them as a word of its own. */
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

/** Those that may do without; what stands behind them is theirs, unless it is a flag. */
export const FLAGS_WITH_OPTIONAL_VALUE: ReadonlySet<string> = new Set([
  '--debug',
  '--only-changed',
  '--shuffle',
  '-u',
  '--update-snapshots',
]);

/** Takes every word up to the next flag. */
export const PROJECT_FLAG = '--project';

/** A command line, taken apart. */
export interface Selection {
  /** Parts of paths of spec files, as regular expressions; with a line perhaps: `contract.spec:42`. */
  files: string[];
  /** Names of projects, perhaps with `*`. */
  projects: string[];
  /** Only tests whose title matches. */
  grep: string | undefined;
  /** Says what there is, and runs nothing. */
  lists: boolean;
  /** Somebody picks and runs tests at a screen. */
  interactive: boolean;
}

/** @param words those behind `playwright test` */
export function selectionOf(words: readonly string[]): Selection {
  const selection: Selection = { files: [], projects: [], grep: undefined, lists: false, interactive: false };
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
    if (flag === '--list') selection.lists = true;
    if (/^--ui(?:-host|-port)?$/.test(flag)) selection.interactive = true;
  }
  return selection;
}

/** That of this process: none where it is a worker, or another command of Playwright. */
export function selectionOfProcess(): Selection {
  const [, , command, ...words] = process.argv;
  return selectionOf(command === 'test' && process.env['TEST_WORKER_INDEX'] === undefined ? words : []);
}
