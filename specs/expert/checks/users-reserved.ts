/** What of users is kept for admins, and that there is no other way to set a password. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import { type UserFields, userXml } from '../../../helpers/systems/expert/api.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { SERVER_USERS, USER_PUT_PAGE, USERS_POST_PAGE } from '../../../helpers/systems/expert/documented.ts';
import { xml } from '../../../helpers/systems/expert/format.ts';
import { poolName } from '../../../helpers/systems/expert/marker.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { otherLease } from '../shared/leases.ts';
import { expectRefusals } from '../shared/refusals.ts';
import { expectNotWritten } from '../shared/reserved-writes.ts';
import { expectSignsIn } from '../shared/sign-in.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';

/**
 * Roles that take rights: today's and the classic name of one, of which a site knows at least one. What could end with an
 * admin whom nobody removes is tried on an emulator alone.
 */
function roles({ emulated }: ExpertBench): string[] {
  return ['Author', 'Contributor', ...(emulated ? ['Admin'] : [])];
}

/** A role that a site does not know is refused as such: that says nothing about rights. */
const OR_UNKNOWN_ROLE = [400, 401, 403];

/** Of those who ask for a role, somebody was refused for want of rights. */
async function expectRolesKnown(proof: Prove, answers: readonly Exchange<unknown>[]): Promise<void> {
  await proof('roles', 'One of the roles that were asked for is one of the site.', () => {
    given(answers[0], 'No role was asked for.');
    const forRights = answers.filter(({ status }) => status !== 400);
    if (forRights.length === 0) throw new NotTried('The site knows none of the roles that were asked for.');
    expect(forRights.length).toBeGreaterThan(0);
  });
}

/** Another name of the pool, which is never given: whoever bears it is known to the clean-up. */
function otherName({ prefix }: ExpertBench, { username }: BenchUser): string {
  return poolName(prefix, 9000 + Number(/\d+$/.exec(username)?.[0] ?? 0));
}

export const reservedUserChecks = checksOf<ExpertBench>('expert/users', ({ must }) => {
  must(
    'of-oneself',
    'What is for admins to change, a user does not change of itself: neither the role nor the name.',
    { says: 'A change of role or name needs admin rights', at: USER_PUT_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const byPassword = bench.basic(user);
      const byCookie = await bench.byCookie(user);
      const [first = ''] = roles(bench);
      const reserved = { status: OR_UNKNOWN_ROLE, mayBeAnswered: true, forRole: true } as const;
      const answers = await expectNotWritten(bench, proof, user, [
        ...roles(bench).map((role) => ({
          name: `role-${role.toLowerCase()}`,
          sentence: `The role ${role}.`,
          ...reserved,
          write: () => byPassword.updateUser(user.id, { role }),
        })),
        {
          name: 'role-by-cookie',
          sentence: `The role ${first}, by the cookie of a sign-in.`,
          ...reserved,
          write: () => byCookie.updateUser(user.id, { role: first }),
        },
      ]);
      await expectRolesKnown(proof, answers);
      await expectNotWritten(bench, proof, user, [
        {
          name: 'name',
          sentence: 'The user name.',
          status: [400, 401, 403],
          mayBeAnswered: true,
          write: () => byPassword.updateUser(user.id, { username: otherName(bench, user) }),
        },
      ]);
    },
  );

  must(
    'somebody-else',
    'A user and nobody write nothing of somebody else: neither role, status, name nor address.',
    { says: 'A user is updated by itself or by an admin', at: USER_PUT_PAGE },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const email = `${user.username}-else@example.com`;
      const documents: [string, UserFields][] = [
        ['status', { status: 'inactive' }],
        ['username', { username: otherName(bench, other) }],
        ['fullname', { fullname: otherLease() }],
        ['email', { email }],
      ];
      for (const [who, as] of [
        ['user', bench.basic(user)],
        ['nobody', bench.identities.anonymous()],
      ] as const) {
        const answers = await expectNotWritten(
          bench,
          proof,
          other,
          roles(bench).map((role) => ({
            name: `role-${role.toLowerCase()}-by-${who}`,
            sentence: `The role ${role}, by ${who}: refused.`,
            status: OR_UNKNOWN_ROLE,
            forRole: true as const,
            write: () => as.updateUser(other.id, { role }),
          })),
        );
        await expectRolesKnown(proof, answers);
        await expectNotWritten(bench, proof, other, [
          ...documents.map(([what, fields]) => ({
            name: `${what}-by-${who}`,
            sentence: `The ${what}, by ${who}: refused.`,
            write: () => as.updateUser(other.id, fields),
          })),
          {
            name: `posted-by-${who}`,
            sentence: `The address, by ${who}, with POST users and the number: refused.`,
            status: [400, 401, 403],
            // With the name that it has: a site that overlooks the number makes nobody of it.
            write: () =>
              as.rawUser(undefined, xml('user', { '@id': other.id, username: other.username, email })),
          },
        ]);
      }
      await expectSignsIn(bench, other);
    },
  );

  must(
    'create-refused',
    'Nobody but an admin creates users, and the one whose name was given stays as it is.',
    { says: 'An apikey or an admin is needed to create a user: 403', at: USERS_POST_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      for (const [who, as] of [
        ['user', bench.basic(user)],
        ['nobody', bench.identities.anonymous()],
      ] as const) {
        const refused = await proof(who, `By ${who}, with a name that is taken: refused.`, async () => {
          const { answer, made } = await bench.attemptCreation(
            (fields) => as.rawUser(undefined, userXml(fields)),
            user.username,
          );
          expect(made.map(({ id }) => id)).toEqual([]);
          expect(answer).toHaveStatus(403, 401);
          return answer;
        });
        await proof(
          `${who}-new`,
          `By ${who}, with a name that nobody has: refused, and nobody is made.`,
          async () => {
            const { answer, made } = await bench.attemptCreation((fields) =>
              as.rawUser(undefined, userXml(fields)),
            );
            expect(made.map(({ username }) => username)).toEqual([]);
            expect(answer).toHaveStatus(403, 401);
          },
        );
        await proof.should(`${who}-status`, `By ${who}: 403.`, () => {
          expect(refused.required()).toHaveStatus(403);
        });
      }
      expect(await bench.snapshot(user)).toEqual(before);
    },
  );

  must(
    'no-other-way',
    'The password of a user who exists is set in no other way: not by creating it again, nor with its document.',
    {
      says: 'Please use PUT: users/{userid}/password to change passwords on existing accounts, 400',
      at: SERVER_USERS,
    },
    async (bench, proof) => {
      const user = await bench.user();
      const { username } = user;
      await expectRefusals(bench, proof, { target: user }, [
        {
          name: 'created-again',
          sentence: 'A user of this name is there: 409, or 400 for the password.',
          status: [409, 400],
          inAddress: true,
          call: async (accountpassword) => {
            const { answer, made } = await bench.attemptCreation(
              (fields) => bench.admin.rawUser(undefined, userXml(fields), { accountpassword }),
              username,
            );
            expect(made.map(({ id }) => id)).toEqual([]);
            return answer;
          },
        },
        {
          name: 'updated',
          sentence: 'An accountpassword for a user who is there: 400.',
          status: 400,
          should: true,
          inAddress: true,
          call: (accountpassword) => bench.admin.rawUser(user.id, userXml({ username }), { accountpassword }),
        },
      ]);
    },
    { failedSignIns: 1 },
  );

  must(
    'duplicate',
    'A name is given once: 409, also in another case.',
    { says: '409: user already exists', at: USERS_POST_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      const { username } = user;
      for (const [name, sentence, written] of [
        ['as-it-is', 'As it is written: 409, and nobody is made.', username],
        [
          'in-another-case',
          'In capitals it is the same name: 409, and nobody is made.',
          username.toUpperCase(),
        ],
      ] as const)
        await proof(name, sentence, async () => {
          const { answer, made } = await bench.attemptCreation(
            (fields) => bench.admin.rawUser(undefined, userXml(fields)),
            written,
          );
          expect(made.map(({ id }) => id)).toEqual([]);
          expect(answer).toHaveStatus(409);
        });
      await proof('nothing-changed', 'The user who has it stays as it is.', async () => {
        expect(await bench.snapshot(user)).toEqual(before);
        await expectSignsIn(bench, user);
      });
    },
  );
});
