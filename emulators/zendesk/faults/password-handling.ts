/** Faults in what happens to a password that was set or changed: what is stored, and what signs in. */
import { replacing } from '../../common/overlays.ts';
import type { Tenant } from '../http/tenant.ts';
import { onStored, storedFromNowOn } from '../overlays/passwords.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';
import { isCurrentPassword, type StoredPassword } from '../tenant/password-store.ts';
import type { GivenPassword } from '../tenant/passwords.ts';

/** Stores and compares passwords only as `reduce` returns them, if they are set from now on. */
function reducePasswords(reduce: (password: string) => string): Install {
  return replacing(({ passwords }) => {
    const reduced = new Set<number>();
    const store = passwords.store.bind(passwords);
    const isPrevious = passwords.isPrevious.bind(passwords);
    const signsIn = passwords.signsIn.bind(passwords);
    // Users who were there before keep their full passwords.
    const read = (id: number | undefined, password: string): string =>
      id !== undefined && reduced.has(id) ? reduce(password) : password;
    passwords.store = (given) => {
      reduced.add(given.person.id);
      store({ ...given, password: reduce(given.password) });
    };
    passwords.isPrevious = (given) =>
      isPrevious({ ...given, password: read(given.person.id, given.password) });
    passwords.signsIn = (person, password) => signsIn(person, read(person?.id, password));
  });
}

function firstCharacters(count: number): (password: string) => string {
  return (password) => Array.from(password).slice(0, count).join('');
}

/** The sign-in accepts passwords that are `near` the right one. Only passwords set since the start are known. */
function acceptNearAtSignIn(near: (given: string, password: string) => boolean): Install {
  return replacing(({ passwords }) => {
    const known = storedFromNowOn(passwords);
    const signsIn = passwords.signsIn.bind(passwords);
    passwords.signsIn = (person, given) => {
      const password = person === undefined ? undefined : known.get(person.id);
      return signsIn(person, given) || (password !== undefined && near(given, password));
    };
  });
}

/** If `applies`, the previous password still signs in, in addition to the new one. */
function keepOldPassword(applies: (given: GivenPassword) => boolean): Install {
  return replacing(({ passwords }: Tenant) => {
    const old = new Map<number, StoredPassword>();
    const store = passwords.store.bind(passwords);
    const signsIn = passwords.signsIn.bind(passwords);
    passwords.store = (given) => {
      const { person } = given;
      if (person.password !== null && applies(given)) old.set(person.id, person.password);
      store(given);
    };
    passwords.signsIn = (person, password) => {
      const before = person === undefined ? undefined : old.get(person.id);
      return signsIn(person, password) || isCurrentPassword(before ?? null, password);
    };
  });
}

export const passwordHandlingFaults: readonly ZendeskFault[] = [
  {
    name: 'password-cut-at-16',
    sentence: 'Only the first 16 characters of a new password count.',
    install: reducePasswords(firstCharacters(16)),
  },
  {
    name: 'password-cut-at-72',
    sentence: 'Only the first 72 characters of a new password count.',
    install: reducePasswords(firstCharacters(72)),
  },
  {
    name: 'password-case-ignored',
    sentence: 'The case of letters in a new password does not count.',
    install: reducePasswords((password) => password.toLowerCase()),
  },
  {
    name: 'password-blanks-ignored',
    sentence: 'Spaces around a password do not count, either when it is set or when it is given.',
    install: reducePasswords((password) => password.trim()),
  },
  {
    name: 'password-special-characters-ignored',
    sentence: 'Only the letters and digits of a new password count.',
    install: reducePasswords((password) => password.replace(/[^\p{L}\p{N}]/gu, '')),
  },
  {
    name: 'old-password-works-after-set',
    sentence: 'After an admin sets a new password, the old one still signs in as well.',
    install: keepOldPassword(({ person, actor }) => person !== actor),
  },
  {
    name: 'old-password-works-after-change',
    sentence: 'After a person changes their password, the old one still signs in as well.',
    install: keepOldPassword(({ person, actor }) => person === actor),
  },
  {
    name: 'only-old-password-works-after-change',
    sentence:
      'After a person changes their password, only the old one signs in, but only the new one is accepted as previous.',
    install: replacing(({ passwords }) => {
      const old = new Map<number, StoredPassword>();
      const store = passwords.store.bind(passwords);
      passwords.store = (given) => {
        const { person, actor } = given;
        if (person.password !== null && person === actor) old.set(person.id, person.password);
        else old.delete(person.id);
        store(given);
      };
      passwords.signsIn = (person, password) =>
        person !== undefined && isCurrentPassword(old.get(person.id) ?? person.password, password);
    }),
  },
  {
    name: 'sign-in-ignores-case',
    sentence: 'The sign-in accepts a password in different case.',
    install: acceptNearAtSignIn((given, password) => given.toLowerCase() === password.toLowerCase()),
  },
  {
    name: 'sign-in-takes-beginning',
    sentence: 'The sign-in accepts a password without its last character.',
    install: acceptNearAtSignIn((given, password) => given !== '' && given === password.slice(0, -1)),
  },
  {
    name: 'sign-in-takes-longer',
    sentence: 'The sign-in accepts a password with extra characters at its end.',
    install: acceptNearAtSignIn((given, password) => given.startsWith(password)),
  },
  {
    name: 'password-works-once',
    sentence: 'A new password signs in once, and then no longer.',
    install: replacing(({ passwords }) => {
      const spent = new Set<StoredPassword>();
      const fresh = new Set<StoredPassword>();
      const signsIn = passwords.signsIn.bind(passwords);
      onStored(passwords, ({ person }) => {
        if (person.password !== null) fresh.add(person.password);
      });
      passwords.signsIn = (person, password) => {
        const stored = person?.password ?? null;
        if (stored === null || spent.has(stored) || !signsIn(person, password)) return false;
        if (fresh.has(stored)) spent.add(stored);
        return true;
      };
    }),
  },
  {
    name: 'one-password-for-all',
    sentence: 'A password that was set for one new user also signs in another new user.',
    install: replacing(({ passwords }) => {
      const fresh = new Set<StoredPassword>();
      const signsIn = passwords.signsIn.bind(passwords);
      onStored(passwords, ({ person }) => {
        if (person.password !== null) fresh.add(person.password);
      });
      passwords.signsIn = (person, password) => {
        const stored = person?.password ?? null;
        // Users who were there before keep their passwords.
        const isFresh = stored !== null && fresh.has(stored);
        return (
          signsIn(person, password) ||
          (isFresh && [...fresh].some((each) => isCurrentPassword(each, password)))
        );
      };
    }),
  },
];
