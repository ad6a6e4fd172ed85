/**
 * The people who are there before the first call. Some resemble a test user in name or address, so that a careless clean-up
 * would harm them. None of them is a test user.
 */
import { randomHex, randomPassword } from '../../common/random.ts';
import type { OAuthClient } from './clients.ts';
import { storedPassword } from './password-store.ts';
import { emptyProfile, type Person, type Role } from './people.ts';
import type { TenantState } from './state.ts';

/** How long before the emulator's start the account was opened. */
const ACCOUNT_AGE_MS = 400 * 24 * 3_600_000;

/** What a new person can have. `email` is null for a person who is known by name only. */
export interface NewPerson {
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

const residents: NewPerson[] = [
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

/** Creates a person and adds them to the tenant, but not to the search index. */
export function addPerson(tenant: TenantState, newcomer: NewPerson, at: number): Person {
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

/** The admin for the emulator's user to sign in as, and the OAuth client that acts as this admin. */
export interface Credentials {
  admin: Person;
  adminPassword: string;
  client: OAuthClient;
}

/** Fills a new tenant with its people, clients, tokens and groups. */
export function seed(tenant: TenantState): Credentials {
  const at = tenant.now() - ACCOUNT_AGE_MS;
  const admin = addPerson(
    tenant,
    { name: 'Service Admin', email: 'service.admin@example.com', role: tenant.options.adminRole },
    at,
  );
  const adminPassword = randomPassword();
  admin.password = storedPassword(adminPassword, at, null);
  tenant.secrets.record('password', adminPassword);
  const others = residents.map((resident) => addPerson(tenant, resident, at));

  const client = addClient(tenant, 'keyturn', 'Keyturn', admin, at);
  const exportClient = addClient(tenant, 'nightly_export', 'Nightly export', admin, at);
  // Tokens that other people depend on. A clean-up that revokes all listed tokens would kill them.
  for (const holder of [admin, ...others.slice(0, 3)]) {
    tenant.tokens.issue({
      personId: holder.id,
      clientId: exportClient.id,
      scopes: ['read'],
      lifetimeSeconds: null,
      refreshLifetimeSeconds: null,
      preexisting: true,
    });
  }
  addGroup(tenant, 'Support', 'Everybody who answers tickets', true, at);
  addGroup(tenant, 'Billing', '', false, at);
  return { admin, adminPassword, client };
}

function addGroup(
  tenant: TenantState,
  name: string,
  description: string,
  isDefault: boolean,
  at: number,
): void {
  tenant.groups.push({
    id: tenant.ids.next(),
    name,
    description,
    default: isDefault,
    createdAt: at,
    updatedAt: at,
  });
}

function addClient(
  tenant: TenantState,
  identifier: string,
  name: string,
  as: Person,
  at: number,
): OAuthClient {
  const isRunClient = identifier === 'keyturn';
  const client: OAuthClient = {
    id: tenant.ids.next(),
    identifier,
    name,
    kind: isRunClient ? tenant.options.clientKind : 'confidential',
    secret: randomHex(32),
    redirectUris: [isRunClient ? tenant.options.redirectUri : 'https://export.example.com/callback'],
    personId: as.id,
    mayUseClientCredentials: isRunClient ? tenant.options.clientCredentials : true,
    allowedScopes: isRunClient ? tenant.options.allowedScopes : ['read'],
    createdAt: at,
  };
  tenant.secrets.record('client_secret', client.secret);
  tenant.clients.push(client);
  return client;
}
