/** What a doctor has found: one item for each requirement, each with a mark. */
import type { Examined, Finding, Problem } from '../preflight/requirements.ts';
import { EXIT } from '../verdict/verdict.ts';

/** PASS: met. WARN: met, but. FAIL: missing, so the tenant cannot be tested. SKIP: could not be checked. */
export type Mark = 'PASS' | 'WARN' | 'FAIL' | 'SKIP';

/** One item of the report. */
export interface Item extends Partial<Omit<Problem, 'message'>> {
  /** What it is about: this machine, or a tenant. */
  about: string;
  /** The name of the requirement: `admins-may-set-passwords`. */
  name: string;
  mark: Mark;
  sentence: string;
  /** What was seen, or why it could not be checked. */
  seen?: string;
  /** The sentence of the item that must be mended before this one can be checked. */
  first?: string;
  /** What is wrong with it, or what should be known about it. */
  problem?: string;
}

/** Everything that a doctor has found. */
export interface Report {
  /** `2026-11-30T18:00:00.000Z` */
  startedAt: string;
  run: string;
  keyturn: string;
  items: readonly Item[];
  /** What stopped it before its end: `SIGTERM`. */
  interrupted?: string;
}

const MARK_OF: Record<Finding['is'], Mark> = {
  met: 'PASS',
  'met, but': 'WARN',
  missing: 'FAIL',
  unknown: 'SKIP',
};

/** Returns the item of a requirement. */
export function itemOf(about: string, { name, sentence, finding }: Examined): Item {
  const { message, ...remedy } = ('problem' in finding ? finding.problem : undefined) ?? {};
  const seen = finding.is === 'met' ? finding.seen : finding.is === 'unknown' ? finding.why : undefined;
  return {
    about,
    name,
    mark: MARK_OF[finding.is],
    sentence,
    ...(seen === undefined ? {} : { seen }),
    ...(finding.is === 'unknown' && finding.first !== undefined ? { first: finding.first } : {}),
    ...(message === undefined ? {} : { problem: message }),
    ...remedy,
  };
}

/** Returns the number of items with each mark. */
export function countsOf(items: readonly Item[]): Record<Mark, number> {
  const counts: Record<Mark, number> = { PASS: 0, WARN: 0, FAIL: 0, SKIP: 0 };
  for (const { mark } of items) counts[mark]++;
  return counts;
}

/** The name of the item about the token that an examination obtained. */
export const TOKEN_REVOKED = 'token-revoked';

/** Returns the exit code: only FAIL counts. A token that may still be alive is a leftover. */
export function exitCodeOf({ items, interrupted }: Report): number {
  const failed = items.filter(({ mark }) => mark === 'FAIL');
  if (failed.some(({ name }) => name === TOKEN_REVOKED)) return EXIT.failed;
  if (interrupted !== undefined) return EXIT.interrupted;
  return failed.length > 0 ? EXIT.notJudged : EXIT.conformant;
}
