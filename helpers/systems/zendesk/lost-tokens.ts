/**
 * Tokens that nobody holds: their answer was lost, or their run was killed. The admin revokes them, by the id in
 * the ledger, or, where there is none, by the lifetime that was asked for: each of our tokens asks for another odd
 * one. What is not told for sure is left alone: it ends by itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../ledger/ledger.ts';
import { unexpectedStatus } from '../../http/exchange.ts';
import { LostCall } from '../../http/transport.ts';
import { NonConformant } from '../../verdict/errors.ts';
import type { Token } from './schemas.ts';
import { MAX_CLOCK_SKEW_MS, hasRequestedLifetime } from './shown-token.ts';
import { REVOCATION_DEADLINE_MS } from './token-rotation.ts';
import type { OwnTokenId, Session } from './tokens.ts';
import { type Entry, isToken, isUser, type LedgerToken } from '../../ledger/entry.ts';

/** More pages than this of an admin's tokens are not looked through. */
const MAX_PAGES = 20;

/** A token is given this long after it was noted, at most: the tenant may have asked us to wait first. */
const MAX_ISSUE_DELAY_MS = 200_000;

/** The admin who revokes tokens. */
export interface SignedInAdmin {
  session: Session;
  selfId: number;
  /** How long a revocation may take to be felt, in milliseconds; ten seconds, if nothing is said. */
  revocationDeadlineMs?: number | undefined;
}

/** What came of revoking a token that is noted in the ledger and that nobody holds. */
export type RecordedRevocation =
  | { outcome: 'revoked'; id: number }
  | { outcome: 'dead already' }
  | { outcome: 'gone with its user' }
  | { outcome: 'ended by itself' }
  /** What has its id, or fits it, is shown to be another one: it is left alone. */
  | { outcome: 'not ours'; id: number }
  /** It goes with its user, who is still there. */
  | { outcome: 'waits for its user' }
  /** By its lifetime, which proves nothing: the call for it may still be on its way. */
  | { outcome: 'not found' };

/** The sentence that says what came of it: a line for the record. */
export function describeRecordedRevocation(
  { thing, at, run }: Entry<LedgerToken>,
  revocation: RecordedRevocation,
): string {
  const whose = `the ${thing.identity}'s token of ${at}, run ${run}`;
  switch (revocation.outcome) {
    case 'revoked':
      return `revoked token ${String(revocation.id)}, ${whose}`;
    case 'dead already':
      return `${whose}, was dead already`;
    case 'gone with its user':
      return `a token of the test user of run ${run} is gone with its user`;
    case 'ended by itself':
      return `${whose}, has ended by itself`;
    case 'not ours':
      return `token ${String(revocation.id)} was left alone: it is not ${whose}`;
    case 'waits for its user':
      return 'a token waits for its user to go';
    case 'not found':
      return `${whose}, was not found`;
  }
}

/**
 * Revokes a token that is noted in the ledger and that nobody holds, and strikes it out there. To be called when the
 * users of its run are gone, since their tokens go with them.
 *
 * @throws {NonConformant} when it is still there after it was revoked.
 */
export async function revokeRecorded(
  admin: SignedInAdmin,
  ledger: Ledger,
  entry: Entry<LedgerToken>,
): Promise<RecordedRevocation> {
  const noted = ledger.all();
  if (entry.thing.identity !== 'admin' && entry.id === undefined) {
    const user = noted.find((other) => isUser(other) && other.run === entry.run);
    if (user === undefined) {
      ledger.removed(entry);
      return { outcome: 'gone with its user' };
    }
    // What was given up on for now is not tried again by this run.
    if (!ledger.own().includes(user)) ledger.markLeft(entry);
    return { outcome: 'waits for its user' };
  }
  const isAnothers = (id: number) =>
    noted.some((other) => isToken(other) && other.key !== entry.key && other.id === id);
  const revocation = await revoke(admin, entry, isAnothers);
  if (revocation.outcome === 'not found') ledger.markLeft(entry);
  else ledger.removed(entry);
  return revocation;
}

/** Whether a token must have ended by itself. */
export function hasEnded({ thing, at }: Entry<LedgerToken>): boolean {
  return Date.now() > Date.parse(at) + thing.lifetimeS * 1000 + MAX_CLOCK_SKEW_MS;
}

async function revoke(
  { session: admin, selfId, revocationDeadlineMs = REVOCATION_DEADLINE_MS }: SignedInAdmin,
  entry: Entry<LedgerToken>,
  isAnothers: (id: number) => boolean,
): Promise<RecordedRevocation> {
  const { id } = entry;
  if (hasEnded(entry)) return { outcome: 'ended by itself' };
  const found =
    id === undefined ? await findByLifetime(admin, selfId, entry, isAnothers) : await show(admin, id);
  // By its id, that is a proof. By its lifetime it is none.
  if (found === undefined) return { outcome: id === undefined ? 'not found' : 'dead already' };
  if (found.id === admin.token.id || contradicts(found, selfId, entry))
    return { outcome: 'not ours', id: found.id };
  // Shown to be ours by the ledger, or by a lifetime that no other token has.
  const answer = await admin.api.revokeToken(found.id as OwnTokenId).catch((error: unknown) => {
    // The answer is missing, not necessarily the effect: the next look tells.
    if (error instanceof LostCall) return undefined;
    throw error;
  });
  const deadline = Date.now() + revocationDeadlineMs;
  while ((await show(admin, found.id)) !== undefined) {
    if (answer?.status !== 204 || Date.now() > deadline) {
      throw new NonConformant(
        `Token ${String(found.id)} is still there after ${answer?.title ?? 'revoking it'} answered ${String(answer?.status ?? 'nothing')}.`,
      );
    }
    await sleep(500);
  }
  return { outcome: 'revoked', id: found.id };
}

/** A token that lives, by its id; nothing if there is none. */
async function show({ api }: Session, id: number): Promise<Token | undefined> {
  const shown = await api.showToken(id);
  if (shown.isRefusedWith(404)) return undefined;
  if (shown.status !== 200) throw unexpectedStatus(shown);
  return shown.body.token;
}

/** The one token of the admin's with just this lifetime, given when this one was asked for. */
async function findByLifetime(
  { api, token: own }: Session,
  selfId: number,
  { thing, at }: Entry<LedgerToken>,
  isAnothers: (id: number) => boolean,
): Promise<Token | undefined> {
  // By their ids: one that moves to the next page while they are read is still one.
  const byId = new Map<number, Token>();
  for (let page = 1, more = true; more; page++) {
    // Where not all of them were seen, none is the only one.
    if (page > MAX_PAGES) return undefined;
    const answer = await api.listTokens(page);
    if (answer.status !== 200) return undefined;
    for (const token of answer.body.tokens) byId.set(token.id, token);
    more = typeof answer.body.next_page === 'string';
  }
  const listed = [...byId.values()];
  // Our own token in the list tells how far the tenant's clock is from ours, and that the list is to be trusted.
  const self = listed.find(({ id }) => id === own.id);
  const clock = Date.parse(self?.created_at ?? '') - own.askedAt;
  const fits = listed.filter((token) => {
    const givenAfter = Date.parse(token.created_at ?? '') - clock - Date.parse(at);
    return (
      token.user_id === selfId &&
      token.id !== own.id &&
      !isAnothers(token.id) &&
      givenAfter >= -MAX_ISSUE_DELAY_MS &&
      givenAfter <= MAX_ISSUE_DELAY_MS &&
      hasRequestedLifetime(token, thing.lifetimeS) === true
    );
  });
  return fits.length === 1 ? fits[0] : undefined;
}

/** Whether anything that the tenant says of a token contradicts what is noted of it. */
function contradicts(token: Token, selfId: number, { thing, at }: Entry<LedgerToken>): boolean {
  const { user_id: owner, created_at: createdAt } = token;
  if (typeof owner === 'number' && (owner === selfId) !== (thing.identity === 'admin')) return true;
  if (Math.abs(Date.parse(createdAt ?? at) - Date.parse(at)) > MAX_CLOCK_SKEW_MS) return true;
  return hasRequestedLifetime(token, thing.lifetimeS) === false;
}
