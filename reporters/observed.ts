/**
 * `observed.json`: the service's undocumented behavior. One run against a live tenant answers the questions that the
 * documentation leaves open.
 */
import type { CellOutcome } from './cell-outcome.ts';

/** One question and its answer. */
interface Observation {
  /** The address of the check or proof that observed it. */
  address: string;
  tenant: string;
  question: string;
  /** What was seen. `null` if it was not tried. */
  seen: string | null;
  /** Why it was not tried. `null` if it was seen. */
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
