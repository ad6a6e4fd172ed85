/** What is refused for which reason, where there are several: who calls, then whom, then what, then whether one may. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import { type Exchange, assertFromService } from '../../../helpers/http/exchange.ts';
import type { ExpertApi } from '../../../helpers/systems/expert/api.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { FRAMEWORK, PASSWORD_PAGE, SERVER } from '../../../helpers/systems/expert/documented.ts';
import { userPath } from '../../../helpers/systems/expert/user-path.ts';
import { unknownUsername, setPasswordOfUnknownUser } from '../shared/nobody.ts';
import { expectRefusals } from '../shared/refusals.ts';
import { expectSignsIn } from '../shared/sign-in.ts';
import { expectNoToken } from '../shared/tokens.ts';

/** Everybody whom an order could be different for, but an admin. */
async function callers(bench: ExpertBench): Promise<[name: string, who: string, as: ExpertApi][]> {
  const user = await bench.user();
  return [
    ['nobody', 'nobody', bench.identities.anonymous()],
    ['user', 'a user', bench.basic(user)],
    ['user-by-cookie', 'a user with the cookie of a sign-in', await bench.byCookie(user)],
  ];
}

/** A body of three characters, and none at all. */
function badBodies(bench: ExpertBench): [name: string, what: string, body: string][] {
  return [
    ['short', 'Three characters', bench.newPassword().slice(0, 3)],
    ['empty', 'An empty password', ''],
  ];
}

/**
 * Whoever sets the password of whom there is not is refused. The page tells the statuses, and not what is looked at first:
 * where there is another reason to refuse, for want of rights or for the password, the status is as the old server has it.
 */
async function expectRefusedThere(
  bench: ExpertBench,
  proof: Prove,
  userid: string,
  status: number,
): Promise<void> {
  const good = bench.newPassword();
  const bad = badBodies(bench).map(([, , body]) => body);
  await proof('admin', `By an admin: ${String(status)}.`, async () => {
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
    who: 'an admin, with what is no password',
    bodies: bad,
    set: (body: string) => setPasswordOfUnknownUser(bench, userid, body),
  };
  for (const { name, who, bodies, set } of [...byOthers, byAdmin]) {
    const refused = await proof(name, `By ${who}: refused.`, async () => {
      const answers: Exchange<unknown>[] = [];
      for (const body of bodies) answers.push(await set(body));
      for (const answer of answers) expect(answer).toBeRefused();
      return answers;
    });
    await proof.should(`${name}-status`, `By ${who}: ${String(status)}.`, () => {
      for (const answer of refused.required()) expect(answer).toHaveStatus(status);
    });
  }
}

export const orderChecks = checksOf<ExpertBench>('expert/order', ({ must, should, record }) => {
  must(
    'malformed-first',
    'What is no user at all is refused, whoever asks, and whatever the password is: 400.',
    { says: '400: userid must be a user number or a username prefixed by “=”', at: PASSWORD_PAGE },
    async (bench, proof) => {
      await expectRefusedThere(bench, proof, unknownUsername(bench), 400);
    },
  );

  must(
    'unknown-before-body',
    'A user that does not exist is refused, whoever asks, and whatever the password is: 404.',
    { says: '404: the user was not found', at: PASSWORD_PAGE },
    async (bench, proof) => {
      await expectRefusedThere(bench, proof, userPath({ username: unknownUsername(bench) }), 404);
    },
  );

  must(
    'body-before-right',
    'A password that is too short is refused as such, 400, also when those send it who might not set a longer one.',
    { says: 'Validation precedes authorisation', at: SERVER },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const all = [...(await callers(bench)), ['admin', 'an admin', bench.admin] as const];
      await expectRefusals(
        bench,
        proof,
        { target: other, tried: false },
        badBodies(bench).flatMap(([name, what, body]) =>
          all.map(([by, who, as]) => ({
            name: `${name}-by-${by}`,
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
      for (const [name, what, body] of badBodies(bench)) {
        await proof(`${name}-by-user`, `${what}, by the user, with the present one: 400.`, async () => {
          const refused = await bench.basic(user).rawPassword('current', body, { query: right });
          expect(refused).toHaveStatus(400);
          await expectNoToken(bench, refused, before);
        });
        await proof(`${name}-alternative`, `${what}, as the alternative one, by an admin: 400.`, async () => {
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
          .map(([name, what, body]) => ({
            name,
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
      for (const [, , body] of badBodies(bench))
        expect(await as.rawPassword('current', body)).toHaveStatus(400);
      const guessed = { currentpassword: bench.newPassword() };
      expect(await as.setPassword('current', bench.newPassword(), guessed)).toHaveStatus(400);
    },
    {
      // Who is everybody's.
      whyElsewhere: ({ emulated }) =>
        emulated ? undefined : 'if it were not refused, it would set the password of Anonymous.',
    },
  );

  should(
    'credentials-first',
    'Wrong credentials are 401 before anything else is looked at.',
    { says: 'The prologue authenticates the request, then the feature is called', at: SERVER },
    async (bench) => {
      // Of somebody who is not there: so it is nobody's failed sign-in.
      const username = unknownUsername(bench);
      const as = bench.identities.basic('nobody', username, bench.newPassword());
      // Not “current”: who is taken for nobody is Anonymous there.
      for (const userid of [userPath({ username }), username, String((await bench.user()).id)])
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
      bench.markDirty();
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
