/** What overlays do when a password is stored. */
import type { GivenPassword, Passwords } from '../tenant/passwords.ts';

/** Does something after each password that is stored. */
export function onStored(passwords: Passwords, act: (given: GivenPassword) => void): void {
  const store = passwords.store.bind(passwords);
  passwords.store = (given) => {
    store(given);
    act(given);
  };
}

/** Returns the password of each person, by ID. Only passwords that are stored from now on are known. */
export function storedFromNowOn(passwords: Passwords): ReadonlyMap<number, string> {
  const known = new Map<number, string>();
  onStored(passwords, ({ person, password }) => void known.set(person.id, password));
  return known;
}
