import type { ZendeskApi } from './api.ts';

/** Whoever a token belongs to. */
export type Identity = 'admin' | 'test user';

/** A token that this run obtained. Its values are secrets; its id is not. */
export interface HeldToken {
  readonly identity: Identity;
  readonly value: string;
  readonly refreshToken: string | undefined;
  /** When it ends by itself, in ms since 1970; unknown if the tenant did not say. */
  readonly expiresAt: number | undefined;
  /** The scopes that the tenant says it granted, space-separated. */
  readonly scope: string | undefined;
  /** Its id at the tenant, once it has been looked up. */
  id: number | undefined;
  /** Proved dead: refused with `invalid_token` after it was revoked, or its user deleted. */
  dead: boolean;
}

/** A signed-in identity: its token, and the calls it can make. */
export interface Session {
  readonly identity: Identity;
  /** The token of this session; another one after it had to be renewed. */
  readonly token: HeldToken;
  readonly api: ZendeskApi;
}

/** Every token that the run obtained, so that it can take each of them back, and no other. */
export class TokenRegister {
  readonly #held: HeldToken[] = [];

  /** Notes a token, at the moment it was obtained. */
  add(token: HeldToken): void {
    this.#held.push(token);
  }

  /** The tokens that have not been proved dead. */
  alive(): HeldToken[] {
    return this.#held.filter((token) => !token.dead);
  }

  /** All that the run has obtained, dead or alive. */
  all(): readonly HeldToken[] {
    return this.#held;
  }
}
