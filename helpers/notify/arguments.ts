/** The command line of `npm run notify`. */
import { readFlags, wrongCommandLine } from '../command-line/flags.ts';
import { similarNames } from '../similar.ts';
import { type Occasion, OCCASIONS } from './due.ts';
import { readLink } from './job-link.ts';

/** What was asked for, or the mistake in it. */
export type NotifyArguments =
  | { ok: true; on: Occasion; link: string | undefined; dryRun: boolean; path: string | undefined }
  | { ok: false; mistake: string };

const COMMAND = 'npm run notify';

/** Reads the command line. */
export function readArguments(line: readonly string[]): NotifyArguments {
  const read = readFlags(line, {
    command: COMMAND,
    switches: ['--dry-run'],
    options: ['--on', '--link'],
    words: { most: 1, are: 'one folder or file' },
  });
  if (!read.ok) return read;
  const mistake = (sentence: string) => ({
    ok: false as const,
    mistake: wrongCommandLine(COMMAND, sentence),
  });
  const given = read.valueOf('--on') ?? 'always';
  const on = OCCASIONS.find((occasion) => occasion === given);
  if (on === undefined) {
    const [near] = similarNames(given, OCCASIONS);
    const hint = near === undefined ? `It is one of: ${OCCASIONS.join(', ')}.` : `Did you mean ${near}?`;
    return mistake(`--on does not know “${given}”. ${hint}`);
  }
  const typed = read.valueOf('--link');
  const link = typed === undefined ? undefined : readLink(typed);
  // It is not repeated, because it may contain a password.
  if (typed !== undefined && link === undefined)
    return mistake(
      '--link needs the URL of a web page, without a user name or password: https://ci.example/job/1.',
    );
  return { ok: true, on, link, dryRun: read.has('--dry-run'), path: read.words[0] };
}
