/** The person that a token names. */
import type { Person } from '../site/people.ts';
import type { SiteState } from '../site/state.ts';

/** @param user the user in a token: an ID or `=name` */
export function personOfToken(site: SiteState, user: string): Person | undefined {
  if (user.startsWith('=')) return site.people.named(user.slice(1));
  return /^\d+$/.test(user) ? site.people.get(Number(user)) : undefined;
}
