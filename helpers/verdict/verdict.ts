import { stripVTControlCharacters } from 'node:util';
import { type Failure, messageOf, VerdictError } from './errors.ts';

/**
 * What a cell or check came to. `not run` is never counted as conformant. `not tried` is what could not be tried and needs not
 * be (a SHOULD, a RECORD, what the tenant's owner has accepted): it breaks no verdict, and is not proved.
 */
export type CellStatus = 'passed' | Failure | 'interrupted' | 'not tried' | 'not run';

/** The one word about a tenant. */
export type Verdict = 'conformant' | 'non-conformant' | 'incomplete' | 'blocked';

/** Exit codes of every command; 1 beats 2. */
export const EXIT = { conformant: 0, failed: 1, notJudged: 2, interrupted: 130 } as const;

/** What an error comes to. To be asked where it was thrown: what travels to a reporter is its text alone. */
export function failureOf(error: unknown): Failure {
  if (error instanceof VerdictError) return error.failure;
  // A failed expectation is about the tenant; anything else (a defect of ours) judged nothing.
  return isExpectation(messageOf(error)) ? 'non-conformant' : 'blocked';
}

/**
 * The same by its text, where nothing else is known of it. Of a cell or check, what it ended with is in its record
 * (`CellRecord.failure`). But no record knows of what goes wrong around it: in a fixture, before it or after it, by a limit of
 * time, in a worker's teardown, in the main process. Of that, Playwright hands on the text.
 */
export function failureInText(message: string | undefined): Failure {
  const text = stripVTControlCharacters(message ?? '').trimStart();
  const [, name = ''] = /^(\w+): /.exec(text) ?? [];
  return BY_NAME[name] ?? (isExpectation(text) ? 'non-conformant' : 'blocked');
}

/** As Playwright begins the text of an error: with its name. */
const BY_NAME: Partial<Record<string, Failure>> = {
  NonConformant: 'non-conformant',
  NotTried: 'incomplete',
  Blocked: 'blocked',
};

/**
 * Whether an error is a failed expectation of Playwright's. They have a class of their own, which is not exported; and those
 * of a matcher that was given something of another type have not even that.
 */
export function isExpectation(text: string): boolean {
  return /\bexpect\(/.test(stripVTControlCharacters(text));
}

/** Whether what was thrown says that the tenant broke its contract; otherwise nothing is known of it. */
export function isJudged(error: unknown): boolean {
  return error instanceof Error && failureOf(error) === 'non-conformant';
}

/** The verdict on everything that was expected to be tried. */
export function verdictOf(statuses: readonly CellStatus[]): Verdict {
  if (statuses.includes('non-conformant')) return 'non-conformant';
  if (statuses.length === 0 || statuses.includes('blocked')) return 'blocked';
  return statuses.every((status) => status === 'passed' || status === 'not tried')
    ? 'conformant'
    : 'incomplete';
}

/** The exit code that belongs to a verdict. */
export function exitCodeOf(verdict: Verdict): number {
  if (verdict === 'conformant') return EXIT.conformant;
  return verdict === 'non-conformant' ? EXIT.failed : EXIT.notJudged;
}
