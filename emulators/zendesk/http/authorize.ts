/** Whether a caller is allowed to make a call. */
import type { Context } from 'hono';
import type { Env } from '../../common/env.ts';
import { UNVERIFIED_CALLER } from '../tenant/assumptions.ts';
import { isVerified, type Role } from '../tenant/people.ts';
import type { Need } from '../tenant/scopes.ts';
import type { Caller } from './caller.ts';
import { couldNotAuthenticate, missingScope, Refusal, roleTooLow } from './errors.ts';
import type { Tenant } from './tenant.ts';

/** Returns the caller, or refuses them: no credentials, a missing scope, not verified, or a role that is too low. */
export function authorize(c: Context<Env>, tenant: Tenant, need: Need, roles?: readonly Role[]): Caller {
  const { gate } = tenant;
  const caller = gate.identify(c);
  if (caller === null) throw couldNotAuthenticate();
  if (!gate.hasScope(c, caller, need)) throw missingScope(need.access);
  if (!isVerified(caller.person)) throw new Refusal(UNVERIFIED_CALLER.status, UNVERIFIED_CALLER.body);
  if (roles !== undefined && !gate.hasRole(c, caller, roles)) throw roleTooLow();
  return caller;
}
