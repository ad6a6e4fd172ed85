/**
 * What a tenant itself knows of those who used it: never over HTTP, so that no call can lie about it. What has to be asked
 * after every run is the same on every system, and stands here once.
 */
import type { Call } from './calls.ts';
import type { Secret } from './secrets.ts';

/** Somebody whom the tenant knows. */
export interface Known {
  id: number;
  /** For people who read what is left. */
  name: string;
}

/** A token with which its user can still do something. */
export interface LiveToken {
  id: number;
  userId: number;
}

/** What the runs since the start have left behind. */
export interface Remains {
  /** Users who came since the start and can still sign in. */
  left: Known[];
  /** Tokens that were handed out since the start, are still alive, and could have been ended. */
  alive: LiveToken[];
  /** Ids of people who were there from the start, and were changed in any way. */
  touched: number[];
}

/** Nothing: what has to remain of a run, however it ended. */
export const NOTHING: Remains = { left: [], alive: [], touched: [] };

/** What any tenant can be asked. */
export interface TenantWitness {
  remains(): Remains;
  /** Everybody who came since the start, gone or not. */
  created(): Known[];
  /** The calls in order; their count is its length. */
  calls(): Call[];
  /** Every secret value that the tenant issued or received since the start. */
  secrets(): Secret[];
}

/** The people of a tenant, as far as a witness has to know them. */
export interface Watched<Person extends { id: number }> {
  people: () => readonly Person[];
  nameOf: (person: Person) => string;
  canSignIn: (person: Person) => boolean;
  /** All that must not be changed of somebody else, as one text. */
  fingerprint: (person: Person) => string;
}

/** A picture of the people who are there, and what has become of them since. */
export interface Watch {
  /** Whether somebody was there when the picture was taken. */
  wasThere: (id: number) => boolean;
  touched: () => number[];
  created: () => Known[];
  left: () => Known[];
}

/** Takes the picture: to be called when the tenant is complete and nobody came yet. */
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

/** Each thing that remains, in a few words; nothing where all is well. */
export function inWords({ left, alive, touched }: Remains): string[] {
  return [
    ...left.map(({ id, name }) => `user ${String(id)} (${name}) can still sign in`),
    ...alive.map(({ id, userId }) => `token ${String(id)} of user ${String(userId)} is alive`),
    ...touched.map((id) => `user ${String(id)}, who was there before, was changed`),
  ];
}
