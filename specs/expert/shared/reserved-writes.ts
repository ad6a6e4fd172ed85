/** Writes that a caller is not allowed to make. */
import { expect } from '../../../fixtures/expect.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { textAt } from '../../../helpers/systems/expert/format.ts';
import { isSame } from '../../../helpers/systems/expert/users.ts';

/** A write that the caller is not allowed to make. */
export interface ReservedWrite {
  /** The last part of the proof's address. */
  name: string;
  sentence: string;
  /** The expected statuses: 401 and 403 by default. */
  status?: readonly number[];
  /** The service may also ignore the write and answer 200. */
  mayBeAnswered?: true;
  /** The requested role. It is requested only if the current one is shown, because otherwise a change could not be reverted. */
  role?: string;
  write: () => Promise<Exchange<unknown>>;
}

/**
 * Expects that nothing is written. If anything is, the admin reverts it at once, before the proof fails, so that the
 * clean-up still recognizes the user and may touch them.
 *
 * All writes are tried, and then the user is looked at once. If they were changed, each write is tried again on its own, to see
 * which of them did it. If none did it again, the first attempts fail together.
 *
 * @returns the answers to the writes that were proved to be refused, by name.
 */
export async function expectNotWritten(
  bench: ExpertBench,
  proof: Prove,
  target: BenchUser,
  writes: readonly ReservedWrite[],
): Promise<ReadonlyMap<string, Exchange<unknown>>> {
  const before = await bench.before(target);
  const role = textAt(before, 'permissions.user', 'role');
  const made = new Map<ReservedWrite, Exchange<unknown>>();
  const possible = writes.filter((each) => each.role === undefined || role !== undefined);
  // A write of the role that the user has comes first, because it would hide another one.
  const turnOf = (each: ReservedWrite) => (each.role !== undefined && isSame(each.role, role ?? '') ? 0 : 1);
  for (const turn of [0, 1])
    await sideBySide(
      ...possible
        .filter((each) => turnOf(each) === turn)
        .map((each) => async () => made.set(each, await each.write())),
    );
  const after = await bench.snapshot(target);
  const isWritten = JSON.stringify(after) !== JSON.stringify(before);
  const revert = () => bench.revertWrite(target, role, textAt(before, 'status'));
  if (isWritten) await revert();
  const answers = new Map<string, Exchange<unknown>>();
  for (const each of writes) {
    const { name, sentence, status = [401, 403], mayBeAnswered, write } = each;
    await proof(name, sentence, async () => {
      if (each.role !== undefined)
        given(role, 'The site does not show the role of a user, so a change could not be reverted.');
      const first = made.get(each);
      const again = isWritten || first === undefined ? [await write()] : [];
      const now = again.length > 0 ? await bench.snapshot(target) : after;
      if (JSON.stringify(now) !== JSON.stringify(before)) await revert();
      expect(now).toEqual(before);
      for (const answer of [...(first === undefined ? [] : [first]), ...again]) {
        expect(answer).toHaveStatus(...(mayBeAnswered === true && answer.status === 200 ? [200] : status));
        answers.set(name, answer);
      }
    });
  }
  const onlyTogether = isWritten && answers.size === writes.length;
  expect(onlyTogether, 'whether the first attempts changed the user, and no other one did').toBe(false);
  return answers;
}
