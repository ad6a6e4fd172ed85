/**
 * Changing one's own password, PUT /api/v2/users/{id}/password. The page:
 * https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/
 */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import { path } from '../../../helpers/http/path.ts';
import type { BenchUser } from '../../../helpers/systems/zendesk/bench-users.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { OWN_ONLY, PASSWORDS_PAGE, REQUIRED, SCOPES } from '../shared/documented.ts';
import { inventedToken } from '../shared/invented.ts';
import { nearMisses } from '../shared/odd-passwords.ts';
import { policyOf, provePolicy, setLongPassword } from '../shared/password-policy.ts';
import { expectBodiesRefused, withoutEffect } from '../shared/refusals.ts';
import { expectSignIn, expectSignIns, expectSignInsAfter } from '../shared/sign-in.ts';

const CHANGE = {
  says: 'Change your password: {"previous_password": "oldpassword", "password": "newpassword"}',
  at: `${PASSWORDS_PAGE}#change-your-password`,
};

export const changeChecks = checksOf<ZendeskBench>('zendesk/change', ({ must, should }) => {
  must(
    'effect',
    'After a user changes their own password, they sign in with the new one, not with the old one, and are otherwise unchanged.',
    CHANGE,
    async (bench, proof) => {
      const user = await bench.user();
      // A first sign-in may change the user's record, so it happens before the snapshot.
      await bench.session(user);
      const snapshot = await bench.snapshot(user);
      const before = user.password;
      const changed = await change(bench, user, await bench.newPassword(user));
      expect(changed).toHaveStatus(200);
      expect(changed.contains(before), 'the answer contains the old password').toBe(false);
      expect(changed.contains(user.password), 'the answer contains the new password').toBe(false);
      await proof.should('empty', 'The answer to the change is empty.', () => {
        expect(changed.isEmpty, changed.excerpt).toBe(true);
      });
      expect(await bench.snapshot(user)).toEqual(snapshot);
      await sideBySide(
        async () => {
          const { api } = await bench.signedIn(user);
          const me = await api.showSelf();
          expect(me).toHaveStatus(200);
          expect(me.body.user.id, 'the user that the new password signs in').toBe(user.id);
        },
        () => expectSignIn(bench, user, before, 'refused', 'the old password'),
      );
    },
    { failedSignIns: 1 },
  );

  should(
    'either-order',
    'The order of the two passwords in the request does not matter.',
    { says: 'An object is an unordered set of name/value pairs.', at: 'https://www.json.org/' },
    async (bench) => {
      const user = await bench.user();
      const { api } = await bench.session(user);
      const [password, previous] = [await bench.newPassword(user), user.password];
      const set = async () => {
        const answer = await api.changePassword(user.id, { password, previous_password: previous });
        expect(answer).toHaveStatus(200);
        user.password = password;
      };
      await expectSignInsAfter(bench, user, set, [[password, 'signed in', 'the new password']]);
    },
  );

  must(
    'near-misses',
    'A user signs in with a long new password, and not with near misses of it.',
    CHANGE,
    async (bench) => {
      const user = await bench.user();
      await setLongPassword(bench, user, (password) => change(bench, user, password));
      const { lastDiffers, firstInOtherCase, longer } = nearMisses;
      const { password } = user;
      await expectSignIns(bench, user, [
        [password, 'signed in', 'the password itself'],
        [lastDiffers(password), 'refused', 'a different last character'],
        [firstInOtherCase(password), 'refused', 'a first character in the other case'],
        [longer(password), 'refused', 'an extra character'],
      ]);
    },
    { failedSignIns: 3 },
  );

  must(
    'previous',
    'A password cannot be changed without the previous one, with another user’s, or with an older one.',
    { says: 'previous_password: the user’s previous password', at: CHANGE.at },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const former = user.password;
      expect(await bench.setPassword(user, await bench.newPassword(user))).toHaveStatus(200);
      await provePreviousRefused(bench, proof, user, [
        ['missing', 'without the previous password', undefined],
        ['anothers', 'with another user’s password as the previous one', other.password],
        ['former', 'with an older password as the previous one', former],
      ]);
    },
    { failedSignIns: 3 },
  );

  must(
    'previous-nearly',
    'A previous password that is almost right is refused.',
    { says: 'previous_password: the user’s previous password', at: CHANGE.at },
    async (bench, proof) => {
      const user = await bench.user();
      await setLongPassword(bench, user, (password) => bench.setPassword(user, password));
      const { otherCase, lastDiffers, cut } = nearMisses;
      await provePreviousRefused(bench, proof, user, [
        ['case', 'with upper and lower case of the previous password swapped', otherCase(user.password)],
        [
          'last-character',
          'with another last character in the previous password',
          lastDiffers(user.password),
        ],
        ['cut', 'without the last character of the previous password', cut(user.password)],
      ]);
    },
    { failedSignIns: 3 },
  );

  must(
    'previous-more',
    'A previous password is refused if its first character is in the other case, if it has an extra character, or if it is empty.',
    { says: 'previous_password: the user’s previous password', at: CHANGE.at },
    async (bench, proof) => {
      const user = await bench.user();
      const { firstInOtherCase, longer } = nearMisses;
      await provePreviousRefused(bench, proof, user, [
        [
          'first-case',
          'with the first character of the previous password in the other case',
          firstInOtherCase(user.password),
        ],
        ['longer', 'with an extra character at the end of the previous password', longer(user.password)],
        ['empty', 'with an empty previous password', ''],
      ]);
    },
    { failedSignIns: 3 },
  );

  must(
    'of-another',
    'Neither a user nor the admin can change another user’s password, not even with the right previous one.',
    OWN_ONLY,
    async (bench, proof) => {
      const user = await bench.user();
      const [other, mine] = await sideBySide(
        () => bench.other(),
        () => bench.session(user),
      );
      const wanted = { previous_password: other.password, password: await bench.newPassword(other) };
      await withoutEffect(bench, other, async () => {
        await proof('user', 'A user who changes another user’s password is refused.', async () => {
          expect(await mine.api.changePassword(other.id, wanted)).toBeRefused();
        });
        await proof('admin', 'An admin who changes another user’s password is refused, too.', async () => {
          const { api } = await bench.admin();
          expect(await api.changePassword(other.id, wanted)).toBeRefused();
        });
      });
    },
  );

  must(
    'no-token',
    'Without a token, or with an invented one, the previous password is not enough to change a password.',
    OWN_ONLY,
    async (bench, proof) => {
      const user = await bench.user();
      const wanted = { previous_password: user.password, password: await bench.newPassword(user) };
      await withoutEffect(bench, user, async () => {
        for (const api of [
          bench.identities.anonymous(),
          bench.identities.bearer('anonymous, with an invented token', inventedToken()),
        ]) {
          const answer = await api.changePassword(user.id, wanted);
          expect(answer).toBeRefused();
          await proof.should('status', 'The status of the refusal is 401.', () => {
            expect(answer).toHaveStatus(401);
          });
        }
      });
    },
  );

  must(
    'users-scope',
    'A user’s token with the scopes read and users:write cannot change their password.',
    SCOPES,
    async (bench) => {
      const user = await bench.user();
      const { api } = await bench.signedInWithScope(user, 'read users:write');
      const wanted = { previous_password: user.password, password: await bench.newPassword(user) };
      await withoutEffect(bench, user, async () => {
        expect(await api.changePassword(user.id, wanted)).toBeRefused();
      });
    },
  );

  must(
    'no-password',
    'A request without a new password, with an empty one, or with invalid JSON is refused, and the password stays the same.',
    CHANGE,
    async (bench, proof) => {
      const user = await bench.user();
      const { api } = await bench.session(user);
      const previous = { previous_password: user.password };
      const cut = JSON.stringify({ ...previous, password: await bench.newPassword(user) }).slice(0, -1);
      const requests = [
        { name: 'missing', what: 'without a password', json: previous },
        { name: 'empty', what: 'with an empty password', json: { ...previous, password: '' } },
        { name: 'null', what: 'with null as the password', json: { ...previous, password: null } },
        { name: 'not-json', what: 'with invalid JSON', content: { type: 'application/json', text: cut } },
      ];
      await expectBodiesRefused(bench, proof, user, { api, method: 'PUT' }, requests);
    },
  );

  must(
    'weak',
    'Users cannot choose a password against a published requirement that Keyturn understands.',
    REQUIRED,
    async (bench, proof) => {
      const user = await bench.user();
      await provePolicy(bench, proof, user, 'PUT', await bench.session(user));
      for (const sentence of (await policyOf(bench, user)).history)
        await proof('former', `Users cannot choose their former password again: “${sentence}”.`, async () => {
          const former = user.password;
          expect(await change(bench, user, await bench.newPassword(user))).toHaveStatus(200);
          await withoutEffect(bench, user, async () => {
            expect(await change(bench, user, former)).toBeRefused();
          });
        });
    },
  );
});

/** Changes a user's own password, with the right previous one. If the tenant accepts the new one, the bench uses it. */
async function change(bench: ZendeskBench, user: BenchUser, password: string) {
  const { api } = await bench.session(user);
  const changed = await api.changePassword(user.id, { previous_password: user.password, password });
  if (changed.status === 200) user.password = password;
  return changed;
}

/** Proves that a change with a wrong previous password is refused and has no effect. */
async function provePreviousRefused(
  bench: ZendeskBench,
  proof: Prove,
  user: BenchUser,
  wrong: [name: string, how: string, previous: string | undefined][],
): Promise<void> {
  const { api } = await bench.session(user);
  const to = path('/api/v2/users/{id}/password', { id: user.id });
  await withoutEffect(bench, user, async () => {
    const passwords = await Promise.all(wrong.map(() => bench.newPassword(user)));
    await sideBySide(
      ...wrong.map(([name, how, previous], index) => () => {
        const password = passwords[index] ?? '';
        const sent =
          previous === undefined ? {} : { previous_password: bench.learnDerivedPassword(previous) };
        return proof(name, `A change ${how} is refused.`, async () => {
          const answer = await api.call({ method: 'PUT', path: to, json: { ...sent, password } });
          expect(answer).toBeRefused();
          expect(answer.contains(password), 'the refusal contains the new password').toBe(false);
        });
      }),
    );
  });
  bench.countFailures(user, wrong.length);
}
