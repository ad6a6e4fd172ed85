/** The tenant's decisions about each call: who the caller is, and what they may do. */
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Env } from '../../common/env.ts';
import { SESSION_COOKIE, SUSPENSION_STOPS_TOKENS } from '../tenant/assumptions.ts';
import type { Person, Role } from '../tenant/people.ts';
import { covers, type Need } from '../tenant/scopes.ts';
import type { TenantState } from '../tenant/state.ts';
import type { AccessToken } from '../tenant/tokens.ts';
import type { Caller } from './caller.ts';
import { couldNotAuthenticate, invalidToken } from './errors.ts';

/** The grants by which a person gets tokens. */
export type TokenGrant = 'authorization_code' | 'client_credentials' | 'refresh_token';

export class Gate {
  private readonly tenant: TenantState;

  constructor(tenant: TenantState) {
    this.tenant = tenant;
  }

  /**
   * The caller of a request, or null for an anonymous one. Accepts bearer tokens and browser sessions. For any method but
   * GET and HEAD, a session needs its `X-CSRF-Token`. Basic authentication, with a password or an API token, is refused,
   * as on tenants of late 2026.
   */
  identify(c: Context<Env>): Caller | null {
    const { tenant } = this;
    const header = c.req.header('authorization');
    if (header === undefined) return bySession(c, tenant);
    const [, scheme = '', credentials = ''] = /^(\S+)\s*(.*)$/.exec(header.trim()) ?? [];
    if (scheme.toLowerCase() === 'basic') {
      const pair = Buffer.from(credentials, 'base64').toString();
      tenant.secrets.record('password', pair.slice(pair.indexOf(':') + 1));
      throw couldNotAuthenticate();
    }
    if (scheme.toLowerCase() !== 'bearer') throw couldNotAuthenticate();
    return byToken(tenant, credentials);
  }

  /** Whether the caller's token covers what the call needs. */
  hasScope(_c: Context<Env>, caller: Caller, need: Need): boolean {
    return covers(caller.scopes, need);
  }

  /** Whether the caller has one of the roles that may make the call. */
  hasRole(_c: Context<Env>, caller: Caller, roles: readonly Role[]): boolean {
    return roles.includes(caller.person.role);
  }

  /** Whether the token exists for the caller. Other people's tokens exist only for admins. */
  mayReachToken(_c: Context<Env>, caller: Caller, token: AccessToken): boolean {
    return token.personId === caller.person.id || caller.person.role === 'admin';
  }

  /** Whether a person's browser session counts as signed in on the pages. */
  mayUsePages(person: Person | undefined): boolean {
    return person?.active === true && !person.suspended;
  }

  /** Whether this grant may issue tokens to a person. */
  mayGetTokens(_grant: TokenGrant, person: Person | undefined): boolean {
    return person?.active === true && !person.suspended;
  }

  /** Whether the caller may change this person's password, given the previous one. Users may change only their own. */
  mayChangePasswordOf(caller: Caller, person: Person): boolean {
    return person === caller.person;
  }
}

function byToken(tenant: TenantState, value: string): Caller {
  const token = tenant.tokens.byValue(value);
  const person = token === undefined ? undefined : tenant.people.get(token.personId);
  if (token === undefined || person === undefined || !tenant.tokens.isLive(token)) throw invalidToken();
  if (!person.active || (SUSPENSION_STOPS_TOKENS && person.suspended)) throw invalidToken();
  token.usedAt = tenant.now();
  return { person, scopes: token.scopes, token, session: null };
}

function bySession(c: Context<Env>, tenant: TenantState): Caller | null {
  const session = tenant.sessions.find(getCookie(c, SESSION_COOKIE));
  const person = session?.personId == null ? undefined : tenant.people.get(session.personId);
  if (session === undefined || person?.active !== true || person.suspended) return null;
  const reading = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (!reading && c.req.header('x-csrf-token') !== session.csrfToken) throw couldNotAuthenticate();
  return { person, scopes: ['unrestricted'], token: null, session };
}
