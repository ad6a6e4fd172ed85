/**
 * How a run counts for whoever asks about one tenant: the plots, the nights, the gate. A verdict is about the tenant's contract
 * alone. An outcome is also about leaks and leftovers: a conformant run with a leak is red.
 */
import type { RunPoint, RunRecord } from './schema.ts';
import { verdictOfTenant } from './tenant.ts';

/** Returns the outcome of a tenant's part of a run. A leak counts for each tenant. */
export function outcomeOf(
  record: Pick<RunRecord, 'interrupted' | 'left' | 'leaks' | 'cells' | 'errors' | 'verdict'>,
): Outcome {
  const verdict = verdictOfTenant(record, record.cells);
  if (!isClean(record) || verdict === 'non-conformant') return 'red';
  if (record.interrupted) return 'interrupted';
  return verdict === 'conformant' ? 'green' : 'not judged';
}

/** Whether a run leaked nothing, and certainly left nothing. */
export function isClean({ leaks, left }: Pick<RunRecord, 'leaks' | 'left'>): boolean {
  return leaks.length === 0 && !left.some(({ certain }) => certain);
}

/** Returns the outcome of a point. Those of older versions do not contain it, and do not say what was left. */
export function outcomeOfPoint({ outcome, verdict }: RunPoint): Outcome {
  if (outcome !== undefined) return outcome;
  if (verdict === 'non-conformant') return 'red';
  return verdict === 'conformant' ? 'green' : 'not judged';
}

export type Outcome = NonNullable<RunPoint['outcome']>;
