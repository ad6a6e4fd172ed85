import type { Judgment } from './judge.ts';
import type { EmulatedTenant } from './tenant.ts';

/** The name of the attachment that contains a {@link Result}. */
export const RESULT = 'keyturn-fault';

/** The result for one fault or variation, from which the table is drawn. */
export interface Result extends EmulatedTenant {
  /** By the contract checks. */
  checks: Judgment;
  /** By the notebook. */
  cells: Judgment;
  /** If a variation omits a field: the proofs that are about the field, because they fail if it is falsified. */
  about?: string[];
  durationMs: number;
}
