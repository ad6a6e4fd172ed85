/**
 * The first two steps of rotating a token: it is revoked, and proved dead. The third, signing in again, is in `sign-in.ts`.
 * See
 * https://developer.zendesk.com/documentation/api-basics/authentication/revoking-oauth-token
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sideBySide } from '../../contract/record-order.ts';
import type { Exchange } from '../../http/exchange.ts';
import { LostCall } from '../../http/transport.ts';
import { isUser } from '../../ledger/entry.ts';
import { whileWaiting } from '../../waiting.ts';
import type { ZendeskApi } from './api.ts';
import { sessionOf, type ZendeskConnection } from './connection.ts';
import { lookUpToken } from './shown-token.ts';
import type { HeldToken, Session } from './tokens.ts';

/** Why a run waits after a revocation. */
const STILL_ALIVE = 'The tenant still accepts a revoked token.';

/** How long a revocation may take to have effect everywhere, in ms. */
export const REVOCATION_DEADLINE_MS = 10_000;

/** The refusal that a dead token gets. */
const DEAD = { status: 401, code: 'invalid_token' } as const;

/** Whether an answer is the refusal that a dead token should get. */
export function isRefusedAsDead(exchange: Exchange<unknown>): boolean {
  return exchange.status === DEAD.status && exchange.refusal?.code === DEAD.code;
}

/**
 * Whether an answer shows that the calling token is dead. The refusal of a token whose user was deleted is not documented, so
 * any refusal by the service counts.
 */
function isDeadResponse(connection: ZendeskConnection, token: HeldToken, answer: Exchange<unknown>): boolean {
  return answer.isRefusedWith(DEAD.status, ...(isOrphaned(connection, token) ? [403, 404] : []));
}

/** Whether the user of a token was deleted, so that the token should be dead. */
function isOrphaned({ ledger }: ZendeskConnection, { identity }: HeldToken): boolean {
  return identity !== 'admin' && !ledger.own().some(isUser);
}

/** What calls with a dead token showed: the last answers, and whether the first ones were already refusals. */
interface DeadCalls {
  atOnce: boolean;
  dead: boolean;
  answers: Exchange<unknown>[];
}

/**
 * Calls with a token that should be dead, until it is refused or the deadline is over. The token reads two different resources.
 * If both calls are refused, it tries to revoke itself once more. It does not read `/users/me`, which answers 200 even to
 * anonymous callers.
 */
export function callWithDeadToken(
  connection: ZendeskConnection,
  token: HeldToken,
  userId: number,
): Promise<DeadCalls> {
  const { api } = sessionOf(connection, token);
  return untilDead(connection, token, async (isDead) => {
    const answers: Exchange<unknown>[] = await sideBySide(
      () => api.showCurrentToken(),
      () => api.showUser(userId),
    );
    // It must not be able to write either. This is tried only after its reads were refused, because it would revoke itself.
    if (answers.every(isDead) && token.id !== undefined) answers.push(await api.revokeToken(token.id));
    return answers;
  });
}

/** Like {@link callWithDeadToken}, with a single call, for a token of which only its death is to be proved. */
export function callOnceWithDeadToken(
  connection: ZendeskConnection,
  token: HeldToken,
  call: (api: ZendeskApi) => Promise<Exchange<unknown>>,
): Promise<DeadCalls> {
  const { api } = sessionOf(connection, token);
  return untilDead(connection, token, async () => [await call(api)]);
}

function untilDead(
  connection: ZendeskConnection,
  token: HeldToken,
  call: (isDead: (answer: Exchange<unknown>) => boolean) => Promise<Exchange<unknown>[]>,
): Promise<DeadCalls> {
  const deadlineMs = connection.revocationDeadlineMs ?? REVOCATION_DEADLINE_MS;
  const deadline = Date.now() + deadlineMs;
  return whileWaiting(STILL_ALIVE, deadlineMs, async () => {
    for (let round = 0; ; round++) {
      const isDeadTo = (answer: Exchange<unknown>) => isDeadResponse(connection, token, answer);
      const answers = await call(isDeadTo);
      const dead = answers.every(isDeadTo);
      if (dead) token.markDead();
      if (dead || Date.now() > deadline) return { atOnce: round === 0 && dead, dead, answers };
      await sleep(500);
    }
  });
}

/** The result of revoking a token that this run holds. */
export type Revocation =
  | { outcome: 'dead already' }
  | { outcome: 'revoked' }
  /** The token could not be looked up, and nothing was done. */
  | { outcome: 'not shown'; shown: Exchange<unknown> }
  /** The token was not refused. `answer` is that of its revocation, or `undefined` if there was none. */
  | { outcome: 'still alive'; answer: Exchange<unknown> | undefined };

/** Describes the result, as a line for the record. */
export function describeRevocation({ identity, id }: HeldToken, revocation: Revocation): string {
  const token = `the ${identity}'s token`;
  const shownId = id === undefined ? '(ID not confirmed)' : String(id);
  switch (revocation.outcome) {
    case 'dead already':
      return `${token} was already dead`;
    case 'revoked':
      return `revoked ${token} ${shownId}`;
    case 'not shown': {
      const { title, status } = revocation.shown;
      return `${token} may still be ALIVE: ${title} answered ${String(status)}`;
    }
    case 'still alive': {
      if (revocation.answer === undefined)
        return `${token} ${shownId} is STILL ALIVE: its revocation got no answer, and had no effect`;
      const { title, status } = revocation.answer;
      return `${token} ${shownId} is STILL ALIVE: ${title} answered ${String(status)}, but had no effect`;
    }
  }
}

/**
 * Revokes a token, whatever its state, and checks whether it is dead. It is revoked by its ID, if the tenant has shown that the
 * ID is this token's. If not, it is revoked as the “current” token, which is certainly ours.
 *
 * @param by the session that revokes the token if the token itself may not, because it lacks the scope to write.
 */
export async function revokeAndConfirm(
  connection: ZendeskConnection,
  token: HeldToken,
  by?: Session,
): Promise<Revocation> {
  const shown = await lookUpToken(sessionOf(connection, token));
  if (isDeadResponse(connection, token, shown)) {
    token.markDead();
    return { outcome: 'dead already' };
  }
  if (shown.status !== 200) return { outcome: 'not shown', shown };
  return revokeShown(connection, token, by);
}

/**
 * Like {@link revokeAndConfirm}, for a token that was in use until now. If the tenant has shown its ID, it is not looked up again,
 * because an ID does not change.
 */
export async function revokeInUse(
  connection: ZendeskConnection,
  token: HeldToken,
  by?: Session,
): Promise<Revocation> {
  return token.id === undefined
    ? revokeAndConfirm(connection, token, by)
    : revokeShown(connection, token, by);
}

async function revokeShown(
  connection: ZendeskConnection,
  token: HeldToken,
  by: Session | undefined,
): Promise<Revocation> {
  const owner = sessionOf(connection, token);
  const { id } = token;
  const answerTo = (call: Promise<Exchange<unknown>>) =>
    call.catch((error: unknown) => {
      // The revocation may have taken effect without an answer. The next call shows it.
      if (error instanceof LostCall) return undefined;
      throw error;
    });
  let answer = await answerTo(id === undefined ? owner.api.revokeCurrentToken() : owner.api.revokeToken(id));
  if (answer?.status === 403 && id !== undefined && by !== undefined && by.token !== token)
    answer = await answerTo(by.api.revokeToken(id));
  const longestMs = connection.revocationDeadlineMs ?? REVOCATION_DEADLINE_MS;
  const deadline = Date.now() + longestMs;
  await whileWaiting(STILL_ALIVE, longestMs, async () => {
    do {
      const after = await owner.api.showCurrentToken();
      if (isDeadResponse(connection, token, after)) token.markDead();
      else await sleep(500);
    } while (!token.dead && Date.now() < deadline);
  });
  return token.dead ? { outcome: 'revoked' } : { outcome: 'still alive', answer };
}
