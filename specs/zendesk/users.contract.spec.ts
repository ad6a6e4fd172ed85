/**
 * Users: creating, reading, finding and deleting them, and what only an admin may do. The page:
 * https://developer.zendesk.com/api-reference/ticketing/users/users/
 */
import { expect, given, type Prove, told, zendeskContract } from '../../fixtures/index.ts';
import { path } from '../../helpers/http/path.ts';
import { runId } from '../../helpers/run-id.ts';
import type { ZendeskApi } from '../../helpers/systems/zendesk/api.ts';
import type { ZendeskBench } from '../../helpers/systems/zendesk/bench.ts';
import type { TestUserNames } from '../../helpers/systems/zendesk/marker.ts';
import { activeUser } from '../../helpers/systems/zendesk/people.ts';
import type { User } from '../../helpers/systems/zendesk/schemas.ts';
import { callWithDeadToken } from '../../helpers/systems/zendesk/token-rotation.ts';
import {
  codeOf,
  exchangeCode,
  expectGranted,
  expectSignIn,
  madeUpToken,
  openSession,
  placeOnTenant,
  refuseToCreate,
  unusedId,
  whenIndexed,
  withoutEffect,
} from './proofs.ts';
import { SCOPE } from '../../helpers/systems/zendesk/grants.ts';
import type { BenchUser } from '../../helpers/systems/zendesk/bench-users.ts';

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
const SAMPLE = {
  says: 'role: end-user by default; skip_verify_email: false by default; identities: [{"type": "email", …}, {"type": "twitter", "value": "tester84"}]. Unknown attributes and the body of a deletion are ignored (recorded traffic)',
  at: CREATE.at,
};
const PAGES = {
  says: 'query: partial or full value of any user property. per_page: at most 100; next_page: the address of the next page',
  at: 'https://developer.zendesk.com/api-reference/introduction/pagination/#using-offset-pagination',
};
const WIRE = {
  says: 'Requests are JSON; names are case-sensitive',
  at: 'https://developer.zendesk.com/api-reference/introduction/requests/',
};
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

/** How long the address of a deleted user may stay taken, in milliseconds. */
const ADDRESS_FREE_MS = 15_000;

/** How far a tenant's clock may be from ours, and more: what is looked for is a day or years. */
const ABOUT_MS = 12 * 3_600_000;

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
      await proof.should('location-host', 'It is a place on the tenant itself.', () => {
        const { baseUrl } = bench.connection.target;
        const location = given(created.headers['location'], 'The answer has no Location.');
        expect(new URL(location, baseUrl).host).toBe(new URL(baseUrl).host);
      });
      const { api } = await bench.admin();
      await proof('location-leads', 'Whoever goes there is shown the new user.', async () => {
        const location = given(created.headers['location'], 'The answer has no Location.');
        const found = await api.showUserAt(placeOnTenant(bench, location));
        expect(found).toHaveStatus(200);
        expect(found.body.user.id).toBe(user.id);
      });
      const shown = await api.showUser(user.id);
      expect(shown).toHaveStatus(200);
      await proveAsAsked(proof, 'read-back', 'Read by its id, the user', shown.body.user, user);
      for (const [where, subject, { url, created_at: createdAt }] of [
        ['answer', 'The answer', created.body.user],
        ['read-back', 'Read by its id, the user', shown.body.user],
      ] as const) {
        await proof(`${where}-url`, `${subject} has a url that leads to it.`, async () => {
          const place = placeOnTenant(bench, given(url, `${subject} does not show the field url.`));
          const found = await api.showUserAt(place);
          expect(found).toHaveStatus(200);
          expect(found.body.user.id).toBe(user.id);
        });
        await proof(`${where}-created-at`, `${subject} was created just now.`, () => {
          const at = given(createdAt, `${subject} does not show the field created_at.`);
          expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(ABOUT_MS);
        });
      }
      await proof('others', 'Whoever was there before is still shown as it was.', async () => {
        const others = await api.showUser(earlier.id);
        expect(others).toHaveStatus(200);
        expect(others.body.user).toMatchObject({ id: earlier.id, name: earlier.name });
        expect(await bench.snapshot(earlier)).toEqual(before);
      });
      await remove();
    },
  );

  should(
    'sample',
    'A user is created from what the samples send: without a role, with its defaults told, with identities.',
    SAMPLE,
    async (bench, proof) => {
      const handle = madeUpToken().slice(0, 15);
      const { created, user, remove } = await bench.create(undefined, {
        role: undefined,
        skip_verify_email: false,
        identities: [{ type: 'twitter', value: handle }],
        keyturn_is_unknown: 'ignored',
      });
      expect(created).toHaveStatus(201);
      await proof('role', 'Whoever is created without a role is an end user.', () => {
        expect(given(created.body.user.role, 'The answer does not show the field role.')).toBe('end-user');
      });
      await proof.should('ignored', 'The answer tells which attribute it has ignored.', () => {
        const warning = given(
          created.headers['x-zendesk-api-warn'],
          'The tenant does not tell which attributes it ignores.',
        );
        expect(warning).toContain('keyturn_is_unknown');
      });
      const { api } = await bench.admin();
      await proof.should('identities', 'It has the identity that was given with it.', async () => {
        const listed = await api.listIdentities(user.id);
        expect(listed).toHaveStatus(200);
        const handles = listed.body.identities.filter(({ type }) => type === 'twitter');
        expect(handles.map(({ value }) => value?.toLowerCase())).toContain(handle);
      });
      await proof.should('deleted', 'It is deleted by a call that has a body.', async () => {
        expect(await api.deleteUser(user.id, { user: { id: user.id } })).toHaveStatus(200);
        expect(await activeUser(api, user.id)).toBeUndefined();
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
      const refused = await refuseAsAdmin(bench, proof, { email: holder.email });
      await proof.should('address', 'The refusal names the address that is somebody’s.', () => {
        const [named] = /[^\s"]+@[^\s"]+/.exec((refused.refusal?.details['email'] ?? []).join(' ')) ?? [];
        expect(given(named, 'The refusal names no address.').toLowerCase()).toBe(holder.email.toLowerCase());
      });
      await proof.should('status', 'The status is 422, its error one of the address.', () => {
        expect(refused).toHaveStatus(422);
        expect(Object.keys(refused.refusal?.details ?? {})).toContain('email');
      });
      await proof.should('case', 'So it is with capitals for small letters.', () =>
        refuseAsAdmin(bench, proof, { email: holder.email.toUpperCase() }),
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
        const refused = await refuseAsAdmin(bench, proof, wrong);
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
    async (bench, proof) => {
      const user = await bench.user();
      const names = bench.newNames('end-user');
      await withoutEffect(bench, user, async () => {
        for (const api of [bench.nobody(), bench.bearing('nobody, with a made-up token', madeUpToken())])
          await refuseToWrite(bench, proof, api, user, names);
      });
    },
  );

  must(
    'read-scope',
    'With a token of the admin that may only read, nobody is created, changed or deleted.',
    {
      says: 'write gives access to POST, PUT, and DELETE endpoints',
      at: 'https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#scopes',
    },
    async (bench, proof) => {
      const user = await bench.user();
      const names = bench.newNames('end-user');
      const { api, token } = await bench.adminWith('read');
      await withoutEffect(bench, user, () => refuseToWrite(bench, proof, api, user, names));
      await bench.revoke(token);
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

  should(
    'wire',
    'A call counts whatever else is true of it: its charset told, an attribute that does not exist, any kind of answer taken.',
    WIRE,
    async (bench, proof) => {
      const user = await bench.user();
      const { api } = await bench.admin();
      const to = path('/api/v2/users/{id}', { id: user.id });
      const nameOf = async () => (await bench.snapshot(user))['name'];
      await proof.should('charset', 'A body whose Content-Type tells its charset is read.', async () => {
        const name = `${user.name} with a charset`;
        const content = { type: 'application/json; charset=utf-8', text: JSON.stringify({ user: { name } }) };
        expect(await api.call({ method: 'PUT', path: to, content })).toHaveStatus(200);
        expect(await nameOf()).toBe(name);
      });
      await proof.should(
        'unknown',
        'An attribute that does not exist is ignored, and no other one.',
        async () => {
          const name = `${user.name} with an unknown attribute`;
          expect(await api.updateUser(user.id, { name, keyturn_is_unknown: 'ignored' })).toHaveStatus(200);
          expect(await nameOf()).toBe(name);
        },
      );
      expect(await api.updateUser(user.id, { name: user.name })).toHaveStatus(200);
      await proof.should('accept', 'Whoever takes any kind of answer is answered.', async () => {
        expect(await api.call({ method: 'GET', path: to, headers: { Accept: '*/*' } })).toHaveStatus(200);
      });
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
      const found = await whenIndexed(
        bench,
        () => api.searchUsers({ external_id: user.externalId }),
        (answer) => answer.status !== 200 || answer.body.users.length > 0,
      );
      expect(found).toHaveStatus(200);
      expect(found.body.users.map(({ id }) => id)).toEqual([user.id]);
      await proof.should('count', 'It counts as many as it finds.', () => {
        expect(given(found.body['count'], 'The tenant does not count what it finds.')).toBe(1);
      });
      await proof(
        'first-page',
        'So it does where the first page is asked for, at its largest size.',
        async () => {
          const first = await api.searchUsers({ external_id: user.externalId }, { page: 1, per_page: 100 });
          expect(first).toHaveStatus(200);
          expect(first.body.users.map(({ id }) => id)).toEqual([user.id]);
        },
      );
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
    'search-pages',
    'Page by page, a search finds all whom it finds at once.',
    PAGES,
    async (bench, proof) => {
      const ours = [(await bench.user()).id, (await bench.other()).id];
      const { api } = await bench.admin();
      const query = { query: runId() };
      const part = await proof.should(
        'part',
        'A part of an address or a name finds whoever has it.',
        async () => {
          const found = await whenIndexed(
            bench,
            () => usersFound(api.searchUsers(query)),
            (ids) => ours.every((id) => ids.includes(id)),
          );
          expect(found).toEqual(expect.arrayContaining(ours));
        },
      );
      await proof('pages', 'Two of them, one a page, are found on as many pages as there are.', async () => {
        part.required();
        const { atOnce, paged } = await whenIndexed(
          bench,
          async () => {
            const all = await usersFound(api.searchUsers(query));
            return { atOnce: all, paged: await onPages(bench, api, query, all.length) };
          },
          (found) => isSame(found.atOnce, found.paged),
        );
        expect([...paged].sort()).toEqual([...atOnce].sort());
      });
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
      const first = await codeOf(bench, user);
      const token = expectGranted(await exchangeCode(bench, user, first.code, first.proof));
      // The same browser: its session is a credential as well, and so is a code.
      const open = await codeOf(bench, user, { session: first.cookies });

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
      for (const field of ['email', 'external_id'] as const)
        await proof.should(`no-${field.replace('_', '-')}`, `Its ${field} is null.`, () => {
          expect(told(deleted.body.user[field], `The answer does not show the ${field}.`)).toBeNull();
        });
      await proof('token', 'Its token is refused.', async () => {
        const { answers } = await callWithDeadToken(bench.connection, token, witness.id);
        for (const answer of answers) expect(answer).toBeRefused();
      });
      await proof('code', 'A code from before is exchanged for nothing.', async () => {
        const granted = await exchangeCode(bench, user, open.code, open.proof);
        expect(granted.token === undefined, 'a token was given').toBe(true);
        expect(granted.answer).toBeRefused();
      });
      await proof('refresh', 'Nor does its refresh token give anything.', async () => {
        const { client } = bench.connection.target;
        const granted = await bench.requestToken(user.identity, {
          grant_type: 'refresh_token',
          refresh_token: given(token.refreshToken, 'The tenant gives no refresh tokens.'),
          client_id: client.identifier,
          client_secret: client.secret,
          scope: SCOPE,
        });
        expect(granted.token === undefined, 'a token was given').toBe(true);
        expect(granted.answer).toBeRefused();
      });
      await proof('session-api', 'The session of its browser opens the API to nobody.', async () => {
        const browser = bench.holding('the browser of a deleted user', openSession(open));
        const me = await browser.showSelf();
        expect(me).toHaveStatus(200, 401, 403);
        expect(me.holds(user.email), 'the user is told who it is').toBe(false);
        expect(me.status === 200 ? me.body.user.id : null, 'whom it is taken for').not.toBe(user.id);
      });
      await proof('session', 'Nor does it get a code.', async () => {
        const again = await bench.authorize(user, { session: openSession(open), mayBeTurnedAway: true });
        expect(again.outcome, 'asking for a code').not.toBe('answered');
        await proof.should('session-asked', 'It is not even asked whether the client is allowed.', () => {
          expect(again.steps.filter((step) => step.startsWith('allowed'))).toEqual([]);
        });
      });
      await proof('sign-in', 'It cannot sign in.', () =>
        expectSignIn(bench, user, user.password, 'refused', 'the password of a deleted user'),
      );
      const other = await api.showUser(witness.id);
      await proof('alone', 'Another user is shown as before, and its token works.', async () => {
        expect(other).toHaveStatus(200);
        expect(other.body.user).toMatchObject({ id: witness.id });
        expect(await beside.api.showCurrentToken()).toHaveStatus(200);
      });
      await proof('alone-active', 'It is active.', () => {
        expect(told(other.body.user.active, 'The tenant does not show whether users are active.')).toBe(true);
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
      const first = await bench.create(names);
      expect(await bench.setPassword(first.user, await bench.newPassword(first.user))).toHaveStatus(200);
      expect(await (await bench.admin()).api.deleteUser(first.user.id)).toHaveStatus(200);
      await first.remove();
      // Without looking for whoever has the address: nobody has, and the search would be waited for. Seen was that it was free
      // ten seconds later; that it is at once, nobody has said.
      const { api } = await bench.admin();
      const tried = await whenIndexed(
        bench,
        () => bench.attemptCreate(api, names),
        ({ answer }) => answer.status !== 422,
        ADDRESS_FREE_MS,
      );
      expect(tried.answer).toHaveStatus(201);
      const again = await bench.create(names);
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
async function refuseAsAdmin(bench: ZendeskBench, proof: Prove, wrong: { name?: string; email?: string }) {
  const names = { ...bench.newNames('end-user'), ...wrong };
  return refuseToCreate(proof, bench.attemptCreate((await bench.admin()).api, names));
}

/** Whoever it is may not change or delete this user, nor create another one. */
async function refuseToWrite(
  bench: ZendeskBench,
  proof: Prove,
  api: ZendeskApi,
  user: BenchUser,
  names: TestUserNames,
): Promise<void> {
  expect(await api.updateUser(user.id, { name: `${user.name} of nobody` })).toBeRefused();
  expect(await api.deleteUser(user.id)).toBeRefused();
  await refuseToCreate(proof, bench.attemptCreate(api, names));
}

/** The ids on a page of a search. */
async function usersFound(page: ReturnType<ZendeskApi['searchUsers']>): Promise<number[]> {
  const found = await page;
  expect(found).toHaveStatus(200);
  return found.body.users.map(({ id }) => id);
}

/** The ids that a search finds, one a page, as each page leads to the next, on so many pages at most. */
async function onPages(
  bench: ZendeskBench,
  api: ZendeskApi,
  query: { query: string },
  most: number,
): Promise<number[]> {
  const ids: number[] = [];
  let page = await api.searchUsers(query, { per_page: 1 });
  for (let pages = 1; pages <= most; pages++) {
    expect(page).toHaveStatus(200);
    ids.push(...page.body.users.map(({ id }) => id));
    const next = page.body.next_page;
    if (pages === most || typeof next !== 'string') break;
    page = await api.moreUsers(placeOnTenant(bench, next));
  }
  return ids;
}

function isSame(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((id) => others.includes(id));
}
