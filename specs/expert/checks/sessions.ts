/** The session of a deactivated user is over, in whatever part of a call its token is sent. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { ExpertApi } from '../../../helpers/systems/expert/api.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { unquoted } from '../../../helpers/systems/expert/cookies.ts';
import { ACTIVATE_PAGE } from '../../../helpers/systems/expert/documented.ts';
import { textAt } from '../../../helpers/systems/expert/format.ts';
import { tokenCookies } from '../../../helpers/systems/expert/sessions.ts';
import { expectAnsweredOrRefused } from '../shared/answers.ts';
import { otherLease } from '../shared/leases.ts';
import { expectNotWritten } from '../shared/reserved-writes.ts';
import { expectAuthenticates } from '../shared/sign-in.ts';

/** Expects that no answer sets a cookie that would continue the session. */
function expectNotRenewed(...answers: readonly Exchange<unknown>[]): void {
  for (const { headers, title } of answers)
    expect(tokenCookies(headers).length, `number of tokens in the answer to ${title}`).toBe(0);
}

export const sessionChecks = checksOf<ExpertBench>('expert/sessions', ({ must }) => {
  must(
    'deactivated',
    'A deactivated user’s session is over: it does not authenticate them, changes nothing, and is not renewed.',
    { says: 'A deactivated user cannot sign in', at: ACTIVATE_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const cookie = await bench.newCookie(user);
      const authtoken = unquoted(cookie);
      const byCookie = bench.identities.cookie(user.as, cookie);
      const byHeader = bench.identities.token(user.as, authtoken);
      const anonymous = bench.identities.anonymous();
      const password = bench.newPassword();
      const options = { currentpassword: user.password };
      expect(await bench.deactivate(user)).toHaveStatus(200);

      const looks: (() => Promise<void>)[] = [];
      const show = (as: ExpertApi, query = {}) => as.raw({ method: 'GET', userid: 'current', query });
      for (const [where, shows] of [
        ['cookie', () => show(byCookie)],
        ['header', () => show(byHeader)],
        ['query', () => show(anonymous, { authtoken })],
      ] as const)
        looks.push(async () => {
          const shown = await shows();
          await proof(
            where,
            `In the ${where}, the token of a deactivated user does not authenticate them.`,
            () => {
              expectAnsweredOrRefused(shown, 401, 403);
              const id = shown.status === 200 ? textAt(shown.body, '@id') : undefined;
              expect(id, 'the user that it authenticates').not.toBe(String(user.id));
              expectNotRenewed(shown);
            },
          );
          await proof.should(
            `${where}-refused`,
            `In the ${where}, the token of a deactivated user is refused instead of being ignored.`,
            () => {
              expect(shown).toHaveStatus(401, 403);
            },
          );
        });
      await sideBySide(...looks);
      await proof(
        'signs-in',
        'A sign-in with the token of a deactivated user is refused and gives no new token.',
        async () => {
          const answers = await sideBySide(
            () => byCookie.authenticate(),
            () => byHeader.authenticate(),
          );
          for (const refused of answers) {
            expect(refused).toHaveStatus(401, 403);
            expectNotRenewed(refused);
          }
        },
      );
      const fullname = otherLease();
      const callers = [['cookie', byCookie] as const, ['header', byHeader] as const];
      await expectNotWritten(
        bench,
        proof,
        user,
        callers.flatMap(([where, by]) => [
          {
            name: `writes-by-${where}`,
            sentence: `In the ${where}, the token of a deactivated user does not change their full name.`,
            // Not “current”, which may be Anonymous, a user shared by all anonymous callers.
            write: () => by.updateUser(user.id, { fullname }),
          },
          {
            name: `activates-by-${where}`,
            sentence: `In the ${where}, the token of a deactivated user does not activate them.`,
            write: () => by.updateUser(user.id, { status: 'active' }),
          },
        ]),
      );
      // Afterwards, because another password may end the session.
      await expectNotWritten(
        bench,
        proof,
        user,
        callers.map(([where, by]) => ({
          name: `sets-password-by-${where}`,
          sentence: `In the ${where}, the token of a deactivated user does not change their password.`,
          write: () => by.setPassword(user.id, password, options),
        })),
      );
      expect(await bench.activate(user)).toHaveStatus(200);
      await proof(
        'nothing-changed',
        'Once active again, the user signs in with the old password, and not with the refused one.',
        async () => {
          expect(await bench.signIn(user, password)).toHaveStatus(401);
          await expectAuthenticates(bench, user);
        },
      );
    },
    { failedSignIns: 1 },
  );
});
