/**
 * The people who exist before the first call. A careless clean-up would hurt them: some resemble a test user in name or
 * address, but none is one.
 */
import { randomPassword } from '../../common/random.ts';
import { hashOf } from './passwords.ts';
import { LOCAL_SERVICE, type Person, type Status } from './people.ts';
import { ADMIN, AUTHOR, EDITOR, roleNamed, VIEWER, type Role } from './roles.ts';
import type { SiteState } from './state.ts';

/** When the site was opened, before the emulator's start. */
const SITE_AGE_MS = 400 * 24 * 3_600_000;

/** The company's single sign-on. */
const SSO_SERVICE = 3;

interface Resident {
  username: string;
  fullname?: string;
  email?: string;
  role: Role;
  status?: Status;
  owner?: boolean;
  service?: number;
  /** Null for people who never had a password. */
  password?: string | null;
  alternate?: string;
}

/** Users 1 and 2 of every site. */
const first: Resident[] = [
  { username: 'Admin', fullname: 'Site Administration', email: 'site.admin@example.com', role: ADMIN },
  { username: 'Anonymous', role: VIEWER, password: null },
];

const residents: Resident[] = [
  { username: 'olive.owner', fullname: 'Olive Owner', email: 'olive@example.com', role: ADMIN, owner: true },
  { username: 'keyturn-admin', fullname: 'Keyturn Admin', email: 'keyturn.admin@example.com', role: ADMIN },
  { username: 'keyturn', fullname: 'Keyturn', email: 'keyturn@example.com', role: EDITOR },
  {
    username: 'keyturn-marketing',
    fullname: 'Marketing',
    email: 'keyturn+marketing@example.com',
    role: EDITOR,
    alternate: randomPassword(),
  },
  { username: 'Keyturn-1x', fullname: 'Keyturn Onex', email: 'k.onex@example.com', role: EDITOR },
  { username: 'keyturn-abcdefgh', fullname: 'Abe Defgh', email: 'abe@example.com', role: AUTHOR },
  {
    username: 'Ina Gone',
    fullname: 'Ina Gone',
    email: 'keyturn+ina@example.com',
    role: EDITOR,
    status: 'inactive',
  },
  {
    username: 'keyturn-old',
    fullname: 'Old Keyturn',
    email: 'old@example.com',
    role: VIEWER,
    status: 'inactive',
  },
  {
    username: 'sam.sso',
    fullname: 'Sam Single',
    email: 'sam@example.com',
    role: EDITOR,
    service: SSO_SERVICE,
    password: null,
  },
  { username: 'docs/keyturn', fullname: 'Docs Team', email: 'docs@example.com', role: AUTHOR },
  { username: 'Jürgen Möller', fullname: 'Jürgen Möller', email: 'juergen@example.com', role: EDITOR },
  { username: '100%+keyturn', fullname: 'Hundred Percent', email: 'hundred@example.com', role: VIEWER },
];

export interface Seeded {
  admin: Person;
  adminPassword: string;
}

/** Fills a new site. */
export function seed(site: SiteState): Seeded {
  const at = site.now() - SITE_AGE_MS;
  const adminPassword = randomPassword();
  const role = roleNamed(site.options.adminRole) ?? ADMIN;
  const [admin] = first.map((resident, index) =>
    addResident(site, index === 0 ? { ...resident, role, password: adminPassword } : resident, at),
  );
  if (admin === undefined) throw new Error('A site has an admin.');
  // IDs in between belong to no user.
  site.people.skipTo(7);
  for (const resident of residents) addResident(site, resident, at);
  site.people.skipTo(1204);
  return { admin, adminPassword };
}

function addResident(site: SiteState, resident: Resident, at: number): Person {
  const { role, status = 'active', password = randomPassword(), alternate } = resident;
  const person = site.people.add({
    username: resident.username,
    fullname: resident.fullname ?? '',
    email: resident.email ?? '',
    role,
    status,
    seated: role.seated && status === 'active',
    owner: resident.owner ?? false,
    service: resident.service ?? LOCAL_SERVICE,
    language: '',
    timezone: '',
    passwords: { main: null, alternate: null },
    createdAt: at,
    lastLoginAt: at,
  });
  for (const [kind, text] of [
    ['main', password],
    ['alternate', alternate],
  ] as const) {
    if (typeof text !== 'string') continue;
    person.passwords[kind] = hashOf(person.id, text);
    site.secrets.record('password', text);
  }
  return person;
}
