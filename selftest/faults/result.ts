import type { Held } from './hold.ts';
import type { Subject } from './subjects.ts';

/** The attachment that holds a {@link Result}. */
export const RESULT = 'keyturn-fault';

/** What came of one fault or variation: what the table is drawn from. */
export interface Result extends Subject {
  held: Held;
  durationMs: number;
}
