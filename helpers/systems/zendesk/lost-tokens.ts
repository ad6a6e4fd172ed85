/**
 * Revokes tokens that no process holds, because the answer with the token was lost or its run was killed. The admin revokes
 * them by the ID in the ledger. If there is no ID, the requested lifetime identifies the token, because each of our tokens has
 * its own odd lifetime. A token that cannot be identified with certainty is left alone. It expires on its own.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { unexpectedStatus } from '../../http/exchange.ts';
import { LostCall } from '../../http/transport.ts';
import { type Entry, isToken, isUser, type LedgerToken } from '../../ledger/entry.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { NonConformant } from '../../verdict/errors.ts';
import { whileWaiting } from '../../waiting.ts';
import { REVOCATION_DEADLINE_MS } from './token-rotation.ts';
import type { Token } from './schemas.ts';
import { hasRequestedLifetime, MAX_CLOCK_SKEW_MS } from './shown-token.ts';
import type { OwnTokenId, Session } from './tokens.ts';

/** At most this many pages of an admin's tokens are searched. */
const MAX_PAGES = 20;

/** A token is issued within this time after it was recorded, in ms. The tenant may have asked the run to wait first. */
const MAX_ISSUE_DELAY_MS = 200_000;

/** The admin who revokes tokens. */
export interface SignedInAdmin {
  session: Session;
  selfId: number;
  /** How long a revocation may take to have effect, in ms. Ten seconds if not given. */
  revocationDeadlineMs?: number | undefined;
}

/** The result of revoking a token that is recorded in the ledger, and that no process holds. */
export type RecordedRevocation =
  | { outcome: 'revoked'; id: number }
  | { outcome: 'dead already' }
  | { outcome: 'gone with its user' }
  | { outcome: 'expired' }
  /** The tenant shows that the token with this ID or lifetime is another one. It is left alone. */
  | { outcome: 'not ours'; id: number }
  /** It will end with its user, who still exists. */
  | { outcome: 'waits for its user' }
  /** It was not found by its lifetime. This proves nothing, because the request may still be on its way. */
  | { outcome: 'not found' };

/** Describes the result, as a line for the record. */
export function describeRecordedRevocation(
  { thing, at, run }: Entry<LedgerToken>,
  revocation: RecordedRevocation,
): string {
  const whose = `the ${thing.identity}'s token of ${at}, run ${run}`;
  switch (revocation.outcome) {
    case 'revoked':
      return `revoked token ${String(revocation.id)}, ${whose}`;
    case 'dead already':
      return `${whose} was already dead`;
    case 'gone with its user':
      return `the token of run ${run}'s test user ended with its user`;
    case 'expired':
      return `${whose} has expired`;
    case 'not ours':
      return `token ${String(revocation.id)} was left alone: it is not ${whose}`;
    case 'waits for its user':
      return 'a token will be dead once its user is deleted';
    case 'not found':
      return `${whose} was not found`;
  }
}

/**
 * Revokes a token that is recorded in the ledger and that no process holds, and closes its entry. Call this after the users of
 * its run are gone, since their tokens end with them.
 *
 * @throws {NonConformant} if the token is still alive after it was revoked.
 */
export async function revokeRecorded(
  admin: SignedInAdmin,
  ledger: Ledger,
  entry: Entry<LedgerToken>,
): Promise<RecordedRevocation> {
  const recorded = ledger.all();
  if (entry.thing.identity !== 'admin' && entry.id === undefined) {
    const user = recorded.find((other) => isUser(other) && other.run === entry.run);
    if (user === undefined) {
      ledger.removed(entry);
      return { outcome: 'gone with its user' };
    }
    // If the user is another run's, this run does not try again.
    if (!ledger.own().includes(user)) ledger.markNotFound(entry);
    return { outcome: 'waits for its user' };
  }
  const isInAnotherEntry = (id: number) =>
    recorded.some((other) => isToken(other) && other.key !== entry.key && other.id === id);
  const revocation = await revoke(admin, entry, isInAnotherEntry);
  if (revocation.outcome === 'not found') ledger.markNotFound(entry);
  else ledger.removed(entry);
  return revocation;
}

/** Whether a token must have expired, even if the tenant's clock is behind. */
export function hasExpired({ thing, at }: Entry<LedgerToken>): boolean {
  return Date.now() > Date.parse(at) + thing.lifetimeS * 1000 + MAX_CLOCK_SKEW_MS;
}

async function revoke(
  { session: admin, selfId, revocationDeadlineMs = REVOCATION_DEADLINE_MS }: SignedInAdmin,
  entry: Entry<LedgerToken>,
  isInAnotherEntry: (id: number) => boolean,
): Promise<RecordedRevocation> {
  const { id } = entry;
  if (hasExpired(entry)) return { outcome: 'expired' };
  const found =
    id === undefined ? await findByLifetime(admin, selfId, entry, isInAnotherEntry) : await show(admin, id);
  // A token that is not found by its ID is proved dead. One that is not found by its lifetime is not.
  if (found === undefined) return { outcome: id === undefined ? 'not found' : 'dead already' };
  if (found.id === admin.token.id || contradicts(found, selfId, entry))
    return { outcome: 'not ours', id: found.id };
  // The ledger shows that the token is ours, or its lifetime does, which no other token has.
  const answer = await admin.api.revokeToken(found.id as OwnTokenId).catch((error: unknown) => {
    // The revocation may have taken effect without an answer. The next look-up shows it.
    if (error instanceof LostCall) return undefined;
    throw error;
  });
  const deadline = Date.now() + revocationDeadlineMs;
  await whileWaiting('The tenant still accepts a revoked token.', revocationDeadlineMs, async () => {
    while ((await show(admin, found.id)) !== undefined) {
      if (answer?.status !== 204 || Date.now() > deadline) {
        const after =
          answer === undefined
            ? 'its revocation got no answer'
            : `${answer.title} answered ${String(answer.status)}`;
        throw new NonConformant(`Token ${String(found.id)} is still alive after ${after}.`);
      }
      await sleep(500);
    }
  });
  return { outcome: 'revoked', id: found.id };
}

/** Reads a live token by its ID. `undefined` if there is none. */
async function show({ api }: Session, id: number): Promise<Token | undefined> {
  const shown = await api.showToken(id);
  if (shown.isRefusedWith(404)) return undefined;
  if (shown.status !== 200) throw unexpectedStatus(shown, 200);
  return shown.body.token;
}

/** Finds the one admin token that has exactly this lifetime and was issued when this one was requested. */
async function findByLifetime(
  { api, token: own }: Session,
  selfId: number,
  { thing, at }: Entry<LedgerToken>,
  isInAnotherEntry: (id: number) => boolean,
): Promise<Token | undefined> {
  // Keyed by ID, because a token may move to the next page while the pages are read.
  const byId = new Map<number, Token>();
  for (let page = 1, more = true; more; page++) {
    // If not all tokens were seen, a match may not be the only one.
    if (page > MAX_PAGES) return undefined;
    const answer = await api.listTokens(page);
    if (answer.status !== 200) return undefined;
    for (const token of answer.body.tokens) byId.set(token.id, token);
    more = typeof answer.body.next_page === 'string';
  }
  const listed = [...byId.values()];
  // The caller's own token shows how far the tenant's clock is off. If the list lacks it, nothing matches.
  const self = listed.find(({ id }) => id === own.id);
  const clockOffsetMs = Date.parse(self?.created_at ?? '') - own.requestedAt;
  const matches = listed.filter((token) => {
    const issueDelayMs = Date.parse(token.created_at ?? '') - clockOffsetMs - Date.parse(at);
    return (
      token.user_id === selfId &&
      token.id !== own.id &&
      !isInAnotherEntry(token.id) &&
      issueDelayMs >= -MAX_ISSUE_DELAY_MS &&
      issueDelayMs <= MAX_ISSUE_DELAY_MS &&
      hasRequestedLifetime(token, thing.lifetimeS) === true
    );
  });
  return matches.length === 1 ? matches[0] : undefined;
}

/** Whether anything that the tenant shows of a token contradicts its ledger entry. */
function contradicts(token: Token, selfId: number, { thing, at }: Entry<LedgerToken>): boolean {
  const { user_id: owner, created_at: createdAt } = token;
  if (typeof owner === 'number' && (owner === selfId) !== (thing.identity === 'admin')) return true;
  if (Math.abs(Date.parse(createdAt ?? at) - Date.parse(at)) > MAX_CLOCK_SKEW_MS) return true;
  return hasRequestedLifetime(token, thing.lifetimeS) === false;
}
