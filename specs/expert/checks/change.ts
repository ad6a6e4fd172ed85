/** Who may set whose password, and what users must send to change their own. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { ExpertApi, RawOptions } from '../../../helpers/systems/expert/api.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { unquoted } from '../../../helpers/systems/expert/cookies.ts';
import { PASSWORD_PAGE, SERVER, SERVER_SIGN_IN } from '../../../helpers/systems/expert/documented.ts';
import { nearMiss } from '../../../helpers/systems/expert/odd-passwords.ts';
import type { UserId } from '../../../helpers/systems/expert/user-path.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { expectNoEcho } from '../shared/answers.ts';
import { expectRefusals, type RefusedCall } from '../shared/refusals.ts';
import { expectChanged, expectSignsIn } from '../shared/sign-in.ts';
import { expectOwnToken } from '../shared/tokens.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';

/** The ways in which users can change their own password. */
const WAYS: {
  /** Only the old server and its tests describe a token in a header. */
  level?: 'should';
  name: string;
  sentence: string;
  userid: (user: BenchUser) => UserId;
  caller: (bench: ExpertBench, user: BenchUser) => ExpertApi | Promise<ExpertApi>;
}[] = [
  {
    name: 'by-password',
    sentence: 'A user changes their password with user name and password; the old one no longer works.',
    userid: ({ id }) => id,
    caller: (bench, user) => bench.basic(user),
  },
  {
    name: 'by-cookie',
    sentence:
      'A user changes the password of “current” with the cookie of a sign-in; the old one no longer works.',
    userid: () => 'current',
    caller: (bench, user) => bench.byCookie(user),
  },
  {
    level: 'should',
    name: 'by-token',
    sentence:
      'A user changes their password by =name with the token in a header; the old one no longer works.',
    userid: ({ username }) => ({ username }),
    caller: async (bench, user) => bench.identities.token(user.as, unquoted(await bench.cookie(user))),
  },
];

export const changeChecks = checksOf<ExpertBench>('expert/change', ({ must, should }) => {
  for (const { level, name, sentence, userid, caller } of WAYS)
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
        await expectChanged(bench, user, password);
        await expectOwnToken(bench, user, changed);
      },
      { failedSignIns: 1 },
    );

  must(
    'no-current',
    'A user who does not send the current password, or sends an empty one, is refused: 400.',
    { says: '400: currentpassword is needed, unless an admin calls', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const byCookie = await bench.byCookie(user);
      await expectRefusals(bench, proof, { target: user }, [
        {
          name: 'by-password',
          sentence: 'Even with user name and password as credentials: 400.',
          status: 400,
          call: (password) => bench.basic(user).setPassword(user.id, password),
        },
        {
          name: 'by-cookie',
          sentence: 'With the cookie of a sign-in: 400.',
          status: 400,
          call: (password) => byCookie.setPassword('current', password),
        },
        {
          name: 'empty',
          sentence: 'An empty current password is a wrong one: 403.',
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
      const given = (currentpassword: string) => (password: string) => {
        bench.countFailure(user);
        return byCookie.setPassword(user.id, password, { currentpassword });
      };
      await expectRefusals(
        bench,
        proof,
        { target: user },
        [
          ['case', 'In another case', nearMiss(right, bench.connection.secrets)],
          ['cut', 'Without its last character', right.slice(0, -1)],
          ['longer', 'With a trailing space', `${right} `],
          ['earlier', 'The previous one', earlier],
          ['somebody-elses', 'Another user’s password', other.password],
        ]
          .map(([name = '', what = '', currentpassword = '']): RefusedCall => ({
            name,
            sentence: `${what}: 403.`,
            status: 403,
            call: given(currentpassword),
          }))
          .concat({
            name: 'new',
            sentence: 'The new one: 403.',
            status: 403,
            inAddress: true,
            call: (password) => given(password)(password),
          }),
      );
    },
    { failedSignIns: 7 },
  );

  must(
    'somebody-elses',
    'Only an admin can set another user’s password; anyone else gets 403, whatever they send.',
    { says: '403: login credentials must match target username or admin rights required', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const rows: [string, string, ExpertApi, { currentpassword?: string; altpassword?: boolean }][] = [
        ['user', 'A user', bench.basic(user), {}],
        ['by-cookie', 'A user with a cookie', await bench.byCookie(user), {}],
        [
          'own-current',
          'A user with their own password',
          bench.basic(user),
          { currentpassword: user.password },
        ],
        [
          'their-current',
          'A user with the other user’s password',
          bench.basic(user),
          { currentpassword: other.password },
        ],
        ['alternative', 'A user, for the alternative password', bench.basic(user), { altpassword: true }],
        ['nobody', 'An anonymous caller', bench.identities.anonymous(), {}],
        [
          'nobody-current',
          'An anonymous caller with the user’s password',
          bench.identities.anonymous(),
          { currentpassword: other.password },
        ],
        [
          'nobody-alternative',
          'An anonymous caller, for the alternative password',
          bench.identities.anonymous(),
          { altpassword: true },
        ],
      ];
      await expectRefusals(
        bench,
        proof,
        { target: other },
        rows.map(([name, who, as, options]) => ({
          name,
          sentence: `${who}: 403.`,
          status: 403,
          call: (password) => as.setPassword(other.id, password, options),
        })),
      );
      await expectSignsIn(bench, user);
    },
    { failedSignIns: 1 },
  );

  must(
    'made-up-apikey',
    'An invented apikey is refused: 403.',
    { says: 'Only a valid apikey bypasses the check of permissions', at: SERVER },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const apikey = bench.newPassword().replace(/\W|_/g, '');
      bench.connection.secrets.learn(apikey, 'access token', 'an apikey invented by this run');
      const nobody = bench.identities.anonymous();
      const rows: [string, string, ExpertApi, RawOptions][] = [
        ['user', 'A user, with one in the query', bench.basic(user), { query: { apikey } }],
        [
          'user-header',
          'A user, with one in a header',
          bench.basic(user),
          { headers: { 'X-ApiKey': apikey } },
        ],
        ['nobody', 'An anonymous caller, with one in the query', nobody, { query: { apikey } }],
        ['nobody-empty', 'An anonymous caller, with an empty one', nobody, { query: { apikey: '' } }],
        [
          'nobody-header',
          'An anonymous caller, with one in a header',
          bench.identities.apikey('nobody', apikey),
          {},
        ],
      ];
      await expectRefusals(
        bench,
        proof,
        { target: other, tried: false },
        rows.map(([name, who, as, options]) => ({
          name,
          sentence: `${who}: 403.`,
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
      await expectRefusals(bench, proof, { target: user, tried: false }, [
        {
          name: 'own',
          sentence: 'With a wrong password: 401.',
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
    'An inactive user cannot change anything, whatever they send, and cannot be changed by another user.',
    { says: 'caller account inactive: user is disabled, 403', at: SERVER_SIGN_IN },
    async (bench, proof) => {
      const user = await bench.user();
      const byCookie = await bench.byCookie(user);
      const password = bench.newPassword();
      const options = { currentpassword: user.password };
      expect(await bench.deactivate(user)).toHaveStatus(200);
      const before = await bench.snapshot(user);
      await proof('by-cookie', 'With a cookie from before: refused.', async () => {
        const refused = await byCookie.setPassword(user.id, password, options);
        expect(refused).toHaveStatus(403, 401);
        expectNoEcho(refused, password);
      });
      await proof('by-another', 'As another user, and as an anonymous caller: 403.', async () => {
        for (const as of [bench.basic(await bench.other()), bench.identities.anonymous()])
          for (const given of [{}, options, { altpassword: true }])
            expect(await as.setPassword(user.id, password, given)).toHaveStatus(403);
      });
      bench.countFailure(user);
      const refused = await bench.basic(user).setPassword(user.id, password, options);
      await proof('by-password', 'With user name and password: refused.', () => {
        expect(refused).toHaveStatus(403, 401);
      });
      await proof.should('disabled', 'With user name and password: 403, because they are right.', () => {
        expect(refused).toHaveStatus(403);
      });
      expect(await bench.snapshot(user)).toEqual(before);
      expect(await bench.activate(user)).toHaveStatus(200);
      await proof(
        'nothing-changed',
        'Once the user is active, their old password still signs in.',
        async () => {
          expect(await bench.signIn(user, password)).toHaveStatus(401);
          await expectSignsIn(bench, user);
        },
      );
    },
    { failedSignIns: 2 },
  );

  must(
    'somebody-elses-by-role',
    'Authors and editors are not admins and cannot set another user’s password: 403.',
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
        await expectRefusals(bench, proof, { target: other, tried: false }, [
          {
            name: role.toLowerCase(),
            sentence: `${role}: 403.`,
            status: 403,
            call: (password) => bench.basic(user).setPassword(other.id, password),
          },
        ]);
      }
      await bench.revertWrite(user, before);
    },
    {
      // A user who can write takes a paid seat.
      whyNotApplicable: ({ emulated }) => (emulated ? undefined : 'it assigns roles that take a seat.'),
    },
  );

  should(
    'parameter-in-any-case',
    'Parameter names are case-insensitive.',
    { says: 'Query keys are case-insensitive', at: SERVER },
    async (bench) => {
      const user = await bench.user();
      const password = bench.newPassword();
      const query = { CurrentPassword: user.password };
      expect(await bench.basic(user).rawPassword('current', password, { query })).toHaveStatus(200);
      user.password = password;
      await expectSignsIn(bench, user);
    },
  );
});
