/** Calls that are to be refused, and must have no effect. */
import { expect } from '../../../fixtures/expect.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { expectNoEcho } from './answers.ts';
import { expectSignsIn } from './sign-in.ts';
import { expectNoToken } from './tokens.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';

/** A call that is to be refused. */
export interface RefusedCall {
  /** The end of its address. */
  name: string;
  sentence: string;
  status: number | number[];
  /** Known behaviour only: then another refusal is a SHOULD that failed, and a success fails all the same. */
  should?: true;
  /** The password is in the address of the call, which a document may repeat. */
  inAddress?: true;
  /** Gets the password that must not be set by it. */
  call: (password: string) => Promise<Exchange<unknown>>;
}

/** What calls that are to be refused are aimed at. */
export interface Aim {
  target: BenchUser;
  /** Without it, the refused password is not tried: that costs a failed sign-in. */
  tried?: boolean;
}

/**
 * Refused is what says so, gives no token, repeats no password and changes nothing: neither who the target is, nor its
 * password; and the refused one does not sign in beside it.
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
  // Before anybody signs in: that may end a session.
  await proof.should('token-lives-on', 'A token from before is as good as it was.', async () => {
    const shown = await token.showSelf();
    expect(shown).toHaveStatus(200);
    expect(shown.body.id).toBe(target.id);
  });
  await proof(
    'nothing-changed',
    'Nothing has changed by it, and the password is the one from before.',
    async () => {
      expect(await bench.snapshot(target)).toEqual(before);
      // The refused one first: signing in with the main password may end an alternative.
      for (const refused of tried ? [password] : [])
        expect(await bench.signIn(target, refused)).toHaveStatus(401);
      await expectSignsIn(bench, target);
    },
  );
}
