/** Who may set whose password, and what users must send to change their own. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { ExpertApi, RawOptions } from '../../../helpers/systems/expert/api.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { unquoted } from '../../../helpers/systems/expert/cookies.ts';
import { PASSWORD_PAGE, SERVER, SERVER_SIGN_IN } from '../../../helpers/systems/expert/documented.ts';
import { nearMiss } from '../../../helpers/systems/expert/odd-passwords.ts';
import type { UserId } from '../../../helpers/systems/expert/user-path.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { expectNoEcho } from '../shared/answers.ts';
import { expectRefusals, type RefusedCall } from '../shared/refusals.ts';
import { expectAuthenticates, expectChanged } from '../shared/sign-in.ts';
import { expectOwnToken } from '../shared/tokens.ts';

/** How users can change their own password. */
const OWN_CHANGES: {
  /** Only the old server and its tests describe a token in a header. */
  level?: 'should';
  name: string;
  sentence: string;
  userid: (user: BenchUser) => UserId;
  caller: (bench: ExpertBench, user: BenchUser) => ExpertApi | Promise<ExpertApi>;
}[] = [
  {
    name: 'by-password',
    sentence: 'A user changes their password with user name and password, and the old one no longer works.',
    userid: ({ id }) => id,
    caller: (bench, user) => bench.basic(user),
  },
  {
    name: 'by-cookie',
    sentence:
      'A user changes the password of “current” with the cookie of a sign-in, and the old one no longer works.',
    userid: () => 'current',
    caller: (bench, user) => bench.byCookie(user),
  },
  {
    level: 'should',
    name: 'by-token',
    sentence:
      'A user changes their password by =name with the token in a header, and the old one no longer works.',
    userid: ({ username }) => ({ username }),
    caller: async (bench, user) => bench.identities.token(user.as, unquoted(await bench.cookie(user))),
  },
];

export const changeChecks = checksOf<ExpertBench>('expert/change', ({ must, should }) => {
  for (const { level, name, sentence, userid, caller } of OWN_CHANGES)
    (level === 'should' ? should : must)(
      name,
      sentence,
      { says: 'currentpassword: needed to change one’s own password', at: PASSWORD_PAGE },
      async (bench) => {
        const user = await bench.user();
        const as = await caller(bench, user);
        const password = bench.newPassword();
        const changed = await as.setPassword(userid(user), password, { currentpassword: user.password });
        expect(changed).toHaveStatus(200);
        await sideBySide(
          () => expectChanged(bench, user, password),
          () => expectOwnToken(bench, user, changed),
        );
      },
      { failedSignIns: 1 },
    );

  must(
    'no-current',
    'A user who sends no current password (400), or an empty one, is refused.',
    { says: '400: currentpassword is needed, unless an admin calls', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const byCookie = await bench.byCookie(user);
      await expectRefusals(bench, proof, { target: user }, [
        {
          name: 'by-password',
          what: 'A change with user name and password, but without currentpassword,',
          status: 400,
          call: (password) => bench.basic(user).setPassword(user.id, password),
        },
        {
          name: 'by-cookie',
          what: 'A change with the cookie of a sign-in, but without currentpassword,',
          status: 400,
          call: (password) => byCookie.setPassword('current', password),
        },
        {
          name: 'empty',
          what: 'An empty currentpassword',
          status: 403,
          should: true,
          call: (password) => {
            bench.countFailure(user);
            return byCookie.setPassword(user.id, password, { currentpassword: '' });
          },
        },
      ]);
    },
    { failedSignIns: 2 },
  );

  must(
    'near-current',
    'A current password that is nearly right is wrong: 403.',
    { says: '403: the current password does not match', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const { password: earlier } = user;
      expect(await bench.setPassword(user, bench.newPassword())).toHaveStatus(200);
      const { password: right } = user;
      const byCookie = await bench.byCookie(user);
      const changeWith = (currentpassword: string) => (password: string) => {
        bench.countFailure(user);
        return byCookie.setPassword(user.id, password, { currentpassword });
      };
      await expectRefusals(
        bench,
        proof,
        { target: user },
        [
          [
            'case',
            'A current password with its last letter in the other case',
            nearMiss(right, bench.connection.secrets),
          ],
          ['cut', 'A current password without its last character', right.slice(0, -1)],
          ['longer', 'A current password with a trailing space', `${right} `],
          ['earlier', 'The previous password as the current one', earlier],
          ['somebody-elses', 'Another user’s password as the current one', other.password],
        ]
          .map(([name = '', what = '', currentpassword = '']): RefusedCall => ({
            name,
            what,
            status: 403,
            call: changeWith(currentpassword),
          }))
          .concat({
            name: 'new',
            what: 'The new password as the current one',
            status: 403,
            inAddress: true,
            call: (password) => changeWith(password)(password),
          }),
      );
    },
    { failedSignIns: 7 },
  );

  must(
    'somebody-elses',
    'A caller who is not an admin cannot set another user’s password, whatever they send: 403.',
    { says: '403: login credentials must match target username or admin rights required', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const rows: [string, string, ExpertApi, { currentpassword?: string; altpassword?: boolean }][] = [
        ['user', 'Setting another user’s password as a user', bench.basic(user), {}],
        [
          'by-cookie',
          'Setting another user’s password as a user with a cookie',
          await bench.byCookie(user),
          {},
        ],
        [
          'own-current',
          'Setting another user’s password as a user who sends their own one',
          bench.basic(user),
          { currentpassword: user.password },
        ],
        [
          'their-current',
          'Setting another user’s password as a user who sends the current one',
          bench.basic(user),
          { currentpassword: other.password },
        ],
        [
          'alternative',
          'Setting another user’s alternative password as a user',
          bench.basic(user),
          { altpassword: true },
        ],
        ['nobody', 'Setting a user’s password as an anonymous caller', bench.identities.anonymous(), {}],
        [
          'nobody-current',
          'Setting a user’s password as an anonymous caller who sends the current one',
          bench.identities.anonymous(),
          { currentpassword: other.password },
        ],
        [
          'nobody-alternative',
          'Setting a user’s alternative password as an anonymous caller',
          bench.identities.anonymous(),
          { altpassword: true },
        ],
      ];
      await expectRefusals(
        bench,
        proof,
        { target: other },
        rows.map(([name, what, as, options]) => ({
          name,
          what,
          status: 403,
          call: (password) => as.setPassword(other.id, password, options),
        })),
      );
      await expectAuthenticates(bench, user);
    },
    { failedSignIns: 1 },
  );

  must(
    'made-up-apikey',
    'An invented apikey does not let a caller set another user’s password.',
    { says: 'Only a valid apikey bypasses the check of permissions', at: SERVER },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const apikey = bench.newPassword().replace(/\W|_/g, '');
      bench.connection.secrets.learn(apikey, 'access token', 'an apikey invented by this run');
      const anonymous = bench.identities.anonymous();
      const rows: [string, string, ExpertApi, RawOptions][] = [
        [
          'user',
          'Setting another user’s password as a user with an invented apikey in the query',
          bench.basic(user),
          { query: { apikey } },
        ],
        [
          'user-header',
          'Setting another user’s password as a user with an invented apikey in a header',
          bench.basic(user),
          { headers: { 'X-ApiKey': apikey } },
        ],
        [
          'nobody',
          'Setting a user’s password with only an invented apikey in the query',
          anonymous,
          { query: { apikey } },
        ],
        [
          'nobody-empty',
          'Setting a user’s password with only an empty apikey in the query',
          anonymous,
          { query: { apikey: '' } },
        ],
        [
          'nobody-header',
          'Setting a user’s password with only an invented apikey in a header',
          bench.identities.apikey('anonymous, with an invented apikey', apikey),
          {},
        ],
      ];
      await expectRefusals(
        bench,
        proof,
        { target: other, tryPassword: false },
        rows.map(([name, what, as, options]) => ({
          name,
          what,
          status: 403,
          should: true as const,
          call: (password) => as.rawPassword(String(other.id), password, options),
        })),
      );
    },
  );

  must(
    'wrong-credentials',
    'A wrong password in the credentials is refused (401), even with the right one in the query.',
    { says: 'bad Basic credentials: authentication failed, 401', at: SERVER_SIGN_IN },
    async (bench, proof) => {
      const user = await bench.user();
      const wrong = bench.newPassword();
      await expectRefusals(bench, proof, { target: user, tryPassword: false }, [
        {
          name: 'own',
          what: 'A change with a wrong password in the credentials and the right one in the query',
          status: 401,
          call: (password) => {
            bench.countFailure(user);
            const options = { currentpassword: user.password };
            return bench.basic(user, wrong).setPassword(user.id, password, options);
          },
        },
      ]);
    },
    { failedSignIns: 1 },
  );

  must(
    'deactivated',
    'An inactive user cannot change their password, and neither another user nor an anonymous caller can.',
    { says: 'caller account inactive: user is disabled, 403', at: SERVER_SIGN_IN },
    async (bench, proof) => {
      const user = await bench.user();
      const password = bench.newPassword();
      const options = { currentpassword: user.password };
      const [byCookie, other] = await sideBySide(
        () => bench.byCookie(user),
        () => bench.other(),
      );
      expect(await bench.deactivate(user)).toHaveStatus(200);
      const before = await bench.snapshot(user);
      await proof(
        'by-cookie',
        'An inactive user with a cookie from before is refused: 403 or 401.',
        async () => {
          const refused = await byCookie.setPassword(user.id, password, options);
          expect(refused).toHaveStatus(403, 401);
          expectNoEcho(refused, password);
        },
      );
      await proof(
        'by-another',
        'Another user or an anonymous caller who sets an inactive user’s password is refused: 403.',
        async () => {
          await sideBySide(
            ...[bench.basic(other), bench.identities.anonymous()].flatMap((as) =>
              [{}, options, { altpassword: true }].map(
                (sent) => async () => expect(await as.setPassword(user.id, password, sent)).toHaveStatus(403),
              ),
            ),
          );
        },
      );
      bench.countFailure(user);
      const refused = await bench.basic(user).setPassword(user.id, password, options);
      await proof(
        'by-password',
        'An inactive user with user name and password is refused: 403 or 401.',
        () => {
          expect(refused).toHaveStatus(403, 401);
        },
      );
      await proof.should(
        'disabled',
        'An inactive user with the right user name and password is refused with 403.',
        () => {
          expect(refused).toHaveStatus(403);
        },
      );
      expect(await bench.snapshot(user)).toEqual(before);
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
    { failedSignIns: 2 },
  );

  must(
    'somebody-elses-by-role',
    'Authors and editors cannot set another user’s password: 403.',
    { says: '403: login credentials must match target username or admin rights required', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const shown = await bench.shown(user);
      const before = given(shown.role, 'The site does not show the role of a user.');
      for (const role of ['Author', 'Editor']) {
        const raised = await bench.admin.updateUser(user.id, { role });
        bench.markDirty();
        if (raised.isRefusedWith(400, 403))
          throw new NotTried(`The site does not assign the role ${role}.\n${raised.excerpt}`);
        expect(raised).toHaveStatus(200);
        await expectRefusals(bench, proof, { target: other, tryPassword: false }, [
          {
            name: role.toLowerCase(),
            what: `Setting another user’s password with the role ${role}`,
            status: 403,
            call: (password) => bench.basic(user).setPassword(other.id, password),
          },
        ]);
      }
      await bench.revertWrite(user, before);
    },
    {
      // A user who may write takes a paid seat.
      whyNotApplicable: ({ emulated }) => (emulated ? undefined : 'it assigns roles that take a seat.'),
    },
  );

  should(
    'parameter-in-any-case',
    'The name of the parameter currentpassword is case-insensitive.',
    { says: 'Query keys are case-insensitive', at: SERVER },
    async (bench) => {
      const user = await bench.user();
      const password = bench.newPassword();
      const query = { CurrentPassword: user.password };
      expect(await bench.basic(user).rawPassword('current', password, { query })).toHaveStatus(200);
      user.password = password;
      await expectAuthenticates(bench, user);
    },
  );
});
