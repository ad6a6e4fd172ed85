/** What a test may ask about an Expert site from outside: see `common/witness.ts`. */
import { takeSnapshot, type LiveToken, type TenantWitness } from '../common/witness.ts';
import { whichOf } from './site/passwords.ts';
import { LOCAL_SERVICE, type Person, type Status } from './site/people.ts';
import type { Secret } from './site/secrets.ts';
import type { SiteState } from './site/state.ts';

export interface WitnessedUser {
  id: number;
  username: string;
  fullname: string;
  email: string;
  /** Today's name of the role, even if the site shows classic names. */
  role: string;
  status: Status;
  active: boolean;
  seated: boolean;
  /** Whether the person was there at the start. */
  preexisting: boolean;
  hasAlternate: boolean;
}

export interface Witness extends TenantWitness {
  /** Everyone, including Anonymous and deactivated people. */
  users(): WitnessedUser[];
  /** Authtokens issued since the start that still give their user access. */
  liveTokens(): (LiveToken & { preexistingUser: boolean })[];
  /**
   * IDs of people who were there at the start and were changed in any way: record, password, alternate password. Only
   * `date.lastlogin` does not count.
   */
  touched(): number[];
  /** Every secret value that the site issued or received since the start, by kind. */
  secrets(): Secret[];
  /** Whether this main or alternate password is that of an active user. Asking changes nothing. */
  signsIn(username: string, password: string): boolean;
}

/** Takes the snapshot for `touched`. Call this once the site is complete, before its first call. */
export function createWitness(site: SiteState): Witness {
  const watched = takeSnapshot<Person>({
    people: () => site.people.all(),
    nameOf: ({ username }) => username,
    canSignIn: ({ status }) => status === 'active',
    fingerprint,
  });
  const liveTokens: Witness['liveTokens'] = () =>
    site.tokens
      .valid()
      .filter(({ person }) => person.status === 'active')
      .map(({ id, person }) => ({
        id,
        userId: person.id,
        preexistingUser: watched.isPreexisting(person.id),
      }));
  return {
    remains: () => ({
      left: watched.left(),
      // Users who were there before stay signed in: the service cannot revoke a token.
      alive: liveTokens()
        .filter(({ preexistingUser }) => !preexistingUser)
        .map(({ id, userId }) => ({ id, userId })),
      touched: watched.touched(),
    }),
    created: watched.created,
    liveTokens,
    users: () =>
      site.people.all().map((person) => ({
        id: person.id,
        username: person.username,
        fullname: person.fullname,
        email: person.email,
        role: person.role.modern,
        status: person.status,
        active: person.status === 'active',
        seated: person.seated,
        preexisting: watched.isPreexisting(person.id),
        hasAlternate: person.passwords.alternate !== null,
      })),
    touched: watched.touched,
    calls: () => site.calls.map((call) => ({ ...call })),
    secrets: () => site.secrets.list(),
    signsIn(username, password) {
      const person = site.people.named(username);
      if (person?.status !== 'active' || person.service !== LOCAL_SERVICE) return false;
      return whichOf(person.passwords, person.id, password) !== null;
    },
  };
}

function fingerprint(person: Person): string {
  return JSON.stringify({ ...person, lastLoginAt: null });
}
