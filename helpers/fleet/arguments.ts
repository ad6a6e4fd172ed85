/** The command line of `npm run fleet`. */
import { similarNames } from '../similar.ts';

/** What was asked for. */
export interface FleetArguments {
  /** What is done: the tenants are run, or something is printed or drawn. */
  mode: 'run' | 'list' | 'matrix' | 'page';
  /** The names of the tenants that were asked for. Empty for all. */
  tenants: string[];
  onlyFailed: boolean;
  /** How many run at the same time. `undefined` for the default. */
  jobs: number | undefined;
  /** Words for Playwright, the same for all runs. */
  words: string[];
}

/** What was asked for, or the mistake in it as a sentence. */
export type ArgumentsRead = ({ ok: true } & FleetArguments) | { ok: false; mistake: string };

const MODES = { '--list': 'list', '--matrix': 'matrix', '--page': 'page' } as const;
const FLAGS = ['--tenant', '--only-failed', '--jobs', ...Object.keys(MODES)];

/** With more, a machine is busy with starting processes. */
const MAX_JOBS = 256;

/** Flags of Playwright that need a person, or run nothing. */
const NOT_FOR_FLEETS = /^--(?:ui|ui-host|ui-port|debug|headed|list|help)(?:=|$)/;

/** Reads the command line. Words after a second `--` are for Playwright. */
export function readArguments(line: readonly string[]): ArgumentsRead {
  const end = line.indexOf('--');
  const own = end < 0 ? [...line] : line.slice(0, end);
  const words = end < 0 ? [] : line.slice(end + 1);
  const asked: FleetArguments = { mode: 'run', tenants: [], onlyFailed: false, jobs: undefined, words };
  const mistake = (what: string): ArgumentsRead => ({ ok: false, mistake: what });
  while (own.length > 0) {
    const [flag = '', given] = (own.shift() ?? '').split(/=(.*)/s);
    if (!flag.startsWith('-'))
      return mistake(
        `Unexpected word “${flag}”. A tenant is named with --tenant, and what is meant for Playwright comes after a second --.`,
      );
    if (!FLAGS.includes(flag)) {
      const [near] = similarNames(flag, FLAGS);
      return mistake(`Unknown flag ${flag}.${near === undefined ? '' : ` Did you mean ${near}?`}`);
    }
    const takesValue = flag === '--tenant' || flag === '--jobs';
    if (!takesValue && given !== undefined) return mistake(`${flag} takes no value.`);
    const value = takesValue ? (given ?? own.shift() ?? '') : '';
    if (flag === '--tenant') {
      if (value === '' || value.startsWith('-')) return mistake('--tenant needs the name of a tenant.');
      asked.tenants.push(value);
    } else if (flag === '--jobs') {
      const jobs = Number(value);
      if (!/^\d+$/.test(value) || jobs < 1 || jobs > MAX_JOBS)
        return mistake(`--jobs needs a number from 1 to ${String(MAX_JOBS)}.`);
      asked.jobs = jobs;
    } else if (flag === '--only-failed') asked.onlyFailed = true;
    else {
      if (asked.mode !== 'run') return mistake(`--${asked.mode} and ${flag} cannot be used together.`);
      asked.mode = MODES[flag as keyof typeof MODES];
    }
  }
  const unsuited = words.find((word) => NOT_FOR_FLEETS.test(word));
  if (unsuited !== undefined)
    return mistake(`${unsuited} cannot be used with a fleet. Run that tenant on its own.`);
  if (words.length > 0 && asked.mode !== 'run')
    return mistake(`--${asked.mode} runs nothing, so there is nothing to pass on to Playwright.`);
  return { ok: true, ...asked };
}
