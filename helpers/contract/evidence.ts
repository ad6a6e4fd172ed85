/**
 * What a proof rests on: the assertions that were made while it ran, and the outcomes of its parts. Assertions count
 * themselves, in whatever function they are, so that a proof without any assertion cannot pass.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Level } from '../verdict/cell.ts';
import { NotTried } from '../verdict/errors.ts';

/** A proof inside a proof that did not end well, but did not throw. */
export interface ProofPart {
  outcome: 'failed' | 'known deviation' | 'not tried';
  error: unknown;
  /** Why that is known or accepted, and until when. */
  deviation: { reason: string; expires: string } | undefined;
}

/** The evidence for one proof so far. */
export class Evidence {
  readonly level: Level;
  readonly #parts: ({ end?: ProofPart } | Evidence)[] = [];
  readonly #whole: Evidence | undefined;
  #asserted = false;

  /** @param whole the evidence that this is a part of, if it is not that of a proof but of a part of it that runs next to others */
  constructor(level: Level, whole?: Evidence) {
    this.level = level;
    this.#whole = whole;
    if (whole !== undefined) whole.#parts.push(this);
  }

  /** Whether nothing was asserted, either by the proof itself or by a part of it that was proved. */
  get isEmpty(): boolean {
    return !this.#asserted;
  }

  /** The parts that did not end well, in the order in which they began. */
  get parts(): ProofPart[] {
    return this.#parts.flatMap((part) => (part instanceof Evidence ? part.parts : (part.end ?? [])));
  }

  /** Begins a part. Returns the function that records how it ended, if it did not end well. */
  beginPart(): (end: ProofPart) => void {
    const part: { end?: ProofPart } = {};
    this.#parts.push(part);
    return (end) => (part.end = end);
  }

  /** Counts an assertion. */
  add(): void {
    this.#asserted = true;
    this.#whole?.add();
  }
}

const current = new AsyncLocalStorage<Evidence>();

/** Counts an assertion for the running proof. Any function that judges an answer on its own calls this. */
export function countAssertion(): void {
  current.getStore()?.add();
}

/** Runs a function. Everything that is asserted meanwhile, in whatever it calls, counts for this evidence only. */
export function collectEvidence<T>(evidence: Evidence, act: () => T): T {
  return current.run(evidence, act);
}

/** Returns the evidence of the running proof, or `undefined` outside of any proof. */
export function currentEvidence(): Evidence | undefined {
  return current.getStore();
}

/**
 * Returns a value that an answer may leave out. If it is missing, the proof about it is not tried, instead of being
 * passed over.
 *
 * @param missing the reason, as a complete sentence
 * @throws {NotTried} if it is absent or `null`
 */
export function given<T>(value: T, missing: string): NonNullable<T> {
  if (value === undefined || value === null) throw new NotTried(missing);
  return value;
}

/** Like {@link given}, for a field in which `null` is an answer. */
export function givenOrNull<T>(value: T | undefined, missing: string): T {
  if (value === undefined) throw new NotTried(missing);
  return value;
}
