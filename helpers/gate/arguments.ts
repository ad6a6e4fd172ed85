/** The command line of `npm run gate`. */
import { readFlags, wrongCommandLine } from '../command-line/flags.ts';
import { readSpan, SPAN_EXAMPLES } from '../time-span.ts';

/** The commands whose runs may be asked for. A contract contains the notebook. */
const COMMANDS = ['contract', 'start'] as const;

/** The verdicts that a caller may accept in place of `conformant`. */
const ALLOWED = ['blocked', 'incomplete'] as const;
type Allowed = (typeof ALLOWED)[number];

/** What is asked. */
export interface Question {
  /** The tenant as a person typed it. */
  tenant: string;
  /** The run must not have ended longer ago, in ms. */
  maxAgeMs: number;
  command: (typeof COMMANDS)[number];
  /** The commit of Keyturn that the run must have been made with, or the beginning of it. */
  commit: string | undefined;
  /** The verdicts that count as a yes, besides `conformant`. */
  allow: readonly Allowed[];
  /** The records' files, or folders with some. Empty for the results folder and the history. */
  places: readonly string[];
}

const COMMAND = 'npm run gate';

/** What was asked, or the mistake in it as a message for a person. */
export type GateArguments =
  { ok: true; question: Question; json: boolean; dryRun: boolean } | { ok: false; mistake: string };

const DEFAULT_MAX_AGE = '24h';

/** Reads the command line. */
export function readArguments(words: readonly string[]): GateArguments {
  const read = readFlags(words, {
    command: COMMAND,
    switches: ['--json', '--dry-run'],
    options: ['--tenant', '--max-age', '--command', '--commit'],
    lists: ['--allow'],
  });
  if (!read.ok) return read;
  const { has, valueOf, valuesOf } = read;
  const mistake = (sentence: string) =>
    ({ ok: false, mistake: wrongCommandLine(COMMAND, sentence) }) as const;
  const tenant = valueOf('--tenant');
  if (tenant === undefined)
    return mistake('--tenant is missing: the tenant that the release is for, such as acme.zendesk.com.');
  const maxAgeMs = readSpan(valueOf('--max-age') ?? DEFAULT_MAX_AGE);
  if (maxAgeMs === undefined) return mistake(`--max-age must be ${SPAN_EXAMPLES}.`);
  const command = COMMANDS.find((each) => each === (valueOf('--command') ?? 'contract'));
  if (command === undefined) return mistake(`--command must be ${COMMANDS.join(' or ')}.`);
  const commit = valueOf('--commit')?.toLowerCase();
  if (commit !== undefined && !/^[\da-f]{7,64}$/.test(commit))
    return mistake('--commit must be the hash of a commit, or at least its first seven digits.');
  const asked = valuesOf('--allow').flatMap((value) => value.split(','));
  const allow = ALLOWED.filter((each) => asked.includes(each));
  if (asked.some((each) => !ALLOWED.includes(each as Allowed))) {
    const why = asked.includes('non-conformant') ? ' A broken contract is never accepted.' : '';
    return mistake(`--allow must be ${ALLOWED.join(' or ')}.${why}`);
  }
  return {
    ok: true,
    question: { tenant, maxAgeMs, command, commit, allow, places: read.words },
    json: has('--json'),
    dryRun: has('--dry-run'),
  };
}
