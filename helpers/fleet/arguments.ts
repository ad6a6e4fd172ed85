/** The command line of `npm run fleet`. */
import { readFlags, wrongCommandLine } from '../command-line/flags.ts';
import { readSpan, SPAN_EXAMPLES } from '../time-span.ts';

/** What was asked for. */
export interface FleetArguments {
  /** What is done: the tenants are run, or something is printed or drawn. */
  mode: 'run' | 'list' | 'matrix' | 'page';
  /** The names of the tenants that were asked for. Empty for all. */
  tenants: string[];
  onlyFailed: boolean;
  /** How many run at the same time. `undefined` for the default. */
  jobs: number | undefined;
  /** With --page: results whose runs ended longer ago, in ms, are not judged. `undefined` if all are. */
  maxAgeMs: number | undefined;
  /** Words for Playwright, the same for all runs. */
  words: string[];
}

/** What was asked for, or the mistake in it as a message for a person. */
export type ArgumentsRead = ({ ok: true } & FleetArguments) | { ok: false; mistake: string };

const COMMAND = 'npm run fleet';

/** The modes in which nothing is run. */
const MODES = ['list', 'matrix', 'page'] as const;

/** With more, a machine is busy with starting processes. */
const MAX_JOBS = 256;

/** Flags of Playwright that need a person, or run nothing. */
const NOT_FOR_FLEETS = /^--(?:ui|ui-host|ui-port|debug|headed|list|help)(?:=|$)/;

/** Reads the command line. Words after a second `--` are for Playwright. */
export function readArguments(line: readonly string[]): ArgumentsRead {
  const end = line.indexOf('--');
  const own = end < 0 ? [...line] : line.slice(0, end);
  const words = end < 0 ? [] : line.slice(end + 1);
  const mistake = (what: string): ArgumentsRead => ({ ok: false, mistake: wrongCommandLine(COMMAND, what) });
  const read = readFlags(own, {
    command: COMMAND,
    switches: ['--only-failed', '--list', '--matrix', '--page'],
    options: ['--jobs', '--max-age'],
    lists: ['--tenant'],
  });
  if (!read.ok) return read;
  const [word] = read.words;
  if (word !== undefined)
    return mistake(
      `Unexpected word “${word}”. A tenant is named with --tenant, and what is meant for Playwright comes after a second --.`,
    );
  const jobs = read.valueOf('--jobs');
  if (jobs !== undefined && !(/^[1-9]\d*$/.test(jobs) && Number(jobs) <= MAX_JOBS))
    return mistake(`--jobs needs a number from 1 to ${String(MAX_JOBS)}.`);
  const [mode = 'run', other] = MODES.filter((each) => read.has(`--${each}`));
  if (other !== undefined) return mistake(`--${mode} and --${other} cannot be used together.`);
  const maxAge = read.valueOf('--max-age');
  const maxAgeMs = maxAge === undefined ? undefined : readSpan(maxAge);
  if (maxAge !== undefined && maxAgeMs === undefined) return mistake(`--max-age must be ${SPAN_EXAMPLES}.`);
  if (maxAge !== undefined && mode !== 'page')
    return mistake('--max-age is for --page only: it says which results are too old to be judged.');
  const asked: FleetArguments = {
    mode,
    tenants: read.valuesOf('--tenant'),
    onlyFailed: read.has('--only-failed'),
    jobs: jobs === undefined ? undefined : Number(jobs),
    maxAgeMs,
    words,
  };
  const unsuited = words.find((word) => NOT_FOR_FLEETS.test(word));
  if (unsuited !== undefined)
    return mistake(`${unsuited} cannot be used with a fleet. Run that tenant on its own.`);
  if (words.length > 0 && asked.mode !== 'run')
    return mistake(`--${asked.mode} runs nothing, so there is nothing to pass on to Playwright.`);
  return { ok: true, ...asked };
}
