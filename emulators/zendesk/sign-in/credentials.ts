/** Decides whether an email address and a password sign in. */
import type { Tenant } from '../http/tenant.ts';
import { isTeamMember, type Person } from '../tenant/people.ts';

export type SignInResult = { person: Person } | { refused: 'wrong' | 'locked' };

/**
 * Checks one attempt. Unknown, suspended and deleted people, and those who may not sign in with a password, get the same
 * answer as people with a wrong password.
 * @param viaBypass whether the attempt came through /access/normal, where admins can avoid single sign-on
 */
export function attempt(tenant: Tenant, email: string, password: string, viaBypass: boolean): SignInResult {
  tenant.secrets.record('password', password);
  if (tenant.lockout.isLocked(email)) return { refused: 'locked' };
  const person = tenant.people.byAddress(email);
  // Computed in every case, so that the response time discloses nothing.
  const right = tenant.passwords.signsIn(person, password);
  if (person === undefined || !right || person.suspended || !mayUsePassword(tenant, person, viaBypass)) {
    tenant.lockout.fail(email);
    return { refused: tenant.lockout.isLocked(email) ? 'locked' : 'wrong' };
  }
  tenant.lockout.clear(email);
  return { person };
}

function mayUsePassword(tenant: Tenant, person: Person, viaBypass: boolean): boolean {
  if (!isTeamMember(person)) return tenant.options.endUserLogin;
  if (!tenant.options.zendeskLogin) return false;
  return !tenant.options.enforceSso || (viaBypass && person.role === 'admin');
}
