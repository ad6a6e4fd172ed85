/**
 * The end of a run: the exit code, and the one line that the console, the record, JUnit and the HTML report share. Besides
 * the verdict on the tenant, it includes leaks, leftovers, and errors after the last test.
 */
import type { LeftItem } from '../helpers/runner/after-run.ts';
import { commandOf, isDryRun } from '../helpers/command-line/command.ts';
import { printable } from '../helpers/http/printable.ts';
import { type Leak, describeLeak } from '../helpers/leaks/watch.ts';
import { EXIT, exitCodeOf, type Verdict } from '../helpers/verdict/verdict.ts';
import type { RunVerdict } from './tally.ts';

export interface Ending {
  exitCode: number;
  verdict: Verdict;
  /** The verdict as a person reads it: `conformant (emulator)`, `swept`. */
  word: string;
  /** The rest of the line. */
  sentence: string;
  /** Every reason for an exit code other than 0, without the errors of cells and checks. */
  problems: string[];
}

/** A sweep does not judge the tenant. */
const SWEEP_WORDS = {
  conformant: 'swept',
  'non-conformant': 'NOT CLEAN',
  incomplete: 'incomplete',
  blocked: 'blocked',
} as const;

/** @param late errors of reporters after the verdict. A report may be missing. */
export function endingOf(
  { verdict, emulated, interrupted, sentence, errors }: RunVerdict,
  { left, leaks, late }: { left: readonly LeftItem[]; leaks: readonly Leak[]; late: readonly string[] },
): Ending {
  const hasLeftovers = left.some(({ certain }) => certain);
  const judged = interrupted ? EXIT.interrupted : exitCodeOf(verdict);
  const reported = judged === EXIT.conformant && late.length > 0 ? EXIT.notJudged : judged;
  return {
    exitCode: hasLeftovers || leaks.length > 0 ? EXIT.failed : reported,
    verdict,
    word: commandOf() === 'sweep' ? sweepWord(verdict) : `${verdict}${emulated ? ' (emulator)' : ''}`,
    sentence: [
      printable(sentence),
      ...(hasLeftovers ? ['but there are leftovers'] : []),
      ...(leaks.length > 0 ? ['but there was a leak'] : []),
      ...(late.length > 0 ? ['but not every report could be written'] : []),
    ].join('; '),
    problems: [...errors, ...left.map((each) => each.sentence), ...leaks.map(describeLeak), ...late],
  };
}

function sweepWord(verdict: Verdict): string {
  return verdict === 'conformant' && isDryRun() ? 'dry run' : SWEEP_WORDS[verdict];
}

/** Returns the last line of the console. It is also the message of the JUnit case for the verdict. */
export function lineOf({ word, sentence }: Ending): string {
  return `${word}: ${sentence}`;
}
