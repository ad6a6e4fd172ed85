/**
 * Mailed passcodes of six digits that are valid once, for five minutes: those of two-step verification
 * (https://support.zendesk.com/hc/en-us/articles/8197975442330), and the codes of two-factor authentication by email
 * (https://support.zendesk.com/hc/en-us/articles/10050703046810).
 */
import type { Tenant } from '../http/tenant.ts';
import { randomPasscode } from '../tenant/ids.ts';
import { isTeamMember, primaryEmail, type Person } from '../tenant/people.ts';
import type { PendingSignIn, Session } from '../tenant/sessions.ts';

const PASSCODE_LIFE_MS = 5 * 60_000;

/** Whether a person on this device must enter a passcode. */
export function needsPasscode(tenant: Tenant, person: Person, deviceCookie: string | undefined): boolean {
  if (tenant.options.twoFactor === 'email') return true;
  if (!tenant.options.twoStepVerification || !isTeamMember(person)) return false;
  return !tenant.sessions.knowsDevice(deviceCookie, person.id);
}

/** Starts the second step: mails a passcode, which the session then waits for. */
export function askForPasscode(tenant: Tenant, session: Session, person: Person, returnTo: string): void {
  session.pending = { personId: person.id, returnTo, passcode: '', passcodeExpiresAt: 0 };
  mailPasscode(tenant, session.pending);
}

/** Whether the passcode is right. If it is not, a new one is mailed, and the old one is void. */
export function checkPasscode(tenant: Tenant, pending: PendingSignIn, given: string): boolean {
  tenant.secrets.record('passcode', given);
  if (given === pending.passcode && tenant.now() < pending.passcodeExpiresAt) return true;
  mailPasscode(tenant, pending);
  return false;
}

function mailPasscode(tenant: Tenant, pending: PendingSignIn): void {
  const before = pending.passcode;
  do pending.passcode = randomPasscode();
  while (pending.passcode === before);
  pending.passcodeExpiresAt = tenant.now() + PASSCODE_LIFE_MS;
  tenant.secrets.record('passcode', pending.passcode);
  const person = tenant.people.get(pending.personId);
  const address = person === undefined ? null : primaryEmail(person);
  if (address !== null) tenant.mailbox.sendPasscode(address, pending.passcode);
}
