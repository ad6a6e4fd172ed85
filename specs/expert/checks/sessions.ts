/** What is left of a session when its user was deactivated: nothing, wherever the token is sent. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import { runId } from '../../../helpers/run-id.ts';
import type { ExpertApi } from '../../../helpers/systems/expert/api.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { unquoted } from '../../../helpers/systems/expert/cookies.ts';
import { ACTIVATE_PAGE } from '../../../helpers/systems/expert/documented.ts';
import { textAt } from '../../../helpers/systems/expert/format.ts';
import { leaseName } from '../../../helpers/systems/expert/marker.ts';
import { tokenCookies } from '../../../helpers/systems/expert/sessions.ts';
import { expectAnsweredOrRefused } from '../shared/answers.ts';
import { expectNotWritten } from '../shared/reserved-writes.ts';
import { expectSignsIn } from '../shared/sign-in.ts';

/** No cookie comes with it that would go on with the session. */
function expectNotRenewed(...answers: readonly Exchange<unknown>[]): void {
  for (const { headers, title } of answers)
    expect(tokenCookies(headers).length, `how many tokens are in the answer to ${title}`).toBe(0);
}

export const sessionChecks = checksOf<ExpertBench>('expert/sessions', ({ must }) => {
  must(
    'deactivated',
    'The session of a user who was deactivated is over: it is nobody’s, signs nobody in, changes nothing, and is not renewed.',
    { says: 'A deactivated user cannot sign in', at: ACTIVATE_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const cookie = await bench.newCookie(user);
      const authtoken = unquoted(cookie);
      const byCookie = bench.identities.cookie(user.as, cookie);
      const byHeader = bench.identities.token(user.as, authtoken);
      const nobody = bench.identities.anonymous();
      const password = bench.newPassword();
      const options = { currentpassword: user.password };
      expect(await bench.deactivate(user)).toHaveStatus(200);

      const show = (as: ExpertApi, query = {}) => as.raw({ method: 'GET', userid: 'current', query });
      for (const [where, shows] of [
        ['cookie', () => show(byCookie)],
        ['header', () => show(byHeader)],
        ['query', () => show(nobody, { authtoken })],
      ] as const) {
        const shown = await shows();
        await proof(where, `In the ${where}, its token is not the user’s any more.`, () => {
          expectAnsweredOrRefused(shown, 401, 403);
          const id = shown.status === 200 ? textAt(shown.body, '@id') : undefined;
          expect(id, 'whom it is taken for').not.toBe(String(user.id));
          expectNotRenewed(shown);
        });
        await proof.should(
          `${where}-refused`,
          `In the ${where} it is refused, and not taken for nobody’s.`,
          () => {
            expect(shown).toHaveStatus(401, 403);
          },
        );
      }
      await proof('signs-in', 'It signs nobody in: no new token.', async () => {
        for (const as of [byCookie, byHeader]) {
          const refused = await as.authenticate();
          expect(refused).toHaveStatus(401, 403);
          expectNotRenewed(refused);
        }
      });
      const fullname = leaseName({ run: runId(), since: new Date(Date.now() - 60_000) });
      for (const [where, by] of [
        ['cookie', byCookie],
        ['header', byHeader],
      ] as const)
        await expectNotWritten(bench, proof, user, [
          {
            name: `writes-by-${where}`,
            sentence: `In the ${where}, it does not change the own full name.`,
            // Not of “current”: that may be Anonymous, who is everybody's.
            write: () => by.updateUser(user.id, { fullname }),
          },
          {
            name: `activates-by-${where}`,
            sentence: `In the ${where}, it does not activate the user.`,
            write: () => by.updateUser(user.id, { status: 'active' }),
          },
          {
            name: `sets-password-by-${where}`,
            sentence: `In the ${where}, it does not change the own password.`,
            write: () => by.setPassword(user.id, password, options),
          },
        ]);
      expect(await bench.activate(user)).toHaveStatus(200);
      await proof('nothing-changed', 'Once it is active, its password is the one from before.', async () => {
        expect(await bench.signIn(user, password)).toHaveStatus(401);
        await expectSignsIn(bench, user);
      });
    },
    { failedSignIns: 1 },
  );
});
