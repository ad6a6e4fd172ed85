/** Variations of passwords. */
import type { CallContext } from '../../common/env.ts';
import { replacing } from '../../common/overlays.ts';
import { after, afterRefusal } from '../overlays/around.ts';
import { callerOf } from '../overlays/callers.ts';
import { CHANGE_PASSWORD, isCallTo, SET_PASSWORD } from '../overlays/endpoints.ts';
import { onStored } from '../overlays/passwords.ts';
import { personOf } from '../overlays/people.ts';
import { answer, answerHeader } from '../overlays/replies.ts';
import { fieldOf } from '../overlays/requests.ts';
import type { ZendeskVariation, Install } from '../overlays/types.ts';
import { isCurrentPassword } from '../tenant/password-store.ts';
import { primaryEmail } from '../tenant/people.ts';

/** Changes the answer to a rejected password. Refusals for other reasons are unchanged. */
function refusedAs(refuse: (c: CallContext) => void): Install {
  return () => async (c, next) => {
    await next();
    const isPasswordCall = isCallTo(c, SET_PASSWORD) || isCallTo(c, CHANGE_PASSWORD);
    if (isPasswordCall && c.res.status === 422) refuse(c);
  };
}

export const passwordVariations: readonly ZendeskVariation[] = [
  {
    name: 'empty-reply-as-text',
    sentence: 'The empty answer to a new password is an empty JSON string.',
    options: { emptyPasswordReply: 'empty-string' },
  },
  {
    name: 'empty-reply-as-null',
    sentence: 'The empty answer to a new password is null.',
    options: { emptyPasswordReply: 'null' },
  },
  {
    name: 'empty-reply-as-blank',
    sentence: 'The empty answer to a new password is a space.',
    options: { emptyPasswordReply: 'space' },
  },
  {
    name: 'empty-reply-as-html',
    sentence: 'The empty answer to a new password has the type HTML.',
    install: () => async (c, next) => {
      await next();
      if (c.res.ok && c.req.path.endsWith('/password'))
        answerHeader(c, 'content-type', 'text/html; charset=utf-8');
    },
  },
  {
    name: 'policy-low',
    sentence: 'The security level of passwords is low.',
    options: { passwordPolicy: 'low' },
  },
  {
    name: 'policy-medium',
    sentence: 'The security level of passwords is medium.',
    options: { passwordPolicy: 'medium' },
  },
  {
    name: 'policy-high',
    sentence: 'The security level of passwords is high: the last five cannot be used again.',
    options: { passwordPolicy: 'high' },
  },
  {
    name: 'password-refused-400',
    sentence: 'A rejected password is refused with 400 and an error that is a string.',
    install: refusedAs((c) => answer(c, 400, { error: 'BadRequest', description: 'Invalid password' })),
  },
  {
    name: 'password-refused-403',
    sentence: 'A rejected password is refused with 403 and an error that is an object.',
    install: refusedAs((c) =>
      answer(c, 403, { error: { title: 'Forbidden', message: 'This password cannot be used.' } }),
    ),
  },
  {
    name: 'password-refused-with-object',
    sentence: 'A rejected password is refused with 422 and an error that is an object.',
    install: refusedAs((c) =>
      answer(c, 422, { error: { title: 'Invalid attribute', message: 'You passed an invalid value.' } }),
    ),
  },
  {
    name: 'password-refused-in-plain-text',
    sentence: 'A rejected password is refused with 422 and plain text.',
    install: refusedAs((c) => {
      answer(c, 422, 'The password could not be changed.');
      answerHeader(c, 'content-type', 'text/plain');
    }),
  },
  {
    name: 'password-refused-without-body',
    sentence: 'A rejected password is refused with 422 and an empty body.',
    install: refusedAs((c) => answer(c, 422)),
  },
  {
    name: 'broken-json-400',
    sentence: 'A body that is not JSON is refused with 400.',
    install: () => async (c, next) => {
      await next();
      if (c.res.status === 422 && (await c.res.clone().text()).includes('could not parse JSON'))
        answer(c, 400, { error: 'InvalidJSON', description: 'Unexpected token' });
    },
  },
  {
    name: 'password-change-ends-tokens',
    sentence: "A new password ends the person's tokens.",
    options: { passwordChangeEndsTokens: true },
  },
  {
    name: 'password-change-ends-devices',
    sentence: "A new password makes the person's devices unknown.",
    options: { passwordChangeEndsDevices: true },
  },
  {
    name: 'password-change-ends-sessions',
    sentence: "A new password ends the person's browser sessions.",
    install: replacing(({ passwords, sessions }) =>
      onStored(passwords, ({ person }) => sessions.closeAllOf(person.id)),
    ),
  },
  {
    name: 'no-mail-about-password',
    sentence: 'No mail is sent about a changed password.',
    install: replacing(({ mailbox }) => {
      const usual = mailbox.send.bind(mailbox);
      mailbox.send = (to, subject, text) => {
        if (!subject.includes('password changed')) usual(to, subject, text);
      };
    }),
  },
  {
    name: 'wrong-previous-counts',
    sentence: 'A wrong previous password counts as a failed sign-in.',
    install: (tenant) =>
      afterRefusal(CHANGE_PASSWORD, async (c) => {
        const person = personOf(c, tenant);
        const email = person === undefined ? null : primaryEmail(person);
        if (person === undefined || email === null || person !== callerOf(c, tenant)?.person) return;
        const previous = await fieldOf(c, 'previous_password');
        if (!isCurrentPassword(person.password, previous)) tenant.lockout.fail(email);
      }),
  },
  {
    name: 'change-of-others-404',
    sentence: "Changing another user's password is refused with 404.",
    install: () =>
      after(CHANGE_PASSWORD, async (c) => {
        // Not the 403 of a token without the scope, which is about the token.
        const isRole = c.res.status === 403 && (await c.res.clone().text()).includes('do not have access');
        if (isRole) answer(c, 404, { error: 'RecordNotFound', description: 'Not found' });
      }),
  },
];
