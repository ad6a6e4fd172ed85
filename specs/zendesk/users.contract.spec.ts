/**
 * Users: creating, reading, finding and deleting them, and what only an admin may do. The page:
 * https://developer.zendesk.com/api-reference/ticketing/users/users/
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, given, type Prove, zendeskContract } from '../../fixtures/index.ts';
import { NotTried } from '../../helpers/verdict/errors.ts';
import type { ZendeskApi } from '../../helpers/zendesk/api.ts';
import type { BenchUser, ZendeskBench } from '../../helpers/zendesk/bench.ts';
import type { TestUserNames } from '../../helpers/zendesk/marker.ts';
import { activeUser } from '../../helpers/zendesk/people.ts';
import type { User } from '../../helpers/zendesk/schemas.ts';
import { callWithDeadToken } from '../../helpers/zendesk/token-rotation.ts';
import { expectSignIn, madeUpToken, unusedId, withoutEffect } from './proofs.ts';

const PAGE = 'https://developer.zendesk.com/api-reference/ticketing/users/users/';
const CREATE = {
  says: 'Create User: 201 Created, Location: /api/v2/users/{id}. name is required',
  at: `${PAGE}#create-user`,
};
const DUPLICATE = {
  says: '422 RecordInvalid: Email: … is already being used by another user',
  at: 'https://github.com/zendesk/zendesk_api_client_rb/pull/477',
};
const SHOW = { says: 'Show User. Allowed for: Agents', at: `${PAGE}#show-user` };
const SELF = { says: 'Show Self. Allowed for: Anonymous users', at: `${PAGE}#show-self` };
const SEARCH = { says: 'external_id: the exact external id; no search syntax', at: `${PAGE}#search-users` };
const DELETE = {
  says: 'Delete User: 200 OK, {"user": {"id": …, "active": false}}',
  at: `${PAGE}#delete-user`,
};
const TOO_LOW = {
  says: '403 Forbidden: You do not have access to this page.',
  at: 'https://github.com/facetoe/zenpy/issues/336',
};
const SETTINGS = {
  says: 'Show Security Settings. Allowed for: Admins',
  at: 'https://developer.zendesk.com/api-reference/ticketing/account-configuration/security_settings/',
};

/** The search index "can take up to a few minutes"; a check has three for everything. */
const INDEX_MS = 120_000;

export const userChecks = zendeskContract('zendesk/users', ({ must, should }) => {
  must(
    'created',
    'A user is created as it was asked for, and found at the place that the answer names.',
    CREATE,
    async (bench, proof) => {
      const { created, user, remove } = await bench.create();
      expect(created).toHaveStatus(201);
      const earlier = await bench.user();
      const before = await bench.snapshot(earlier);
      await proveAsAsked(proof, 'answer', 'The answer', created.body.user, user);
      await proof('location', 'Location names the new user.', () => {
        expect(created.headers['location'] ?? '').toMatch(
          new RegExp(`/users/${String(user.id)}(?:\\.json)?$`),
        );
      });
      const { api } = await bench.admin();
      const shown = await api.showUser(user.id);
      expect(shown).toHaveStatus(200);
      await proveAsAsked(proof, 'read-back', 'Read by its id, the user', shown.body.user, user);
      await proof('others', 'Whoever was there before is still shown as it was.', async () => {
        const others = await api.showUser(earlier.id);
        expect(others).toHaveStatus(200);
        expect(others.body.user).toMatchObject({ id: earlier.id, name: earlier.name });
        expect(await bench.snapshot(earlier)).toEqual(before);
      });
      await remove();
    },
  );

  must(
    'duplicate',
    'An address that is somebody’s is refused to anybody else.',
    DUPLICATE,
    async (bench, proof) => {
      const holder = await bench.user();
      const before = await bench.snapshot(holder);
      const refused = await refuseToCreate(bench, { email: holder.email });
      await proof.should('status', 'The status is 422, its error one of the address.', () => {
        expect(refused).toHaveStatus(422);
        expect(Object.keys(refused.refusal?.details ?? {})).toContain('email');
      });
      await proof.should('case', 'So it is with capitals for small letters.', () =>
        refuseToCreate(bench, { email: holder.email.toUpperCase() }),
      );
      expect(await bench.snapshot(holder), 'whoever has the address').toEqual(before);
    },
  );

  must(
    'nameless',
    'A user without a name, or with an address that is none, is not created.',
    CREATE,
    async (bench, proof) => {
      for (const wrong of [{ name: '' }, { email: `keyturn-${madeUpToken().slice(0, 12)}` }]) {
        const refused = await refuseToCreate(bench, wrong);
        await proof.should('status', 'The status is 422.', () => {
          expect(refused).toHaveStatus(422);
        });
      }
    },
  );

  must('anonymous-reads', 'Without a token nobody is shown, found or listed.', SHOW, async (bench, proof) => {
    const user = await bench.user();
    const nobody = bench.nobody();
    const answers = [
      await nobody.showUser(user.id),
      await nobody.searchUsers({ external_id: user.externalId }),
      await nobody.usersOf(user.externalId),
      await nobody.call({ method: 'GET', path: '/api/v2/users' }),
    ];
    for (const answer of answers) {
      expect(answer).toBeRefused();
      expect(answer.holds(user.email) || answer.holds(user.name), 'the refusal names the user').toBe(false);
      await proof.should('status', 'The status is 401.', () => {
        expect(answer).toHaveStatus(401);
      });
    }
  });

  must(
    'anonymous-writes',
    'Without a token, or with one that is made up, nobody is created, changed or deleted.',
    DELETE,
    async (bench) => {
      const user = await bench.user();
      const names = bench.newNames('end-user');
      await withoutEffect(bench, user, async () => {
        for (const api of [bench.nobody(), bench.bearing('nobody, with a made-up token', madeUpToken())])
          await refuseToWrite(bench, api, user, names);
      });
      expect(await activeOf(bench, names.externalId)).toEqual([]);
    },
  );

  must(
    'read-scope',
    'With a token of the admin that may only read, nobody is created, changed or deleted.',
    {
      says: 'write gives access to POST, PUT, and DELETE endpoints',
      at: 'https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#scopes',
    },
    async (bench) => {
      const user = await bench.user();
      const names = bench.newNames('end-user');
      const { api, token } = await bench.adminWith('read');
      await withoutEffect(bench, user, () => refuseToWrite(bench, api, user, names));
      expect(await activeOf(bench, names.externalId)).toEqual([]);
      await bench.retire(token);
    },
  );

  must(
    'updated',
    'What the admin changes of a user is changed, and nothing else is.',
    { says: 'Update User: 200 OK, {"user": {…}}', at: `${PAGE}#update-user` },
    async (bench) => {
      const user = await bench.user();
      const { api } = await bench.admin();
      const before = await bench.snapshot(user);
      const name = `${user.name} by another name`;
      const updated = await api.updateUser(user.id, { name });
      const after = await bench.snapshot(user);
      expect(await api.updateUser(user.id, { name: user.name })).toHaveStatus(200);
      expect(updated).toHaveStatus(200);
      expect(after).toEqual({ ...before, name });
      expect(await bench.snapshot(user)).toEqual(before);
    },
  );

  must('me-anonymous', 'To /users/me, whoever has no token is nobody.', SELF, async (bench, proof) => {
    const [user, adminId] = [await bench.user(), await bench.adminId()];
    const me = await bench.nobody().showSelf();
    expect(me).toHaveStatus(200, 401);
    await proof.should('status', 'It is told so with 200.', () => {
      expect(me).toHaveStatus(200);
    });
    expect([user.id, adminId]).not.toContain(me.status === 200 ? me.body.user.id : undefined);
    expect(me.holds(user.email)).toBe(false);
  });

  must(
    'search',
    'The search finds a user by its external id, and nobody else.',
    SEARCH,
    async (bench, proof) => {
      const user = await bench.user();
      const { api } = await bench.admin();
      const deadline = Date.now() + (bench.connection.indexDeadlineMs ?? INDEX_MS);
      let found = await api.searchUsers({ external_id: user.externalId });
      for (let pause = 250; found.status === 200; pause = Math.min(pause * 2, 10_000)) {
        if (found.body.users.length > 0 || Date.now() + pause > deadline) break;
        await sleep(pause);
        found = await api.searchUsers({ external_id: user.externalId });
      }
      expect(found).toHaveStatus(200);
      expect(found.body.users.map(({ id }) => id)).toEqual([user.id]);
      await proof.should('count', 'It counts as many as it finds.', () => {
        expect(given(found.body['count'], 'The tenant does not count what it finds.')).toBe(1);
      });
      await proof('beginning', 'It does not find it by the beginning of its external id.', async () => {
        const more = await api.searchUsers({ external_id: user.externalId.slice(0, -1) });
        expect(more).toHaveStatus(200);
        expect(more.body.users.map(({ id }) => id)).not.toContain(user.id);
      });
      await proof.should(
        'namesakes',
        'Nobody else has come to be with its name, which no other run uses.',
        async () => {
          const found = await api.searchUsers({ query: `name:"${user.name}"` });
          expect(found).toHaveStatus(200);
          const namesakes = found.body.users.filter(({ id, name }) => name === user.name && id !== user.id);
          expect(namesakes.length, 'other users of that name').toBe(0);
        },
      );
    },
  );

  must(
    'search-nobody',
    'The search finds nobody for an external id that is nobody’s.',
    SEARCH,
    async (bench, proof) => {
      const { api } = await bench.admin();
      const word = `keyturn${madeUpToken().slice(0, 20)}`;
      const found = await api.searchUsers({ external_id: word });
      expect(found).toHaveStatus(200);
      expect(found.body.users.length, 'users with that external id').toBe(0);
      await proof.should('query', 'Nor for a word that stands nowhere.', async () => {
        const searched = await api.searchUsers({ query: word });
        expect(searched).toHaveStatus(200);
        expect(searched.body.users.length, 'users with that word').toBe(0);
      });
    },
  );

  must(
    'unknown',
    'There is no user of an id that was never given.',
    { says: '404 RecordNotFound: Not found', at: PAGE },
    async (bench, proof) => {
      const { api } = await bench.admin();
      const id = unusedId();
      expect(await api.showUser(id)).toHaveStatus(404);
      await proof('deleted', 'Nor is there anybody to delete.', async () => {
        expect(await api.deleteUser(id)).toBeRefused();
      });
      await proof.should('no-number', 'Nor of what is no id at all.', async () => {
        expect(await api.call({ method: 'GET', path: '/api/v2/users/keyturn-is-no-id' })).toBeRefused();
      });
    },
  );

  must(
    'role',
    'A user cannot make itself an admin.',
    { says: 'role: the role of the user; admins set it', at: `${PAGE}#update-user` },
    async (bench) => {
      const user = await bench.user();
      const { api } = await bench.session(user);
      const before = await bench.snapshot(user);
      await api.updateUser(user.id, { role: 'admin' });
      const after = await bench.snapshot(user);
      // Before anything else: nobody of ours stays an admin.
      if (after['role'] === 'admin') await (await bench.admin()).api.updateUser(user.id, { role: user.role });
      expect(after).toEqual(before);
    },
  );

  should('delete-by-user', 'Whoever is no admin cannot delete anybody.', TOO_LOW, async (bench) => {
    const [user, other] = [await bench.user(), await bench.other()];
    const { api } = await bench.session(user);
    await withoutEffect(bench, other, async () => {
      expect(await api.deleteUser(other.id)).toBeRefused();
    });
  });

  must(
    'admins-only',
    'Whoever is no admin reads neither the security settings nor the OAuth clients.',
    SETTINGS,
    async (bench, proof) => {
      const { api } = await bench.session(await bench.user());
      const { client } = bench.connection.target;
      for (const answer of [await api.showSecuritySettings(), await api.listClients()]) {
        expect(answer).toBeRefused();
        expect(answer.holds(client.identifier), 'the refusal names the client').toBe(false);
        await proof.should('status', 'The status is 403.', () => {
          expect(answer).toHaveStatus(403);
        });
      }
      await proof.should('audit-logs', 'Nor the audit log.', async () => {
        expect(await api.call({ method: 'GET', path: '/api/v2/audit_logs' })).toBeRefused();
      });
    },
  );

  should('end-user-reads', 'An end user is not shown other people.', SHOW, async (bench) => {
    const [user, other] = [await bench.user(), await bench.other()];
    const { api } = await bench.session(other);
    for (const answer of [
      await api.showUser(user.id),
      await api.searchUsers({ external_id: user.externalId }),
    ]) {
      expect(answer).toBeRefused();
      expect(answer.holds(user.email), 'the refusal names the user').toBe(false);
    }
  });

  must(
    'deleted',
    'A user that was deleted is inactive, cannot sign in, its token opens nothing, and nobody else is gone.',
    DELETE,
    async (bench, proof) => {
      const [witness, { api }] = [await bench.user(), await bench.admin()];
      const beside = await bench.session(witness);
      const { user, remove } = await bench.create();
      expect(await bench.setPassword(user, await bench.newPassword(user))).toHaveStatus(200);
      const { token } = await bench.signedIn(user);

      const deleted = await api.deleteUser(user.id);
      expect(deleted).toHaveStatus(200);
      expect(deleted.body.user).toMatchObject({ id: user.id, active: false });
      await remove();
      await proof('gone', 'It is not active any more.', async () => {
        expect(await activeUser(api, user.id)).toBeUndefined();
      });
      await proof.should(
        'address',
        'It has no address any more: neither in the answer nor afterwards.',
        async () => {
          const shown = await api.showUser(user.id);
          for (const answer of [deleted, shown]) expect(answer.holds(user.email), answer.title).toBe(false);
        },
      );
      await proof('token', 'Its token is refused.', async () => {
        const { answers } = await callWithDeadToken(bench.connection, token, witness.id);
        for (const answer of answers) expect(answer).toBeRefused();
      });
      await proof('sign-in', 'It cannot sign in.', () =>
        expectSignIn(bench, user, user.password, 'refused', 'the password of a deleted user'),
      );
      await proof('alone', 'Another user is active, and its token works.', async () => {
        expect(await activeUser(api, witness.id)).toMatchObject({ id: witness.id });
        expect(await beside.api.showCurrentToken()).toHaveStatus(200);
      });
    },
  );

  must(
    'address-free',
    'The address of a deleted user can be given to a new one, which is another user without its password.',
    {
      says: 'A deleted user’s address can be used again (recorded traffic)',
      at: 'https://github.com/grouparoo/grouparoo',
    },
    async (bench) => {
      const names = bench.newNames('end-user');
      const first = await bench.create('end-user', names);
      expect(await bench.setPassword(first.user, await bench.newPassword(first.user))).toHaveStatus(200);
      await first.remove();
      // Without looking for whoever has the address: nobody has, and the search would be waited for.
      const tried = await bench.attemptCreate((await bench.admin()).api, names);
      expect(tried).toHaveStatus(201);
      const again = await bench.create('end-user', names);
      expect(again.created).toHaveStatus(201);
      expect(again.user.id, 'the new user’s id').not.toBe(first.user.id);
      await expectSignIn(bench, again.user, first.user.password, 'refused', 'the password of the one before');
      expect(await activeUser((await bench.admin()).api, first.user.id)).toBeUndefined();
      await again.remove();
    },
  );
});

/** What the tenant shows of a user is what was asked for: a proof for each field, since each may be left out. */
async function proveAsAsked(
  proof: Prove,
  where: string,
  subject: string,
  shown: User,
  { id, name, email, role, externalId }: BenchUser,
): Promise<void> {
  await proof(where, `${subject} has the name that was sent.`, () => {
    expect(shown).toMatchObject({ id, name });
  });
  const missing = (field: string) => `${subject} does not show the field ${field}.`;
  await proof(`${where}-email`, `${subject} has the address that was sent.`, () => {
    expect(given(shown.email, missing('email')).toLowerCase()).toBe(email.toLowerCase());
  });
  for (const [field, value] of [
    ['role', role],
    ['external_id', externalId],
    ['verified', true],
  ] as const)
    await proof(`${where}-${field.replace('_', '-')}`, `${subject} has the ${field} that was sent.`, () => {
      expect(given(shown[field], missing(field))).toBe(value);
    });
  for (const [field, value] of [
    ['active', true],
    ['suspended', false],
  ] as const)
    await proof.should(`${where}-${field}`, `${subject} is ${value ? '' : 'not '}${field}.`, () => {
      expect(given(shown[field], missing(field))).toBe(value);
    });
}

/** The admin cannot create such a user: it is refused, and nobody is there. */
async function refuseToCreate(bench: ZendeskBench, wrong: { name?: string; email?: string }) {
  const names = { ...bench.newNames('end-user'), ...wrong };
  const refused = await bench.attemptCreate((await bench.admin()).api, names);
  expect(refused).toBeRefused();
  expect(await activeOf(bench, names.externalId), 'a user all the same').toEqual([]);
  return refused;
}

/** Whoever it is may not change or delete this user, nor create another one. */
async function refuseToWrite(
  bench: ZendeskBench,
  api: ZendeskApi,
  user: BenchUser,
  names: TestUserNames,
): Promise<void> {
  expect(await api.updateUser(user.id, { name: `${user.name} of nobody` })).toBeRefused();
  expect(await api.deleteUser(user.id)).toBeRefused();
  expect(await bench.attemptCreate(api, names)).toBeRefused();
}

/** The active users of an external id, by the records themselves; the search index lags. */
async function activeOf(bench: ZendeskBench, externalId: string): Promise<number[]> {
  const found = await (await bench.admin()).api.usersOf(externalId);
  if (found.status !== 200) throw new NotTried('The tenant does not show users by their external id.');
  return found.body.users
    .filter(
      (hit) => given(hit.external_id, 'The tenant does not show the external id of a user.') === externalId,
    )
    .filter((hit) => hit['active'] !== false)
    .map(({ id }) => id);
}
