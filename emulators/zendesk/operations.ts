/** What happens to a tenant outside of its API, while runs use it: an admin or the vendor does it. */
import { randomHex } from '../common/random.ts';
import type { OAuthClient } from './tenant/clients.ts';
import type { TenantState } from './tenant/state.ts';

export interface Operations {
  /** An admin generates a new secret for the runs' client. The old one ends at once. Tokens stay valid. Returns the new one. */
  rotateClientSecret(): string;
  /** The clock of the tenant jumps ahead by so many seconds, or back if they are negative. */
  jumpClock(seconds: number): void;
  /**
   * The tenant is reset to what it was at its start, as a sandbox is: users, tokens and sessions since then are gone, without a
   * trace. The client stays.
   */
  reset(): void;
}

/** @param client of the runs */
export function createOperations(tenant: TenantState, client: OAuthClient): Operations {
  const atStart = new Set(tenant.people.all().map(({ id }) => id));
  return {
    rotateClientSecret() {
      client.secret = randomHex(32);
      tenant.secrets.record('client_secret', client.secret);
      return client.secret;
    },
    jumpClock(seconds) {
      tenant.options.clockSkewSeconds += seconds;
    },
    reset() {
      for (const { id } of tenant.people.all()) {
        if (atStart.has(id)) continue;
        tenant.people.forget(id);
        tenant.index.forget(id);
      }
      tenant.tokens.forgetNew();
      tenant.sessions.forgetAll();
    },
  };
}
