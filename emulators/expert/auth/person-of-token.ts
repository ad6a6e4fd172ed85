/** Whom a token names. */
import type { Person } from '../site/people.ts';
import type { SiteState } from '../site/state.ts';

/** The person of a token's user part: a number or `=name`. */
export function personOfToken(site: SiteState, user: string): Person | undefined {
  if (user.startsWith('=')) return site.people.named(user.slice(1));
  return /^\d+$/.test(user) ? site.people.get(Number(user)) : undefined;
}
