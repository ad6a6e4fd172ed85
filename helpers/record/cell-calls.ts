/** The exchanges and sign-ins of a cell, apart from those of the clean-up after it failed, which do not tell why it failed. */
import type { RecordedExchange, SignInRecord } from '../verdict/cell.ts';
import type { RecordedCell } from './schema.ts';

/** Exchanges and the sign-ins between them. */
export interface Calls {
  exchanges: readonly RecordedExchange[];
  /** The index of the first of them in the cell. */
  first: number;
  signIns: readonly SignInRecord[];
}

type Part = Pick<RecordedCell, 'exchanges' | 'signIns' | 'cleanUpFrom'>;

/** Returns what the cell itself did. */
export function callsOfCell({ exchanges = [], signIns = [], cleanUpFrom }: Part): Calls {
  return {
    exchanges: exchanges.slice(0, cleanUpFrom?.exchange),
    first: 0,
    signIns: signIns.slice(0, cleanUpFrom?.signIn),
  };
}

/** Returns what the clean-up did. */
export function callsOfCleanUp({ exchanges = [], signIns = [], cleanUpFrom }: Part): Calls {
  const first = cleanUpFrom?.exchange ?? exchanges.length;
  return {
    exchanges: exchanges.slice(first),
    first,
    signIns: signIns.slice(cleanUpFrom?.signIn ?? signIns.length),
  };
}

/** Returns exchanges and sign-ins in the order in which they were made. */
export function inOrder({
  exchanges,
  first,
  signIns,
}: Calls): ({ exchange: RecordedExchange; index: number } | { signIn: SignInRecord })[] {
  const end = first + exchanges.length;
  return [
    ...exchanges.flatMap((exchange, at) => [
      ...signIns.filter(({ after }) => after === first + at).map((signIn) => ({ signIn })),
      { exchange, index: first + at },
    ]),
    ...signIns.filter(({ after }) => after >= end).map((signIn) => ({ signIn })),
  ];
}
