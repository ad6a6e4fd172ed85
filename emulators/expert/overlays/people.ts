/** The people of the site, and those created since the start. */
import { newSince } from '../../common/overlays.ts';
import type { Site } from '../http/site.ts';
import { ANONYMOUS_ID, type Person } from '../site/people.ts';

/** The newest person except these: in a test, one that the test created. */
export function newestExcept(site: Site, ...others: (Person | undefined)[]): Person | undefined {
  return site.people
    .all()
    .reverse()
    .find((person) => person.id !== ANONYMOUS_ID && !others.includes(person));
}

/** Returns a function that finds the newest person created since the start, except these. */
export function newcomers(site: Site): (...others: (Person | undefined)[]) => Person | undefined {
  const all = newSince(() => site.people.all());
  return (...others) => all().findLast((person) => !others.includes(person));
}

/** User 1. */
export function firstAdmin(site: Site): Person {
  const admin = site.people.get(1);
  if (admin === undefined) throw new Error('The site has no user 1.');
  return admin;
}
