/** The chain of a run and its time in one sentence. */
import { runTimeOf, type RunTime } from '../../record/run-time.ts';
import type { RunRecord } from '../../record/schema.ts';
import { count, duration, number } from './amounts.ts';

/**
 * Returns `77 calls, 60 of them and 2 sign-ins in the longest chain: 9.1 s of 12.3 s are its round trips.`, or nothing if the
 * record does not tell when calls were made.
 */
export function chainSentence(
  record: RunRecord,
  time: RunTime | undefined = runTimeOf(record),
): string | undefined {
  if (time === undefined) return undefined;
  const { calls, signIns, chain, shards } = time;
  const links = [
    chain.calls === calls && calls > 1 ? 'all of them' : `${number(chain.calls)} of them`,
    ...(signIns > 0 ? [count(chain.signIns, 'sign-in')] : []),
  ].join(' and ');
  const [only] = shards;
  const of = shards.length === 1 && only !== undefined ? ` of ${duration(only.ms)}` : '';
  return `${count(calls, 'call')}, ${links} in the longest chain: ${duration(chain.roundTripsMs)}${of} are its round trips.`;
}
