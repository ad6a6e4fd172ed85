/** Faults of the pages: sign-in, passcode, consent, and the redirect to the client. */
import { getCookie } from 'hono/cookie';
import type { CallContext } from '../../common/env.ts';
import { replacing } from '../../common/overlays.ts';
import type { Tenant } from '../http/tenant.ts';
import { before } from '../overlays/around.ts';
import { isCallTo, SIGN_IN } from '../overlays/endpoints.ts';
import { newcomers } from '../overlays/people.ts';
import { changeRedirect } from '../overlays/replies.ts';
import { fieldOf, fieldsOf, send } from '../overlays/requests.ts';
import type { ZendeskFault } from '../overlays/types.ts';
import { fieldNames } from '../sign-in/field-names.ts';
import { needsPasscode } from '../sign-in/passcodes.ts';
import { texts } from '../sign-in/texts.ts';
import { DEVICE_COOKIE, SESSION_COOKIE } from '../tenant/assumptions.ts';

/** Whether a person signs in on a device that is known for them. */
async function isOnKnownDevice(c: CallContext, tenant: Tenant): Promise<boolean> {
  const session = tenant.sessions.find(getCookie(c, SESSION_COOKIE));
  const typed = await fieldOf(c, fieldNames[tenant.options.markup].email);
  const person = tenant.people.byAddress(typed === '' ? (session?.identifiedAs ?? '') : typed);
  return person !== undefined && tenant.sessions.knowsDevice(getCookie(c, DEVICE_COOKIE), person.id);
}

/** The form field that the button “Allow” sends. */
const allowButton = (tenant: Tenant): Record<string, string> => {
  const { allow } = fieldNames[tenant.options.markup].decision;
  return { [allow.name]: allow.value ?? texts[tenant.options.language].allow };
};

export const signInFaults: readonly ZendeskFault[] = [
  {
    name: 'wrong-password-signs-in',
    sentence: 'Any password signs in.',
    install: replacing(({ passwords }) => {
      passwords.signsIn = (person) => person !== undefined;
    }),
  },
  {
    name: 'no-password-yet-signs-in',
    sentence: 'Any password signs in a person who has no password yet.',
    install: replacing(({ passwords }) => {
      const usual = passwords.signsIn.bind(passwords);
      passwords.signsIn = (person, password) => usual(person, password) || person?.password === null;
    }),
  },
  {
    name: 'second-attempt-signs-in',
    sentence: 'The second attempt with the same wrong password signs in.',
    install: replacing(({ passwords }) => {
      const usual = passwords.signsIn.bind(passwords);
      const tried = new Set<string>();
      passwords.signsIn = (person, password) => {
        const attempt = `${person?.id ?? ''} ${password}`;
        const again = tried.has(attempt);
        if (usual(person, password)) return true;
        tried.add(attempt);
        return again;
      };
    }),
  },
  {
    name: 'known-device-needs-no-password',
    sentence: 'On a device that has passed two-step verification, any password signs in.',
    install: (tenant) => {
      const { passwords } = tenant;
      const usual = passwords.signsIn.bind(passwords);
      let acceptsAny = false;
      passwords.signsIn = (person, password) => usual(person, password) || acceptsAny;
      return async (c, next) => {
        if (!isCallTo(c, SIGN_IN)) return next();
        acceptsAny = await isOnKnownDevice(c, tenant);
        await next();
        acceptsAny = false;
      };
    },
  },
  {
    name: 'password-of-another-signs-in',
    sentence: 'The password of one new user signs in another new user.',
    install: (tenant) => {
      const others = newcomers(tenant);
      const { passwords } = tenant;
      const usual = passwords.signsIn.bind(passwords);
      passwords.signsIn = (person, password) =>
        usual(person, password) ||
        (person !== undefined &&
          others().includes(person) &&
          others().some((other) => usual(other, password)));
      return undefined;
    },
  },
  {
    name: 'passcode-before-password',
    sentence: 'After a wrong password, a passcode is mailed and requested, and then signs in.',
    install: replacing((tenant) => {
      const { passwords } = tenant;
      const usual = passwords.signsIn.bind(passwords);
      passwords.signsIn = (person, password) =>
        usual(person, password) || (person !== undefined && needsPasscode(tenant, person, undefined));
    }),
  },
  {
    name: 'denial-gives-code',
    sentence: 'A person who denies the client access gives it a code anyway.',
    install: (tenant) =>
      before({ method: 'POST', path: /^\/oauth\/authorizations$/ }, async (c) => {
        send(c, { ...(await fieldsOf(c)), ...allowButton(tenant) });
      }),
  },
  {
    name: 'state-missing',
    sentence: 'The redirect to the client does not contain the state.',
    install: changeRedirect(({ searchParams }) => searchParams.delete('state')),
  },
  {
    name: 'state-of-earlier-request',
    sentence: 'The redirect to the client contains the state of the first request.',
    install: (tenant) => {
      let first: string | null = null;
      return changeRedirect(({ searchParams }) => {
        first ??= searchParams.get('state');
        if (first !== null) searchParams.set('state', first);
      })(tenant);
    },
  },
  {
    name: 'code-missing',
    sentence: 'The redirect to the client contains no code.',
    install: changeRedirect(({ searchParams }) => searchParams.delete('code')),
  },
];
