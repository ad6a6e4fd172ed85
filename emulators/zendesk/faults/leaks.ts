/** Faults that disclose a password. */
import { replacing } from '../../common/overlays.ts';
import { afterSuccess } from '../overlays/around.ts';
import { CHANGE_PASSWORD, SET_PASSWORD, SHOW_USER } from '../overlays/endpoints.ts';
import { onStored, storedFromNowOn } from '../overlays/passwords.ts';
import { idOf } from '../overlays/people.ts';
import { answer, answerHeader, changeIn } from '../overlays/replies.ts';
import { fieldOf } from '../overlays/requests.ts';
import type { ZendeskFault } from '../overlays/types.ts';

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
    install: replacing((tenant) =>
      onStored(tenant.passwords, ({ person, password }) => {
        person.profile.notes = password;
        tenant.changed(person);
      }),
    ),
  },
  {
    name: 'password-shown-with-user',
    sentence: 'A user is shown with their password.',
    install: ({ passwords }) => {
      const known = storedFromNowOn(passwords);
      return afterSuccess(SHOW_USER, async (c) => {
        const password = known.get(idOf(c));
        if (password !== undefined) await changeIn(c, 'user', (user) => ({ ...user, password }));
      });
    },
  },
];
