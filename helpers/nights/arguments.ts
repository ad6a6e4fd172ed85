/** The command line of `npm run nights`. */
import { readFlags, wrongCommandLine } from '../command-line/flags.ts';
import { similarNames } from '../similar.ts';
import { readSpan, SPAN_EXAMPLES } from '../time-span.ts';
import { readLink } from '../notify/job-link.ts';
import { NIGHT_COMMANDS, type NightCommand } from './nights.ts';

/** What was asked for. */
export interface Asked {
  json: boolean;
  tenant: string | undefined;
  command: NightCommand | undefined;
  /** How many nights are shown. */
  last: number;
  /** In ms. */
  maxAge: number | undefined;
  issues: boolean;
  apply: boolean;
  redAfter: number;
  blockedAfter: number;
  author: string;
  /** `owner/name` */
  repository: string | undefined;
  link: string | undefined;
}

/** What was asked for, or the mistake in it. */
export type NightsArguments = { ok: true; asked: Asked } | { ok: false; json: boolean; mistake: string };

const COMMAND = 'npm run nights';

/** Options that only issues have. */
const OF_ISSUES = ['--red-after', '--blocked-after', '--author', '--repo', '--link'] as const;

/** Who opens issues with the token of a workflow. */
const WORKFLOW = 'github-actions[bot]';

/** A repository's name. It becomes a part of a path. */
export const REPOSITORY = /^[\w-][\w.-]*\/(?!\.{1,2}$)[\w.-]+$/;

/** Reads the command line. */
export function readArguments(line: readonly string[]): NightsArguments {
  const json = line.includes('--json');
  const read = readFlags(line, {
    command: COMMAND,
    switches: ['--json', '--issues', '--apply'],
    options: ['--tenant', '--command', '--last', '--max-age', ...OF_ISSUES],
    words: { most: 0, are: '' },
  });
  if (!read.ok) return { ...read, json };
  const { has, valueOf } = read;
  const mistake = (sentence: string) => ({
    ok: false as const,
    json,
    mistake: wrongCommandLine(COMMAND, sentence),
  });
  const typed = valueOf('--command');
  const command = NIGHT_COMMANDS.find((each) => each === typed);
  if (typed !== undefined && command === undefined) {
    const [near] = similarNames(typed, NIGHT_COMMANDS);
    return mistake(
      `--command does not know “${typed}”. ${near === undefined ? `It is ${NIGHT_COMMANDS.join(' or ')}.` : `Did you mean ${near}?`}`,
    );
  }
  const span = valueOf('--max-age');
  const maxAge = span === undefined ? undefined : readSpan(span);
  if (span !== undefined && maxAge === undefined)
    return mistake(`--max-age needs ${SPAN_EXAMPLES}, not “${span}”.`);
  const counts = { '--last': 14, '--red-after': 2, '--blocked-after': 3 };
  for (const flag of ['--last', '--red-after', '--blocked-after'] as const) {
    const text = valueOf(flag);
    if (text === undefined) continue;
    if (!/^[1-9]\d{0,2}$/.test(text)) return mistake(`${flag} needs a number from 1 to 999, not “${text}”.`);
    counts[flag] = Number(text);
  }
  const repository = valueOf('--repo');
  if (repository !== undefined && !REPOSITORY.test(repository))
    return mistake(`--repo needs the name of a repository, owner/name, not “${repository}”.`);
  const author = valueOf('--author') ?? WORKFLOW;
  if (!/^[\w-]+(?:\[bot\])?$/.test(author))
    return mistake(`--author needs the login name of a user, such as ${WORKFLOW}, not “${author}”.`);
  const address = valueOf('--link');
  const link = address === undefined ? undefined : readLink(address);
  if (address !== undefined && link === undefined)
    return mistake(
      '--link needs the URL of a web page, without a user name or password: https://ci.example/job/1.',
    );
  const without = has('--issues') ? undefined : [...OF_ISSUES].find((flag) => valueOf(flag) !== undefined);
  if (without !== undefined) return mistake(`${without} works with --issues only.`);
  if (has('--apply') && !has('--issues')) return mistake('--apply works with --issues only.');
  return {
    ok: true,
    asked: {
      json,
      tenant: valueOf('--tenant'),
      command,
      last: counts['--last'],
      maxAge,
      issues: has('--issues'),
      apply: has('--apply'),
      redAfter: counts['--red-after'],
      blockedAfter: counts['--blocked-after'],
      author,
      repository,
      link,
    },
  };
}
