/** The caller of a request. */
import type { Person } from '../site/people.ts';
import { allows } from '../site/roles.ts';

export interface Caller {
  person: Person;
  /** The request has a valid apikey: permissions are not checked. */
  apikey: boolean;
}

export interface Demand {
  /** Anonymous is not accepted, and neither is an ordinary authtoken. */
  forced: boolean;
  /** Creates the person that a server token names, if there is none yet (E-LOGIN-5). */
  create?: (username: string) => Person;
}

/** Whether a caller has admin rights. */
export function isAdmin({ person, apikey }: Caller): boolean {
  return apikey || allows(person.role, 'ADMIN');
}
