/** Who is there, and who came since the start. */
import { ANONYMOUS_ID, type Person } from '../site/people.ts';
import type { Site } from '../http/site.ts';
import { newSince } from '../../common/overlays.ts';

/** The newest person but these: in a test, one of its own. */
export function newestBut(site: Site, ...others: (Person | undefined)[]): Person | undefined {
  return site.people
    .all()
    .reverse()
    .find((person) => person.id !== ANONYMOUS_ID && !others.includes(person));
}

/** Asks for who came last since the start, but these. */
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
