/**
 * What the documentation reserves for admins, tried as an agent and as an end user, on users of our own alone. Each is
 * refused, and has no effect: a tenant may refuse, and do it all the same. The pages:
 * https://developer.zendesk.com/api-reference/ticketing/users/users/ and, for tokens,
 * https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/
 */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import { assertFromService } from '../../../helpers/http/exchange.ts';
import type { Role } from '../../../helpers/systems/zendesk/api.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import type { Session } from '../../../helpers/systems/zendesk/tokens.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { refuseToCreate, withoutEffect } from '../shared/refusals.ts';
import type { BenchUser } from '../../../helpers/systems/zendesk/bench-users.ts';

const PAGE = 'https://developer.zendesk.com/api-reference/ticketing/users/users/';
const CREATE = {
  says: 'Create User. Allowed for: Admins, and agents with a custom role that lets them',
  at: `${PAGE}#create-user`,
};
const UPDATE = {
  says: 'Update User. Allowed for: Admins; agents with restrictions. role: the role of the user; admins set it',
  at: `${PAGE}#update-user`,
};
const WRITES = {
  says: 'Update User. Allowed for: Admins; agents with restrictions. Delete User: Admins can delete anyone. Set a User’s Password: Admins',
  at: PAGE,
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
  must('create-agent', 'Whoever is no admin creates nobody of the team.', CREATE, async (bench, proof) => {
    for (const caller of [await bench.user(), await bench.other()])
      for (const role of rolesAbove(bench, 'end-user'))
        await proof(`${caller.role}-${role}`, `No ${caller.role} creates one with the role ${role}.`, () =>
          refuseCreation(bench, proof, caller, role),
        );
  });

  must('create-end-user', 'An end user creates nobody.', CREATE, async (bench, proof) => {
    await refuseCreation(bench, proof, await bench.other(), 'end-user');
  });

  should('agent-creates', 'Nor does an agent create an end user.', CREATE, async (bench, proof) => {
    await refuseCreation(bench, proof, await agentOf(bench), 'end-user');
  });

  must(
    'raise',
    'Whoever is no admin raises nobody’s role, not even its own.',
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
            `No ${caller.role} gives ${name === 'own' ? 'itself' : 'an end user'} the role ${role}.`,
            () => raiseWithoutEffect(bench, caller, target, role),
          );
          await proof.record(`${address}-answer`, 'What is answered to it.', () => String(tried.required()));
        }
    },
  );

  must(
    'end-user',
    'An end user changes, suspends and deletes nobody else, and gives nobody else a password.',
    WRITES,
    async (bench, proof) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const { api } = await bench.session(other);
      await withoutEffect(bench, user, async () => {
        await proof('changes', 'It is refused to change somebody else.', async () => {
          expect(await api.updateUser(user.id, { name: `${user.name} of an end user` })).toBeRefused();
        });
        await proof('suspends', 'It is refused to suspend somebody else.', async () => {
          expect(await api.updateUser(user.id, { suspended: true })).toBeRefused();
        });
        await proof('password', 'It is refused to set somebody else’s password.', async () => {
          expect(await api.setPassword(user.id, await bench.newPassword(user))).toBeRefused();
        });
        await proof('deletes', 'It is refused to delete somebody else.', async () => {
          expect(await api.deleteUser(user.id)).toBeRefused();
        });
      });
    },
  );

  must('identities', 'An end user adds no address to somebody else.', IDENTITIES, async (bench) => {
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
    expect(await identitiesOf(), 'the identities of somebody else').toEqual(before);
    expect(answer).toBeRefused();
  });

  must(
    'agents',
    'An agent suspends no other agent, gives it no password, and does not delete it.',
    WRITES,
    async (bench, proof) => {
      const { api } = await sessionWithoutCustomRole(bench, await bench.user());
      const { user: agent, remove } = await bench.createAgent();
      expect(await bench.setPassword(agent, await bench.newPassword(agent))).toHaveStatus(200);
      const before = await bench.snapshot(agent);
      await proof('suspends', 'It is refused to suspend it.', async () => {
        expect(await api.updateUser(agent.id, { suspended: true })).toBeRefused();
      });
      await proof('password', 'It is refused to set its password.', async () => {
        expect(await api.setPassword(agent.id, await bench.newPassword(agent))).toBeRefused();
      });
      await proof('deletes', 'It is refused to delete it.', async () => {
        expect(await api.deleteUser(agent.id)).toBeRefused();
      });
      expect(await bench.snapshot(agent), 'the other agent, as the admin sees it').toEqual(before);
      await remove();
    },
  );

  must('tokens', 'Whoever is no admin issues no token without a grant.', TOKENS, async (bench, proof) => {
    const { token } = await bench.admin();
    const shown = await bench.sessionOf(token).api.showCurrentToken();
    expect(shown).toHaveStatus(200);
    const client = given(shown.body.token.client_id, 'The tenant does not show the client of a token.');
    for (const caller of [await bench.user(), await bench.other()])
      await proof(caller.role, `No ${caller.role} does.`, async () => {
        const answer = await bench.attemptToken(await bench.session(caller), client, ['read']);
        expect(answer).toBeRefused();
      });
  });
});

/** The roles above one, as far as they may be asked for: what could leave an admin behind is for emulators alone. */
function rolesAbove(bench: ZendeskBench, role: BenchUser['role']): Role[] {
  const above: Role[] = role === 'end-user' ? ['agent', 'admin'] : ['admin'];
  return above.filter((each) => bench.emulated || each !== 'admin');
}

/** The test user, where it is an agent. */
async function agentOf(bench: ZendeskBench): Promise<BenchUser> {
  const user = await bench.user();
  if (user.role !== 'agent') throw new NotTried('The test user is an end user.');
  return user;
}

/**
 * Signed in as somebody who has no rights but those of the role.
 *
 * @throws {NotTried} where a custom role may give more: the plan, or a default of the tenant, gave it one.
 */
async function sessionWithoutCustomRole(bench: ZendeskBench, caller: BenchUser): Promise<Session> {
  const { custom_role_id: customRole } = await bench.snapshot(caller);
  if (caller.role === 'agent' && customRole !== undefined && customRole !== null)
    throw new NotTried('The test user has a custom role, which may let it do more than agents do.');
  return bench.session(caller);
}

/** Somebody tries to create a user of a role: it is refused, and nobody comes of it. */
async function refuseCreation(
  bench: ZendeskBench,
  proof: Prove,
  caller: BenchUser,
  role: Role,
): Promise<void> {
  const { api } = await sessionWithoutCustomRole(bench, caller);
  await refuseToCreate(proof, bench.attemptCreate(api, bench.newNames('end-user'), role));
}

/**
 * Somebody tries to raise a role: it is what it was. That the call is refused is not asked for: attributes that a caller may
 * not set are ignored elsewhere, and the rest is done.
 *
 * @returns the status of the answer.
 */
async function raiseWithoutEffect(
  bench: ZendeskBench,
  caller: BenchUser,
  target: BenchUser,
  role: Role,
): Promise<number> {
  const { api } = await sessionWithoutCustomRole(bench, caller);
  const before = await bench.snapshot(target);
  const answer = await api.updateUser(target.id, { role });
  const after = await bench.snapshot(target);
  // Before anything else: nobody of ours keeps a role that it was not to have.
  const raised = after['role'] !== before['role'];
  if (raised) await (await bench.admin()).api.updateUser(target.id, { role: target.role });
  expect(after, 'whose role was to be raised').toEqual(before);
  return assertFromService(answer).status;
}
