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
function isDeadResponse(
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
    const isDeadTo = (answer: Exchange<unknown>) => isDeadResponse(connection, token, answer);
    // It must not write either; what it may harm at most is itself. As long as it reads, that would kill it for good.
    if (answers.every(isDeadTo) && token.id !== undefined) answers.push(await api.revokeToken(token.id));
    const dead = answers.every(isDeadTo);
    if (dead) token.markDead();
    if (dead || Date.now() > deadline) return { atOnce: round === 0 && dead, dead, answers };
    await sleep(500);
  }
}

/** What came of revoking a token that this run holds. */
export type Revocation =
  | { outcome: 'dead already' }
  | { outcome: 'revoked' }
  /** It could not be looked at, and nothing was done. */
  | { outcome: 'not shown'; shown: Exchange<unknown> }
  /** It was refused nowhere; no answer means that none came. */
  | { outcome: 'still alive'; answer: Exchange<unknown> | undefined };

/** The sentence that says what came of it: a line for the record. */
export function describeRevocation({ identity, id }: HeldToken, revocation: Revocation): string {
  const whose = `the ${identity}'s token`;
  const which = id === undefined ? '(whose id is not shown to be its)' : String(id);
  switch (revocation.outcome) {
    case 'dead already':
      return `${whose} was dead already`;
    case 'revoked':
      return `revoked ${whose} ${which}`;
    case 'not shown': {
      const { title, status } = revocation.shown;
      return `${whose} may be ALIVE: ${title} answered ${String(status)}`;
    }
    case 'still alive': {
      const { title = 'revoking it', status = 'nothing' } = revocation.answer ?? {};
      return `${whose} ${which} is STILL ALIVE: ${title} answered ${String(status)}, without effect`;
    }
  }
}

/**
 * Revokes a token, whatever state it is in, and looks whether it is dead then. By its id, where that was shown to be its;
 * else as the “current” one, which is ours by definition.
 *
 * @param by who revokes it where the token itself may not: one without the scope to write.
 */
export async function revokeAndConfirm(
  connection: ZendeskConnection,
  token: HeldToken,
  by?: Session,
): Promise<Revocation> {
  const owner = sessionOf(connection, token);
  const shown = await lookUpToken(owner);
  if (isDeadResponse(connection, token, shown)) {
    token.markDead();
    return { outcome: 'dead already' };
  }
  if (shown.status !== 200) return { outcome: 'not shown', shown };
  const { id } = token;
  const answerTo = (call: Promise<Exchange<unknown>>) =>
    call.catch((error: unknown) => {
      // The answer is missing, not necessarily the effect: the next look tells.
      if (error instanceof LostCall) return undefined;
      throw error;
    });
  let answer = await answerTo(id === undefined ? owner.api.revokeCurrentToken() : owner.api.revokeToken(id));
  if (answer?.status === 403 && id !== undefined && by !== undefined && by.token !== token)
    answer = await answerTo(by.api.revokeToken(id));
  const deadline = Date.now() + (connection.revocationDeadlineMs ?? REVOCATION_DEADLINE_MS);
  do {
    const after = await owner.api.showCurrentToken();
    if (isDeadResponse(connection, token, after)) token.markDead();
    else await sleep(500);
  } while (!token.dead && Date.now() < deadline);
  return token.dead ? { outcome: 'revoked' } : { outcome: 'still alive', answer };
}
