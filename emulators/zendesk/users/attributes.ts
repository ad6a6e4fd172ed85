/** Reads and checks the attributes of `{"user": {...}}`. */
import { isJsonObject, textOf, type JsonObject } from '../http/body.ts';
import { recordInvalid, type Detail } from '../http/errors.ts';
import type { Tenant } from '../http/tenant.ts';
import { EXTERNAL_ID_TAKEN, INVALID_ROLE, SEATS_USED_UP } from '../tenant/assumptions.ts';
import { isTeamMember, type Person, type Profile, type Role } from '../tenant/people.ts';

/** Attributes that are not part of the profile. */
const directKeys = [
  'name',
  'email',
  'role',
  'external_id',
  'verified',
  'skip_verify_email',
  'suspended',
  'identities',
];

/** Attributes that are accepted, but have no effect in the emulator. */
const inertKeys = [
  'locale_id',
  'organization',
  'remote_photo_url',
  'agent_brand_ids',
  'photo',
  'shared_phone_number',
];

const profileKeys: Record<keyof Profile, (value: unknown) => boolean> = {
  time_zone: isText,
  iana_time_zone: isText,
  phone: isTextOrNull,
  locale: isText,
  organization_id: isNumberOrNull,
  tags: (value) => Array.isArray(value) && value.every(isText),
  alias: isTextOrNull,
  signature: isTextOrNull,
  details: isTextOrNull,
  notes: isTextOrNull,
  custom_role_id: isNumberOrNull,
  default_group_id: isNumberOrNull,
  moderator: isBoolean,
  ticket_restriction: isTextOrNull,
  only_private_comments: isBoolean,
  user_fields: isJsonObject,
};

/** The `user` object of a body. A missing one counts as empty, and is then refused because the name is missing. */
export function userFields(body: JsonObject): JsonObject {
  return isJsonObject(body['user']) ? body['user'] : {};
}

/**
 * The header in which the tenant names the parameters that it ignored; empty if there are none. For users, recordings show
 * `{:allowed_parameters=>{:controller=>"users", :action=>"destroy", :unpermitted_keys=>["user"], :invalid_values=>[]}}`.
 */
export function ignoredParameters(action: string, user: JsonObject): Record<string, string> {
  const permitted = new Set([...directKeys, ...inertKeys, ...Object.keys(profileKeys)]);
  return warning(
    action,
    Object.keys(user)
      .filter((key) => !permitted.has(key))
      .map((key) => `user.${key}`),
  );
}

/** The same for a call that takes no body, and so ignores all of it. */
export function ignoredBody(action: string, body: JsonObject): Record<string, string> {
  const inner = isJsonObject(body['user']) ? Object.keys(body['user']).map((key) => `user.${key}`) : [];
  return warning(action, [...inner, ...Object.keys(body)]);
}

function warning(action: string, keys: string[]): Record<string, string> {
  if (keys.length === 0) return {};
  const list = keys.map((key) => JSON.stringify(key)).join(', ');
  return {
    'x-zendesk-api-warn': `{:allowed_parameters=>{:controller=>"users", :action=>"${action}", :unpermitted_keys=>[${list}], :invalid_values=>[]}}`,
  };
}

/** The role that the attributes request. With a custom role, an end user becomes an agent. */
function requestedRole(user: JsonObject, fallback: Role): Role {
  const role = textOf(user, 'role') ?? fallback;
  if (role !== 'end-user' && role !== 'agent' && role !== 'admin')
    throw recordInvalid({ role: [INVALID_ROLE] });
  return role === 'end-user' && typeof user['custom_role_id'] === 'number' ? 'agent' : role;
}

/** Refuses attributes that cannot be written, and names all of them at once. `person` is null for a new person. */
export function checkUser(tenant: Tenant, user: JsonObject, person: Person | null): void {
  const details: Record<string, Detail[]> = {};
  const role = requestedRole(user, person?.role ?? 'end-user');
  if ((person === null || 'name' in user) && (textOf(user, 'name') ?? '').trim() === '') {
    details['name'] = [{ description: 'Name: is too short (minimum is 1 characters)' }];
  }
  const email = addressComplaint(tenant, textOf(user, 'email'), person);
  if (email !== null) details['email'] = [email];
  const externalId = textOf(user, 'external_id');
  const holder = externalId === undefined ? undefined : tenant.people.byExternalId(externalId);
  if (holder !== undefined && holder !== person) details['external_id'] = [EXTERNAL_ID_TAKEN];
  const joinsTeam = role !== 'end-user' && (person === null || !isTeamMember(person));
  if (joinsTeam && !tenant.hasSeat()) details[SEATS_USED_UP.key] = [SEATS_USED_UP.detail];
  if (Object.keys(details).length > 0) throw recordInvalid(details);
}

/** The complaint about an address for `person`, or null. */
export function addressComplaint(
  tenant: Tenant,
  address: string | undefined,
  person: Person | null,
): Detail | null {
  if (address === undefined) return null;
  if (!/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(address)) {
    return { description: `Email: ${address} is not properly formatted` };
  }
  const holder = tenant.people.byAddress(address);
  if (holder === undefined || holder === person) return null;
  return addressTaken(address);
}

/** The complaint about an address that another user has. */
export function addressTaken(address: string): Detail {
  return { description: `Email: ${address} is already being used by another user`, error: 'DuplicateValue' };
}

/** Writes the attributes that new and changed people have in common. They must have been checked. */
export function applyUser(person: Person, user: JsonObject): void {
  const name = textOf(user, 'name');
  if (name !== undefined) person.name = name;
  person.role = requestedRole(user, person.role);
  const externalId = user['external_id'];
  if (externalId === null || typeof externalId === 'string') person.external_id = externalId;
  if (typeof user['suspended'] === 'boolean') person.suspended = user['suspended'];
  for (const [key, accepts] of Object.entries(profileKeys)) {
    if (key in user && accepts(user[key])) Object.assign(person.profile, { [key]: user[key] });
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}
function isTextOrNull(value: unknown): boolean {
  return value === null || isText(value);
}
function isNumberOrNull(value: unknown): boolean {
  return value === null || typeof value === 'number';
}
