/** What a test may ask of the tenant from outside: never over HTTP, so that no call can lie about it. */
import type { Call } from '../common/calls.ts';
import type { Mail } from './tenant/mailbox.ts';
import { primaryEmail, type Person, type Role } from './tenant/people.ts';
import type { Secret } from './tenant/secrets.ts';
import type { TenantState } from './tenant/state.ts';

export interface WitnessedUser {
  id: number;
  name: string;
  /** null for deleted people and for those without an address. */
  email: string | null;
  role: Role;
  active: boolean;
  external_id: string | null;
  /** Whether the person was there from the start. */
  preexisting: boolean;
}

export interface Witness {
  /** Access tokens issued since start that are neither expired nor revoked. */
  liveTokens(): { id: number; userId: number }[];
  /** Everybody, deleted people included. */
  users(): WitnessedUser[];
  /**
   * Ids of people from the start who were changed or deleted in any way: record, identities, password, or a token
   * of theirs from before. Only `last_login_at` is nobody's business.
   */
  touched(): number[];
  /** The tenant calls in order; their count is its length. */
  calls(): Call[];
  /** Every secret value that the tenant issued or received since start. */
  secrets(): Secret[];
  /** Mails to an address, oldest first. */
  mailbox(address: string): Mail[];
}

/** Takes the picture to which `touched` compares: to be called when the tenant is complete and nobody came yet. */
export function createWitness(tenant: TenantState): Witness {
  const before = new Map(tenant.people.all().map((person) => [person.id, fingerprint(tenant, person)]));
  return {
    liveTokens: () =>
      tenant.tokens
        .live()
        .filter((token) => !token.preexisting && tenant.people.get(token.personId)?.active === true)
        .map((token) => ({ id: token.id, userId: token.personId })),
    users: () =>
      tenant.people.all().map((person) => ({
        id: person.id,
        name: person.name,
        email: primaryEmail(person),
        role: person.role,
        active: person.active,
        external_id: person.external_id,
        preexisting: before.has(person.id),
      })),
    touched: () =>
      [...before].filter(([id, was]) => fingerprint(tenant, tenant.people.get(id)) !== was).map(([id]) => id),
    calls: () => tenant.calls.map((call) => ({ ...call })),
    secrets: () => tenant.secrets.list(),
    mailbox: (address) => tenant.mailbox.to(address).map((mail) => ({ ...mail })),
  };
}

function fingerprint(tenant: TenantState, person: Person | undefined): string {
  const tokens = tenant.tokens
    .all()
    .filter((token) => token.preexisting && token.personId === person?.id)
    .map(({ id, revoked }) => ({ id, revoked }));
  return JSON.stringify({ ...person, last_login_at: null, tokens });
}
