/**
 * Calls that the documentation reserves for admins, tried as an agent and as an end user, and only on our own users. If a
 * call changes something, its effect is checked as well as its answer, because a tenant may refuse a call and carry it out anyway. The pages:
 * https://developer.zendesk.com/api-reference/ticketing/users/users/ and, for tokens,
 * https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/
 */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import { assertFromService } from '../../../helpers/http/exchange.ts';
import type { Role } from '../../../helpers/systems/zendesk/api.ts';
import type { BenchUser } from '../../../helpers/systems/zendesk/bench-users.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import type { Session } from '../../../helpers/systems/zendesk/tokens.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { USERS_PAGE } from '../shared/documented.ts';
import { expectCreationRefused, withoutEffect } from '../shared/refusals.ts';

const CREATE = {
  says: 'Create User. Allowed for: Admins, and agents with a custom role that lets them',
  at: `${USERS_PAGE}#create-user`,
};
const UPDATE = {
  says: 'Update User. Allowed for: Admins; agents with restrictions. role: the role of the user; admins set it',
  at: `${USERS_PAGE}#update-user`,
};
const WRITES = {
  says: 'Update User. Allowed for: Admins; agents with restrictions. Delete User: Admins can delete anyone. Set a User’s Password: Admins',
  at: USERS_PAGE,
};
const IDENTITIES = {
  says: 'Create Identity. Allowed for: Agents; end users, for themselves',
  at: 'https://developer.zendesk.com/api-reference/ticketing/users/user_identities/#create-identity',
};
const TOKENS = {
  says: 'Create Token. Allowed for: Admins',
  at: 'https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#create-token',
};

export const roleChecks = checksOf<ZendeskBench>('zendesk/roles', ({ must, should }) => {
  must(
    'create-agent',
    'A user who is not an admin cannot create team members.',
    CREATE,
    async (bench, proof) => {
      for (const caller of [await bench.user(), await bench.other()])
        for (const role of rolesAbove(bench, 'end-user'))
          await proof(
            `${caller.role}-${role}`,
            `A caller with the role ${caller.role} cannot create a user with the role ${role}.`,
            () => expectCannotCreate(bench, proof, caller, role),
          );
    },
  );

  must('create-end-user', 'An end user cannot create users.', CREATE, async (bench, proof) => {
    await expectCannotCreate(bench, proof, await bench.other(), 'end-user');
  });

  should('agent-creates', 'An agent cannot create an end user.', CREATE, async (bench, proof) => {
    await expectCannotCreate(bench, proof, await agentOf(bench), 'end-user');
  });

  must(
    'raise',
    'A user who is not an admin cannot raise a role, not even their own.',
    UPDATE,
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      for (const [name, caller, target] of [
        ['own', user, user],
        ['own', other, other],
        ['anothers', user, other],
      ] as const)
        for (const role of rolesAbove(bench, target.role)) {
          const address = `${name}-${caller.role}-${role}`;
          const tried = await proof(
            address,
            `A caller with the role ${caller.role} cannot give ${name === 'own' ? 'themselves' : 'an end user'} the role ${role}.`,
            () => expectRoleUnchanged(bench, caller, target, role),
          );
          await proof.record(`${address}-answer`, 'With what status the attempt is answered.', () =>
            String(tried.required()),
          );
        }
    },
  );

  must(
    'end-user',
    'An end user cannot change, suspend or delete another user, or set their password.',
    WRITES,
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const { api } = await bench.session(other);
      const password = await bench.newPassword(user);
      await withoutEffect(bench, user, async () => {
        await sideBySide(
          () =>
            proof('changes', 'Changing another user is refused.', async () => {
              expect(await api.updateUser(user.id, { name: `${user.name} of an end user` })).toBeRefused();
            }),
          () =>
            proof('suspends', 'Suspending another user is refused.', async () => {
              expect(await api.updateUser(user.id, { suspended: true })).toBeRefused();
            }),
          () =>
            proof('password', 'Setting another user’s password is refused.', async () => {
              expect(await api.setPassword(user.id, password)).toBeRefused();
            }),
        );
        await proof('deletes', 'Deleting another user is refused.', async () => {
          expect(await api.deleteUser(user.id)).toBeRefused();
        });
      });
    },
  );

  must(
    'identities',
    'An end user cannot add an email address to another user.',
    IDENTITIES,
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const admin = await bench.admin();
      const { api } = await bench.session(other);
      const identitiesOf = async () => {
        const listed = await admin.api.listIdentities(user.id);
        expect(listed).toHaveStatus(200);
        return listed.body.identities.map(({ type, value }) => `${type} ${value ?? ''}`).sort();
      };
      const before = await identitiesOf();
      const { email } = bench.newNames('end-user');
      const answer = await api.addIdentity(user.id, { type: 'email', value: email, verified: true });
      expect(await identitiesOf(), 'the other user’s identities').toEqual(before);
      expect(answer).toBeRefused();
    },
  );

  must(
    'agents',
    'An agent cannot suspend another agent, set their password, or delete them.',
    WRITES,
    async (bench, proof) => {
      const { api } = await sessionWithoutCustomRole(bench, await bench.user());
      const { user: agent, remove } = await bench.createAgent();
      expect(await bench.setPassword(agent, await bench.newPassword(agent))).toHaveStatus(200);
      const before = await bench.snapshot(agent);
      const password = await bench.newPassword(agent);
      await sideBySide(
        () =>
          proof('suspends', 'Suspending another agent is refused.', async () => {
            expect(await api.updateUser(agent.id, { suspended: true })).toBeRefused();
          }),
        () =>
          proof('password', 'Setting another agent’s password is refused.', async () => {
            expect(await api.setPassword(agent.id, password)).toBeRefused();
          }),
      );
      await proof('deletes', 'Deleting another agent is refused.', async () => {
        expect(await api.deleteUser(agent.id)).toBeRefused();
      });
      expect(await bench.snapshot(agent), 'the other agent, as the admin sees them').toEqual(before);
      await remove();
    },
  );

  must(
    'tokens',
    'A user who is not an admin cannot issue a token without a grant.',
    TOKENS,
    async (bench, proof) => {
      const { token } = await bench.admin();
      const shown = await bench.sessionOf(token).api.showCurrentToken();
      expect(shown).toHaveStatus(200);
      const client = given(shown.body.token.client_id, 'The tenant does not show the client of a token.');
      for (const caller of [await bench.user(), await bench.other()])
        await proof(
          caller.role,
          `A caller with the role ${caller.role} cannot issue a token without a grant.`,
          async () => {
            const answer = await bench.attemptToken(await bench.session(caller), client, ['read']);
            expect(answer).toBeRefused();
          },
        );
    },
  );
});

/** Returns the roles above one. The role admin is tried on emulators only, because a live tenant could end up with an admin. */
function rolesAbove(bench: ZendeskBench, role: BenchUser['role']): Role[] {
  const above: Role[] = role === 'end-user' ? ['agent', 'admin'] : ['admin'];
  return above.filter((each) => bench.emulated || each !== 'admin');
}

/** Returns the test user, who must be an agent. */
async function agentOf(bench: ZendeskBench): Promise<BenchUser> {
  const user = await bench.user();
  if (user.role !== 'agent') throw new NotTried('The test user is an end user.');
  return user;
}

/**
 * Signs in as a user who has only the rights of their role.
 *
 * @throws {NotTried} if the user has a custom role, which may grant more. The plan or a default of the tenant may assign one.
 */
async function sessionWithoutCustomRole(bench: ZendeskBench, caller: BenchUser): Promise<Session> {
  const { custom_role_id: customRole } = await bench.snapshot(caller);
  if (caller.role === 'agent' && customRole !== undefined && customRole !== null)
    throw new NotTried('The test user has a custom role, which may allow more than the role agent does.');
  return bench.session(caller);
}

/** Proves that this caller cannot create a user with this role: the call is refused, and no user is created. */
async function expectCannotCreate(
  bench: ZendeskBench,
  proof: Prove,
  caller: BenchUser,
  role: Role,
): Promise<void> {
  const { api } = await sessionWithoutCustomRole(bench, caller);
  await expectCreationRefused(proof, bench.attemptCreate(api, bench.newNames('end-user'), role));
}

/**
 * Tries to raise a role, and asserts that it is unchanged. The call need not be refused: a tenant may ignore attributes
 * that a caller may not set, and carry out the rest.
 *
 * @returns the status of the answer.
 */
async function expectRoleUnchanged(
  bench: ZendeskBench,
  caller: BenchUser,
  target: BenchUser,
  role: Role,
): Promise<number> {
  const { api } = await sessionWithoutCustomRole(bench, caller);
  const before = await bench.snapshot(target);
  const answer = await api.updateUser(target.id, { role });
  const after = await bench.snapshot(target);
  // Reverted before any assertion, so that no user of ours keeps a role that they must not have.
  const raised = after['role'] !== before['role'];
  if (raised) await (await bench.admin()).api.updateUser(target.id, { role: target.role });
  expect(after, 'the user whose role must not change').toEqual(before);
  return assertFromService(answer).status;
}
