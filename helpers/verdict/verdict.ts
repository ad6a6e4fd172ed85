import { stripVTControlCharacters } from 'node:util';

/**
 * What a cell or check came to. `not run` is never counted as conformant. `not tried` is what could not be tried and needs not
 * be (a SHOULD, a RECORD, what the tenant's owner has accepted): it breaks no verdict, and is not proved.
 */
export type CellStatus =
  'passed' | 'non-conformant' | 'blocked' | 'incomplete' | 'interrupted' | 'not tried' | 'not run';

/** The one word about a tenant. */
export type Verdict = 'conformant' | 'non-conformant' | 'incomplete' | 'blocked';

/** Exit codes of every command; 1 beats 2. */
export const EXIT = { conformant: 0, failed: 1, notJudged: 2, interrupted: 130 } as const;

/** Which status a failed cell has, drawn from the first error it reported. */
export function classify(message: string | undefined): 'non-conformant' | 'blocked' | 'incomplete' {
  const text = stripVTControlCharacters(message ?? '').trimStart();
  if (text.startsWith('NonConformant: ')) return 'non-conformant';
  if (text.startsWith('NotTried: ')) return 'incomplete';
  if (text.startsWith('Blocked: ')) return 'blocked';
  // A failed expectation is about the tenant; anything else (a time limit, a defect of ours) judged nothing.
  return /\bexpect\(/.test(text) ? 'non-conformant' : 'blocked';
}

/** Whether what was thrown says that the tenant broke its contract; otherwise nothing is known of it. */
export function isJudged(error: unknown): boolean {
  return error instanceof Error && classify(`${error.name}: ${error.message}`) === 'non-conformant';
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
