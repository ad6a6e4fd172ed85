/** Authorization codes: valid once, for 120 seconds. */
import { randomHex } from '../../common/random.ts';
import type { SecretLog } from './secrets.ts';

const CODE_LIFE_MS = 120_000;

/** What a code is bound to. */
export interface Grant {
  clientId: number;
  personId: number;
  redirectUri: string;
  scopes: string[];
  /** The S256 challenge, if PKCE is used. */
  challenge: string | null;
}

export interface Code extends Grant {
  value: string;
  expiresAt: number;
  used: boolean;
  /** The token that it was exchanged for. */
  tokenId: number | null;
}

export class Codes {
  private readonly codes = new Map<string, Code>();
  private readonly secrets: SecretLog;
  private readonly now: () => number;

  constructor(secrets: SecretLog, now: () => number) {
    this.secrets = secrets;
    this.now = now;
  }

  issue(grant: Grant): string {
    const value = randomHex(24);
    this.secrets.record('authorization_code', value);
    this.codes.set(value, {
      ...grant,
      value,
      expiresAt: this.now() + CODE_LIFE_MS,
      used: false,
      tokenId: null,
    });
    return value;
  }

  get(value: string): Code | undefined {
    return this.codes.get(value);
  }

  isUsable(code: Code): boolean {
    return !code.used && this.now() < code.expiresAt;
  }
}
