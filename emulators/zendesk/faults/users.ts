/** Faults in reading, finding and changing users. */
import type { CallContext } from '../../common/env.ts';
import { replacing } from '../../common/overlays.ts';
import { isJsonObject } from '../http/body.ts';
import type { Tenant } from '../http/tenant.ts';
import { after, afterRefusal, afterSuccess } from '../overlays/around.ts';
import { acceptAsAdmin, acceptScope, callerOf, hasInventedToken, isAnonymous } from '../overlays/callers.ts';
import { isCallTo, SEARCH_USERS, SHOW_ME, SHOW_USER, UPDATE_USER } from '../overlays/endpoints.ts';
import { newcomers, personOf } from '../overlays/people.ts';
import { answer, changeIn, changeReply } from '../overlays/replies.ts';
import { fieldsOf } from '../overlays/requests.ts';
import type { ZendeskFault } from '../overlays/types.ts';
import type { Person, Role } from '../tenant/people.ts';
import { presentUser } from '../users/present.ts';

const roles: readonly unknown[] = ['end-user', 'agent', 'admin'] satisfies Role[];

/** Gives an agent the role that they requested for themselves. Returns the agent, or undefined for any other call. */
async function changeOwnRole(c: CallContext, tenant: Tenant): Promise<Person | undefined> {
  const person = callerOf(c, tenant)?.person;
  const { user } = await fieldsOf(c);
  const role = isJsonObject(user) ? user['role'] : undefined;
  if (person?.role !== 'agent' || person !== personOf(c, tenant) || !roles.includes(role)) return undefined;
  person.role = role as Role;
  tenant.changed(person);
  return person;
}

export const userFaults: readonly ZendeskFault[] = [
  {
    name: 'agents-make-themselves-admins',
    sentence: 'Agents can change their own role.',
    install: (tenant) =>
      afterRefusal(UPDATE_USER, async (c) => {
        const person = await changeOwnRole(c, tenant);
        if (person !== undefined) answer(c, 200, { user: presentUser(tenant, person) });
      }),
  },
  {
    name: 'agents-make-themselves-admins-in-silence',
    sentence: 'An agent who changes their own role is refused, and has the role afterward.',
    install: (tenant) =>
      afterRefusal(UPDATE_USER, async (c) => {
        await changeOwnRole(c, tenant);
      }),
  },
  {
    name: 'update-without-effect',
    sentence: 'Changing a user is answered with 200, and nothing changes.',
    install: (tenant) => async (c, next) => {
      const person = isCallTo(c, UPDATE_USER) ? personOf(c, tenant) : undefined;
      const was = structuredClone(person);
      await next();
      if (person === undefined || was === undefined || !c.res.ok) return;
      Object.assign(person, was);
      tenant.changed(person);
    },
  },
  {
    name: 'show-without-token',
    sentence: 'A user is shown to callers without a token.',
    install: replacing((tenant) => acceptAsAdmin(tenant, SHOW_USER, isAnonymous)),
  },
  {
    name: 'show-with-made-up-token',
    sentence: 'A user is shown to a token that was never issued.',
    install: replacing((tenant) => acceptAsAdmin(tenant, SHOW_USER, (c) => hasInventedToken(c, tenant))),
  },
  {
    name: 'show-with-write-token',
    sentence: 'A user is shown to a token that can only write.',
    install: replacing((tenant) => acceptScope(tenant, SHOW_USER, (scopes) => scopes.includes('write'))),
  },
  {
    name: 'show-another',
    sentence: 'If a new user is requested by ID, the newest user is shown instead.',
    install: (tenant) => {
      const known = newcomers(tenant);
      return afterSuccess(SHOW_USER, (c) => {
        const newest = known().at(-1);
        const asked = personOf(c, tenant);
        if (newest !== undefined && asked !== undefined && known().includes(asked))
          answer(c, 200, { user: presentUser(tenant, newest) });
      });
    },
  },
  {
    name: 'show-unknown-200',
    sentence: 'A user who does not exist is shown with 200 and an empty object.',
    install: () =>
      after(SHOW_USER, (c) => {
        if (c.res.status === 404) answer(c, 200, { user: {} });
      }),
  },
  {
    name: 'me-is-another',
    sentence: 'An agent who asks who they are is shown as an admin with another ID.',
    install: (tenant) =>
      afterSuccess(SHOW_ME, (c) => {
        const person = callerOf(c, tenant)?.person;
        const admin = tenant.people.all().find(({ role }) => role === 'admin');
        if (person?.role === 'agent' && admin !== undefined)
          answer(c, 200, { user: presentUser(tenant, admin) });
      }),
  },
  {
    name: 'me-is-anonymous',
    sentence: 'An agent who asks who they are is shown as anonymous.',
    install: (tenant) =>
      afterSuccess(SHOW_ME, async (c) => {
        if (callerOf(c, tenant)?.person.role !== 'agent') return;
        await changeIn(c, 'user', (user) => ({ ...user, id: null, email: null, name: 'Anonymous user' }));
      }),
  },
  {
    name: 'me-says-admin',
    sentence: 'An agent who asks who they are is shown with the role of an admin.',
    install: () => afterSuccess(SHOW_ME, (c) => changeIn(c, 'user', (user) => ({ ...user, role: 'admin' }))),
  },
  {
    name: 'search-without-token',
    sentence: 'Users can be searched without a token.',
    install: replacing((tenant) => acceptAsAdmin(tenant, SEARCH_USERS, isAnonymous)),
  },
  {
    name: 'search-unknown-finds-everybody',
    sentence: 'A search without a match finds every user.',
    install: replacing(({ index }) => {
      const usual = index.find.bind(index);
      const byExternalId = index.byExternalId.bind(index);
      const everyone = (): Person[] => usual('type:user');
      index.find = (query) => (usual(query).length > 0 ? usual(query) : everyone());
      index.byExternalId = (id) => (byExternalId(id).length > 0 ? byExternalId(id) : everyone());
    }),
  },
  {
    name: 'search-external-id-by-beginning',
    sentence: 'A search for an external ID also finds users with an external ID that only begins with it.',
    install: replacing(({ index, people }) => {
      const usual = index.byExternalId.bind(index);
      index.byExternalId = (id) => {
        const wanted = id.toLowerCase();
        return people
          .all()
          .map(({ external_id }) => external_id?.toLowerCase() ?? '')
          .filter((each) => wanted !== '' && each.startsWith(wanted))
          .flatMap((each) => usual(each));
      };
    }),
  },
  {
    name: 'search-reply-without-list',
    sentence: 'A search without a match is answered without a list.',
    install: () =>
      afterSuccess(SEARCH_USERS, (c) =>
        changeReply(c, (body) => (body['count'] === 0 ? { ...body, users: null } : body)),
      ),
  },
];
