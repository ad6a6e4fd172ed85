/** The people of the site. No one can be deleted (docs/expert.md: E-USER-16). */
import { NAMES_IGNORE_ACCENTS } from './assumptions.ts';
import type { StoredPasswords } from './passwords.ts';
import type { Role } from './roles.ts';

/** User 2 of every site (E-USER-7). */
export const ANONYMOUS_ID = 2;

/** The built-in authentication service (E-PWD-10). */
export const LOCAL_SERVICE = 1;

export type Status = 'active' | 'inactive';

export interface Person {
  id: number;
  username: string;
  fullname: string;
  email: string;
  role: Role;
  status: Status;
  /** Whether the person takes a seat of the license. */
  seated: boolean;
  /** The site owner, who cannot be deactivated. */
  owner: boolean;
  /** ID of the authentication service. */
  service: number;
  language: string;
  timezone: string;
  passwords: StoredPasswords;
  /** Milliseconds since 1970, like all times in this file. */
  createdAt: number;
  lastLoginAt: number;
}

export class People {
  private readonly byId = new Map<number, Person>();
  private lastId = 0;

  /** Adds a person with the next free ID. */
  add(newcomer: Omit<Person, 'id'>): Person {
    this.lastId += 1;
    const person = { id: this.lastId, ...newcomer };
    this.byId.set(person.id, person);
    return person;
  }

  /** Continues at a later ID: sites are older than their first user. */
  skipTo(id: number): void {
    this.lastId = Math.max(this.lastId, id - 1);
  }

  /** Removes everyone but the first ones, without a trace, which no call can do. The next person gets the next ID again. */
  keepFirst(count: number): void {
    const kept = this.all().slice(0, count);
    this.byId.clear();
    for (const person of kept) this.byId.set(person.id, person);
    this.lastId = Math.max(...this.byId.keys());
  }

  get(id: number): Person | undefined {
    return this.byId.get(id);
  }

  /** Names ignore case and trailing spaces (E-ID-4, E-ID-5). */
  named(username: string): Person | undefined {
    const wanted = folded(username);
    return wanted === '' ? undefined : this.all().find((person) => folded(person.username) === wanted);
  }

  all(): Person[] {
    return [...this.byId.values()];
  }
}

function folded(name: string): string {
  const plain = NAMES_IGNORE_ACCENTS ? name.normalize('NFD').replace(/\p{M}/gu, '') : name;
  return plain.toLowerCase().replace(/ +$/, '');
}
