/** Access and refresh tokens. */
import { REVOKING_ENDS_REFRESH_TOKEN } from './assumptions.ts';
import { randomHex } from '../../common/random.ts';
import type { IdSequence } from './ids.ts';
import type { SecretLog } from './secrets.ts';

interface RefreshToken {
  value: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  used: boolean;
}

export interface AccessToken {
  id: number;
  value: string;
  personId: number;
  clientId: number;
  scopes: string[];
  createdAt: number;
  expiresAt: number | null;
  usedAt: number | null;
  revoked: boolean;
  refresh: RefreshToken | null;
  /** It existed before the emulator's first caller. */
  preexisting: boolean;
}

/** The settings of a new token. Lifetimes in seconds; `null` for no expiry or no refresh token. */
export interface NewToken {
  personId: number;
  clientId: number;
  scopes: string[];
  lifetimeSeconds: number | null;
  refreshLifetimeSeconds: number | null;
  preexisting?: boolean;
}

export class Tokens {
  private readonly tokens: AccessToken[] = [];
  private readonly ids: IdSequence;
  private readonly secrets: SecretLog;
  private readonly now: () => number;

  constructor(ids: IdSequence, secrets: SecretLog, now: () => number) {
    this.ids = ids;
    this.secrets = secrets;
    this.now = now;
  }

  issue(order: NewToken): AccessToken {
    const now = this.now();
    const token: AccessToken = {
      id: this.ids.next(),
      value: randomHex(32),
      personId: order.personId,
      clientId: order.clientId,
      scopes: order.scopes,
      createdAt: now,
      expiresAt: order.lifetimeSeconds === null ? null : now + order.lifetimeSeconds * 1000,
      usedAt: null,
      revoked: false,
      refresh:
        order.refreshLifetimeSeconds === null
          ? null
          : { value: randomHex(32), expiresAt: now + order.refreshLifetimeSeconds * 1000, used: false },
      preexisting: order.preexisting ?? false,
    };
    this.secrets.note('access_token', token.value);
    if (token.refresh !== null) this.secrets.note('refresh_token', token.refresh.value);
    this.tokens.push(token);
    return token;
  }

  all(): AccessToken[] {
    return [...this.tokens];
  }

  /** Tokens that are alive. */
  live(): AccessToken[] {
    return this.tokens.filter((token) => this.isLive(token));
  }

  isLive(token: AccessToken): boolean {
    return !token.revoked && (token.expiresAt === null || this.now() < token.expiresAt);
  }

  byValue(value: string): AccessToken | undefined {
    return this.tokens.find((token) => token.value === value);
  }

  byId(id: number): AccessToken | undefined {
    return this.tokens.find((token) => token.id === id);
  }

  /** The token that a usable refresh token belongs to. */
  byRefreshToken(value: string): AccessToken | undefined {
    return this.tokens.find(
      ({ refresh }) =>
        refresh !== null && refresh.value === value && !refresh.used && this.now() < refresh.expiresAt,
    );
  }

  revoke(token: AccessToken): void {
    token.revoked = true;
    if (REVOKING_ENDS_REFRESH_TOKEN && token.refresh !== null) token.refresh.used = true;
  }

  /** Ends all tokens of a person. */
  revokeAllOf(personId: number): void {
    for (const token of this.tokens) if (token.personId === personId) this.revoke(token);
  }
}
