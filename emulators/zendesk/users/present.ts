/** How people and identities look in answers (https://developer.zendesk.com/api-reference/ticketing/users/users/). */
import { isoTime, isoTimeOrNull } from '../http/iso-time.ts';
import type { Tenant } from '../http/tenant.ts';
import { isVerified, primaryEmail, type Identity, type Person } from '../tenant/people.ts';

/** A user with all keys that recordings show or, with an option, only with those of the documented examples. */
export function presentUser(tenant: Tenant, person: Person): Record<string, unknown> {
  const { profile } = person;
  const core = {
    id: person.id,
    url: `${tenant.baseUrl}/api/v2/users/${person.id}.json`,
    name: person.name,
    email: primaryEmail(person),
    role: person.role,
    active: person.active,
    external_id: person.external_id,
    verified: isVerified(person),
    suspended: person.suspended,
  };
  if (tenant.options.minimalUserReplies) return core;
  return {
    ...core,
    created_at: isoTime(person.created_at),
    updated_at: isoTime(person.updated_at),
    time_zone: profile.time_zone,
    iana_time_zone: profile.iana_time_zone,
    phone: profile.phone,
    shared_phone_number: null,
    photo: null,
    locale_id: 1,
    locale: profile.locale,
    organization_id: profile.organization_id,
    tags: profile.tags,
    alias: profile.alias,
    shared: false,
    shared_agent: false,
    last_login_at: isoTimeOrNull(person.last_login_at),
    two_factor_auth_enabled: tenant.options.twoFactor === 'email' ? true : null,
    signature: profile.signature,
    details: profile.details,
    notes: profile.notes,
    role_type: roleType(person),
    custom_role_id: profile.custom_role_id,
    moderator: profile.moderator || person.role === 'admin',
    ticket_restriction: profile.ticket_restriction ?? (person.role === 'end-user' ? 'requested' : null),
    only_private_comments: profile.only_private_comments,
    restricted_agent: person.role !== 'admin',
    default_group_id: profile.default_group_id,
    report_csv: false,
    user_fields: profile.user_fields,
  };
}

/** What `/users/me` shows to a caller without credentials. */
export function anonymousUser(authenticityToken: string): Record<string, unknown> {
  return {
    id: null,
    url: null,
    name: 'Anonymous user',
    email: 'invalid@example.com',
    created_at: null,
    updated_at: null,
    time_zone: null,
    phone: null,
    photo: null,
    locale_id: 1,
    locale: 'en-US',
    organization_id: null,
    role: 'end-user',
    verified: false,
    authenticity_token: authenticityToken,
  };
}

/** An entry in the list of deleted users. */
export function presentDeletedUser(tenant: Tenant, person: Person): Record<string, unknown> {
  const { profile } = person;
  return {
    id: person.id,
    url: `${tenant.baseUrl}/api/v2/deleted_users/${person.id}`,
    name: person.name,
    email: person.email_when_deleted,
    role: person.role,
    active: false,
    created_at: isoTime(person.created_at),
    updated_at: isoTime(person.updated_at),
    time_zone: profile.time_zone,
    phone: profile.phone,
    shared_phone_number: null,
    photo: null,
    locale_id: 1,
    locale: profile.locale,
    organization_id: profile.organization_id,
  };
}

export function presentIdentity(tenant: Tenant, identity: Identity): Record<string, unknown> {
  return {
    url: `${tenant.baseUrl}/api/v2/users/${identity.user_id}/identities/${identity.id}.json`,
    id: identity.id,
    user_id: identity.user_id,
    type: identity.type,
    value: identity.value,
    verified: identity.verified,
    verification_method: identity.verification_method,
    primary: identity.primary,
    created_at: isoTime(identity.created_at),
    updated_at: isoTime(identity.updated_at),
    ...(identity.type === 'email' ? { undeliverable_count: 0, deliverable_state: 'deliverable' } : {}),
  };
}

/** 0 for a custom agent, 4 for an admin, null for an end user. */
function roleType(person: Person): number | null {
  if (person.role === 'admin') return 4;
  return person.role === 'agent' ? 0 : null;
}
