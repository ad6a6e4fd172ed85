/**
 * What a run comes to in the end: the exit code, and the one sentence that the console, the record, JUnit and the HTML report
 * share. Beside the verdict on the tenant, that is what has leaked, what was left, and what went wrong after the last test.
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
  /** What follows it, in one line. */
  sentence: string;
  /** All that keeps the exit code from being 0, but for what cells and checks say themselves. */
  problems: string[];
}

/** A sweep judges no tenant. */
const SWEEP_WORDS = {
  conformant: 'swept',
  'non-conformant': 'NOT CLEAN',
  incomplete: 'incomplete',
  blocked: 'blocked',
} as const;

/** @param late errors that reporters had after the verdict: a report may be missing. */
export function endingOf(
  { verdict, emulated, interrupted, sentence, errors }: RunVerdict,
  { left, leaks, late }: { left: readonly LeftItem[]; leaks: readonly Leak[]; late: readonly string[] },
): Ending {
  const surelyLeft = left.some(({ certain }) => certain);
  const judged = interrupted ? EXIT.interrupted : exitCodeOf(verdict);
  const reported = judged === EXIT.conformant && late.length > 0 ? EXIT.notJudged : judged;
  return {
    exitCode: surelyLeft || leaks.length > 0 ? EXIT.failed : reported,
    verdict,
    word: commandOf() === 'sweep' ? sweepWord(verdict) : `${verdict}${emulated ? ' (emulator)' : ''}`,
    sentence: [
      printable(sentence),
      ...(surelyLeft ? ['but something was left'] : []),
      ...(leaks.length > 0 ? ['but something leaked'] : []),
      ...(late.length > 0 ? ['but not every report could be written'] : []),
    ].join('; '),
    problems: [...errors, ...left.map((each) => each.sentence), ...leaks.map(describeLeak), ...late],
  };
}

function sweepWord(verdict: Verdict): string {
  return verdict === 'conformant' && isDryRun() ? 'dry run' : SWEEP_WORDS[verdict];
}

/** The last line of the console, and the message of the case that stands for the verdict. */
export function lineOf({ word, sentence }: Ending): string {
  return `${word}: ${sentence}`;
}
