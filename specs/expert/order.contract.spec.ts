/** What is refused for which reason, where there are several: who calls, then whom, then what, then whether one may. */
import { expect, expertContract } from '../../fixtures/index.ts';
import type { ExpertApi } from '../../helpers/expert/api.ts';
import type { ExpertBench } from '../../helpers/expert/bench.ts';
import { FRAMEWORK, PASSWORD_PAGE, SERVER } from '../../helpers/expert/documented.ts';
import { userPath } from '../../helpers/expert/user-path.ts';
import { runId } from '../../helpers/run/run.ts';
import { expectNoToken, expectRefusals, expectSignsIn } from './proofs.ts';

/** Everybody whom an order could be different for. */
async function callers(bench: ExpertBench): Promise<[string, ExpertApi][]> {
  const user = await bench.user();
  return [
    ['nobody', bench.identities.anonymous()],
    ['user', bench.basic(user)],
    ['user by cookie', await bench.byCookie(user)],
    ['admin', bench.admin],
  ];
}

/** A body of three characters, and none at all. */
function badBodies(bench: ExpertBench): [string, string][] {
  return [
    ['short', bench.newPassword().slice(0, 3)],
    ['empty', ''],
  ];
}

export const orderChecks = expertContract('expert/order', ({ must, should, record }) => {
  must(
    'malformed-first',
    'What is no user at all is 400, whoever asks, and whatever the password is.',
    { says: '400: userid must be a user number or a username prefixed by “=”', at: PASSWORD_PAGE },
    async (bench) => {
      const bodies = [bench.newPassword(), ...badBodies(bench).map(([, body]) => body)];
      for (const [, as] of await callers(bench))
        for (const body of bodies) expect(await as.rawPassword('abc', body)).toHaveStatus(400);
    },
  );

  must(
    'unknown-before-body',
    'A user that does not exist is 404, whoever asks, and whatever the password is.',
    { says: '404: the user was not found', at: PASSWORD_PAGE },
    async (bench) => {
      const userid = userPath({ username: `${bench.prefix}-nobody-${runId()}` });
      const bodies = [bench.newPassword(), ...badBodies(bench).map(([, body]) => body)];
      for (const [, as] of await callers(bench))
        for (const body of bodies) expect(await as.rawPassword(userid, body)).toHaveStatus(404);
    },
  );

  must(
    'body-before-right',
    'A password that is too short is refused as such, 400, also when those send it who might not set a longer one.',
    { says: 'Validation precedes authorisation', at: SERVER },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const all = await callers(bench);
      await expectRefusals(
        bench,
        proof,
        { target: other, tried: false },
        badBodies(bench).flatMap(([what, body]) =>
          all.map(([who, as]) => ({
            name: `${what}-by-${who.replaceAll(' ', '-')}`,
            sentence: `${what}, by ${who}: 400.`,
            status: 400,
            should: true as const,
            call: () => as.rawPassword(String(other.id), body),
          })),
        ),
      );
      await expectSignsIn(bench, user);
    },
  );

  must(
    'own-short',
    'An own password that is too short or empty is 400, as the main and as the alternative one.',
    { says: '400: new password not provided, or not long enough', at: PASSWORD_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      const right = { currentpassword: user.password };
      for (const [what, body] of badBodies(bench)) {
        await proof(`${what}-by-user`, `${what}, by the user, with the present one: 400.`, async () => {
          const refused = await bench.basic(user).rawPassword('current', body, { query: right });
          expect(refused).toHaveStatus(400);
          await expectNoToken(bench, refused, before);
        });
        await proof(`${what}-alternative`, `${what}, the alternative one, by an admin: 400.`, async () => {
          const query = { altpassword: 'true' };
          expect(await bench.admin.rawPassword(String(user.id), body, { query })).toHaveStatus(400);
        });
      }
      expect(await bench.snapshot(user)).toEqual(before);
      await expectSignsIn(bench, user);
    },
  );

  must(
    'body-before-current',
    'Too short and with a wrong current password is refused for its length: 400, not 403.',
    { says: 'Validation precedes authorisation', at: SERVER },
    async (bench, proof) => {
      const user = await bench.user();
      const query = { currentpassword: bench.newPassword() };
      await expectRefusals(
        bench,
        proof,
        { target: user, tried: false },
        badBodies(bench)
          .slice(0, 1)
          .map(([what, body]) => ({
            name: what,
            sentence: `${what}, with a wrong current password: 400.`,
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
    '“current” of nobody is Anonymous, whose password nobody can set: 400.',
    { says: '400: cannot change password on anonymous user', at: SERVER },
    async (bench) => {
      const as = bench.identities.anonymous();
      const refused = await as.setPassword('current', bench.newPassword());
      expect(refused).toHaveStatus(400);
      await expectNoToken(bench, refused, {});
      for (const [, body] of badBodies(bench))
        expect(await as.rawPassword('current', body)).toHaveStatus(400);
      const guessed = { currentpassword: bench.newPassword() };
      expect(await as.setPassword('current', bench.newPassword(), guessed)).toHaveStatus(400);
    },
  );

  should(
    'credentials-first',
    'Wrong credentials are 401 before anything else is looked at.',
    { says: 'The prologue authenticates the request, then the feature is called', at: SERVER },
    async (bench) => {
      // Of somebody who is not there: so it is nobody's failed sign-in.
      const username = `${bench.prefix}-nobody-${runId()}`;
      const as = bench.identities.basic('nobody', username, bench.newPassword());
      for (const userid of [userPath({ username }), 'abc', 'current'])
        expect(await as.rawPassword(userid, '')).toHaveStatus(401);
    },
  );

  must(
    'bad-boolean',
    'An altpassword that is neither true nor false is refused, 400, and sets nothing.',
    { says: '400: invalid value for feature parameter altpassword', at: FRAMEWORK },
    async (bench, proof) => {
      const user = await bench.user();
      await expectRefusals(bench, proof, { target: user }, [
        {
          name: 'maybe',
          sentence: '“maybe” is neither: 400.',
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
    'To an altpassword of “yes”, “1” and none it answers:',
    { says: 'Booleans go through Convert.ToBoolean of .NET', at: FRAMEWORK },
    async (bench) => {
      const user = await bench.user();
      bench.doubt();
      const seen: string[] = [];
      for (const altpassword of ['yes', '1', '']) {
        const query = { altpassword };
        const { status } = await bench.admin.rawPassword(String(user.id), bench.newPassword(), { query });
        seen.push(`“${altpassword}”: HTTP ${String(status)}`);
      }
      return seen.join('; ');
    },
  );
});
