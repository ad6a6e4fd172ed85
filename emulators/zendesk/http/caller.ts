/** Who is calling, and whether this caller may. */
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { SESSION_COOKIE, SUSPENSION_STOPS_TOKENS, UNVERIFIED_CALLER } from '../assumptions.ts';
import { covers, type Need } from '../oauth/scopes.ts';
import { isVerified, type Person, type Role } from '../tenant/people.ts';
import type { Session } from '../tenant/sessions.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { AccessToken } from '../tenant/tokens.ts';
import type { Env } from '../../common/env.ts';
import { couldNotAuthenticate, invalidToken, missingScope, Refusal, roleTooLow } from './errors.ts';

export interface Caller {
  person: Person;
  scopes: readonly string[];
  /** null for a browser session. */
  token: AccessToken | null;
  session: Session | null;
}

/**
 * The caller of a request, or null for an anonymous one. Bearer tokens, and a browser's session (for anything but
 * GET with its `X-CSRF-Token`). Basic authentication, with a password or an API token, is refused: the tenant is
 * one of late 2026.
 */
export function identify(c: Context<Env>, tenant: Tenant): Caller | null {
  const header = c.req.header('authorization');
  if (header === undefined) return bySession(c, tenant);
  const [, scheme = '', credentials = ''] = /^(\S+)\s*(.*)$/.exec(header.trim()) ?? [];
  if (scheme.toLowerCase() === 'basic') {
    const pair = Buffer.from(credentials, 'base64').toString();
    tenant.secrets.note('password', pair.slice(pair.indexOf(':') + 1));
    throw couldNotAuthenticate();
  }
  if (scheme.toLowerCase() !== 'bearer') throw couldNotAuthenticate();
  return byToken(tenant, credentials);
}

/** The caller, or a refusal: no credentials, a missing scope, or a role that is too low. */
export function authorize(c: Context<Env>, tenant: Tenant, need: Need, roles?: readonly Role[]): Caller {
  const caller = identify(c, tenant);
  if (caller === null) throw couldNotAuthenticate();
  if (!covers(caller.scopes, need)) throw missingScope(need.access);
  if (!isVerified(caller.person)) throw new Refusal(UNVERIFIED_CALLER.status, UNVERIFIED_CALLER.body);
  if (roles !== undefined && !roles.includes(caller.person.role)) throw roleTooLow();
  return caller;
}

function byToken(tenant: Tenant, value: string): Caller {
  const token = tenant.tokens.byValue(value);
  const person = token === undefined ? undefined : tenant.people.get(token.personId);
  if (token === undefined || person === undefined || !tenant.tokens.isLive(token)) throw invalidToken();
  if (!person.active || (SUSPENSION_STOPS_TOKENS && person.suspended)) throw invalidToken();
  token.usedAt = tenant.now();
  return { person, scopes: token.scopes, token, session: null };
}

function bySession(c: Context<Env>, tenant: Tenant): Caller | null {
  const session = tenant.sessions.find(getCookie(c, SESSION_COOKIE));
  const person = session?.personId == null ? undefined : tenant.people.get(session.personId);
  if (session === undefined || person?.active !== true || person.suspended) return null;
  const reading = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (!reading && c.req.header('x-csrf-token') !== session.csrfToken) throw couldNotAuthenticate();
  return { person, scopes: ['unrestricted'], token: null, session };
}
