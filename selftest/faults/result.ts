import type { Held } from './hold.ts';
import type { Subject } from './subjects.ts';

/** The attachment that holds a {@link Result}. */
export const RESULT = 'keyturn-fault';

/** What came of one fault or variation: what the table is drawn from. */
export interface Result extends Subject {
  /** The contract checks. */
  checks: Held;
  /** The notebook. */
  cells: Held;
  /** Of a variation that leaves out a field: the proofs that fail where it is a lie, and so are about it. */
  about?: string[];
  durationMs: number;
}
