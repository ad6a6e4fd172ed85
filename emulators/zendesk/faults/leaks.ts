/** Faults with secrets: passwords that are disclosed in some way. */
import type { GivenPassword } from '../tenant/passwords.ts';
import type { Person } from '../tenant/people.ts';
import type { Tenant } from '../http/tenant.ts';
import { afterSuccess } from '../overlays/around.ts';
import { answer, answerHeader, changeIn } from '../overlays/replies.ts';
import { CHANGE_PASSWORD, SET_PASSWORD, SHOW_USER } from '../overlays/endpoints.ts';
import { fieldOf } from '../overlays/requests.ts';
import { idOf } from '../overlays/people.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';

/** Passes each new password to `tell`. */
function onStored(act: (given: GivenPassword, tenant: Tenant) => void): Install {
  return (tenant) => {
    const { passwords } = tenant;
    const store = passwords.store.bind(passwords);
    passwords.store = (given) => {
      store(given);
      act(given, tenant);
    };
    return undefined;
  };
}

/** The person's record contains the password. */
function writeIntoRecord(write: (person: Person, password: string) => void): Install {
  return onStored(({ person, password }, tenant) => {
    write(person, password);
    tenant.changed(person);
  });
}

export const leakFaults: readonly ZendeskFault[] = [
  {
    name: 'set-password-echoed',
    sentence: 'The answer to setting a password contains the password in its body.',
    install: () =>
      afterSuccess(SET_PASSWORD, async (c) => answer(c, 200, { password: await fieldOf(c, 'password') })),
  },
  {
    name: 'set-password-echoed-in-header',
    sentence: 'The answer to setting a password contains the password in a header.',
    install: () =>
      afterSuccess(SET_PASSWORD, async (c) =>
        answerHeader(c, 'x-zendesk-api-warn', encodeURI(await fieldOf(c, 'password'))),
      ),
  },
  {
    name: 'change-password-echoed',
    sentence: "The answer to changing one's own password contains the password in its body.",
    install: () =>
      afterSuccess(CHANGE_PASSWORD, async (c) => answer(c, 200, { password: await fieldOf(c, 'password') })),
  },
  {
    name: 'change-password-echoed-in-header',
    sentence: "The answer to changing one's own password contains the password in a header.",
    install: () =>
      afterSuccess(CHANGE_PASSWORD, async (c) =>
        answerHeader(c, 'x-zendesk-api-warn', encodeURI(await fieldOf(c, 'password'))),
      ),
  },
  {
    name: 'password-in-notes',
    sentence: "A new password is written into the person's notes.",
    install: writeIntoRecord((person, password) => {
      person.profile.notes = password;
    }),
  },
  {
    name: 'password-shown-with-user',
    sentence: 'A user is shown with their password.',
    install: (tenant) => {
      const known = new Map<number, string>();
      const { passwords } = tenant;
      const store = passwords.store.bind(passwords);
      passwords.store = (given) => {
        store(given);
        known.set(given.person.id, given.password);
      };
      return afterSuccess(SHOW_USER, async (c) => {
        const password = known.get(idOf(c));
        if (password !== undefined) await changeIn(c, 'user', (user) => ({ ...user, password }));
      });
    },
  },
];
