/** What a test can ask the emulator of a Zendesk tenant: see `common/witness.ts`. */
import { takeSnapshot, type LiveToken, type TenantWitness } from '../common/witness.ts';
import type { Mail } from './tenant/mailbox.ts';
import { primaryEmail, type Person, type Role } from './tenant/people.ts';
import type { Secret } from './tenant/secrets.ts';
import type { TenantState } from './tenant/state.ts';

interface WitnessedUser {
  id: number;
  name: string;
  /** null for deleted people and for those without an address. */
  email: string | null;
  role: Role;
  active: boolean;
  external_id: string | null;
  /** Whether the person was there at the start. */
  preexisting: boolean;
}

export interface Witness extends TenantWitness {
  /** Access tokens issued since the start that are neither expired nor revoked. */
  liveTokens(): LiveToken[];
  /** Everyone, including deleted people. */
  users(): WitnessedUser[];
  /**
   * IDs of people from the start who were deleted or changed in any way: their record, identities, password, or one of
   * their tokens from before. Only a change of `last_login_at` does not count.
   */
  touched(): number[];
  /** Every secret value that the tenant issued or received since the start, by kind. */
  secrets(): Secret[];
  /** Mails to an address, oldest first. */
  mailbox(address: string): Mail[];
}

/** Takes the snapshot for `touched`. Call this once the tenant is complete, before its first call. */
export function createWitness(tenant: TenantState): Witness {
  const snapshot = takeSnapshot<Person>({
    people: () => tenant.people.all(),
    nameOf: ({ name }) => name,
    canSignIn: ({ active }) => active,
    fingerprint: (person) => fingerprint(tenant, person),
  });
  const liveTokens = (): LiveToken[] =>
    tenant.tokens
      .live()
      .filter((token) => !token.preexisting && tenant.people.get(token.personId)?.active === true)
      .map((token) => ({ id: token.id, userId: token.personId }));
  return {
    remains: () => ({ left: snapshot.left(), alive: liveTokens(), touched: snapshot.touched() }),
    created: snapshot.created,
    liveTokens,
    users: () =>
      tenant.people.all().map((person) => ({
        id: person.id,
        name: person.name,
        email: primaryEmail(person),
        role: person.role,
        active: person.active,
        external_id: person.external_id,
        preexisting: snapshot.isPreexisting(person.id),
      })),
    touched: snapshot.touched,
    calls: () => tenant.calls.map((call) => ({ ...call })),
    secrets: () => tenant.secrets.list(),
    mailbox: (address) => tenant.mailbox.to(address).map((mail) => ({ ...mail })),
  };
}

function fingerprint(tenant: TenantState, person: Person): string {
  const tokens = tenant.tokens
    .all()
    .filter((token) => token.preexisting && token.personId === person.id)
    .map(({ id, revoked }) => ({ id, revoked }));
  return JSON.stringify({ ...person, last_login_at: null, tokens });
}
