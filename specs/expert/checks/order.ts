/**
 * Which reason for a refusal comes first if there are several: wrong credentials, then the user ID, then the password, then
 * missing rights.
 */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import { assertFromService } from '../../../helpers/http/exchange.ts';
import type { ExpertApi } from '../../../helpers/systems/expert/api.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { FRAMEWORK, PASSWORD_PAGE, SERVER } from '../../../helpers/systems/expert/documented.ts';
import { userPath } from '../../../helpers/systems/expert/user-path.ts';
import { expectRefusals } from '../shared/refusals.ts';
import { expectAuthenticates, expectUnchanged } from '../shared/sign-in.ts';
import { expectNoToken } from '../shared/tokens.ts';
import { setPasswordOfUnknownUser, unknownUsername } from '../shared/unknown-users.ts';

/** Returns every kind of caller for whom the order could differ, except an admin. */
async function callers(bench: ExpertBench): Promise<[name: string, who: string, as: ExpertApi][]> {
  const user = await bench.user();
  return [
    ['nobody', 'an anonymous caller', bench.identities.anonymous()],
    ['user', 'a user', bench.basic(user)],
    ['user-by-cookie', 'a user with the cookie of a sign-in', await bench.byCookie(user)],
  ];
}

/** Returns a password of three characters, and an empty one. */
function invalidPasswords(bench: ExpertBench): [name: string, what: string, password: string][] {
  return [
    ['short', 'A password of three characters', bench.newPassword().slice(0, 3)],
    ['empty', 'An empty password', ''],
  ];
}

/**
 * Expects that every caller who sets the password of this userid, which is malformed or belongs to no user, is refused. The
 * page documents the statuses, but not the order of the checks. If there is another reason to refuse (missing rights, or
 * the password), the status is that of the old server.
 */
async function expectRefusedForEveryone(
  bench: ExpertBench,
  proof: Prove,
  what: string,
  userid: string,
  status: number,
): Promise<void> {
  const good = bench.newPassword();
  const bad = invalidPasswords(bench).map(([, , body]) => body);
  await proof('admin', `${what} is refused with ${String(status)} for an admin.`, async () => {
    expect(await setPasswordOfUnknownUser(bench, userid, good)).toHaveStatus(status);
  });
  const byOthers = (await callers(bench)).map(([name, who, as]) => ({
    name,
    who,
    bodies: [good, ...bad],
    set: (body: string) => as.rawPassword(userid, body),
  }));
  const byAdmin = {
    name: 'admin-with-none',
    who: 'an admin who sends an invalid password',
    bodies: bad,
    set: (body: string) => setPasswordOfUnknownUser(bench, userid, body),
  };
  const attempt = async ({ name, who, bodies, set }: typeof byAdmin) => {
    const refused = await proof(name, `${what} is refused for ${who}.`, async () => {
      const answers = await sideBySide(...bodies.map((body) => () => set(body)));
      for (const answer of answers) expect(answer).toBeRefused();
      return answers;
    });
    await proof.should(`${name}-status`, `${what} is refused with ${String(status)} for ${who}.`, () => {
      for (const answer of refused.required()) expect(answer).toHaveStatus(status);
    });
  };
  await sideBySide(...[...byOthers, byAdmin].map((each) => () => attempt(each)));
}

export const orderChecks = checksOf<ExpertBench>('expert/order', ({ must, should, record }) => {
  must(
    'malformed-first',
    'A malformed user ID is refused for every caller and password, and for an admin with 400.',
    { says: '400: userid must be a user number or a username prefixed by “=”', at: PASSWORD_PAGE },
    async (bench, proof) => {
      await expectRefusedForEveryone(bench, proof, 'A malformed user ID', unknownUsername(bench), 400);
    },
  );

  must(
    'unknown-before-body',
    'A user name that does not exist is refused for every caller and password, and for an admin with 404.',
    { says: '404: the user was not found', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const userid = userPath({ username: unknownUsername(bench) });
      await expectRefusedForEveryone(bench, proof, 'A user name that does not exist', userid, 404);
    },
  );

  must(
    'body-before-right',
    'A password that is too short or empty is refused for every caller, whether they may set passwords or not.',
    { says: 'Validation precedes authorisation', at: SERVER },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const all = [...(await callers(bench)), ['admin', 'an admin', bench.admin] as const];
      await expectRefusals(
        bench,
        proof,
        { target: other, tryPassword: false },
        invalidPasswords(bench).flatMap(([name, what, body]) =>
          all.map(([by, who, as]) => ({
            name: `${name}-by-${by}`,
            what: `${what} from ${who}`,
            status: 400,
            should: true as const,
            call: () => as.rawPassword(String(other.id), body),
          })),
        ),
      );
      await expectAuthenticates(bench, user);
    },
  );

  must(
    'own-short',
    'A password that is too short or empty is refused with 400, both as the main and as the alternative one.',
    { says: '400: new password not provided, or not long enough', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.ownSnapshot(user);
      const right = { currentpassword: user.password };
      const attempt = async ([name, what, body]: readonly [string, string, string]) => {
        await proof(
          `${name}-by-user`,
          `${what} from a user who sends the current one is refused: 400.`,
          async () => {
            const refused = await bench.basic(user).rawPassword('current', body, { query: right });
            expect(refused).toHaveStatus(400);
            await expectNoToken(bench, refused, before);
          },
        );
        await proof(
          `${name}-alternative`,
          `${what} from an admin is refused as the alternative one: 400.`,
          async () => {
            const query = { altpassword: 'true' };
            expect(await bench.admin.rawPassword(String(user.id), body, { query })).toHaveStatus(400);
          },
        );
      };
      await sideBySide(...invalidPasswords(bench).map((each) => () => attempt(each)));
      await expectUnchanged(bench, user, before);
    },
  );

  must(
    'body-before-current',
    'A password that is too short is refused, also if the current one is wrong.',
    { says: 'Validation precedes authorisation', at: SERVER },
    async (bench, proof) => {
      const user = await bench.user();
      const query = { currentpassword: bench.newPassword() };
      await expectRefusals(
        bench,
        proof,
        { target: user, tryPassword: false },
        invalidPasswords(bench)
          .slice(0, 1)
          .map(([name, what, body]) => ({
            name,
            what: `${what} with a wrong current password`,
            status: 400,
            should: true as const,
            call: () => {
              bench.countFailure(user);
              return bench.basic(user).rawPassword('current', body, { query });
            },
          })),
      );
    },
    { failedSignIns: 1 },
  );

  must(
    'anonymous-current',
    'An anonymous caller who sets the password of “current” is refused: 400.',
    { says: '400: cannot change password on anonymous user', at: SERVER },
    async (bench) => {
      const as = bench.identities.anonymous();
      const refused = await as.setPassword('current', bench.newPassword());
      expect(refused).toHaveStatus(400);
      await expectNoToken(bench, refused, {});
      for (const [, , body] of invalidPasswords(bench))
        expect(await as.rawPassword('current', body)).toHaveStatus(400);
      const guessed = { currentpassword: bench.newPassword() };
      expect(await as.setPassword('current', bench.newPassword(), guessed)).toHaveStatus(400);
    },
    {
      // For an anonymous caller, “current” is the user Anonymous, whom all of them share.
      whyNotApplicable: ({ emulated }) =>
        emulated ? undefined : 'if it were not refused, it would set the password of Anonymous.',
    },
  );

  should(
    'credentials-first',
    'Wrong credentials are refused with 401, whatever the userid is, and even with an empty password.',
    { says: 'The prologue authenticates the request, then the feature is called', at: SERVER },
    async (bench) => {
      // With a user name that does not exist, so that it does not count as any user's failed sign-in.
      const username = unknownUsername(bench);
      const as = bench.identities.basic('unknown user', username, bench.newPassword());
      // Not “current”, which for an anonymous caller is Anonymous.
      const userids = [userPath({ username }), username, String((await bench.user()).id)];
      await sideBySide(
        ...userids.map((userid) => async () => expect(await as.rawPassword(userid, '')).toHaveStatus(401)),
      );
    },
  );

  must(
    'bad-boolean',
    'An altpassword that is neither true nor false is refused (400) and sets nothing.',
    { says: '400: invalid value for feature parameter altpassword', at: FRAMEWORK },
    async (bench, proof) => {
      const user = await bench.user();
      await expectRefusals(bench, proof, { target: user }, [
        {
          name: 'maybe',
          what: 'An altpassword of “maybe”',
          status: 400,
          call: (password) =>
            bench.admin.rawPassword(String(user.id), password, { query: { altpassword: 'maybe' } }),
        },
      ]);
    },
    { failedSignIns: 1 },
  );

  record(
    'other-booleans',
    'To an altpassword of “yes”, “1” and “”, the site answers:',
    { says: 'Booleans go through Convert.ToBoolean of .NET', at: FRAMEWORK },
    async (bench) => {
      const user = await bench.user();
      bench.markPasswordsDirty(user);
      const seen: string[] = [];
      for (const altpassword of ['yes', '1', '']) {
        const query = { altpassword };
        const set = await bench.admin.rawPassword(String(user.id), bench.newPassword(), { query });
        const { status } = assertFromService(set);
        seen.push(`“${altpassword}”: HTTP ${String(status)}`);
      }
      return seen.join('; ');
    },
  );
});
