import type { Judgement } from './judge.ts';
import type { EmulatedTenant } from './tenant.ts';

/** The attachment that holds a {@link Result}. */
export const RESULT = 'keyturn-fault';

/** What came of one fault or variation: what the table is drawn from. */
export interface Result extends EmulatedTenant {
  /** By the contract checks. */
  checks: Judgement;
  /** By the notebook. */
  cells: Judgement;
  /** Of a variation that leaves out a field: the proofs that fail where it is a lie, and so are about it. */
  about?: string[];
  durationMs: number;
}
