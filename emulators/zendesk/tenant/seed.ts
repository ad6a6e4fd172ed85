/**
 * The people who are there before the first call, and whom a careless clean-up would hurt. Some resemble a test user in
 * name or address; none of them is one.
 */
import { storedPassword } from './password-store.ts';
import type { OAuthClient } from './clients.ts';
import { randomHex, randomPassword } from '../../common/random.ts';
import { emptyProfile, type Person, type Role } from './people.ts';
import type { TenantState } from './state.ts';

/** When the account was opened, before the emulator's start. */
const ACCOUNT_AGE_MS = 400 * 24 * 3_600_000;

/** A person in short. `email` is null for a person who is known by name only. */
export interface Newcomer {
  name: string;
  email: string | null;
  role?: Role;
  verified?: boolean;
  externalId?: string | null;
  secondaryEmail?: string;
  notes?: string;
  owner?: boolean;
  suspended?: boolean;
}

const residents: Newcomer[] = [
  { name: 'Olive Owner', email: 'olive.owner@example.com', role: 'admin', owner: true },
  { name: 'Keyturn Admin', email: 'keyturn.admin@example.com', role: 'admin', externalId: 'staff-0007' },
  { name: 'Keyturn Support', email: 'keyturn@example.com', role: 'agent' },
  {
    name: 'Archie Keeper',
    email: 'keyturn+archive@example.com',
    role: 'agent',
    externalId: 'keyturn-archive',
  },
  { name: 'TestNotebookAgent', email: 'tilda.noteworthy@example.com', role: 'agent' },
  { name: 'Nora Testa', email: 'test.notebook.agent@a.com', role: 'agent', externalId: 'hr-1142' },
  {
    name: 'Carla Chameleon',
    email: 'carla@example.com',
    role: 'agent',
    secondaryEmail: 'keyturn+old@example.com',
    notes: 'Used to answer as test.notebook.agent',
  },
  { name: 'Keyturn abcdefgh', email: 'k.abcdefgh@example.com', role: 'agent', externalId: 'crm-5531' },
  { name: 'Keyturn Blank', email: 'keyturn+blank@example.com', role: 'agent', externalId: null },
  { name: 'Sam Suspended', email: 'keyturn+sam@example.com', role: 'agent', suspended: true },
  { name: 'Erin Enduser', email: 'keyturn.friend@example.com', notes: 'Asked about keyturn@example.com' },
  { name: 'Keyturn', email: null, externalId: 'keyturn' },
];

/** Creates a person and adds them to the tenant. They are not in the index yet. */
export function addPerson(tenant: TenantState, newcomer: Newcomer, at: number): Person {
  const id = tenant.ids.next();
  const addresses = [newcomer.email, newcomer.secondaryEmail].filter((value) => typeof value === 'string');
  const verified = newcomer.verified ?? true;
  const person: Person = {
    id,
    owner: newcomer.owner ?? false,
    name: newcomer.name,
    role: newcomer.role ?? 'end-user',
    active: true,
    suspended: newcomer.suspended ?? false,
    purged: false,
    external_id: newcomer.externalId ?? null,
    profile: { ...emptyProfile(), notes: newcomer.notes ?? null },
    identities: addresses.map((value, position) => ({
      id: tenant.ids.next(),
      user_id: id,
      type: 'email',
      value,
      primary: position === 0,
      verified,
      verification_method: verified ? 'low' : 'none',
      created_at: at,
      updated_at: at,
    })),
    password: null,
    email_when_deleted: null,
    created_at: at,
    updated_at: at,
    last_login_at: null,
  };
  tenant.people.add(person);
  return person;
}

/** The admin whose credentials the caller gets, and the OAuth client that acts as this admin. */
export interface Credentials {
  admin: Person;
  adminPassword: string;
  client: OAuthClient;
}

/** Fills a new tenant. */
export function seed(tenant: TenantState): Credentials {
  const at = tenant.now() - ACCOUNT_AGE_MS;
  const admin = addPerson(
    tenant,
    { name: 'Service Admin', email: 'service.admin@example.com', role: 'admin' },
    at,
  );
  const adminPassword = randomPassword();
  admin.password = storedPassword(adminPassword, at, null);
  tenant.secrets.note('password', adminPassword);
  const others = residents.map((resident) => addPerson(tenant, resident, at));

  const client = addClient(tenant, 'keyturn', 'Keyturn', admin, at);
  const export_ = addClient(tenant, 'nightly_export', 'Nightly export', admin, at);
  // Tokens that other people depend on: a clean-up that lists and deletes tokens would end them.
  for (const holder of [admin, ...others.slice(0, 3)]) {
    tenant.tokens.issue({
      personId: holder.id,
      clientId: export_.id,
      scopes: ['read'],
      lifetimeSeconds: null,
      refreshLifetimeSeconds: null,
      preexisting: true,
    });
  }
  return { admin, adminPassword, client };
}

function addClient(
  tenant: TenantState,
  identifier: string,
  name: string,
  as: Person,
  at: number,
): OAuthClient {
  const own = identifier === 'keyturn';
  const client: OAuthClient = {
    id: tenant.ids.next(),
    identifier,
    name,
    kind: own ? tenant.options.clientKind : 'confidential',
    secret: randomHex(32),
    redirectUris: [own ? tenant.options.redirectUri : 'https://export.example.com/callback'],
    personId: as.id,
    allowedScopes: own ? tenant.options.allowedScopes : ['read'],
    createdAt: at,
  };
  tenant.secrets.note('client_secret', client.secret);
  tenant.clients.push(client);
  return client;
}
