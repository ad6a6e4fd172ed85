/** Faults in credentials that a deleted user may still have: a browser session, a code, a refresh token. */
import { getCookie } from 'hono/cookie';
import { replacing } from '../../common/overlays.ts';
import type { TokenGrant } from '../http/gate.ts';
import type { Tenant } from '../http/tenant.ts';
import { before } from '../overlays/around.ts';
import { DELETE_USER, isCallTo, type Endpoint } from '../overlays/endpoints.ts';
import { personOf } from '../overlays/people.ts';
import type { ZendeskFault } from '../overlays/types.ts';
import { SESSION_COOKIE } from '../tenant/assumptions.ts';
import type { Person } from '../tenant/people.ts';

const DECIDE: Endpoint = { method: 'POST', path: /^\/oauth\/authorizations$/ };

/** Makes deletion leave the browser sessions open. */
function keepSessions({ people, sessions }: Tenant): void {
  const usual = sessions.closeAllOf.bind(sessions);
  sessions.closeAllOf = (id) => {
    if (people.get(id)?.active !== false) usual(id);
  };
}

/** Lets deleted people use the pages. */
function allowPages({ gate }: Tenant): void {
  const usual = gate.mayUsePages.bind(gate);
  gate.mayUsePages = (person) => usual(person) || person?.active === false;
}

/** Lets deleted people get tokens by this grant. */
function allowGrant({ gate }: Tenant, grant: TokenGrant): void {
  const usual = gate.mayGetTokens.bind(gate);
  gate.mayGetTokens = (by, person) => usual(by, person) || (by === grant && person?.active === false);
}

export const browserSessionFaults: readonly ZendeskFault[] = [
  {
    name: 'deleted-session-gives-code',
    sentence: 'The browser session of a deleted user still gets codes, which are refused when exchanged.',
    install: replacing((tenant) => {
      keepSessions(tenant);
      allowPages(tenant);
    }),
  },
  {
    name: 'deleted-session-gives-token',
    sentence: 'The browser session of a deleted user still gets codes, and tokens for them.',
    install: replacing((tenant) => {
      keepSessions(tenant);
      allowPages(tenant);
      allowGrant(tenant, 'authorization_code');
    }),
  },
  {
    name: 'deleted-session-sees-consent',
    sentence: 'The browser session of a deleted user is still asked for consent, and gets no code.',
    install: (tenant) => {
      keepSessions(tenant);
      allowPages(tenant);
      const { people, sessions } = tenant;
      return before(DECIDE, (c) => {
        const session = sessions.find(getCookie(c, SESSION_COOKIE));
        if (session?.personId != null && people.get(session.personId)?.active === false)
          sessions.close(session);
      });
    },
  },
  {
    name: 'deleted-session-opens-api',
    sentence: 'The browser session of a deleted user still gives access to the API as that user.',
    install: (tenant) => {
      keepSessions(tenant);
      const { gate, sessions } = tenant;
      const deleted = new Map<number, Person>();
      const usual = gate.identify.bind(gate);
      gate.identify = (c) => {
        const session =
          c.req.header('authorization') === undefined
            ? sessions.find(getCookie(c, SESSION_COOKIE))
            : undefined;
        const person = session?.personId == null ? undefined : deleted.get(session.personId);
        if (session === undefined || person === undefined) return usual(c);
        return { person, scopes: ['unrestricted'], token: null, session };
      };
      return async (c, next) => {
        const person = isCallTo(c, DELETE_USER) ? personOf(c, tenant) : undefined;
        const was = structuredClone(person);
        await next();
        if (person?.active === false && was?.active === true) deleted.set(person.id, was);
      };
    },
  },
  {
    name: 'code-outlives-user',
    sentence: 'A code that a user got before their deletion is exchanged for a token after it.',
    install: replacing((tenant) => allowGrant(tenant, 'authorization_code')),
  },
  {
    name: 'refresh-token-outlives-user',
    sentence: 'The refresh token of a deleted user still gets a new token.',
    install: replacing((tenant) => {
      allowGrant(tenant, 'refresh_token');
      const { tokens } = tenant;
      const usual = tokens.revokeAllOf.bind(tokens);
      tokens.revokeAllOf = (personId) => {
        const spared = tokens
          .live()
          .filter((token) => token.personId === personId && token.refresh?.used === false);
        usual(personId);
        for (const { refresh } of spared) if (refresh !== null) refresh.used = false;
      };
    }),
  },
  {
    name: 'session-deletion-without-effect',
    sentence: 'Deleting the browser sessions of a user is answered with 204, and they stay.',
    install: replacing(({ people, sessions }) => {
      const usual = sessions.closeAllOf.bind(sessions);
      sessions.closeAllOf = (id) => {
        if (people.get(id)?.active === false) usual(id);
      };
    }),
  },
];
