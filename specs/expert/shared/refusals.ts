/** Calls that must be refused and have no effect. */
import { expect } from '../../../fixtures/expect.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { expectNoEcho } from './answers.ts';
import { expectSignsIn } from './sign-in.ts';
import { expectNoToken } from './tokens.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';

/** A call that must be refused. */
export interface RefusedCall {
  /** The last part of the proof's address. */
  name: string;
  sentence: string;
  status: number | number[];
  /** The status is known, not documented: another refusal only fails a SHOULD. A success still fails a MUST. */
  should?: true;
  /** The password is in the URL of the call, which a document may repeat. */
  inAddress?: true;
  /** Makes the call with this password, which must not be set. */
  call: (password: string) => Promise<Exchange<unknown>>;
}

/** The target of calls that must be refused. */
export interface Aim {
  target: BenchUser;
  /** Whether to try the refused password, which costs a failed sign-in. True by default. */
  tried?: boolean;
}

/**
 * Expects that each call is refused, and that its answer contains neither a token nor the password. Nothing may change:
 * the target's record and password stay the same, and the refused password does not sign in.
 */
export async function expectRefusals(
  bench: ExpertBench,
  proof: Prove,
  { target, tried = true }: Aim,
  calls: readonly RefusedCall[],
): Promise<void> {
  const password = bench.newPassword();
  const before = await bench.snapshot(target);
  const token = await bench.byCookie(target);
  for (const { name, sentence, status, should, inAddress, call } of calls) {
    const refused = await proof(
      name,
      `${sentence.replace(/ \d{3}\.$|: \d{3}.*$/, '')}: refused.`,
      async () => {
        const answer = await call(password);
        expect(answer).toBeRefused();
        await expectNoToken(bench, answer, before);
        expectNoEcho(answer, ...(inAddress === true ? [] : [password]));
        return answer;
      },
    );
    const as = should === true ? proof.should : proof;
    await as(`${name}-status`, sentence, () => {
      expect(refused.required()).toHaveStatus(...[status].flat());
    });
  }
  // Before any sign-in, which may end a session.
  await proof.should('token-lives-on', 'A token from before still works.', async () => {
    const shown = await token.showSelf();
    expect(shown).toHaveStatus(200);
    expect(shown.body.id).toBe(target.id);
  });
  await proof('nothing-changed', 'Nothing has changed, and the old password still signs in.', async () => {
    expect(await bench.snapshot(target)).toEqual(before);
    // The refused one first, because signing in with the main password may end an alternative one.
    for (const refused of tried ? [password] : [])
      expect(await bench.signIn(target, refused)).toHaveStatus(401);
    await expectSignsIn(bench, target);
  });
}
