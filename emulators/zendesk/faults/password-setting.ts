/** Faults for admins who set another user's password: POST /users/{id}/password. */
import { replacing } from '../../common/overlays.ts';
import type { Tenant } from '../http/tenant.ts';
import { after, afterRefusal, afterSuccess } from '../overlays/around.ts';
import {
  acceptAgents,
  acceptAsAdmin,
  acceptScope,
  callerOf,
  hasInventedToken,
  isAnonymous,
} from '../overlays/callers.ts';
import { SET_PASSWORD } from '../overlays/endpoints.ts';
import { newcomers, personOf } from '../overlays/people.ts';
import { answer } from '../overlays/replies.ts';
import { fieldOf, fieldsOf } from '../overlays/requests.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';
import { storedPassword } from '../tenant/password-store.ts';
import type { Person } from '../tenant/people.ts';

/** Does something else to the person when their password is set. */
function onPasswordSet(act: (person: Person, tenant: Tenant) => void): Install {
  return (tenant) =>
    afterSuccess(SET_PASSWORD, (c) => {
      const person = personOf(c, tenant);
      if (person === undefined) return;
      act(person, tenant);
      tenant.changed(person);
    });
}

/** Whether the body is not JSON. */
function isMalformed(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch {
    return text.trim() !== '';
  }
}

export const passwordSettingFaults: readonly ZendeskFault[] = [
  {
    name: 'set-password-without-effect',
    sentence: 'An admin who sets a password gets 200, and nothing is set.',
    install: replacing(({ passwords }) => {
      const store = passwords.store.bind(passwords);
      passwords.store = (given) => {
        if (given.person === given.actor) store(given);
      };
    }),
  },
  {
    name: 'set-password-once-only',
    sentence:
      "An admin can set a person's first password; setting a second one is answered with 200 without effect.",
    install: replacing(({ passwords }) => {
      const store = passwords.store.bind(passwords);
      passwords.store = (given) => {
        if (given.person === given.actor || given.person.password === null) store(given);
      };
    }),
  },
  {
    name: 'set-password-for-caller',
    sentence: "The password that an admin sets for another user becomes the admin's own password.",
    install: replacing(({ passwords }) => {
      const store = passwords.store.bind(passwords);
      passwords.store = (given) => store({ ...given, person: given.actor });
    }),
  },
  {
    name: 'set-password-for-another-too',
    sentence: 'The password that is set for one new user is set for the other new users as well.',
    install: (tenant) => {
      const others = newcomers(tenant);
      const { passwords } = tenant;
      const store = passwords.store.bind(passwords);
      passwords.store = (given) => {
        for (const person of others()) if (person !== given.person) store({ ...given, person });
        store(given);
      };
      return undefined;
    },
  },
  {
    name: 'set-password-for-another',
    sentence:
      'The password that is set for one new user is set for another new user instead, if there is one.',
    install: (tenant) => {
      const others = newcomers(tenant);
      const { passwords } = tenant;
      const store = passwords.store.bind(passwords);
      passwords.store = (given) =>
        store({ ...given, person: others().find((person) => person !== given.person) ?? given.person });
      return undefined;
    },
  },
  {
    name: 'set-password-renames',
    sentence: 'Setting a password changes the name of the person.',
    install: onPasswordSet((person) => {
      person.name = person.name.toLowerCase();
    }),
  },
  {
    name: 'set-password-demotes',
    sentence: 'Setting a password makes an agent an end user.',
    install: onPasswordSet((person) => {
      if (person.role === 'agent') person.role = 'end-user';
    }),
  },
  {
    name: 'set-password-promotes',
    sentence: 'Setting a password makes an agent an admin.',
    install: onPasswordSet((person) => {
      if (person.role === 'agent') person.role = 'admin';
    }),
  },
  {
    name: 'set-password-unverifies',
    sentence: "Setting a password makes the person's addresses unverified.",
    install: onPasswordSet((person) => {
      for (const identity of person.identities) identity.verified = false;
    }),
  },
  {
    name: 'set-password-suspends',
    sentence: 'Setting a password suspends the person.',
    install: onPasswordSet((person) => {
      person.suspended = true;
    }),
  },
  {
    name: 'set-password-drops-external-id',
    sentence: "Setting a password removes the user's external ID.",
    install: onPasswordSet((person) => {
      person.external_id = null;
    }),
  },
  {
    name: 'set-password-ends-admins-token',
    sentence: "Setting another user's password ends the token with which the admin set it.",
    install: (tenant) =>
      afterSuccess(SET_PASSWORD, (c) => {
        const token = callerOf(c, tenant)?.token;
        if (token != null) tenant.tokens.revoke(token);
      }),
  },
  {
    name: 'agents-set-passwords',
    sentence: "An agent can set another user's password.",
    install: replacing((tenant) => acceptAgents(tenant, SET_PASSWORD)),
  },
  {
    name: 'set-password-without-token',
    sentence: 'A password can be set without a token.',
    install: replacing((tenant) => acceptAsAdmin(tenant, SET_PASSWORD, isAnonymous)),
  },
  {
    name: 'set-password-with-made-up-token',
    sentence: 'A password can be set with a token that was never issued.',
    install: replacing((tenant) => acceptAsAdmin(tenant, SET_PASSWORD, (c) => hasInventedToken(c, tenant))),
  },
  {
    name: 'set-password-with-read-token',
    sentence: 'A password can be set with a token that can only read.',
    install: replacing((tenant) => acceptScope(tenant, SET_PASSWORD, (scopes) => scopes.includes('read'))),
  },
  {
    name: 'set-password-with-users-write-token',
    sentence: 'A password can be set with a token that has the scope users:write.',
    install: replacing((tenant) =>
      acceptScope(tenant, SET_PASSWORD, (scopes) => scopes.includes('users:write')),
    ),
  },
  {
    name: 'set-password-refused-but-done',
    sentence: 'A caller who may not set a password is refused, and the password is set anyway.',
    install: (tenant) =>
      after(SET_PASSWORD, async (c) => {
        const person = personOf(c, tenant);
        const password = await fieldOf(c, 'password');
        if (![401, 403].includes(c.res.status) || person?.active !== true || password === '') return;
        tenant.passwords.store({ person, password, actor: callerOf(c, tenant)?.person ?? person });
      }),
  },
  {
    name: 'set-password-of-nobody',
    sentence: 'Setting the password of a user who does not exist is answered with 200.',
    install: () =>
      after(SET_PASSWORD, (c) => {
        if (c.res.status === 404) answer(c, 200);
      }),
  },
  {
    name: 'set-password-missing',
    sentence: 'Setting a password without sending one is answered with 200, and nothing is set.',
    install: () =>
      afterRefusal(SET_PASSWORD, async (c) => {
        if (c.res.status === 422 && !('password' in (await fieldsOf(c)))) answer(c, 200);
      }),
  },
  {
    name: 'set-password-empty',
    sentence: 'Setting an empty password is answered with 200, and nothing is set.',
    install: () =>
      afterRefusal(SET_PASSWORD, async (c) => {
        if (c.res.status === 422 && (await fieldsOf(c))['password'] === '') answer(c, 200);
      }),
  },
  {
    name: 'set-password-to-nothing',
    sentence: 'An empty or missing password is set, and an empty password then signs in.',
    install: (tenant) => {
      const { passwords } = tenant;
      const complaints = passwords.complaints.bind(passwords);
      passwords.complaints = (given) => (given.password === '' ? [] : complaints(given));
      return undefined;
    },
  },
  {
    name: 'set-password-refused-empties',
    sentence: 'A refused password leaves the person without a password.',
    install: (tenant) =>
      after(SET_PASSWORD, (c) => {
        const person = personOf(c, tenant);
        if (c.res.status === 422 && person !== undefined) person.password = null;
      }),
  },
  {
    name: 'set-password-malformed',
    sentence: 'Setting a password with a body that is not JSON is answered with 200.',
    install: () =>
      afterRefusal(SET_PASSWORD, async (c) => {
        if (![401, 403, 404].includes(c.res.status) && isMalformed(await c.req.text())) answer(c, 200);
      }),
  },
  {
    name: 'set-password-weak-refused-but-done',
    sentence: 'A password that does not meet the requirements is refused, and set anyway.',
    install: (tenant) =>
      after(SET_PASSWORD, async (c) => {
        const person = personOf(c, tenant);
        const password = await fieldOf(c, 'password');
        if (c.res.status !== 422 || person === undefined || password === '') return;
        person.password = storedPassword(password, tenant.now(), person.password);
      }),
  },
  {
    name: 'set-password-204',
    sentence: 'Setting a password is answered with 204.',
    install: () => afterSuccess(SET_PASSWORD, (c) => answer(c, 204)),
  },
];
