/** Faults in deleting users: DELETE /users/{id}. None of them harms a user who was there from the start. */
import type { CallContext } from '../../common/env.ts';
import { replacing } from '../../common/overlays.ts';
import { isJsonObject } from '../http/body.ts';
import { recordInvalid } from '../http/errors.ts';
import type { Tenant } from '../http/tenant.ts';
import { afterRefusal, afterSuccess } from '../overlays/around.ts';
import {
  acceptAgents,
  acceptAsAdmin,
  acceptScope,
  callerOf,
  hasInventedToken,
  isAnonymous,
} from '../overlays/callers.ts';
import { CREATE_USER, DELETE_USER, isCallTo, SHOW_USER } from '../overlays/endpoints.ts';
import { idOf, newcomers, personOf } from '../overlays/people.ts';
import { answer, answerHeader, changeIn, replyOf } from '../overlays/replies.ts';
import { fieldsOf } from '../overlays/requests.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';
import { primaryEmail, type Person } from '../tenant/people.ts';
import { addressTaken } from '../users/attributes.ts';
import { presentUser } from '../users/present.ts';
import { deletePerson } from '../users/write.ts';

/** Does something after a deletion. `was` is the person before it. */
function onDeleted(
  act: (person: Person, was: Person, c: CallContext, tenant: Tenant) => Promise<void> | void,
): Install {
  return (tenant) => async (c, next) => {
    const person = isCallTo(c, DELETE_USER) ? personOf(c, tenant) : undefined;
    const was = structuredClone(person);
    await next();
    if (person === undefined || was?.active !== true || !c.res.ok) return;
    await act(person, was, c, tenant);
  };
}

/** Makes deletion leave tokens and sessions alone. */
function keepTokensAndSessions(tenant: Tenant): void {
  tenant.tokens.revokeAllOf = () => undefined;
  tenant.sessions.closeAllOf = () => undefined;
}

function restore(person: Person, was: Person, tenant: Tenant): void {
  Object.assign(person, was);
  tenant.changed(person);
}

export const deletionFaults: readonly ZendeskFault[] = [
  {
    name: 'deletion-without-effect',
    sentence: 'Deleting a user is answered with success, and the user stays.',
    install: (tenant) => {
      keepTokensAndSessions(tenant);
      return onDeleted((person, was) => restore(person, was, tenant))(tenant);
    },
  },
  {
    name: 'deletion-only-hides',
    sentence: 'A deleted user is shown as deleted, and can still sign in and call.',
    install: (tenant) => {
      keepTokensAndSessions(tenant);
      const hidden = new Set<Person>();
      const hide = onDeleted((person, was) => {
        restore(person, was, tenant);
        hidden.add(person);
      })(tenant);
      const show = afterSuccess(SHOW_USER, async (c) => {
        const person = personOf(c, tenant);
        if (person !== undefined && hidden.has(person))
          await changeIn(c, 'user', (user) => ({ ...user, active: false, email: null }));
      });
      return async (c, next) => (isCallTo(c, DELETE_USER) ? hide?.(c, next) : show(c, next));
    },
  },
  {
    name: 'deletion-only-suspends',
    sentence: 'Deleting a user only suspends them.',
    install: onDeleted((person, was, c, tenant) => {
      restore(person, { ...was, suspended: true }, tenant);
      answer(c, 200, { user: presentUser(tenant, person) });
    }),
  },
  {
    name: 'deletion-leaves-sign-in',
    sentence: 'A deleted user can still sign in with their address and password.',
    install: (tenant) => {
      const before = new Map<Person, Person>();
      const remember = onDeleted((person, was) => void before.set(person, was))(tenant);
      return async (c, next) => {
        const isSignIn = c.req.path.startsWith('/access/') || c.req.path.startsWith('/oauth/');
        // While a page is built, a deleted person exists as before, unless another user has the address now.
        const restored = [...before].filter(
          ([, was]) => isSignIn && tenant.people.byAddress(primaryEmail(was) ?? '') === undefined,
        );
        for (const [person, was] of restored)
          Object.assign(person, { active: true, identities: was.identities });
        if (remember !== undefined) await remember(c, next);
        for (const [person] of restored) Object.assign(person, { active: false, identities: [] });
      };
    },
  },
  {
    name: 'deletion-leaves-tokens',
    sentence: 'The tokens of a deleted user keep working.',
    install: (tenant) => {
      const { gate, people } = tenant;
      tenant.tokens.revokeAllOf = () => undefined;
      const deleted = new Map<number, Person>();
      const usual = gate.identify.bind(gate);
      gate.identify = (c) => {
        const value = (c.req.header('authorization') ?? '').replace(/^bearer\s+/i, '');
        const token = tenant.tokens.byValue(value);
        const person = token === undefined ? undefined : deleted.get(token.personId);
        if (token === undefined || person === undefined || !tenant.tokens.isLive(token)) return usual(c);
        return { person, scopes: token.scopes, token, session: null };
      };
      return onDeleted((person, was) => {
        if (people.get(person.id) === person) deleted.set(person.id, was);
      })(tenant);
    },
  },
  {
    name: 'deletion-of-another',
    sentence: 'Deleting a new user deletes another new one instead, if there is one.',
    install: (tenant) => {
      keepTokensAndSessions(tenant);
      const known = newcomers(tenant);
      return onDeleted((person, was, c) => {
        const other = known().find((each) => each !== person);
        const actor = callerOf(c, tenant)?.person;
        if (other === undefined || actor === undefined || other === actor) return;
        restore(person, was, tenant);
        deletePerson(tenant, other, actor);
      })(tenant);
    },
  },
  {
    name: 'deletion-of-another-too',
    sentence: 'Deleting a new user deletes another new one as well, if there is one.',
    install: (tenant) => {
      const known = newcomers(tenant);
      return onDeleted((person, _was, c) => {
        const other = known().find((each) => each !== person);
        const actor = callerOf(c, tenant)?.person;
        if (other !== undefined && actor !== undefined && other !== actor) deletePerson(tenant, other, actor);
      })(tenant);
    },
  },
  {
    name: 'deletion-keeps-address-taken',
    sentence: 'The address of a deleted user cannot be used again.',
    install: (tenant) => {
      const taken = new Set<string>();
      const remember = onDeleted((_person, was) => {
        for (const { value } of was.identities) taken.add(value.toLowerCase());
      })(tenant);
      return async (c, next) => {
        const { user } = isCallTo(c, CREATE_USER) ? await fieldsOf(c) : {};
        const email = isJsonObject(user) && typeof user['email'] === 'string' ? user['email'] : '';
        if (remember !== undefined) await remember(c, next);
        if (!taken.has(email.toLowerCase()) || !c.res.ok) return;
        const made = (await replyOf(c))['user'];
        const person = isJsonObject(made) ? tenant.people.get(Number(made['id'])) : undefined;
        // As if the user had never been created.
        if (person !== undefined)
          Object.assign(person, { active: false, purged: true, identities: [], external_id: null });
        if (person !== undefined) tenant.changed(person);
        answerHeader(c, 'location', undefined);
        const { status, body } = recordInvalid({ email: [addressTaken(email)] });
        answer(c, status, body);
      };
    },
  },
  {
    name: 'deletion-shows-active',
    sentence: 'A deleted user is shown as active.',
    install: () => afterSuccess(SHOW_USER, (c) => changeIn(c, 'user', (user) => ({ ...user, active: true }))),
  },
  {
    name: 'deletion-reply-says-active',
    sentence: 'The answer to deleting a user shows the user as active.',
    install: () =>
      afterSuccess(DELETE_USER, (c) => changeIn(c, 'user', (user) => ({ ...user, active: true }))),
  },
  {
    name: 'deletion-reply-of-another',
    sentence: 'The answer to deleting a user shows another ID.',
    install: () =>
      afterSuccess(DELETE_USER, (c) =>
        changeIn(c, 'user', (user) => ({ ...user, id: Number(user['id']) + 1 })),
      ),
  },
  {
    name: 'deletion-reply-keeps-address',
    sentence: 'The answer to deleting a user still shows their address.',
    install: onDeleted((_person, was, c) =>
      changeIn(c, 'user', (user) => ({ ...user, email: was.identities[0]?.value ?? null })),
    ),
  },
  {
    name: 'deletion-keeps-address-shown',
    sentence: 'A deleted user is still shown with their address.',
    install: (tenant) =>
      afterSuccess(SHOW_USER, async (c) => {
        const email = tenant.people.get(idOf(c))?.email_when_deleted;
        if (email != null) await changeIn(c, 'user', (user) => ({ ...user, email }));
      }),
  },
  {
    name: 'deletion-204',
    sentence: 'Deleting a user is answered with 204.',
    install: () => afterSuccess(DELETE_USER, (c) => answer(c, 204)),
  },
  {
    name: 'deletion-of-nobody-200',
    sentence: 'Deleting a user who never existed is answered with 200.',
    install: (tenant) =>
      afterRefusal(DELETE_USER, (c) => {
        if (c.res.status === 404 && personOf(c, tenant) === undefined)
          answer(c, 200, { user: { id: idOf(c), active: false } });
      }),
  },
  {
    name: 'agents-delete-users',
    sentence: 'An agent can delete users.',
    install: replacing((tenant) => acceptAgents(tenant, DELETE_USER)),
  },
  {
    name: 'deletion-refused-but-done',
    sentence: 'An agent who deletes a new user is refused, and the user is deleted.',
    install: (tenant) => {
      const known = newcomers(tenant);
      return afterRefusal(DELETE_USER, (c) => {
        const person = personOf(c, tenant);
        const actor = callerOf(c, tenant)?.person;
        if (person !== undefined && actor?.role === 'agent' && known().includes(person))
          deletePerson(tenant, person, actor);
      });
    },
  },
  {
    name: 'deletion-without-token',
    sentence: 'A user can be deleted without a token.',
    install: replacing((tenant) => acceptAsAdmin(tenant, DELETE_USER, isAnonymous)),
  },
  {
    name: 'deletion-with-made-up-token',
    sentence: 'A user can be deleted with a token that was never issued.',
    install: replacing((tenant) => acceptAsAdmin(tenant, DELETE_USER, (c) => hasInventedToken(c, tenant))),
  },
  {
    name: 'deletion-with-read-token',
    sentence: 'A user can be deleted with a token that can only read.',
    install: replacing((tenant) => acceptScope(tenant, DELETE_USER, (scopes) => scopes.includes('read'))),
  },
];
