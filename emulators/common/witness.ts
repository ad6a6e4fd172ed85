/**
 * The witness: an emulator's own account of what happened on its tenant. It is never read over HTTP, so that no fault can
 * falsify it. What a test asks after every run is the same for every system, and is in this file.
 */
import type { Call } from './calls.ts';
import type { Secret } from './secrets.ts';

/** A user of the tenant. */
export interface KnownUser {
  id: number;
  /** Shown to people who read the list of leftovers. */
  name: string;
}

/** A token that still gives its user access. */
export interface LiveToken {
  id: number;
  userId: number;
}

/** What the runs since the start have left or touched. */
export interface Remains {
  /** Users created since the start who can still sign in. */
  left: KnownUser[];
  /** Tokens issued since the start that are still alive and could have been revoked. */
  alive: LiveToken[];
  /** IDs of users who were there at the start and were changed in any way. */
  touched: number[];
}

/** What every run must leave, however it ended: nothing. */
export const NOTHING: Remains = { left: [], alive: [], touched: [] };

/** What a test can ask any tenant. */
export interface TenantWitness {
  remains(): Remains;
  /** Everyone created since the start, deleted or not. */
  created(): KnownUser[];
  /** The calls in order; their count is its length. */
  calls(): Call[];
  /** Every secret value that the tenant issued or received since the start. */
  secrets(): Secret[];
}

/** The people of a tenant, as far as a witness needs them. */
export interface Watchable<Person extends { id: number }> {
  people: () => readonly Person[];
  nameOf: (person: Person) => string;
  canSignIn: (person: Person) => boolean;
  /** Everything about a pre-existing user that must not change, as one string. */
  fingerprint: (person: Person) => string;
}

/** The people at the start, compared with the people now. */
export interface Snapshot {
  /** Whether a user was there when the snapshot was taken. */
  isPreexisting: (id: number) => boolean;
  touched: () => number[];
  created: () => KnownUser[];
  left: () => KnownUser[];
}

/** Takes the snapshot. Call this once the tenant is complete, before its first call. */
export function takeSnapshot<Person extends { id: number }>({
  people,
  nameOf,
  canSignIn,
  fingerprint,
}: Watchable<Person>): Snapshot {
  const before = new Map(people().map((person) => [person.id, fingerprint(person)]));
  const isPreexisting = (id: number): boolean => before.has(id);
  const known = (person: Person): KnownUser => ({ id: person.id, name: nameOf(person) });
  const newcomers = (): Person[] => people().filter(({ id }) => !isPreexisting(id));
  return {
    isPreexisting,
    touched: () => {
      const now = new Map(people().map((person) => [person.id, fingerprint(person)]));
      return [...before].filter(([id, was]) => now.get(id) !== was).map(([id]) => id);
    },
    created: () => newcomers().map(known),
    left: () => newcomers().filter(canSignIn).map(known),
  };
}

/** Each leftover, and each touched user, in a few words; empty if there is none. */
export function describeRemains({ left, alive, touched }: Remains): string[] {
  return [
    ...left.map(({ id, name }) => `user ${String(id)} (${name}) can still sign in`),
    ...alive.map(({ id, userId }) => `token ${String(id)} of user ${String(userId)} is alive`),
    ...touched.map((id) => `user ${String(id)}, who was there before, was changed`),
  ];
}
