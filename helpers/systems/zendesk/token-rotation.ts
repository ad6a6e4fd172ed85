/**
 * Token rotation: revoke, prove dead, sign in again. See
 * https://developer.zendesk.com/documentation/api-basics/authentication/revoking-oauth-token
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from '../../http/exchange.ts';
import { LostCall } from '../../http/transport.ts';
import type { HeldToken, Session } from './tokens.ts';
import { isUser } from '../../ledger/entry.ts';
import { sessionOf, type ZendeskConnection } from './connection.ts';
import { lookUpToken } from './shown-token.ts';

/** How long a revocation may take to be felt everywhere. */
export const REVOCATION_DEADLINE_MS = 10_000;

/** What a dead token is told. */
const DEAD = { status: 401, code: 'invalid_token' } as const;

/** What a dead token should be told, and whether it is. */
export function isRefusedAsDead(exchange: Exchange<unknown>): boolean {
  return exchange.status === DEAD.status && exchange.refusal?.code === DEAD.code;
}

/**
 * Whether an answer shows that the token which called is dead. What is told a token whose user was deleted is written
 * nowhere: any refusal by the service will do.
 */
function showsDead(
  { ledger }: ZendeskConnection,
  { identity }: HeldToken,
  answer: Exchange<unknown>,
): boolean {
  const isOrphaned = identity !== 'admin' && !ledger.own().some(isUser);
  return answer.isRefusedWith(DEAD.status, ...(isOrphaned ? [403, 404] : []));
}

/**
 * Calls with a token that should be dead, until it is refused or the deadline is over. Two different
 * resources are read; when both are refused, it tries to revoke itself once more; `/users/me` is not, because it answers 200 to nobody as well.
 *
 * @returns the last answers, and whether the very first were refusals.
 */
export async function callWithDeadToken(
  connection: ZendeskConnection,
  token: HeldToken,
  userId: number,
  deadlineMs = connection.revocationDeadlineMs ?? REVOCATION_DEADLINE_MS,
): Promise<{ atOnce: boolean; dead: boolean; answers: Exchange<unknown>[] }> {
  const { api } = sessionOf(connection, token);
  const deadline = Date.now() + deadlineMs;
  for (let round = 0; ; round++) {
    const answers: Exchange<unknown>[] = [await api.showCurrentToken(), await api.showUser(userId)];
    const isDeadTo = (answer: Exchange<unknown>) => showsDead(connection, token, answer);
    // It must not write either; what it may harm at most is itself. As long as it reads, that would kill it for good.
    if (answers.every(isDeadTo) && token.id !== undefined) answers.push(await api.revokeToken(token.id));
    const dead = answers.every(isDeadTo);
    if (dead) token.died();
    if (dead || Date.now() > deadline) return { atOnce: round === 0 && dead, dead, answers };
    await sleep(500);
  }
}

/**
 * Takes a token back, whatever state it is in: for cleaning up, where what counts is that it is dead. By its id, where that
 * was shown to be its; else as the “current” one, which is ours by definition.
 *
 * @param by who revokes it where the token itself may not: one without the scope to write.
 * @returns a line for the record.
 */
export async function retire(connection: ZendeskConnection, token: HeldToken, by?: Session): Promise<string> {
  const owner = sessionOf(connection, token);
  const shown = await lookUpToken(owner);
  const whose = `the ${token.identity}'s token`;
  if (showsDead(connection, token, shown)) {
    token.died();
    return `${whose} was dead already`;
  }
  if (shown.status !== 200) return `${whose} may be ALIVE: ${shown.title} answered ${String(shown.status)}`;
  const { id } = token;
  const answerTo = (call: Promise<Exchange<unknown>>) =>
    call.catch((error: unknown) => {
      // The answer is missing, not necessarily the effect: the next look tells.
      if (error instanceof LostCall) return undefined;
      throw error;
    });
  let revoked = await answerTo(id === undefined ? owner.api.revokeCurrentToken() : owner.api.revokeToken(id));
  if (revoked?.status === 403 && id !== undefined && by !== undefined && by.token !== token)
    revoked = await answerTo(by.api.revokeToken(id));
  const deadline = Date.now() + (connection.revocationDeadlineMs ?? REVOCATION_DEADLINE_MS);
  do {
    const after = await owner.api.showCurrentToken();
    if (showsDead(connection, token, after)) token.died();
    else await sleep(500);
  } while (!token.dead && Date.now() < deadline);
  const which = id === undefined ? '(whose id is not shown to be its)' : String(id);
  if (token.dead) return `revoked ${whose} ${which}`;
  return `${whose} ${which} is STILL ALIVE: ${revoked?.title ?? 'revoking it'} answered ${String(revoked?.status ?? 'nothing')}, without effect`;
}
