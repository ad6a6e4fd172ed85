/** Faults in creating users: POST /users. */
import type { CallContext } from '../../common/env.ts';
import { replacing } from '../../common/overlays.ts';
import { isJsonObject, textOf, type JsonObject } from '../http/body.ts';
import type { Tenant } from '../http/tenant.ts';
import { afterRefusal, afterSuccess, before } from '../overlays/around.ts';
import { acceptAsAdmin, acceptScope, hasInventedToken, isAnonymous } from '../overlays/callers.ts';
import { CREATE_USER } from '../overlays/endpoints.ts';
import { newcomers } from '../overlays/people.ts';
import { answer, answerHeader, changeIn, replyOf } from '../overlays/replies.ts';
import { fieldsOf, sendUser } from '../overlays/requests.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';
import type { Person } from '../tenant/people.ts';
import { addPerson } from '../tenant/seed.ts';
import { presentUser } from '../users/present.ts';

/** The user that the answer shows. */
async function created(c: CallContext, tenant: Tenant): Promise<Person | undefined> {
  const { user } = await replyOf(c);
  return isJsonObject(user) ? tenant.people.get(Number(user['id'])) : undefined;
}

/** Changes the attributes of a new user before the tenant reads them. */
function rewriteUser(change: (user: JsonObject) => JsonObject): Install {
  return () => before(CREATE_USER, (c) => sendUser(c, change));
}

/** Changes a new user, which the answer does not show. */
function createDifferently(change: (person: Person) => void): Install {
  return (tenant) =>
    afterSuccess(CREATE_USER, async (c) => {
      const person = await created(c, tenant);
      if (person === undefined) return;
      change(person);
      tenant.changed(person);
    });
}

/** Changes how the answer shows a new user. */
function showDifferently(change: (user: JsonObject) => JsonObject): Install {
  return () => afterSuccess(CREATE_USER, (c) => changeIn(c, 'user', change));
}

/** Creates a refused user anyway, and answers with success. */
function createAnyway(applies: (user: JsonObject, tenant: Tenant) => boolean): Install {
  return (tenant) =>
    afterRefusal(CREATE_USER, async (c) => {
      const { user } = await fieldsOf(c);
      if (c.res.status !== 422 || !isJsonObject(user) || !applies(user, tenant)) return;
      const role = user['role'] === 'agent' || user['role'] === 'admin' ? user['role'] : 'end-user';
      const newcomer = {
        name: textOf(user, 'name') ?? '',
        email: textOf(user, 'email') ?? null,
        role,
        verified: user['verified'] === true,
        externalId: textOf(user, 'external_id') ?? null,
      } as const;
      const person = addPerson(tenant, newcomer, tenant.now());
      tenant.changed(person);
      answer(c, 201, { user: presentUser(tenant, person) });
      answerHeader(c, 'location', `${tenant.baseUrl}/api/v2/users/${person.id}.json`);
    });
}

export const creationFaults: readonly ZendeskFault[] = [
  {
    name: 'create-200',
    sentence: 'Creating a user is answered with 200.',
    install: () => afterSuccess(CREATE_USER, async (c) => answer(c, 200, await replyOf(c))),
  },
  {
    name: 'create-without-location',
    sentence: 'Creating a user is answered without a Location.',
    install: () => afterSuccess(CREATE_USER, (c) => answerHeader(c, 'location', undefined)),
  },
  {
    name: 'create-location-of-another',
    sentence: 'Creating a user is answered with the Location of another user.',
    install: ({ people }) => {
      const first = people.all()[0]?.id ?? 0;
      return afterSuccess(CREATE_USER, (c) =>
        answerHeader(c, 'location', `${new URL(c.req.url).origin}/api/v2/users/${first}.json`),
      );
    },
  },
  {
    name: 'create-without-effect',
    sentence: 'Creating a user is answered with 201 and the user, and no user is created.',
    install: createDifferently((person) => {
      person.purged = true;
      person.active = false;
      person.identities = [];
      person.external_id = null;
    }),
  },
  {
    name: 'create-makes-two',
    sentence: 'Creating a user creates a second one with the same name and no address.',
    install: (tenant) =>
      afterSuccess(CREATE_USER, async (c) => {
        const person = await created(c, tenant);
        if (person === undefined) return;
        const { name, role } = person;
        tenant.changed(addPerson(tenant, { name, role, email: null }, tenant.now()));
      }),
  },
  {
    name: 'create-role-ignored',
    sentence: 'Every new user is an end user.',
    install: rewriteUser((user) => ({ ...user, role: 'end-user' })),
  },
  {
    name: 'create-role-too-high',
    sentence: 'Every new user created as an agent becomes an admin.',
    install: rewriteUser((user) => (user['role'] === 'agent' ? { ...user, role: 'admin' } : user)),
  },
  {
    name: 'create-role-too-high-unsaid',
    sentence: 'Every new user created as an agent becomes an admin, and is shown as an agent in the answer.',
    install: createDifferently((person) => {
      if (person.role === 'agent') person.role = 'admin';
    }),
  },
  {
    name: 'create-unverified',
    sentence: 'Every new user created as verified is not verified.',
    install: rewriteUser((user) => ({ ...user, verified: false })),
  },
  {
    name: 'create-without-external-id',
    sentence: 'The external ID of a new user is dropped.',
    install: rewriteUser((user) => ({ ...user, external_id: null })),
  },
  {
    name: 'create-external-id-not-kept',
    sentence: 'The external ID of a new user is shown in the answer and dropped.',
    install: createDifferently((person) => {
      person.external_id = null;
    }),
  },
  {
    name: 'create-other-name',
    sentence: 'A new user gets their name in capital letters.',
    install: rewriteUser((user) => ({ ...user, name: (textOf(user, 'name') ?? '').toUpperCase() })),
  },
  {
    name: 'create-other-address',
    sentence: "The plus in a new user's address becomes a minus.",
    install: rewriteUser((user) => {
      const email = textOf(user, 'email');
      return email === undefined ? user : { ...user, email: email.replace('+', '-') };
    }),
  },
  {
    name: 'create-suspended',
    sentence: 'Every new user is suspended.',
    install: createDifferently((person) => {
      person.suspended = true;
    }),
  },
  {
    name: 'create-id-as-text',
    sentence: 'The ID of a new user is a string.',
    install: showDifferently((user) => ({ ...user, id: String(user['id']) })),
  },
  {
    name: 'create-id-of-another',
    sentence: 'A new user is shown with the ID of the user who was created before.',
    install: (tenant) => {
      const known = newcomers(tenant);
      return afterSuccess(CREATE_USER, (c) =>
        changeIn(c, 'user', (user) => ({ ...user, id: known().at(-2)?.id ?? user['id'] })),
      );
    },
  },
  {
    name: 'create-reply-without-envelope',
    sentence: 'A new user is shown without the object around it.',
    install: () => afterSuccess(CREATE_USER, async (c) => answer(c, 201, (await replyOf(c))['user'])),
  },
  {
    name: 'duplicate-address-accepted',
    sentence: 'A second user is created with an address that is in use.',
    install: createAnyway((user, { people }) => people.byAddress(textOf(user, 'email') ?? '') !== undefined),
  },
  {
    name: 'duplicate-address-returns-first',
    sentence: 'Creating a user with an address that is in use is answered with 201 and the user who has it.',
    install: (tenant) =>
      afterRefusal(CREATE_USER, async (c) => {
        const { user } = await fieldsOf(c);
        const holder = isJsonObject(user) ? tenant.people.byAddress(textOf(user, 'email') ?? '') : undefined;
        if (c.res.status === 422 && holder !== undefined)
          answer(c, 201, { user: presentUser(tenant, holder) });
      }),
  },
  {
    name: 'duplicate-address-in-capitals-accepted',
    sentence: 'The address of another user, in different case, is accepted for a new user.',
    install: createAnyway((user, { people }) => {
      const email = textOf(user, 'email') ?? '';
      const holder = people.byAddress(email);
      return holder !== undefined && !holder.identities.some(({ value }) => value === email);
    }),
  },
  {
    name: 'duplicate-refused-without-reason',
    sentence: 'An address that is in use is refused, but the reason is missing.',
    install: () =>
      afterRefusal(CREATE_USER, async (c) => {
        const body = await replyOf(c);
        if (JSON.stringify(body).includes('DuplicateValue')) answer(c, 422, { ...body, details: {} });
      }),
  },
  {
    name: 'blank-name-accepted',
    sentence: 'A user with an empty name is created.',
    install: createAnyway((user) => (textOf(user, 'name') ?? '').trim() === ''),
  },
  {
    name: 'bad-address-accepted',
    sentence: 'A user is created with an invalid address.',
    install: createAnyway((user) => !/^[^@]+@[^@]+\.[^@]+$/.test(textOf(user, 'email') ?? 'a@b.c')),
  },
  {
    name: 'create-without-token',
    sentence: 'A user can be created without a token.',
    install: replacing((tenant) => acceptAsAdmin(tenant, CREATE_USER, isAnonymous)),
  },
  {
    name: 'create-with-made-up-token',
    sentence: 'A user can be created with a token that was never issued.',
    install: replacing((tenant) => acceptAsAdmin(tenant, CREATE_USER, (c) => hasInventedToken(c, tenant))),
  },
  {
    name: 'create-with-read-token',
    sentence: 'A user can be created with a token that can only read.',
    install: replacing((tenant) => acceptScope(tenant, CREATE_USER, (scopes) => scopes.includes('read'))),
  },
];
