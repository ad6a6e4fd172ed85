/** Faults for users who change their own password: PUT /users/{id}/password. */
import type { CallContext } from '../../common/env.ts';
import { replacing } from '../../common/overlays.ts';
import type { Tenant } from '../http/tenant.ts';
import { after, afterRefusal, afterSuccess } from '../overlays/around.ts';
import { acceptAsAdmin, acceptScope, callerOf, hasInventedToken, isAnonymous } from '../overlays/callers.ts';
import { CHANGE_PASSWORD } from '../overlays/endpoints.ts';
import { storedFromNowOn } from '../overlays/passwords.ts';
import { newcomers, personOf } from '../overlays/people.ts';
import { answer } from '../overlays/replies.ts';
import { fieldOf } from '../overlays/requests.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';
import { isCurrentPassword } from '../tenant/password-store.ts';
import type { GivenPassword } from '../tenant/passwords.ts';

/** Accepts a previous password for which `fits` is true, in addition to the right one. */
function acceptPrevious(fits: (given: GivenPassword, tenant: Tenant) => boolean): Install {
  return replacing((tenant) => {
    const { passwords } = tenant;
    const usual = passwords.isPrevious.bind(passwords);
    passwords.isPrevious = (given) => usual(given) || fits(given, tenant);
  });
}

/** Accepts previous passwords that are `near` the right one. Only passwords set since the start are known. */
function acceptNearPrevious(near: (given: string, password: string) => boolean): Install {
  return replacing(({ passwords }) => {
    const known = storedFromNowOn(passwords);
    const isPrevious = passwords.isPrevious.bind(passwords);
    passwords.isPrevious = (given) =>
      isPrevious(given) || near(given.password, known.get(given.person.id) ?? given.password + '\0');
  });
}

/** Makes a refused change anyway, if `applies`. The answer stays a refusal. */
function changeAnyway(
  applies: (c: CallContext, given: GivenPassword, tenant: Tenant) => Promise<boolean> | boolean,
): Install {
  return (tenant) =>
    afterRefusal(CHANGE_PASSWORD, async (c) => {
      const person = personOf(c, tenant);
      const actor = callerOf(c, tenant)?.person;
      const password = await fieldOf(c, 'password');
      if (person?.active !== true || actor === undefined || password === '') return;
      if (await applies(c, { person, password, actor }, tenant))
        tenant.passwords.store({ person, password, actor });
    });
}

/** Accepts calls for which `applies` is true, although they have no valid token. */
function acceptAnyCaller(tenant: Tenant, applies: (c: CallContext) => boolean): void {
  acceptAsAdmin(tenant, CHANGE_PASSWORD, applies);
  const usual = tenant.gate.mayChangePasswordOf.bind(tenant.gate);
  tenant.gate.mayChangePasswordOf = (caller, person) =>
    usual(caller, person) || (caller.token === null && caller.session === null);
}

/** Whether the call contains the person's real previous password. */
async function givesPrevious(c: CallContext, { person }: GivenPassword): Promise<boolean> {
  return isCurrentPassword(person.password, await fieldOf(c, 'previous_password'));
}

export const passwordChangingFaults: readonly ZendeskFault[] = [
  {
    name: 'change-password-without-effect',
    sentence: 'A person who changes their password gets 200, and nothing changes.',
    install: replacing(({ passwords }) => {
      const store = passwords.store.bind(passwords);
      passwords.store = (given) => {
        if (given.person !== given.actor) store(given);
      };
    }),
  },
  {
    name: 'change-password-for-another-too',
    sentence: 'A person who changes their password changes the password of the other new users as well.',
    install: (tenant) => {
      const others = newcomers(tenant);
      const { passwords } = tenant;
      const store = passwords.store.bind(passwords);
      passwords.store = (given) => {
        store(given);
        if (given.person !== given.actor) return;
        for (const person of others()) if (person !== given.person) store({ ...given, person });
      };
      return undefined;
    },
  },
  {
    name: 'previous-password-wrong',
    sentence: 'Any string is accepted as the previous password.',
    install: acceptPrevious(({ password }) => password !== ''),
  },
  {
    name: 'previous-password-missing',
    sentence: 'A password can be changed without giving the previous one.',
    install: acceptPrevious(({ password }) => password === ''),
  },
  {
    name: 'previous-password-of-somebody-else',
    sentence: "Another user's password is accepted as the previous one.",
    install: acceptPrevious(({ password }, { people }) =>
      people.all().some((person) => isCurrentPassword(person.password, password)),
    ),
  },
  {
    name: 'previous-password-from-before',
    sentence: 'A password that the person had earlier is accepted as the previous one.',
    install: acceptPrevious(({ person, password }) =>
      (person.password?.earlier ?? []).some((current) =>
        isCurrentPassword({ current, earlier: [], setAt: 0 }, password),
      ),
    ),
  },
  {
    name: 'previous-password-equals-new',
    sentence: 'The new password itself is accepted as the previous one.',
    install: (tenant) => {
      const { passwords } = tenant;
      const usual = passwords.isPrevious.bind(passwords);
      const claimed = new Set<string>();
      passwords.isPrevious = (given) => usual(given) || claimed.has(given.password);
      return async (c, next) => {
        const password = c.req.method === 'PUT' ? await fieldOf(c, 'password') : '';
        if (password !== '') claimed.add(password);
        await next();
        claimed.delete(password);
      };
    },
  },
  {
    name: 'previous-password-ignores-case',
    sentence: 'The previous password is accepted in different case.',
    install: acceptNearPrevious((given, password) => given.toLowerCase() === password.toLowerCase()),
  },
  {
    name: 'previous-password-beginning',
    sentence: 'The previous password is accepted without its last character.',
    install: acceptNearPrevious((given, password) => given === password.slice(0, -1)),
  },
  {
    name: 'previous-password-longer',
    sentence: 'The previous password is accepted with extra characters at its end.',
    install: acceptNearPrevious((given, password) => given.startsWith(password)),
  },
  {
    name: 'wrong-previous-refused-but-changed',
    sentence: 'A wrong previous password is refused, and the password changes anyway.',
    install: changeAnyway(
      async (c, given, { passwords }) =>
        given.person === given.actor &&
        !(await givesPrevious(c, given)) &&
        passwords.complaints(given).length === 0,
    ),
  },
  {
    name: 'refused-change-clears-password',
    sentence: "If the change of a person's own password is refused, they are left without a password.",
    install: (tenant) =>
      after(CHANGE_PASSWORD, (c) => {
        const person = personOf(c, tenant);
        if (c.res.status === 422 && person !== undefined && person === callerOf(c, tenant)?.person)
          person.password = null;
      }),
  },
  {
    name: 'weak-change-refused-but-done',
    sentence: 'A change to a password that does not meet the requirements is refused, and made anyway.',
    install: changeAnyway(
      async (c, given, { passwords }) =>
        given.person === given.actor &&
        (await givesPrevious(c, given)) &&
        passwords.complaints(given).length > 0,
    ),
  },
  {
    name: 'weak-change-accepted',
    sentence: "Changing one's own password is not checked against the requirements.",
    install: replacing(({ passwords }) => {
      const usual = passwords.complaints.bind(passwords);
      passwords.complaints = (given) =>
        given.person === given.actor && given.password !== '' ? [] : usual(given);
    }),
  },
  {
    name: 'wrong-previous-answered-200',
    sentence: 'A change with a wrong previous password is answered with 200, and nothing changes.',
    install: () =>
      after(CHANGE_PASSWORD, (c) => {
        if (c.res.status === 422) answer(c, 200);
      }),
  },
  {
    name: 'agents-change-others-with-their-own',
    sentence: "An agent changes another user's password by giving the agent's own previous one.",
    install: replacing(({ gate, passwords }) => {
      const usual = passwords.isPrevious.bind(passwords);
      gate.mayChangePasswordOf = () => true;
      passwords.isPrevious = (given) => usual({ ...given, person: given.actor });
    }),
  },
  {
    name: 'agents-change-others',
    sentence: "An agent changes another user's password by giving that user's previous one.",
    install: replacing(({ gate }) => {
      const usual = gate.mayChangePasswordOf.bind(gate);
      gate.mayChangePasswordOf = (caller, person) => usual(caller, person) || caller.person.role === 'agent';
    }),
  },
  {
    name: 'admins-change-others',
    sentence: "An admin changes another user's password with PUT and any previous password.",
    install: replacing(({ gate, passwords }) => {
      const mayChange = gate.mayChangePasswordOf.bind(gate);
      const isPrevious = passwords.isPrevious.bind(passwords);
      gate.mayChangePasswordOf = (caller, person) =>
        mayChange(caller, person) || caller.person.role === 'admin';
      passwords.isPrevious = (given) => given.person !== given.actor || isPrevious(given);
    }),
  },
  {
    name: 'change-of-others-refused-but-done',
    sentence: "Changing another user's password is refused, and the password changes anyway.",
    install: changeAnyway((c, { person, actor }) => c.res.status === 403 && person !== actor),
  },
  {
    name: 'change-of-others-hits-caller',
    sentence: "Changing another user's password is refused, and the caller's own password changes.",
    install: (tenant) =>
      after(CHANGE_PASSWORD, async (c) => {
        const actor = callerOf(c, tenant)?.person;
        const password = await fieldOf(c, 'password');
        if (c.res.status !== 403 || actor === undefined || password === '') return;
        if (actor !== personOf(c, tenant)) tenant.passwords.store({ person: actor, password, actor });
      }),
  },
  {
    name: 'change-password-without-token',
    sentence: 'A password can be changed without a token, if the previous one is right.',
    install: replacing((tenant) => acceptAnyCaller(tenant, isAnonymous)),
  },
  {
    name: 'change-password-with-made-up-token',
    sentence: 'A password can be changed with a token that was never issued, if the previous one is right.',
    install: replacing((tenant) => acceptAnyCaller(tenant, (c) => hasInventedToken(c, tenant))),
  },
  {
    name: 'change-password-with-read-token',
    sentence: 'Users can change their own password with a token that can only read.',
    install: replacing((tenant) => acceptScope(tenant, CHANGE_PASSWORD, (scopes) => scopes.includes('read'))),
  },
  {
    name: 'change-password-with-users-write-token',
    sentence: 'Users can change their own password with a token that has the scope users:write.',
    install: replacing((tenant) =>
      acceptScope(tenant, CHANGE_PASSWORD, (scopes) => scopes.includes('users:write')),
    ),
  },
  {
    name: 'change-password-demotes',
    sentence: 'An agent who changes their password becomes an end user.',
    install: (tenant) =>
      afterSuccess(CHANGE_PASSWORD, (c) => {
        const person = personOf(c, tenant);
        if (person?.role !== 'agent') return;
        person.role = 'end-user';
        tenant.changed(person);
      }),
  },
  {
    name: 'change-password-204',
    sentence: "Changing one's own password is answered with 204.",
    install: () => afterSuccess(CHANGE_PASSWORD, (c) => answer(c, 204)),
  },
];
