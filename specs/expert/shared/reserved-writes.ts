/** Writes that a caller is not allowed to make. */
import { expect } from '../../../fixtures/expect.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';

/** A write that the caller is not allowed to make. */
export interface ReservedWrite {
  /** The last part of the proof's address. */
  name: string;
  sentence: string;
  /** The expected statuses: 401 and 403 by default. */
  status?: readonly number[];
  /** The service may also ignore the write and answer 200. */
  mayBeAnswered?: true;
  /** The write requests a role. It is made only if the current role is shown, because otherwise it could not be reverted. */
  forRole?: true;
  write: () => Promise<Exchange<unknown>>;
}

/**
 * Expects that nothing is written. If anything is, the admin reverts it at once, before the proof fails, so that the
 * clean-up still recognizes the user and may touch them.
 *
 * @returns the answers.
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
        given(role, 'The site does not show the role of a user, so a change could not be reverted.');
      const answer = await write();
      const after = await bench.snapshot(target);
      if (JSON.stringify(after) !== JSON.stringify(before)) await bench.revertWrite(target, role);
      expect(after).toEqual(before);
      expect(answer).toHaveStatus(...(mayBeAnswered === true && answer.status === 200 ? [200] : status));
      answers.push(answer);
    });
  return answers;
}
