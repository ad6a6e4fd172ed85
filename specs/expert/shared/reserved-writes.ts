/** Writes that somebody may not make. */
import { expect } from '../../../fixtures/expect.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';

/** A write that somebody may not make. */
export interface ReservedWrite {
  /** The end of its address. */
  name: string;
  sentence: string;
  /** 401 or 403, if nothing is said. */
  status?: readonly number[];
  /** It may also be left as it is, and said to be done: 200. */
  mayBeAnswered?: true;
  /** A role is asked for: that is tried only where the present one is shown. Else nobody could take it back. */
  forRole?: true;
  write: () => Promise<Exchange<unknown>>;
}

/**
 * Nothing of it is written. Should anything be, the admin takes it back at once, before anything is said about it: whatever
 * comes next, the user is one that the clean-up knows and may touch.
 *
 * @returns what was answered.
 */
export async function expectNotWritten(
  bench: ExpertBench,
  proof: Prove,
  target: BenchUser,
  writes: readonly ReservedWrite[],
): Promise<Exchange<unknown>[]> {
  const before = await bench.snapshot(target);
  const { role } = await bench.shown(target);
  const answers: Exchange<unknown>[] = [];
  for (const { name, sentence, status = [401, 403], mayBeAnswered, forRole, write } of writes)
    await proof(name, sentence, async () => {
      if (forRole === true)
        given(role, 'The site does not show the role of a user: another one could not be taken back.');
      const answer = await write();
      const after = await bench.snapshot(target);
      if (JSON.stringify(after) !== JSON.stringify(before)) await bench.revertWrite(target, role);
      expect(after).toEqual(before);
      expect(answer).toHaveStatus(...(mayBeAnswered === true && answer.status === 200 ? [200] : status));
      answers.push(answer);
    });
  return answers;
}
