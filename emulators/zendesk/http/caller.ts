/** Who is calling, and whether this caller may. */
import type { Context } from 'hono';
import { UNVERIFIED_CALLER } from '../assumptions.ts';
import type { Env } from '../../common/env.ts';
import type { Need } from '../oauth/scopes.ts';
import { isVerified, type Person, type Role } from '../tenant/people.ts';
import type { Session } from '../tenant/sessions.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { AccessToken } from '../tenant/tokens.ts';
import { couldNotAuthenticate, missingScope, Refusal, roleTooLow } from './errors.ts';

export interface Caller {
  person: Person;
  scopes: readonly string[];
  /** null for a browser session. */
  token: AccessToken | null;
  session: Session | null;
}

/** The caller, or a refusal: no credentials, a missing scope, or a role that is too low. */
export function authorize(c: Context<Env>, tenant: Tenant, need: Need, roles?: readonly Role[]): Caller {
  const { gate } = tenant;
  const caller = gate.identify(c);
  if (caller === null) throw couldNotAuthenticate();
  if (!gate.hasScope(c, caller, need)) throw missingScope(need.access);
  if (!isVerified(caller.person)) throw new Refusal(UNVERIFIED_CALLER.status, UNVERIFIED_CALLER.body);
  if (roles !== undefined && !gate.hasRole(c, caller, roles)) throw roleTooLow();
  return caller;
}
