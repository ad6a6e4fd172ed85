/** Access and refresh tokens. */
import { randomHex } from '../../common/random.ts';
import { REVOKING_ENDS_REFRESH_TOKEN } from './assumptions.ts';
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
  /** Whether it existed before the emulator's first call. */
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

  issue(settings: NewToken): AccessToken {
    const now = this.now();
    const token: AccessToken = {
      id: this.ids.next(),
      value: randomHex(32),
      personId: settings.personId,
      clientId: settings.clientId,
      scopes: settings.scopes,
      createdAt: now,
      expiresAt: settings.lifetimeSeconds === null ? null : now + settings.lifetimeSeconds * 1000,
      usedAt: null,
      revoked: false,
      refresh:
        settings.refreshLifetimeSeconds === null
          ? null
          : { value: randomHex(32), expiresAt: now + settings.refreshLifetimeSeconds * 1000, used: false },
      preexisting: settings.preexisting ?? false,
    };
    this.secrets.record('access_token', token.value);
    if (token.refresh !== null) this.secrets.record('refresh_token', token.refresh.value);
    this.tokens.push(token);
    return token;
  }

  all(): AccessToken[] {
    return [...this.tokens];
  }

  /** Tokens that are neither revoked nor expired. */
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

  /** Removes the tokens that were issued since the start, without a trace. */
  forgetNew(): void {
    this.tokens.splice(0, Infinity, ...this.tokens.filter(({ preexisting }) => preexisting));
  }

  /** Revokes all tokens of a person. */
  revokeAllOf(personId: number): void {
    for (const token of this.tokens) if (token.personId === personId) this.revoke(token);
  }
}
