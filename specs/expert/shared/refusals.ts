/** Calls that must be refused and have no effect. */
import { expect } from '../../../fixtures/expect.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { expectNoEcho } from './answers.ts';
import { expectUnchanged } from './sign-in.ts';
import { expectNoToken } from './tokens.ts';

/** A call that must be refused. */
export interface RefusedCall {
  /** The last part of the proof's address. */
  name: string;
  /** What is refused, as the subject of a sentence: `An empty password`. */
  what: string;
  /** The expected status, or several of which any will do. */
  status: number | number[];
  /** The status is known, but not documented: another refusal fails only a SHOULD. A success still fails a MUST. */
  should?: true;
  /** The password is in the URL of the call, which the answer may repeat. */
  inAddress?: true;
  /** Makes the call with this password, which must not be set. */
  call: (password: string) => Promise<Exchange<unknown>>;
}

/** The user whose password the refused calls must not set. */
export interface RefusalTarget {
  target: BenchUser;
  /** Whether to sign in with the refused password, which costs a failed sign-in. True by default. */
  tryPassword?: boolean;
  /** The calls are made one after another, because one of them could undo what another one has done. */
  inOrder?: true;
}

/**
 * Expects that each call is refused, that its answer contains neither a token nor the password, and that nothing changes:
 * the target's record and password stay the same, and the refused password does not sign in.
 */
export async function expectRefusals(
  bench: ExpertBench,
  proof: Prove,
  { target, tryPassword = true, inOrder }: RefusalTarget,
  calls: readonly RefusedCall[],
): Promise<void> {
  const password = bench.newPassword();
  const [before, token] = await sideBySide(
    () => bench.ownBefore(target),
    () => bench.byCookie(target),
  );
  const attempt = async ({ name, what, status, should, inAddress, call }: RefusedCall) => {
    const statuses = [status].flat();
    const refused = await proof(name, `${what} is refused.`, async () => {
      const answer = await call(password);
      expect(answer).toBeRefused();
      await expectNoToken(bench, answer, before);
      expectNoEcho(answer, ...(inAddress === true ? [] : [password]));
      return answer;
    });
    const as = should === true ? proof.should : proof;
    await as(`${name}-status`, `${what} is refused with ${statuses.join(' or ')}.`, () => {
      expect(refused.required()).toHaveStatus(...statuses);
    });
  };
  if (inOrder === true) for (const each of calls) await attempt(each);
  else await sideBySide(...calls.map((each) => () => attempt(each)));
  // Before any sign-in, because a sign-in may end a session.
  await proof.should('token-lives-on', 'A token from before the refused calls still works.', async () => {
    const shown = await token.showSelf();
    expect(shown).toHaveStatus(200);
    expect(shown.body.id).toBe(target.id);
  });
  await proof(
    'nothing-changed',
    'After the refused calls, the user is unchanged and signs in with the old password.',
    async () => {
      // The refused one first, because signing in with the main password may end an alternative one.
      for (const refused of tryPassword ? [password] : [])
        expect(await bench.signIn(target, refused)).toHaveStatus(401);
      await expectUnchanged(bench, target, before);
    },
  );
}
