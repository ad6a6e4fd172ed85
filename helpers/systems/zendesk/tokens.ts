import { randomInt } from 'node:crypto';
import type { Ledger } from '../../ledger/ledger.ts';
import type { ZendeskApi } from './api.ts';
import type { Grant } from './schemas.ts';
import { type Entry, isToken, type LedgerToken } from '../../ledger/entry.ts';

/** Whoever a token belongs to. */
export type Identity = 'admin' | 'test user' | 'other test user';

declare const shownToBeOurs: unique symbol;

/** The id of a token of which the tenant has shown that it is one of ours. Nothing is ever revoked by another one. */
export type OwnTokenId = number & { readonly [shownToBeOurs]: true };

/** Lifetimes are this far apart, in seconds, so that rounding at the tenant does not make two of them one. */
const LIFETIME_SPACING_S = 3;

/**
 * How long a token shall live, in seconds: one to two hours, never whole minutes, and another one each time, so
 * that a token whose answer was lost can be told from others by its lifetime. Asked for explicitly: the
 * default may be half an hour, or less than a run. Allowed are 300 to 172800.
 */
function newLifetime(): number {
  for (;;) {
    const lifetime = 3600 + LIFETIME_SPACING_S * randomInt(3600 / LIFETIME_SPACING_S);
    if (lifetime % 60 !== 0) return lifetime;
  }
}

/** A token that this run obtained. Its values are secrets; its id is not. */
export class HeldToken {
  readonly identity: Identity;
  readonly value: string;
  readonly refreshToken: string | undefined;
  /** When it ends by itself, in ms since 1970; unknown if the tenant did not say. */
  readonly expiresAt: number | undefined;
  /** The scopes that the tenant says it granted, space-separated. */
  readonly scope: string | undefined;
  readonly #ledger: Ledger;
  readonly #entry: Entry<LedgerToken>;
  readonly #register: readonly HeldToken[];
  #dead = false;

  /** @param among all tokens that the run has obtained. */
  constructor(grant: Grant, entry: Entry<LedgerToken>, ledger: Ledger, among: readonly HeldToken[] = []) {
    this.identity = entry.thing.identity as Identity;
    this.value = grant.access_token;
    this.refreshToken = grant.refresh_token ?? undefined;
    this.expiresAt = typeof grant.expires_in === 'number' ? Date.now() + grant.expires_in * 1000 : undefined;
    this.scope = grant.scope ?? undefined;
    this.#ledger = ledger;
    this.#entry = entry;
    this.#register = among;
  }

  /** The other tokens that the run has obtained, dead or alive. */
  get others(): readonly HeldToken[] {
    return this.#register.filter((token) => token !== this);
  }

  /** When it was asked for, in ms since 1970. */
  get askedAt(): number {
    return Date.parse(this.#entry.at);
  }

  /** The lifetime that was asked for, in seconds. */
  get askedLifetimeS(): number {
    return this.#entry.thing.lifetimeS;
  }

  /** Whether it is what came of this entry. */
  isFromEntry(entry: Entry): boolean {
    return entry.key === this.#entry.key;
  }

  /** Its id at the tenant, once that was looked up, and shown to be the one of this very token. */
  get id(): OwnTokenId | undefined {
    return this.#entry.id as OwnTokenId | undefined;
  }

  /** Proved dead: refused with `invalid_token` after it was revoked, or its user deleted. */
  get dead(): boolean {
    return this.#dead;
  }

  /** Notes its id, once the tenant has shown that it is this token's. */
  noteId(id: number): void {
    if (!this.#dead) this.#ledger.created(this.#entry, id);
  }

  /** Notes that it is dead, after that was proved. */
  markDead(): void {
    if (!this.#dead) this.#ledger.removed(this.#entry);
    this.#dead = true;
  }
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
  readonly #ledger: Ledger;
  readonly #held: HeldToken[] = [];
  /** Those that were asked for: no two tokens of a run have the same, unless it asks for hundreds. */
  readonly #lifetimes = new Set<number>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Notes a token in the ledger, before the call that asks for it, with the lifetime to ask for: one of its own, unless it is told. */
  noteRequest(identity: Identity, asked?: number): Entry<LedgerToken> {
    if (asked !== undefined) return this.#ledger.creating({ kind: 'token', identity, lifetimeS: asked });
    let lifetimeS = newLifetime();
    for (let tries = 0; this.#lifetimes.has(lifetimeS) && tries < 100; tries++) lifetimeS = newLifetime();
    this.#lifetimes.add(lifetimeS);
    return this.#ledger.creating({ kind: 'token', identity, lifetimeS });
  }

  /** Notes that nothing came of a call that asked for a token. */
  noteRefusal(entry: Entry<LedgerToken>): void {
    this.#ledger.removed(entry);
  }

  /** Notes a token, at the moment it was obtained. */
  add(grant: Grant, entry: Entry<LedgerToken>): HeldToken {
    const token = new HeldToken(grant, entry, this.#ledger, this.#held);
    this.#ledger.answered(entry);
    this.#held.push(token);
    return token;
  }

  /** What was asked for, got no answer that could be read, and may have been given all the same. */
  lost(): Entry<LedgerToken>[] {
    return this.#ledger
      .own()
      .filter(isToken)
      .filter((entry) => !this.#held.some((token) => token.isFromEntry(entry)));
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
