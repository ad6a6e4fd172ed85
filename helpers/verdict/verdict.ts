import { stripVTControlCharacters } from 'node:util';
import { type Failure, FAILURES, messageOf, VerdictError } from './errors.ts';

/**
 * How a cell or check ended. `not run` never counts as conformant. `not tried` means that it could not be tried and does
 * not have to be (a SHOULD, a RECORD, or something that the tenant's owner accepted). It does not change the verdict, and
 * is not proved.
 */
export const CELL_STATUSES = ['passed', ...FAILURES, 'interrupted', 'not tried', 'not run'] as const;
export type CellStatus = (typeof CELL_STATUSES)[number];

/** The result of a run, in one word. */
export const VERDICTS = ['conformant', 'non-conformant', 'incomplete', 'blocked'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Exit codes of every command. 1 takes precedence over 2. */
export const EXIT = { conformant: 0, failed: 1, notJudged: 2, interrupted: 130 } as const;

/** Returns what an error means for the verdict. Call this where it was thrown, because a reporter gets only its text. */
export function failureOf(error: unknown): Failure {
  if (error instanceof VerdictError) return error.failure;
  // A failed expectation is about the tenant. Any other error (a defect of Keyturn) is inconclusive.
  return isExpectation(messageOf(error)) ? 'non-conformant' : 'blocked';
}

/**
 * Returns the same from an error's text, if nothing else is known. The record of a cell or check contains its own error
 * (`CellRecord.failure`), but not the errors around it: in a fixture, at a time limit, in a worker's teardown, or in the
 * main process. Of those, Playwright passes on only the text.
 */
export function failureInText(message: string | undefined): Failure {
  const text = stripVTControlCharacters(message ?? '').trimStart();
  const [, name = ''] = /^(\w+): /.exec(text) ?? [];
  return BY_NAME[name] ?? (isExpectation(text) ? 'non-conformant' : 'blocked');
}

/** Playwright begins the text of an error with its name. */
const BY_NAME: Partial<Record<string, Failure>> = {
  NonConformant: 'non-conformant',
  NotTried: 'incomplete',
  Blocked: 'blocked',
};

/**
 * Whether an error is a failed Playwright expectation. The class of these errors is not exported, and the errors of a
 * matcher that got a value of the wrong type do not even have it.
 */
export function isExpectation(text: string): boolean {
  return /\bexpect\(/.test(stripVTControlCharacters(text));
}

/** Whether a thrown value is conclusive: the tenant broke its contract. */
export function isJudged(error: unknown): boolean {
  return error instanceof Error && failureOf(error) === 'non-conformant';
}

/** Returns the verdict on everything that was expected to be tried. */
export function verdictOf(statuses: readonly CellStatus[]): Verdict {
  if (statuses.includes('non-conformant')) return 'non-conformant';
  if (statuses.length === 0 || statuses.includes('blocked')) return 'blocked';
  return statuses.every((status) => status === 'passed' || status === 'not tried')
    ? 'conformant'
    : 'incomplete';
}

/** Returns the exit code for a verdict. */
export function exitCodeOf(verdict: Verdict): number {
  if (verdict === 'conformant') return EXIT.conformant;
  return verdict === 'non-conformant' ? EXIT.failed : EXIT.notJudged;
}
