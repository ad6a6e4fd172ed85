import type { Judgement } from './judge.ts';
import type { EmulatedTenant } from './tenant.ts';

/** The attachment that holds a {@link Result}. */
export const RESULT = 'keyturn-fault';

/** The result for one fault or variation, from which the table is drawn. */
export interface Result extends EmulatedTenant {
  /** By the contract checks. */
  checks: Judgement;
  /** By the notebook. */
  cells: Judgement;
  /** For a variation that omits a field: the proofs that fail if the field is falsified, and so are about it. */
  about?: string[];
  durationMs: number;
}
