/** What only admins may change about users, and calls that set no password although they contain one. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import { type UserFields, userXml } from '../../../helpers/systems/expert/api.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { SERVER_USERS, USER_PUT_PAGE, USERS_POST_PAGE } from '../../../helpers/systems/expert/documented.ts';
import { xml } from '../../../helpers/systems/expert/format.ts';
import { numberOf, poolName } from '../../../helpers/systems/expert/marker.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { otherLease } from '../shared/leases.ts';
import { expectRefusals } from '../shared/refusals.ts';
import { expectNotWritten, type ReservedWrite } from '../shared/reserved-writes.ts';
import { expectAuthenticates, expectUnchanged } from '../shared/sign-in.ts';

/**
 * Returns roles with additional rights: today's and the classic name of one role, so that a site has at least one of them.
 * On an emulator, also the role of an admin. A live site could end up with an admin whom no one removes.
 */
function roles({ emulated }: ExpertBench): string[] {
  return ['Author', 'Contributor', ...(emulated ? ['Admin'] : [])];
}

/** A site may refuse an unknown role with 400, which proves nothing about rights. */
const OR_UNKNOWN_ROLE = [400, 401, 403];

/** Proves that at least one role was refused because of missing rights, not because the site does not have it. */
async function expectRolesKnown(proof: Prove, answers: readonly Exchange<unknown>[]): Promise<void> {
  await proof('roles', 'The answers show that at least one of the requested roles exists.', () => {
    given(answers[0], 'No role was requested.');
    const forRights = answers.filter(({ status }) => status !== 400);
    if (forRights.length === 0) throw new NotTried('The site has none of the requested roles.');
    expect(forRights.length).toBeGreaterThan(0);
  });
}

/** Returns a name of the pool that is never leased. The clean-up recognizes a user with this name. */
function otherName({ prefix }: ExpertBench, { username }: BenchUser): string {
  return poolName(prefix, 9000 + numberOf(username));
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
      const reserved = { status: OR_UNKNOWN_ROLE, mayBeAnswered: true } as const;
      const ofRoles: ReservedWrite[] = [
        ...roles(bench).map((role) => ({
          name: `role-${role.toLowerCase()}`,
          sentence: `A user cannot give themselves the role ${role}.`,
          ...reserved,
          role,
          write: () => byPassword.updateUser(user.id, { role }),
        })),
        {
          name: 'role-by-cookie',
          sentence: `A user cannot give themselves the role ${first} with the cookie of a sign-in.`,
          ...reserved,
          role: first,
          write: () => byCookie.updateUser(user.id, { role: first }),
        },
      ];
      const answers = await expectNotWritten(bench, proof, user, [
        ...ofRoles,
        {
          name: 'name',
          sentence: 'A user cannot change their own user name.',
          status: [400, 401, 403],
          mayBeAnswered: true,
          write: () => byPassword.updateUser(user.id, { username: otherName(bench, user) }),
        },
      ]);
      await expectRolesKnown(
        proof,
        ofRoles.flatMap(({ name }) => answers.get(name) ?? []),
      );
    },
  );

  must(
    'somebody-else',
    'Neither a user nor an anonymous caller can change another user’s role, status, name or email address.',
    { says: 'A user is updated by itself or by an admin', at: USER_PUT_PAGE },
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const email = `${user.username}-else@example.com`;
      const documents: [name: string, what: string, UserFields][] = [
        ['status', 'status', { status: 'inactive' }],
        ['username', 'user name', { username: otherName(bench, other) }],
        ['fullname', 'full name', { fullname: otherLease() }],
        ['email', 'email address', { email }],
      ];
      for (const [who, caller, as] of [
        ['user', 'A user', bench.basic(user)],
        ['nobody', 'An anonymous caller', bench.identities.anonymous()],
      ] as const) {
        const ofRoles = roles(bench).map((role) => ({
          name: `role-${role.toLowerCase()}-by-${who}`,
          sentence: `${caller} cannot give another user the role ${role}.`,
          status: OR_UNKNOWN_ROLE,
          role,
          write: () => as.updateUser(other.id, { role }),
        }));
        const answers = await expectNotWritten(bench, proof, other, [
          ...ofRoles,
          ...documents.map(([name, what, fields]) => ({
            name: `${name}-by-${who}`,
            sentence: `${caller} cannot change another user’s ${what}.`,
            write: () => as.updateUser(other.id, fields),
          })),
          {
            name: `posted-by-${who}`,
            sentence: `${caller} cannot change another user’s email address with POST users and the user’s ID.`,
            status: [400, 401, 403],
            // With the user's current name, so that a site that ignores the ID creates no user.
            write: () =>
              as.rawUser(undefined, xml('user', { '@id': other.id, username: other.username, email })),
          },
        ]);
        await expectRolesKnown(
          proof,
          ofRoles.flatMap(({ name }) => answers.get(name) ?? []),
        );
      }
      await expectAuthenticates(bench, other);
    },
  );

  must(
    'create-refused',
    'A caller who is not an admin cannot create users, and an existing user with that name stays unchanged.',
    { says: 'An apikey or an admin is needed to create a user: 403', at: USERS_POST_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      for (const [who, caller, as] of [
        ['user', 'A user', bench.basic(user)],
        ['nobody', 'An anonymous caller', bench.identities.anonymous()],
      ] as const) {
        const refused = await proof(
          who,
          `${caller} cannot create a user with a user name that is in use.`,
          async () => {
            const { answer, made } = await bench.attemptCreation(
              (fields) => as.rawUser(undefined, userXml(fields)),
              user.username,
            );
            expect(made.map(({ id }) => id)).toEqual([]);
            expect(answer).toHaveStatus(403, 401);
            return answer;
          },
        );
        await proof(`${who}-new`, `${caller} cannot create a user with a free user name.`, async () => {
          const { answer, made } = await bench.attemptCreation((fields) =>
            as.rawUser(undefined, userXml(fields)),
          );
          expect(made.map(({ username }) => username)).toEqual([]);
          expect(answer).toHaveStatus(403, 401);
        });
        await proof.should(
          `${who}-status`,
          `${caller} who creates a user with a user name that is in use is refused with 403.`,
          () => {
            expect(refused.required()).toHaveStatus(403);
          },
        );
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
          what: 'Creating a user with an existing user name and a new password',
          // 400 is about the password.
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
          what: 'An update of an existing user with an accountpassword',
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
    'A user name that is in use is refused for a new user, in the same case and in upper case: 409.',
    { says: '409: user already exists', at: USERS_POST_PAGE },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.ownSnapshot(user);
      const { username } = user;
      for (const [name, sentence, written] of [
        ['as-it-is', 'A new user with an existing user name is refused with 409 and not created.', username],
        [
          'in-another-case',
          'A new user with an existing user name in upper case is refused with 409 and not created.',
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
      await proof('nothing-changed', 'The existing user is unchanged, and still signs in.', async () => {
        await expectUnchanged(bench, user, before);
      });
    },
  );
});
