/** The people of the tenant and their identities. */
import type { StoredPassword } from './password-store.ts';

export type Role = 'end-user' | 'agent' | 'admin';

/** What identifies a person: an email address, a phone number, an account elsewhere. */
export interface Identity {
  id: number;
  user_id: number;
  type: string;
  value: string;
  primary: boolean;
  verified: boolean;
  verification_method: 'none' | 'low' | 'sso' | 'embed' | 'full';
  /** Milliseconds since 1970, like all times in this file. */
  created_at: number;
  updated_at: number;
}

/** What can be written through the API besides name, role, email address and external ID. */
export interface Profile {
  time_zone: string;
  iana_time_zone: string;
  phone: string | null;
  locale: string;
  organization_id: number | null;
  tags: string[];
  alias: string | null;
  signature: string | null;
  details: string | null;
  notes: string | null;
  custom_role_id: number | null;
  default_group_id: number | null;
  moderator: boolean;
  ticket_restriction: string | null;
  only_private_comments: boolean;
  user_fields: Record<string, unknown>;
}

export interface Person {
  id: number;
  /** The account owner, who cannot be deleted. */
  owner: boolean;
  name: string;
  role: Role;
  active: boolean;
  suspended: boolean;
  /** Whether the person was permanently deleted, and is no longer shown. */
  purged: boolean;
  external_id: string | null;
  profile: Profile;
  identities: Identity[];
  password: StoredPassword | null;
  /** The address that a deleted person had, for the list of deleted users. */
  email_when_deleted: string | null;
  created_at: number;
  updated_at: number;
  last_login_at: number | null;
}

/** Whether a person is on the team. Team members use a seat and need passcodes. */
export function isTeamMember(person: Person): boolean {
  return person.role !== 'end-user';
}

/** The person's primary email address, or null. */
export function primaryEmail(person: Person): string | null {
  return person.identities.find((identity) => identity.type === 'email' && identity.primary)?.value ?? null;
}

export function isVerified(person: Person): boolean {
  return person.active && person.identities.some((identity) => identity.verified);
}

/** The profile of a new person. */
export function emptyProfile(): Profile {
  return {
    time_zone: 'Pacific Time (US & Canada)',
    iana_time_zone: 'America/Los_Angeles',
    phone: null,
    locale: 'en-US',
    organization_id: null,
    tags: [],
    alias: null,
    signature: null,
    details: null,
    notes: null,
    custom_role_id: null,
    default_group_id: null,
    moderator: false,
    ticket_restriction: null,
    only_private_comments: false,
    user_fields: {},
  };
}

/** All people, including deleted ones: Zendesk deletes users softly. */
export class People {
  private readonly byId = new Map<number, Person>();

  add(person: Person): void {
    this.byId.set(person.id, person);
  }

  /** Removes a person without a trace, which no call can do. */
  forget(id: number): void {
    this.byId.delete(id);
  }

  get(id: number): Person | undefined {
    return this.byId.get(id);
  }

  all(): Person[] {
    return [...this.byId.values()];
  }

  /** The person with this address, primary or not. Addresses ignore case. */
  byAddress(address: string): Person | undefined {
    const wanted = address.toLowerCase();
    return this.all().find(
      (person) =>
        person.active &&
        person.identities.some(
          (identity) => identity.type === 'email' && identity.value.toLowerCase() === wanted,
        ),
    );
  }

  /** The person with this external ID. External IDs ignore case. */
  byExternalId(externalId: string): Person | undefined {
    const wanted = externalId.toLowerCase();
    return this.all().find((person) => person.active && person.external_id?.toLowerCase() === wanted);
  }
}
