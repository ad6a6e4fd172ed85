/**
 * Token rotation: revoke, prove dead, sign in again. See
 * https://developer.zendesk.com/documentation/api-basics/authentication/revoking-oauth-token
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from '../http/exchange.ts';
import { LostCall } from '../http/transport.ts';
import { lookUpToken, sessionOf, type ZendeskConnection } from './sign-in.ts';
import type { HeldToken, Session } from './tokens.ts';

/** How long a revocation may take to be felt everywhere. */
export const REVOCATION_DEADLINE_MS = 10_000;

/** What a dead token is told. */
const DEAD = { status: 401, code: 'invalid_token' } as const;

/** What a dead token should be told, and whether it is. */
export function isRefusedAsDead(exchange: Exchange<unknown>): boolean {
  return exchange.status === DEAD.status && exchange.refusal?.code === DEAD.code;
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
    const isDeadTo = (answer: Exchange<unknown>) => answer.status === DEAD.status;
    // It must not write either; what it may harm at most is itself. As long as it reads, that would kill it for good.
    if (answers.every(isDeadTo) && token.id !== undefined) answers.push(await api.revokeToken(token.id));
    const dead = answers.every(isDeadTo);
    if (dead) token.died();
    if (dead || Date.now() > deadline) return { atOnce: round === 0 && dead, dead, answers };
    await sleep(500);
  }
}

/**
 * Takes a token back, whatever state it is in: for cleaning up, where what counts is that it is dead.
 *
 * @param by who revokes it where the token itself may not: one without the scope to write.
 * @returns a line for the record.
 */
export async function retire(connection: ZendeskConnection, token: HeldToken, by?: Session): Promise<string> {
  const owner = sessionOf(connection, token);
  const shown = await lookUpToken(owner);
  const whose = `the ${token.identity}'s token`;
  if (shown.status === 401) {
    token.died();
    return `${whose} was dead already`;
  }
  if (shown.status !== 200) return `${whose} may be ALIVE: ${shown.title} answered ${String(shown.status)}`;
  const { id } = shown.body.token;
  const revoke = ({ api }: Session) =>
    api.revokeToken(id).catch((error: unknown) => {
      // The answer is missing, not necessarily the effect: the next look tells.
      if (error instanceof LostCall) return undefined;
      throw error;
    });
  let revoked = await revoke(owner);
  if (revoked?.status === 403 && by !== undefined && by.token !== token) revoked = await revoke(by);
  const deadline = Date.now() + (connection.revocationDeadlineMs ?? REVOCATION_DEADLINE_MS);
  do {
    if ((await owner.api.showCurrentToken()).status === 401) token.died();
    else await sleep(500);
  } while (!token.dead && Date.now() < deadline);
  if (token.dead) return `revoked ${whose} ${String(id)}`;
  return `${whose} ${String(id)} is STILL ALIVE: ${revoked?.title ?? 'revoking it'} answered ${String(revoked?.status ?? 'nothing')}, without effect`;
}
