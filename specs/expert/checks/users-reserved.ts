/** What only admins may change of users, and that there is no other way to set a password. */
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
 * Roles with additional rights: today's and the classic name of one role, so that a site has at least one of them. Only
 * on an emulator, the role of an admin as well: on a live site, an admin could be left whom no one removes.
 */
function roles({ emulated }: ExpertBench): string[] {
  return ['Author', 'Contributor', ...(emulated ? ['Admin'] : [])];
}

/** A site may refuse an unknown role with 400, which proves nothing about rights. */
const OR_UNKNOWN_ROLE = [400, 401, 403];

/** Expects that at least one role was refused because of missing rights, not because it is unknown. */
async function expectRolesKnown(proof: Prove, answers: readonly Exchange<unknown>[]): Promise<void> {
  await proof('roles', 'At least one of the requested roles exists on the site.', () => {
    given(answers[0], 'No role was requested.');
    const forRights = answers.filter(({ status }) => status !== 400);
    if (forRights.length === 0) throw new NotTried('The site has none of the requested roles.');
    expect(forRights.length).toBeGreaterThan(0);
  });
}

/** Another name of the pool that is never leased. The clean-up recognizes a user with this name. */
function otherName({ prefix }: ExpertBench, { username }: BenchUser): string {
  return poolName(prefix, 9000 + Number(/\d+$/.exec(username)?.[0] ?? 0));
}

export const reservedUserChecks = checksOf<ExpertBench>('expert/users', ({ must }) => {
  must(
    'of-oneself',
    'Users cannot change their own role or user name.',
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
          sentence: `The role ${first}, with the cookie of a sign-in.`,
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
    'Neither a user nor an anonymous caller can change another user’s role, status, name or email address.',
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
      for (const [who, caller, as] of [
        ['user', 'a user', bench.basic(user)],
        ['nobody', 'an anonymous caller', bench.identities.anonymous()],
      ] as const) {
        const answers = await expectNotWritten(
          bench,
          proof,
          other,
          roles(bench).map((role) => ({
            name: `role-${role.toLowerCase()}-by-${who}`,
            sentence: `The role ${role}, by ${caller}: refused.`,
            status: OR_UNKNOWN_ROLE,
            forRole: true as const,
            write: () => as.updateUser(other.id, { role }),
          })),
        );
        await expectRolesKnown(proof, answers);
        await expectNotWritten(bench, proof, other, [
          ...documents.map(([what, fields]) => ({
            name: `${what}-by-${who}`,
            sentence: `The ${what}, by ${caller}: refused.`,
            write: () => as.updateUser(other.id, fields),
          })),
          {
            name: `posted-by-${who}`,
            sentence: `The email address, by ${caller}, with POST users and the user’s ID: refused.`,
            status: [400, 401, 403],
            // With the user's present name, so that a site that ignores the ID creates no user.
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
    'Only an admin can create users; the existing user with that name is unchanged.',
    { says: 'An apikey or an admin is needed to create a user: 403', at: USERS_POST_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      for (const [who, caller, as] of [
        ['user', 'a user', bench.basic(user)],
        ['nobody', 'an anonymous caller', bench.identities.anonymous()],
      ] as const) {
        const refused = await proof(who, `By ${caller}, with a user name in use: refused.`, async () => {
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
          `By ${caller}, with a free user name: refused, and no user is created.`,
          async () => {
            const { answer, made } = await bench.attemptCreation((fields) =>
              as.rawUser(undefined, userXml(fields)),
            );
            expect(made.map(({ username }) => username)).toEqual([]);
            expect(answer).toHaveStatus(403, 401);
          },
        );
        await proof.should(`${who}-status`, `By ${caller}: 403.`, () => {
          expect(refused.required()).toHaveStatus(403);
        });
      }
      expect(await bench.snapshot(user)).toEqual(before);
    },
  );

  must(
    'no-other-way',
    'The password of an existing user cannot be set by creating the user again, or with the user document.',
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
          sentence: 'A user with this name exists: 409, or 400 because of the password.',
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
          sentence: 'An accountpassword for an existing user: 400.',
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
    'A user name can be used only once, in any case: 409.',
    { says: '409: user already exists', at: USERS_POST_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      const { username } = user;
      for (const [name, sentence, written] of [
        ['as-it-is', 'In the same case: 409, and no user is created.', username],
        ['in-another-case', 'In upper case: 409, and no user is created.', username.toUpperCase()],
      ] as const)
        await proof(name, sentence, async () => {
          const { answer, made } = await bench.attemptCreation(
            (fields) => bench.admin.rawUser(undefined, userXml(fields)),
            written,
          );
          expect(made.map(({ id }) => id)).toEqual([]);
          expect(answer).toHaveStatus(409);
        });
      await proof('nothing-changed', 'The user with this name is unchanged.', async () => {
        expect(await bench.snapshot(user)).toEqual(before);
        await expectSignsIn(bench, user);
      });
    },
  );
});
