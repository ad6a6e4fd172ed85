/** `{userid}`: an ID, `current`, or `=name` (docs/expert.md: E-ID-1 to E-ID-4). */
import { fromCatalogue } from '../http/errors.ts';
import type { Site } from '../http/site.ts';
import { decoded } from '../http/uri.ts';
import type { Person } from '../site/people.ts';

const LARGEST = 4_294_967_295;

/**
 * The person that the path names, or undefined if there is none.
 * @param userId decoded once, by the framework; it is decoded again here
 * @throws {Refusal} 400 if it is none of the three
 */
export function targetOf(site: Site, userId: string, caller: Person): Person | undefined {
  const text = decoded(userId);
  if (text.trim().toLowerCase() === 'current') return caller;
  if (text.startsWith('=')) return site.people.named(text.slice(1));
  if (!/^\s*\+?\d+\s*$/.test(text) || Number(text) > LARGEST) throw fromCatalogue('userId');
  return site.people.get(Number(text));
}
