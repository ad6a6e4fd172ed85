/** Creating, changing and deleting people. */
import { isJsonObject, textOf, type JsonObject } from '../http/body.ts';
import type { Tenant } from '../http/tenant.ts';
import { BRAND, DELETION_ENDS_TOKENS } from '../tenant/assumptions.ts';
import { primaryEmail, type Identity, type Person } from '../tenant/people.ts';
import { addPerson } from '../tenant/seed.ts';
import { applyUser, checkUser } from './attributes.ts';

/** Checks the attributes and creates a person. An unverified address gets a mail, unless `skip_verify_email` is set. */
export function createPerson(tenant: Tenant, user: JsonObject, actor: Person): Person {
  checkUser(tenant, user, null);
  const email = textOf(user, 'email') ?? null;
  const verified = user['verified'] === true;
  const person = addPerson(tenant, { name: textOf(user, 'name') ?? '', email, verified }, tenant.now());
  applyUser(person, user);
  for (const given of Array.isArray(user['identities']) ? (user['identities'] as unknown[]) : []) {
    const type = isJsonObject(given) ? textOf(given, 'type') : undefined;
    const value = isJsonObject(given) ? textOf(given, 'value') : undefined;
    if (type !== undefined && value !== undefined) addIdentity(tenant, person, type, value, verified);
  }
  if (email !== null && !verified && user['skip_verify_email'] !== true) askToVerify(tenant, email);
  tenant.changed(person);
  tenant.audit.add('create', actor, person, `Created as ${person.role}`);
  return person;
}

/**
 * Checks the attributes and changes a person. A new `email` becomes a second identity. The first one stays primary until a
 * call to make_primary.
 */
export function updatePerson(tenant: Tenant, person: Person, user: JsonObject, actor: Person): void {
  checkUser(tenant, user, person);
  applyUser(person, user);
  const email = textOf(user, 'email');
  if (email !== undefined && !hasAddress(person, email)) {
    addIdentity(tenant, person, 'email', email, user['verified'] === true);
  }
  if (user['verified'] === true) for (const identity of person.identities) verifyIdentity(tenant, identity);
  tenant.changed(person);
  tenant.audit.add('update', actor, person, `Changed ${Object.keys(user).join(', ')}`);
}

/** Deletes softly: the person stays visible, and their addresses and external ID are free at once. */
export function deletePerson(tenant: Tenant, person: Person, actor: Person): void {
  person.email_when_deleted = primaryEmail(person);
  person.active = false;
  person.identities = [];
  person.external_id = null;
  if (DELETION_ENDS_TOKENS) {
    tenant.tokens.revokeAllOf(person.id);
    tenant.sessions.closeAllOf(person.id);
  }
  tenant.changed(person);
  tenant.audit.add('destroy', actor, person, 'Deleted');
}

/** Adds an identity. The first of its type becomes the primary one. */
export function addIdentity(
  tenant: Tenant,
  person: Person,
  type: string,
  value: string,
  verified: boolean,
): Identity {
  const now = tenant.now();
  const identity: Identity = {
    id: tenant.ids.next(),
    user_id: person.id,
    type,
    value,
    primary: !person.identities.some((other) => other.type === type),
    verified,
    verification_method: verified ? 'low' : 'none',
    created_at: now,
    updated_at: now,
  };
  person.identities.push(identity);
  return identity;
}

export function verifyIdentity(tenant: Tenant, identity: Identity): void {
  if (identity.verified) return;
  identity.verified = true;
  identity.verification_method = 'low';
  identity.updated_at = tenant.now();
}

export function askToVerify(tenant: Tenant, address: string): void {
  tenant.mailbox.send(address, `${BRAND}: verify your email address`, 'Please verify this address.');
}

function hasAddress(person: Person, address: string): boolean {
  const lowerCase = address.toLowerCase();
  return person.identities.some(({ type, value }) => type === 'email' && value.toLowerCase() === lowerCase);
}
