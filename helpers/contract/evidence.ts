/**
 * What a proof rests on: the assertions that were made while it ran, and what became of its parts. Assertions count
 * themselves, in whatever function they stand, so that a proof that asserted nothing cannot pass for one.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Level } from '../verdict/cell.ts';
import { NotTried } from '../verdict/errors.ts';

/** A proof inside a proof that did not end well, and was not thrown on. */
export interface ProofPart {
  outcome: 'failed' | 'known deviation' | 'not tried';
  error: unknown;
  /** Why that is known, or accepted, and until when. */
  deviation: { reason: string; expires: string } | undefined;
}

/** What has come together for one proof so far. */
export class Evidence {
  readonly level: Level;
  readonly parts: ProofPart[] = [];
  #asserted = false;

  constructor(level: Level) {
    this.level = level;
  }

  /** Whether nothing was asserted, neither by the proof itself nor by a part of it that was proved. */
  get isEmpty(): boolean {
    return !this.#asserted;
  }

  /** Something was asserted. */
  add(): void {
    this.#asserted = true;
  }
}

const current = new AsyncLocalStorage<Evidence>();

/** Counts an assertion for the proof that is running. Whatever judges an answer by itself calls this. */
export function countAssertion(): void {
  current.getStore()?.add();
}

/** Runs something: what is asserted meanwhile, by whomever it calls, counts for this evidence alone. */
export function collectEvidence<T>(evidence: Evidence, act: () => T): T {
  return current.run(evidence, act);
}

/** The evidence of the proof that is running; nothing outside of any. */
export function currentEvidence(): Evidence | undefined {
  return current.getStore();
}

/**
 * What an answer may leave out. Where it is not there, the proof that is about it is not tried, and not passed over.
 *
 * @param missing the whole reason, as a sentence.
 * @throws {NotTried} where it is absent or `null`.
 */
export function given<T>(value: T, missing: string): NonNullable<T> {
  if (value === undefined || value === null) throw new NotTried(missing);
  return value;
}

/** The same of a field that may well be `null`: that is an answer. */
export function told<T>(value: T | undefined, missing: string): T {
  if (value === undefined) throw new NotTried(missing);
  return value;
}
