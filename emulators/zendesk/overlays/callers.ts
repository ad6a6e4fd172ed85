/** Overlays that change who counts as the caller, and what the caller may do. */
import type { CallContext } from '../../common/env.ts';
import type { Caller } from '../http/caller.ts';
import { Refusal } from '../http/errors.ts';
import type { Tenant } from '../http/tenant.ts';
import { type Endpoint, isCallTo } from './endpoints.ts';
import { bearerOf } from './tokens.ts';

/** The caller as the tenant sees it, or null if the tenant refuses them. */
export function callerOf(c: CallContext, tenant: Tenant): Caller | null {
  try {
    return tenant.gate.identify(c);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** A caller who is an admin; null if the tenant has none. */
export function adminCaller(tenant: Tenant): Caller | null {
  const person = tenant.people.all().find(({ role }) => role === 'admin');
  return person === undefined ? null : { person, scopes: ['unrestricted'], token: null, session: null };
}

/** Calls to an endpoint for which `applies` is true are accepted as calls of an admin. */
export function acceptAsAdmin(
  tenant: Tenant,
  endpoint: Endpoint,
  applies: (c: CallContext) => boolean,
): void {
  const usual = tenant.gate.identify.bind(tenant.gate);
  tenant.gate.identify = (c) => (isCallTo(c, endpoint) && applies(c) ? adminCaller(tenant) : usual(c));
}

/** Whether a call has no credentials at all. */
export function isAnonymous(c: CallContext): boolean {
  return c.req.header('authorization') === undefined && c.req.header('cookie') === undefined;
}

/** Whether a call has a bearer token that was never issued. */
export function hasInventedToken(c: CallContext, tenant: Tenant): boolean {
  const header = c.req.header('authorization') ?? '';
  return /^bearer\s+\S/i.test(header) && bearerOf(c, tenant) === undefined;
}

/** An endpoint accepts tokens with these scopes, in addition to the right ones. */
export function acceptScope(
  tenant: Tenant,
  endpoint: Endpoint,
  fits: (scopes: readonly string[]) => boolean,
): void {
  const usual = tenant.gate.hasScope.bind(tenant.gate);
  tenant.gate.hasScope = (c, caller, need) =>
    usual(c, caller, need) || (isCallTo(c, endpoint) && fits(caller.scopes));
}

/** An endpoint allows agents as well. */
export function acceptAgents(tenant: Tenant, endpoint: Endpoint): void {
  const usual = tenant.gate.hasRole.bind(tenant.gate);
  tenant.gate.hasRole = (c, caller, roles) =>
    usual(c, caller, roles) || (isCallTo(c, endpoint) && caller.person.role === 'agent');
}
