/** What happens to a site outside of its API, while runs use it: an admin or the vendor does it. */
import { randomPassword } from '../common/random.ts';
import { hashOf } from './site/passwords.ts';
import type { Person } from './site/people.ts';
import type { SiteState } from './site/state.ts';

export interface Operations {
  /** The runs' admin gets another password, which ends their tokens. Returns it. */
  changeAdminPassword(): string;
  /** The clock of the site jumps ahead by so many seconds, or back if they are negative. */
  jumpClock(seconds: number): void;
  /** The site is reset to what it was at its start: users since then are gone, without a trace. Their IDs are used again. */
  reset(): void;
}

/** @param admin of the runs */
export function createOperations(site: SiteState, admin: Person): Operations {
  const atStart = site.people.all().length;
  return {
    changeAdminPassword() {
      const password = randomPassword();
      admin.passwords = { main: hashOf(admin.id, password), alternate: null };
      site.secrets.record('password', password);
      return password;
    },
    jumpClock(seconds) {
      site.options.clockSkewSeconds += seconds;
    },
    reset() {
      site.people.keepFirst(atStart);
    },
  };
}
