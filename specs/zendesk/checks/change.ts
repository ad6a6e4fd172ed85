/**
 * Changing one's own password, PUT /api/v2/users/{id}/password. The page:
 * https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/
 */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import { path } from '../../../helpers/http/path.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { madeUpToken } from '../shared/made-up.ts';
import { nearMisses } from '../shared/odd-passwords.ts';
import { policyOf, provePolicy, setLongPassword } from '../shared/password-policy.ts';
import { withoutEffect } from '../shared/refusals.ts';
import { expectSignIn } from '../shared/sign-in.ts';
import type { BenchUser } from '../../../helpers/systems/zendesk/bench-users.ts';

const PAGE = 'https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/';
const CHANGE = {
  says: 'Change your password: {"previous_password": "oldpassword", "password": "newpassword"}',
  at: `${PAGE}#change-your-password`,
};
const OWN_ONLY = { says: 'Change your password. Allowed for: Agents, End Users', at: CHANGE.at };
const SCOPES = {
  says: 'This API does not support OAuth tokens scoped for users:write or users:read.',
  at: PAGE,
};
const REQUIRED = { says: 'List password requirements', at: `${PAGE}#list-password-requirements` };

export const changeChecks = checksOf<ZendeskBench>('zendesk/change', ({ must, should }) => {
  must(
    'effect',
    'The password that a user gives itself signs in, the one before does not, and nothing else of it changes.',
    CHANGE,
    async (bench, proof) => {
      const user = await bench.user();
      // A first sign-in may leave its traces in the record.
      await bench.session(user);
      const snapshot = await bench.snapshot(user);
      const before = user.password;
      const changed = await change(bench, user, await bench.newPassword(user));
      expect(changed).toHaveStatus(200);
      expect(changed.holds(before), 'the answer holds the old password').toBe(false);
      expect(changed.holds(user.password), 'the answer holds the new password').toBe(false);
      await proof.should('empty', 'The answer is empty.', () => {
        expect(changed.isEmpty, changed.excerpt).toBe(true);
      });
      expect(await bench.snapshot(user)).toEqual(snapshot);
      const { api } = await bench.signedIn(user);
      const me = await api.showSelf();
      expect(me).toHaveStatus(200);
      expect(me.body.user.id, 'whoever the new password signs in').toBe(user.id);
      await expectSignIn(bench, user, before, 'refused', 'the password before');
    },
    { failedSignIns: 1 },
  );

  should(
    'either-order',
    'Which of the two passwords is which is told by its name, and not by its place.',
    { says: 'An object is an unordered set of name/value pairs.', at: 'https://www.json.org/' },
    async (bench) => {
      const user = await bench.user();
      const { api } = await bench.session(user);
      const [password, previous] = [await bench.newPassword(user), user.password];
      const changed = await api.changePassword(user.id, { password, previous_password: previous });
      expect(changed).toHaveStatus(200);
      user.password = password;
      await expectSignIn(bench, user, password, 'signed in', 'the new one');
    },
  );

  must(
    'near-misses',
    'A long password that a user gives itself counts to its last character, and no near miss signs in.',
    CHANGE,
    async (bench) => {
      const user = await bench.user();
      await setLongPassword(bench, user, (password) => change(bench, user, password));
      const { lastDiffers, firstInOtherCase, longer } = nearMisses;
      const { password } = user;
      await expectSignIn(bench, user, password, 'signed in', 'the password itself');
      await expectSignIn(bench, user, lastDiffers(password), 'refused', 'another last character');
      await expectSignIn(bench, user, firstInOtherCase(password), 'refused', 'another case at the beginning');
      await expectSignIn(bench, user, longer(password), 'refused', 'one more character');
    },
    { failedSignIns: 3 },
  );

  must(
    'previous',
    'Nobody’s password is changed without the previous one, with somebody else’s, or with one from before.',
    { says: 'previous_password: the user’s previous password', at: CHANGE.at },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const former = user.password;
      expect(await bench.setPassword(user, await bench.newPassword(user))).toHaveStatus(200);
      await proveWrong(bench, proof, user, [
        ['missing', 'no previous password', undefined],
        ['anothers', 'the password of somebody else', other.password],
        ['former', 'the password before', former],
      ]);
    },
    { failedSignIns: 3 },
  );

  must(
    'previous-nearly',
    'A previous password that is nearly right is wrong.',
    { says: 'previous_password: the user’s previous password', at: CHANGE.at },
    async (bench, proof) => {
      const user = await bench.user();
      await setLongPassword(bench, user, (password) => bench.setPassword(user, password));
      const { otherCase, lastDiffers, cut } = nearMisses;
      await proveWrong(bench, proof, user, [
        ['case', 'one with capitals for small letters', otherCase(user.password)],
        ['last-character', 'one with another last character', lastDiffers(user.password)],
        ['cut', 'all of it but the last character', cut(user.password)],
      ]);
    },
    { failedSignIns: 3 },
  );

  must(
    'previous-more',
    'A previous password that begins in another case, is longer, or empty is wrong.',
    { says: 'previous_password: the user’s previous password', at: CHANGE.at },
    async (bench, proof) => {
      const user = await bench.user();
      const { firstInOtherCase, longer } = nearMisses;
      await proveWrong(bench, proof, user, [
        ['first-case', 'one in another case at the beginning', firstInOtherCase(user.password)],
        ['longer', 'one with one more character', longer(user.password)],
        ['empty', 'an empty one', ''],
      ]);
    },
    { failedSignIns: 3 },
  );

  must(
    'of-another',
    'Nobody changes somebody else’s password, not even with the right previous one: no user, and not the admin.',
    OWN_ONLY,
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const wanted = { previous_password: other.password, password: await bench.newPassword(other) };
      await withoutEffect(bench, other, async () => {
        await proof('user', 'A user is refused.', async () => {
          const { api } = await bench.session(user);
          expect(await api.changePassword(other.id, wanted)).toBeRefused();
        });
        await proof('admin', 'The admin is refused, too.', async () => {
          const { api } = await bench.admin();
          expect(await api.changePassword(other.id, wanted)).toBeRefused();
        });
      });
    },
  );

  must(
    'no-token',
    'Without a token, or with one that is made up, the previous password alone changes nothing.',
    OWN_ONLY,
    async (bench, proof) => {
      const user = await bench.user();
      const wanted = { previous_password: user.password, password: await bench.newPassword(user) };
      await withoutEffect(bench, user, async () => {
        for (const api of [bench.nobody(), bench.bearing('nobody, with a made-up token', madeUpToken())]) {
          const answer = await api.changePassword(user.id, wanted);
          expect(answer).toBeRefused();
          await proof.should('status', 'The status is 401.', () => {
            expect(answer).toHaveStatus(401);
          });
        }
      });
    },
  );

  must(
    'users-scope',
    'A token of the user with the scopes read and users:write does not change its password.',
    SCOPES,
    async (bench) => {
      const user = await bench.user();
      const { api } = await bench.narrowed(user, 'read users:write');
      const wanted = { previous_password: user.password, password: await bench.newPassword(user) };
      await withoutEffect(bench, user, async () => {
        expect(await api.changePassword(user.id, wanted)).toBeRefused();
      });
    },
  );

  must(
    'no-password',
    'A request without a new password, with an empty one, or that is no JSON is refused, and the password stays.',
    CHANGE,
    async (bench, proof) => {
      const user = await bench.user();
      const { api } = await bench.session(user);
      const previous = { previous_password: user.password };
      const cut = JSON.stringify({ ...previous, password: await bench.newPassword(user) }).slice(0, -1);
      const requests = [
        { name: 'missing', what: 'without a password', json: previous },
        { name: 'empty', what: 'with an empty password', json: { ...previous, password: '' } },
        { name: 'null', what: 'with null for a password', json: { ...previous, password: null } },
        { name: 'not-json', what: 'that is no JSON', content: { type: 'application/json', text: cut } },
      ];
      await withoutEffect(bench, user, async () => {
        for (const { name, what, ...request } of requests) {
          await proof(name, `A request ${what} is refused.`, async () => {
            const to = path('/api/v2/users/{id}/password', { id: user.id });
            expect(await api.call({ method: 'PUT', path: to, ...request })).toBeRefused();
          });
        }
      });
    },
  );

  must(
    'weak',
    'A user cannot give itself a password that breaks a single one of the published requirements.',
    REQUIRED,
    async (bench, proof) => {
      const user = await bench.user();
      await provePolicy(bench, proof, user, 'PUT', await bench.session(user));
      for (const sentence of (await policyOf(bench, user)).history)
        await proof('former', `It cannot go back to the one before: “${sentence}”.`, async () => {
          const former = user.password;
          expect(await change(bench, user, await bench.newPassword(user))).toHaveStatus(200);
          await withoutEffect(bench, user, async () => {
            expect(await change(bench, user, former)).toBeRefused();
          });
        });
    },
  );
});

/** A user gives itself a password, with the right previous one; if it is taken, it is the user's from then on. */
async function change(bench: ZendeskBench, user: BenchUser, password: string) {
  const { api } = await bench.session(user);
  const changed = await api.changePassword(user.id, { previous_password: user.password, password });
  if (changed.status === 200) user.password = password;
  return changed;
}

/** Wrong previous passwords are refused, one by one, and change nothing. */
async function proveWrong(
  bench: ZendeskBench,
  proof: Prove,
  user: BenchUser,
  wrong: [name: string, what: string, previous: string | undefined][],
): Promise<void> {
  const { api } = await bench.session(user);
  const to = path('/api/v2/users/{id}/password', { id: user.id });
  await withoutEffect(bench, user, async () => {
    for (const [name, what, previous] of wrong) {
      const password = await bench.newPassword(user);
      const given = previous === undefined ? {} : { previous_password: bench.learnDerivedPassword(previous) };
      await proof(name, `Refused with ${what}.`, async () => {
        const answer = await api.call({ method: 'PUT', path: to, json: { ...given, password } });
        expect(answer).toBeRefused();
        expect(answer.holds(password), 'the refusal holds the password that was asked for').toBe(false);
      });
    }
  });
  bench.countFailures(user, wrong.length);
}
