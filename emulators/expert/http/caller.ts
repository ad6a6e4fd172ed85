/** Who is calling. */
import type { Person } from '../site/people.ts';
import { allows } from '../site/roles.ts';

export interface Caller {
  person: Person;
  /** A valid apikey came along: no permission is asked for. */
  apikey: boolean;
}

export interface Demand {
  /** Anonymous is not enough, and neither is an ordinary authtoken. */
  forced: boolean;
  /** Makes the person whom a server token names and nobody knows (E-LOGIN-5). */
  create?: (username: string) => Person;
}

/** Whether a caller may do what only admins may. */
export function isAdmin({ person, apikey }: Caller): boolean {
  return apikey || allows(person.role, 'ADMIN');
}
