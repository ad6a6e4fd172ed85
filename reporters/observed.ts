/**
 * `observed.json`: what the service does where nobody has written down what it should. One run against a live tenant
 * answers the questions that the documentation leaves open.
 */
import type { CellOutcome } from './cell-outcome.ts';

/** One question, and what was seen. */
interface Observation {
  /** Of the check or proof that looked. */
  address: string;
  tenant: string;
  question: string;
  /** Nothing where it could not be looked at. */
  seen: string | null;
  /** Why it could not be looked at. */
  notTried: string | null;
}

export interface ObservedFile {
  version: 1;
  run: string;
  at: string;
  observed: Observation[];
}

export function observedFile(
  { run, at }: { run: string; at: string },
  cells: readonly CellOutcome[],
): ObservedFile {
  const observed = cells.flatMap(({ record, proofs }) =>
    proofs
      .filter(({ level }) => level === 'RECORD')
      .map(({ address, sentence, outcome, detail }): Observation => ({
        address,
        tenant: record?.emulated === true ? 'emulator' : (record?.target ?? ''),
        question: sentence,
        seen: outcome === 'observed' ? (detail ?? '') : null,
        notTried: outcome === 'observed' ? null : (detail ?? ''),
      })),
  );
  return { version: 1, run, at, observed };
}
