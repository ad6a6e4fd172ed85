/** The tokens that a run obtains. Each is recorded in the ledger before it is requested. */
import { randomInt } from 'node:crypto';
import { type Entry, isToken, type LedgerToken } from '../../ledger/entry.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { ZendeskApi } from './api.ts';
import type { Grant, Token } from './schemas.ts';

/** The identity that a token belongs to. */
export type Identity = 'admin' | 'test user' | 'other test user';

declare const shownToBeOurs: unique symbol;

/** The ID of a token that the tenant has shown to be ours. No token is ever revoked by any other ID. */
export type OwnTokenId = number & { readonly [shownToBeOurs]: true };

/** Lifetimes differ by at least this, in seconds, so that rounding at the tenant does not make two of them equal. */
const LIFETIME_SPACING_S = 3;

/**
 * Returns a lifetime for a token, in seconds: random, between one and two hours, and never whole minutes. If the answer with a
 * token is lost, the token can be recognized by its lifetime. The default lifetime may also be shorter than a run: half an hour.
 * Zendesk allows 300 to 172800.
 */
function randomLifetime(): number {
  for (;;) {
    const lifetime = 3600 + LIFETIME_SPACING_S * randomInt(3600 / LIFETIME_SPACING_S);
    if (lifetime % 60 !== 0) return lifetime;
  }
}

/** A token that this run obtained. Its values are secrets. Its ID is not. */
export class HeldToken {
  readonly identity: Identity;
  readonly value: string;
  readonly refreshToken: string | undefined;
  /** When it expires, in ms since 1970. `undefined` if the tenant did not show it. */
  readonly expiresAt: number | undefined;
  /** The granted scopes in the tenant's answer, space-separated. */
  readonly scope: string | undefined;
  /** The answer to its last look-up, which the sign-in makes. `undefined` if there was none. */
  shown: Exchange<{ token: Token }> | undefined;
  readonly #ledger: Ledger;
  readonly #entry: Entry<LedgerToken>;
  readonly #all: readonly HeldToken[];
  #dead = false;

  /** @param all all tokens that the run obtained. */
  constructor(grant: Grant, entry: Entry<LedgerToken>, ledger: Ledger, all: readonly HeldToken[] = []) {
    this.identity = entry.thing.identity as Identity;
    this.value = grant.access_token;
    this.refreshToken = grant.refresh_token ?? undefined;
    this.expiresAt = typeof grant.expires_in === 'number' ? Date.now() + grant.expires_in * 1000 : undefined;
    this.scope = grant.scope ?? undefined;
    this.#ledger = ledger;
    this.#entry = entry;
    this.#all = all;
  }

  /** The other tokens that the run obtained, dead or alive. */
  get others(): readonly HeldToken[] {
    return this.#all.filter((token) => token !== this);
  }

  /** When it was requested, in ms since 1970. */
  get requestedAt(): number {
    return Date.parse(this.#entry.at);
  }

  /** The requested lifetime, in seconds. */
  get requestedLifetimeS(): number {
    return this.#entry.thing.lifetimeS;
  }

  /** Whether this is the token's ledger entry. */
  isFromEntry(entry: Entry): boolean {
    return entry.key === this.#entry.key;
  }

  /** Its ID at the tenant. `undefined` until the tenant has shown that it is this token's. */
  get id(): OwnTokenId | undefined {
    return this.#entry.id as OwnTokenId | undefined;
  }

  /** Whether it is proved dead: refused with 401 or, if its user was deleted, with 401, 403 or 404. */
  get dead(): boolean {
    return this.#dead;
  }

  /** Records its ID, once the tenant has shown that it is this token's. */
  recordId(id: number): void {
    if (!this.#dead) this.#ledger.created(this.#entry, id);
  }

  /** Closes its entry, after it was proved dead. */
  markDead(): void {
    if (!this.#dead) this.#ledger.removed(this.#entry);
    this.#dead = true;
  }
}

/** A signed-in identity: its token, and the calls it can make. */
export interface Session {
  readonly identity: Identity;
  /** The current token. It is another one after the session has renewed it. */
  readonly token: HeldToken;
  readonly api: ZendeskApi;
}

/** All tokens that the run obtained, so that it can revoke each of them, and no other. */
export class TokenRegister {
  readonly #ledger: Ledger;
  readonly #held: HeldToken[] = [];
  /** Lifetimes requested so far. No two tokens of a run have the same lifetime, unless it requests hundreds of tokens. */
  readonly #lifetimes = new Set<number>();
  /** Whether a request with the configured client and its secret was answered as if one of them were wrong. */
  isClientSuspect = false;
  /** How many calls of the run have changed something at the tenant. Any of them may have ended a token. */
  changes = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Records a token in the ledger before it is requested, with the lifetime to request: the given one, or else a new one. */
  recordRequest(identity: Identity, lifetimeS = this.#newLifetime()): Entry<LedgerToken> {
    return this.#ledger.creating({ kind: 'token', identity, lifetimeS });
  }

  /** Closes the entry of a token request that issued no token. */
  recordRefusal(entry: Entry<LedgerToken>): void {
    this.#ledger.removed(entry);
  }

  /** Adds a token as soon as it was obtained. */
  add(grant: Grant, entry: Entry<LedgerToken>): HeldToken {
    const token = new HeldToken(grant, entry, this.#ledger, this.#held);
    this.#ledger.answered(entry);
    this.#held.push(token);
    return token;
  }

  /** Returns the open entries whose tokens this process does not hold. The tokens may have been issued anyway. */
  lost(): Entry<LedgerToken>[] {
    return this.#ledger
      .own()
      .filter(isToken)
      .filter((entry) => !this.#held.some((token) => token.isFromEntry(entry)));
  }

  /** Returns the tokens that are not proved dead. */
  alive(): HeldToken[] {
    return this.#held.filter((token) => !token.dead);
  }

  /** Returns all tokens that the run obtained, dead or alive. */
  all(): readonly HeldToken[] {
    return this.#held;
  }

  #newLifetime(): number {
    let lifetimeS = randomLifetime();
    for (let tries = 0; this.#lifetimes.has(lifetimeS) && tries < 100; tries++) lifetimeS = randomLifetime();
    this.#lifetimes.add(lifetimeS);
    return lifetimeS;
  }
}
