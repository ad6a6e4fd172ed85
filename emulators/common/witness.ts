/**
 * The witness: a tenant's own account of who used it. It is never read over HTTP, so that no fault can falsify it. The
 * questions that a test asks after every run are the same for every system, and are here once.
 */
import type { Call } from './calls.ts';
import type { Secret } from './secrets.ts';

/** A user of the tenant. */
export interface Known {
  id: number;
  /** Shown to people who read what is left. */
  name: string;
}

/** A token that still gives its user access. */
export interface LiveToken {
  id: number;
  userId: number;
}

/** What the runs since the start have left. */
export interface Remains {
  /** Users created since the start who can still sign in. */
  left: Known[];
  /** Tokens issued since the start that are still alive and could have been revoked. */
  alive: LiveToken[];
  /** IDs of users who were there at the start and were changed in any way. */
  touched: number[];
}

/** Nothing: what must be left of a run, however it ended. */
export const NOTHING: Remains = { left: [], alive: [], touched: [] };

/** What a test can ask any tenant. */
export interface TenantWitness {
  remains(): Remains;
  /** Everyone created since the start, deleted or not. */
  created(): Known[];
  /** The calls in order; their count is its length. */
  calls(): Call[];
  /** Every secret value that the tenant issued or received since the start. */
  secrets(): Secret[];
}

/** The people of a tenant, as far as a witness needs them. */
export interface Watched<Person extends { id: number }> {
  people: () => readonly Person[];
  nameOf: (person: Person) => string;
  canSignIn: (person: Person) => boolean;
  /** Everything of a pre-existing user that must not change, as one string. */
  fingerprint: (person: Person) => string;
}

/** A snapshot of the people at the start, and what has become of them since. */
export interface Watch {
  /** Whether a user was there when the snapshot was taken. */
  wasThere: (id: number) => boolean;
  touched: () => number[];
  created: () => Known[];
  left: () => Known[];
}

/** Takes the snapshot. Call this once the tenant is complete, before its first caller. */
export function watch<Person extends { id: number }>({
  people,
  nameOf,
  canSignIn,
  fingerprint,
}: Watched<Person>): Watch {
  const before = new Map(people().map((person) => [person.id, fingerprint(person)]));
  const wasThere = (id: number): boolean => before.has(id);
  const known = (person: Person): Known => ({ id: person.id, name: nameOf(person) });
  const newcomers = (): Person[] => people().filter(({ id }) => !wasThere(id));
  return {
    wasThere,
    touched: () => {
      const now = new Map(people().map((person) => [person.id, fingerprint(person)]));
      return [...before].filter(([id, was]) => now.get(id) !== was).map(([id]) => id);
    },
    created: () => newcomers().map(known),
    left: () => newcomers().filter(canSignIn).map(known),
  };
}

/** Each leftover in a few words; empty if there is none. */
export function inWords({ left, alive, touched }: Remains): string[] {
  return [
    ...left.map(({ id, name }) => `user ${String(id)} (${name}) can still sign in`),
    ...alive.map(({ id, userId }) => `token ${String(id)} of user ${String(userId)} is alive`),
    ...touched.map((id) => `user ${String(id)}, who was there before, was changed`),
  ];
}
