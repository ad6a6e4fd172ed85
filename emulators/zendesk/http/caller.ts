/** The caller of a request. */
import type { Person } from '../tenant/people.ts';
import type { Session } from '../tenant/sessions.ts';
import type { AccessToken } from '../tenant/tokens.ts';

export interface Caller {
  person: Person;
  scopes: readonly string[];
  /** null for a browser session. */
  token: AccessToken | null;
  session: Session | null;
}
