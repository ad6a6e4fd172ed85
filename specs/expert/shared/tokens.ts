/** Assertions about the tokens in an answer. */
import { expect } from '../../../fixtures/expect.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { ExpertApi } from '../../../helpers/systems/expert/api.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import type { User } from '../../../helpers/systems/expert/schemas.ts';
import { possibleTokens, signedInBy } from '../../../helpers/systems/expert/sessions.ts';
import { expectAnsweredOrRefused } from './answers.ts';

/** Returns the user whom the site authenticates, or `undefined` if the caller is Anonymous or refused. */
export async function bearerOf(by: ExpertApi, refusals = [401, 403]): Promise<User | undefined> {
  const shown = await by.showSelf();
  expectAnsweredOrRefused(shown, ...refusals);
  return shown.status === 200 && !/^anonymous$/i.test(shown.body.username) ? shown.body : undefined;
}

/**
 * Expects that the answer contains no token: no value that may be one authenticates anyone. `known` is what the answer may
 * contain.
 */
export async function expectNoToken(
  { identities }: Pick<ExpertBench, 'identities'>,
  answer: Exchange<unknown>,
  known: unknown,
): Promise<void> {
  const bearers: string[] = [];
  for (const candidate of possibleTokens(answer, known)) {
    for (const credential of ['cookie', 'token'] as const) {
      const bearer = await bearerOf(
        identities[credential]('the bearer of an unknown token', candidate),
        [400, 401, 403],
      );
      if (bearer !== undefined) bearers.push(bearer.username);
    }
  }
  expect(bearers, `users whose token is in the answer to ${answer.title}`).toEqual([]);
}

/**
 * Expects that the answer contains the same token of this user in body and cookie, and that the cookie works as the
 * page's samples send it. Returns the cookie.
 */
export async function expectOwnToken(
  { identities }: ExpertBench,
  user: BenchUser,
  answer: Exchange<unknown>,
): Promise<string> {
  expect(answer).toHaveStatus(200);
  const { cookie, disagreement } = signedInBy(answer);
  expect(disagreement, answer.excerpt).toBeUndefined();
  const shown = await identities.cookie(user.as, cookie).showSelf();
  expect(shown).toHaveStatus(200);
  expect(shown.body.id, 'user ID of the token').toBe(user.id);
  return cookie;
}
