/**
 * Setting a user's password as an admin, POST /api/v2/users/{id}/password. The page:
 * https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/
 */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { Milestone } from '../../../helpers/contract/milestone.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { OWN_ONLY, PASSWORDS_PAGE, REQUIRED, SCOPES } from '../shared/documented.ts';
import { inventedToken, unusedId } from '../shared/invented.ts';
import { nearMisses, withOddCharacters } from '../shared/odd-passwords.ts';
import { provePolicy, setLongPassword } from '../shared/password-policy.ts';
import { expectBodiesRefused, withoutEffect } from '../shared/refusals.ts';
import { expectSignIn, expectSignIns, expectSignInsAfter } from '../shared/sign-in.ts';

const BY_ADMINS = {
  says: 'Set a User’s Password. Allowed for: Admins. An admin can set a user’s password only if the setting is enabled.',
  at: `${PASSWORDS_PAGE}#set-a-users-password`,
};

export const passwordChecks = checksOf<ZendeskBench>('zendesk/password', ({ must, should }) => {
  must(
    'set',
    'A user signs in with the password that an admin sets, and not with the old one.',
    BY_ADMINS,
    async (bench) => {
      const user = await bench.user();
      const [before, after] = [user.password, await bench.newPassword(user)];
      const set = async () => {
        expect(await bench.setPassword(user, after)).toHaveStatus(200);
      };
      await expectSignInsAfter(bench, user, set, [
        [after, 'signed in', 'the new password'],
        [before, 'refused', 'the old password'],
      ]);
    },
    { failedSignIns: 1, pages: true },
  );

  must(
    'first',
    'A new user signs in with their first password, and setting it changes nothing else in their record.',
    BY_ADMINS,
    async (bench) => {
      const { user, remove } = await bench.create();
      const before = await bench.snapshot(user);
      expect(await bench.setPassword(user, await bench.newPassword(user))).toHaveStatus(200);
      expect(await bench.snapshot(user)).toEqual(before);
      await expectSignIn(bench, user, user.password, 'signed in', 'their first password');
      await remove();
    },
  );

  must(
    'odd',
    'A user signs in with a password of special and non-ASCII characters, and not if they are left out or replaced.',
    BY_ADMINS,
    async (bench, proof) => {
      const user = await bench.user();
      const odd = bench.learnDerivedPassword(` ${withOddCharacters(await bench.newPassword(user))} `);
      const accepted = new Milestone();
      const { plain, questioned } = nearMisses;
      await sideBySide(
        () =>
          accepted.by(async () => {
            const set = await bench.setPassword(user, odd);
            if (set.status >= 400 && set.status < 500)
              throw new NotTried(`The tenant does not accept such a password: ${String(set.status)}.`);
            expect(set).toHaveStatus(200);
          }),
        () =>
          expectSignIns(
            bench,
            user,
            [
              [odd, 'signed in', 'the password itself'],
              [plain(odd), 'refused', 'the password without its special characters'],
              [questioned(odd), 'refused', 'question marks for non-ASCII characters'],
            ],
            accepted.reached,
          ),
        async () => {
          await accepted.reached;
          const trimmed = 'the password without the surrounding spaces';
          await proof.should(
            'blanks',
            'The user cannot sign in without the spaces around the password either.',
            () => expectSignIn(bench, user, odd.trim(), 'refused', trimmed),
          );
        },
      );
    },
    { failedSignIns: 3 },
  );

  should(
    'with-json',
    'A password is also set if the path ends in .json, as in older clients.',
    {
      says: 'POST /api/v2/users/{id}/password.json (as it was documented)',
      at: 'https://github.com/raml-apis/Zendesk',
    },
    async (bench) => {
      const user = await bench.user();
      const password = await bench.newPassword(user);
      const set = async () => {
        const { api } = await bench.admin();
        expect(await api.setPassword(user.id, password, '.json')).toHaveStatus(200);
        user.password = password;
      };
      await expectSignInsAfter(bench, user, set, [[password, 'signed in', 'the new password']]);
    },
  );

  must(
    'set-twice',
    'If an admin sets two passwords one after the other, only the last one signs in.',
    BY_ADMINS,
    async (bench) => {
      const user = await bench.user();
      const first = user.password;
      const [second, last] = [await bench.newPassword(user), await bench.newPassword(user)];
      const set = async () => {
        for (const password of [second, last])
          expect(await bench.setPassword(user, password)).toHaveStatus(200);
      };
      await expectSignInsAfter(bench, user, set, [
        [last, 'signed in', 'the last password'],
        [second, 'refused', 'the password before it'],
        [first, 'refused', 'the first password'],
      ]);
    },
    { failedSignIns: 2 },
  );

  must(
    'near-misses',
    'A user signs in with a long password that an admin sets, and not with near misses of it.',
    BY_ADMINS,
    async (bench) => {
      const user = await bench.user();
      await setLongPassword(bench, user, (password) => bench.setPassword(user, password));
      const { lastDiffers, otherCase, cut } = nearMisses;
      const { password } = user;
      await expectSignIns(bench, user, [
        [password, 'signed in', 'the password itself'],
        [lastDiffers(password), 'refused', 'a different last character'],
        [otherCase(password), 'refused', 'upper and lower case swapped'],
        [cut(password), 'refused', 'the last character missing'],
      ]);
    },
    { failedSignIns: 3 },
  );

  must(
    'nothing-else',
    'Setting a password changes nothing else for the user, the admin, or another user.',
    BY_ADMINS,
    async (bench, proof) => {
      const [user, other, admin] = [await bench.user(), await bench.other(), await bench.admin()];
      const everyone = [user, other, { id: await bench.adminId() }];
      const snapshots = () => sideBySide(...everyone.map((each) => () => bench.snapshot(each)));
      const before = await snapshots();
      expect(before[0], 'the user, who has had passwords before').toMatchObject({
        id: user.id,
        name: user.name,
      });
      expect(await bench.setPassword(user, await bench.newPassword(user))).toHaveStatus(200);
      await proof(
        'records',
        'The records of the user, another user and the admin are unchanged.',
        async () => {
          expect(await snapshots()).toEqual(before);
        },
      );
      await proof('admin', 'The admin’s token still works, and belongs to the admin.', async () => {
        const me = await admin.api.showSelf();
        expect(me).toHaveStatus(200);
        expect(me.body.user.id).toBe(await bench.adminId());
        expect(await admin.api.showCurrentToken()).toHaveStatus(200);
      });
      await proof(
        'other',
        'Another user still signs in with their own password, and not with the one that was set.',
        async () => {
          await expectSignIns(bench, other, [
            [other.password, 'signed in', 'their own password'],
            [user.password, 'refused', 'the password that was set'],
          ]);
        },
      );
    },
    { failedSignIns: 1 },
  );

  must(
    'silent',
    'Neither the answer nor the user’s record contains the password.',
    { says: '200: Empty response', at: BY_ADMINS.at },
    async (bench, proof) => {
      const user = await bench.user();
      const before = user.password;
      const set = await bench.setPassword(user, await bench.newPassword(user));
      expect(set).toHaveStatus(200);
      const admin = await bench.admin();
      const answers = [
        set,
        ...(await sideBySide(
          () => admin.api.showUser(user.id),
          async () => (await bench.session(user)).api.showSelf(),
        )),
      ];
      for (const answer of answers) {
        expect(answer).toHaveStatus(200);
        expect(answer.contains(user.password), `${answer.title} contains the password`).toBe(false);
        expect(answer.contains(before), `${answer.title} contains the old password`).toBe(false);
      }
      await proof.should('empty', 'The answer to setting a password is empty.', () => {
        expect(set.isEmpty, set.excerpt).toBe(true);
      });
    },
  );

  must(
    'of-another',
    'A caller who is not an admin cannot set another user’s password.',
    BY_ADMINS,
    async (bench) => {
      const user = await bench.user();
      const [other, { api }] = await sideBySide(
        () => bench.other(),
        () => bench.session(user),
      );
      await withoutEffect(bench, other, async () => {
        expect(await api.setPassword(other.id, await bench.newPassword(other))).toBeRefused();
      });
    },
  );

  must(
    'of-oneself',
    'A user who is not an admin cannot set their own password without the previous one.',
    OWN_ONLY,
    async (bench) => {
      const user = await bench.user();
      const { api } = await bench.session(user);
      await withoutEffect(bench, user, async () => {
        expect(await api.setPassword(user.id, await bench.newPassword(user))).toBeRefused();
      });
    },
  );

  must(
    'no-token',
    'Without a token, or with an invented one, no password can be set.',
    BY_ADMINS,
    async (bench, proof) => {
      const user = await bench.user();
      await withoutEffect(bench, user, async () => {
        for (const api of [
          bench.identities.anonymous(),
          bench.identities.bearer('anonymous, with an invented token', inventedToken()),
        ]) {
          const answer = await api.setPassword(user.id, await bench.newPassword(user));
          expect(answer).toBeRefused();
          await proof.should('status', 'The status of the refusal is 401.', () => {
            expect(answer).toHaveStatus(401);
          });
        }
      });
    },
  );

  must(
    'read-scope',
    'An admin token with only the scope read cannot set a password.',
    {
      says: 'read gives access to GET endpoints',
      at: 'https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#scopes',
    },
    (bench) => proveScopeRefused(bench, 'read'),
  );

  must(
    'users-scope',
    'An admin token with the scopes read and users:write cannot set a password.',
    SCOPES,
    (bench) => proveScopeRefused(bench, 'read users:write'),
  );

  must(
    'unknown-user',
    'Setting the password of a user who does not exist is refused.',
    BY_ADMINS,
    async (bench, proof) => {
      const user = await bench.user();
      const { api } = await bench.admin();
      const answer = await api.setPassword(unusedId(), await bench.newPassword(user));
      expect(answer).toBeRefused();
      await proof.should('status', 'The status of the refusal is 404.', () => {
        expect(answer).toHaveStatus(404);
      });
    },
  );

  must(
    'no-password',
    'A request without a password, with an empty or misnamed one, or with invalid JSON is refused, and the password stays the same.',
    { says: '{"password": "newpassword"}', at: BY_ADMINS.at },
    async (bench, proof) => {
      const user = await bench.user();
      const { api } = await bench.admin();
      const cut = `{"password":"${await bench.newPassword(user)}"`;
      const requests = [
        { name: 'missing', what: 'without a password', json: {} },
        { name: 'empty', what: 'with an empty password', json: { password: '' } },
        { name: 'null', what: 'with null as the password', json: { password: null } },
        {
          name: 'capitals',
          what: 'with the password under another name',
          json: { PASSWORD: await bench.newPassword(user) },
        },
        { name: 'not-json', what: 'with invalid JSON', content: { type: 'application/json', text: cut } },
      ];
      await expectBodiesRefused(bench, proof, user, { api, method: 'POST' }, requests);
    },
  );

  must(
    'weak',
    'An admin cannot set a password against a published requirement that Keyturn understands.',
    REQUIRED,
    async (bench, proof) => {
      const user = await bench.user();
      await provePolicy(bench, proof, user, 'POST', await bench.admin());
    },
  );

  must(
    'wrong-previous',
    'A wrong previous password, or the new password in its place, is refused and changes nothing.',
    { says: 'previous_password: the user’s previous password', at: OWN_ONLY.at },
    async (bench) => {
      const user = await bench.user();
      const { api } = await bench.session(user);
      await withoutEffect(bench, user, async () => {
        const password = await bench.newPassword(user);
        for (const previous of [bench.anyPassword(), password])
          expect(await api.changePassword(user.id, { previous_password: previous, password })).toBeRefused();
      });
      bench.countFailures(user, 2);
    },
    { failedSignIns: 2 },
  );
});

/** Proves that an admin token with only these scopes cannot set a password. */
async function proveScopeRefused(bench: ZendeskBench, scope: string): Promise<void> {
  const user = await bench.user();
  await withoutEffect(
    bench,
    user,
    async ({ api }) => {
      expect(await api.setPassword(user.id, await bench.newPassword(user))).toBeRefused();
    },
    { prepare: () => bench.adminWithScope(scope), afterwards: ({ token }) => bench.revoke(token) },
  );
}
