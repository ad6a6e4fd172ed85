/**
 * Creating and changing users. The page:
 * https://developer.zendesk.com/api-reference/ticketing/users/users/
 */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import { path } from '../../../helpers/http/path.ts';
import type { ZendeskApi } from '../../../helpers/systems/zendesk/api.ts';
import type { BenchUser } from '../../../helpers/systems/zendesk/bench-users.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import type { TestUserNames } from '../../../helpers/systems/zendesk/marker.ts';
import { activeUser } from '../../../helpers/systems/zendesk/people.ts';
import type { User } from '../../../helpers/systems/zendesk/schemas.ts';
import { DELETE, SHOW, USERS_PAGE } from '../shared/documented.ts';
import { inventedToken } from '../shared/invented.ts';
import { pathOnTenant } from '../shared/links.ts';
import { expectCreationRefused, withoutEffect } from '../shared/refusals.ts';

const CREATE = {
  says: 'Create User: 201 Created, Location: /api/v2/users/{id}. name is required',
  at: `${USERS_PAGE}#create-user`,
};
const DUPLICATE = {
  says: '422 RecordInvalid: Email: … is already being used by another user',
  at: 'https://github.com/zendesk/zendesk_api_client_rb/pull/477',
};
const SAMPLE = {
  says: 'role: end-user by default; skip_verify_email: false by default; identities: [{"type": "email", …}, {"type": "twitter", "value": "tester84"}]. Unknown attributes and the body of a deletion are ignored (recorded traffic)',
  at: CREATE.at,
};
const WIRE = {
  says: 'Requests are JSON; names are case-sensitive',
  at: 'https://developer.zendesk.com/api-reference/introduction/requests/',
};

/** How far a creation time may be from now, in ms. It allows for the tenant's clock; wrong times are off by a day or by years. */
const ABOUT_MS = 12 * 3_600_000;

export const writtenUserChecks = checksOf<ZendeskBench>('zendesk/users', ({ must, should }) => {
  must(
    'created',
    'A user is created as requested, and found at the URL in the answer.',
    CREATE,
    async (bench, proof) => {
      const { created, user, remove } = await bench.create();
      expect(created).toHaveStatus(201);
      const earlier = await bench.user();
      const before = await bench.snapshot(earlier);
      await proveAsRequested(proof, 'answer', 'The answer to Create User', created.body.user, user);
      await proof('location', 'The Location header points to the new user.', () => {
        expect(created.headers['location'] ?? '').toMatch(
          new RegExp(`/users/${String(user.id)}(?:\\.json)?$`),
        );
      });
      await proof.should('location-host', 'The Location header points to the tenant’s own host.', () => {
        const { baseUrl } = bench.connection.target;
        const location = given(created.headers['location'], 'The answer has no Location header.');
        expect(new URL(location, baseUrl).host).toBe(new URL(baseUrl).host);
      });
      const { api } = await bench.admin();
      await proof('location-leads', 'The URL in the Location header shows the new user.', async () => {
        const location = given(created.headers['location'], 'The answer has no Location header.');
        const found = await api.showUserAt(pathOnTenant(bench, location));
        expect(found).toHaveStatus(200);
        expect(found.body.user.id).toBe(user.id);
      });
      const shown = await api.showUser(user.id);
      expect(shown).toHaveStatus(200);
      await proveAsRequested(proof, 'read-back', 'The answer to Show User', shown.body.user, user);
      const answers = [
        ['answer', 'The answer to Create User', created.body.user],
        ['read-back', 'The answer to Show User', shown.body.user],
      ] as const;
      const proveShown = async ([
        where,
        subject,
        { url, created_at: createdAt },
      ]: (typeof answers)[number]) => {
        await proof(`${where}-url`, `${subject} has a url that shows the new user.`, async () => {
          const showPath = pathOnTenant(bench, given(url, `${subject} does not show the field url.`));
          const found = await api.showUserAt(showPath);
          expect(found).toHaveStatus(200);
          expect(found.body.user.id).toBe(user.id);
        });
        await proof(
          `${where}-created-at`,
          `${subject} shows a creation time within twelve hours of now.`,
          () => {
            const at = given(createdAt, `${subject} does not show the field created_at.`);
            expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(ABOUT_MS);
          },
        );
      };
      await sideBySide(...answers.map((answer) => () => proveShown(answer)), () =>
        proof('others', 'A user who existed before is unchanged.', async () => {
          const [again, snapshot] = await sideBySide(
            () => api.showUser(earlier.id),
            () => bench.snapshot(earlier),
          );
          expect(again).toHaveStatus(200);
          expect(again.body.user).toMatchObject({ id: earlier.id, name: earlier.name });
          expect(snapshot).toEqual(before);
        }),
      );
      await remove();
    },
  );

  should(
    'sample',
    'A user can be created with what the samples send: no role, explicit defaults, and identities.',
    SAMPLE,
    async (bench, proof) => {
      const handle = inventedToken().slice(0, 15);
      const { created, user, remove } = await bench.create(undefined, {
        role: undefined,
        skip_verify_email: false,
        identities: [{ type: 'twitter', value: handle }],
        keyturn_is_unknown: 'ignored',
      });
      expect(created).toHaveStatus(201);
      await proof('role', 'A user created without a role is an end user.', () => {
        expect(given(created.body.user.role, 'The answer does not show the field role.')).toBe('end-user');
      });
      await proof.should('ignored', 'The answer names the unknown attribute that it ignored.', () => {
        const warning = given(
          created.headers['x-zendesk-api-warn'],
          'The tenant does not name the attributes that it ignores.',
        );
        expect(warning).toContain('keyturn_is_unknown');
      });
      const { api } = await bench.admin();
      await proof.should('identities', 'The user has the identity that was sent.', async () => {
        const listed = await api.listIdentities(user.id);
        expect(listed).toHaveStatus(200);
        const handles = listed.body.identities.filter(({ type }) => type === 'twitter');
        expect(handles.map(({ value }) => value?.toLowerCase())).toContain(handle);
      });
      await proof.should('deleted', 'The user can be deleted with a call that has a body.', async () => {
        expect(await api.deleteUser(user.id, { user: { id: user.id } })).toHaveStatus(200);
        expect(await activeUser(api, user.id)).toBeUndefined();
      });
      await remove();
    },
  );

  must(
    'duplicate',
    'A new user with an email address that is in use is refused.',
    DUPLICATE,
    async (bench, proof) => {
      const holder = await bench.user();
      const before = await bench.snapshot(holder);
      const refused = await expectRefusedForAdmin(bench, proof, { email: holder.email });
      await proof.should('address', 'The refusal names the email address that is in use.', () => {
        const [named] = /[^\s"]+@[^\s"]+/.exec((refused.refusal?.details['email'] ?? []).join(' ')) ?? [];
        expect(given(named, 'The refusal names no email address.').toLowerCase()).toBe(
          holder.email.toLowerCase(),
        );
      });
      await proof.should(
        'status',
        'The status of the refusal is 422, and the error is about the email address.',
        () => {
          expect(refused).toHaveStatus(422);
          expect(Object.keys(refused.refusal?.details ?? {})).toContain('email');
        },
      );
      await proof.should('case', 'The same email address in upper case is refused too.', () =>
        expectRefusedForAdmin(bench, proof, { email: holder.email.toUpperCase() }),
      );
      expect(await bench.snapshot(holder), 'the user who has the email address').toEqual(before);
    },
  );

  must(
    'nameless',
    'A user without a name, or with an invalid email address, is not created.',
    CREATE,
    async (bench, proof) => {
      for (const wrong of [{ name: '' }, { email: `keyturn-${inventedToken().slice(0, 12)}` }]) {
        const refused = await expectRefusedForAdmin(bench, proof, wrong);
        await proof.should('status', 'The status of the refusal is 422.', () => {
          expect(refused).toHaveStatus(422);
        });
      }
    },
  );

  must(
    'anonymous-reads',
    'Without a token, no user can be shown, searched for or listed.',
    SHOW,
    async (bench, proof) => {
      const user = await bench.user();
      const anonymous = bench.identities.anonymous();
      const answers = await sideBySide(
        () => anonymous.showUser(user.id),
        () => anonymous.searchUsers({ external_id: user.externalId }),
        () => anonymous.showManyUsers(user.externalId),
        () => anonymous.call({ method: 'GET', path: '/api/v2/users' }),
      );
      for (const answer of answers) {
        expect(answer).toBeRefused();
        expect(answer.contains(user.email) || answer.contains(user.name), 'the refusal names the user').toBe(
          false,
        );
        await proof.should('status', 'The status of the refusal is 401.', () => {
          expect(answer).toHaveStatus(401);
        });
      }
    },
  );

  must(
    'anonymous-writes',
    'Without a token, or with an invented one, no user can be created, changed or deleted.',
    DELETE,
    async (bench, proof) => {
      const user = await bench.user();
      const names = bench.newNames('end-user');
      await withoutEffect(bench, user, async () => {
        for (const api of [
          bench.identities.anonymous(),
          bench.identities.bearer('anonymous, with an invented token', inventedToken()),
        ])
          await expectCannotWrite(bench, proof, api, user, names);
      });
    },
  );

  must(
    'read-scope',
    'With an admin token that may only read, no user can be created, changed or deleted.',
    {
      says: 'write gives access to POST, PUT, and DELETE endpoints',
      at: 'https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#scopes',
    },
    async (bench, proof) => {
      const user = await bench.user();
      const names = bench.newNames('end-user');
      await withoutEffect(bench, user, ({ api }) => expectCannotWrite(bench, proof, api, user, names), {
        prepare: () => bench.adminWithScope('read'),
        afterwards: ({ token }) => bench.revoke(token),
      });
    },
  );

  must(
    'updated',
    'An admin’s update changes the name that was sent, and nothing else of the user.',
    { says: 'Update User: 200 OK, {"user": {…}}', at: `${USERS_PAGE}#update-user` },
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
    'A call works with a charset in its Content-Type, with an unknown attribute, and with Accept: */*.',
    WIRE,
    async (bench, proof) => {
      const user = await bench.user();
      const { api } = await bench.admin();
      const to = path('/api/v2/users/{id}', { id: user.id });
      const nameOf = async () => (await bench.snapshot(user))['name'];
      await proof.should('charset', 'A body is read if its Content-Type includes a charset.', async () => {
        const name = `${user.name} with a charset`;
        const content = { type: 'application/json; charset=utf-8', text: JSON.stringify({ user: { name } }) };
        expect(await api.call({ method: 'PUT', path: to, content })).toHaveStatus(200);
        expect(await nameOf()).toBe(name);
      });
      await proof.should(
        'unknown',
        'An unknown attribute is ignored, and the others take effect.',
        async () => {
          const name = `${user.name} with an unknown attribute`;
          expect(await api.updateUser(user.id, { name, keyturn_is_unknown: 'ignored' })).toHaveStatus(200);
          expect(await nameOf()).toBe(name);
        },
      );
      expect(await api.updateUser(user.id, { name: user.name })).toHaveStatus(200);
      await proof.should('accept', 'A call with Accept: */* is answered.', async () => {
        expect(await api.call({ method: 'GET', path: to, headers: { Accept: '*/*' } })).toHaveStatus(200);
      });
    },
  );
});

/** Proves that an answer shows a user as requested. Each field has its own proof, because a tenant may omit it. */
async function proveAsRequested(
  proof: Prove,
  where: string,
  subject: string,
  shown: User,
  { id, name, email, role, externalId }: BenchUser,
): Promise<void> {
  await proof(where, `${subject} shows the name that was sent.`, () => {
    expect(shown).toMatchObject({ id, name });
  });
  const missing = (field: string) => `${subject} does not show the field ${field}.`;
  await proof(`${where}-email`, `${subject} shows the email address that was sent.`, () => {
    expect(given(shown.email, missing('email')).toLowerCase()).toBe(email.toLowerCase());
  });
  for (const [field, value] of [
    ['role', role],
    ['external_id', externalId],
    ['verified', true],
  ] as const)
    await proof(
      `${where}-${field.replace('_', '-')}`,
      `${subject} shows the value of ${field} that was sent.`,
      () => {
        expect(given(shown[field], missing(field))).toBe(value);
      },
    );
  for (const [field, value] of [
    ['active', true],
    ['suspended', false],
  ] as const)
    await proof.should(
      `${where}-${field}`,
      `${subject} shows that the user is ${value ? '' : 'not '}${field}.`,
      () => {
        expect(given(shown[field], missing(field))).toBe(value);
      },
    );
}

/** Proves that even the admin cannot create such a user: the call is refused, and no user is created. */
async function expectRefusedForAdmin(
  bench: ZendeskBench,
  proof: Prove,
  wrong: { name?: string; email?: string },
) {
  const names = { ...bench.newNames('end-user'), ...wrong };
  return expectCreationRefused(proof, bench.attemptCreate((await bench.admin()).api, names));
}

/** Asserts that this caller cannot change or delete this user, or create another one. */
async function expectCannotWrite(
  bench: ZendeskBench,
  proof: Prove,
  api: ZendeskApi,
  user: BenchUser,
  names: TestUserNames,
): Promise<void> {
  expect(await api.updateUser(user.id, { name: `${user.name} of nobody` })).toBeRefused();
  expect(await api.deleteUser(user.id)).toBeRefused();
  await expectCreationRefused(proof, bench.attemptCreate(api, names));
}
