/** People who are created at their first sign-in (docs/expert.md: E-LOGIN-5, E-LOGIN-6). */
import type { Site } from '../http/site.ts';
import { PROVISIONED_ROLE } from '../site/assumptions.ts';
import type { Person } from '../site/people.ts';
import { roleNamed, VIEWER } from '../site/roles.ts';
import { newPerson } from './write.ts';

/** The person created for a server token. */
export function provisioned(site: Site, username: string): Person {
  return newPerson(site, { username, role: roleNamed(PROVISIONED_ROLE) ?? VIEWER });
}
