/** Obtains codes and tokens for a user, as a client would. */
import { expect } from '../../../fixtures/expect.ts';
import type {
  AuthorizationRequest,
  AuthorizationResult,
} from '../../../helpers/systems/zendesk/authorization.ts';
import type { BenchUser } from '../../../helpers/systems/zendesk/bench-users.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { codeGrant, type GrantResult } from '../../../helpers/systems/zendesk/grants.ts';
import type { HeldToken } from '../../../helpers/systems/zendesk/tokens.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';

/**
 * Returns the cookies of an open session.
 *
 * @throws {NotTried} if the password was asked for anyway. Then the end of the session cannot be observed.
 */
export function openSession({ cookies, passwordTyped }: Answered): Answered['cookies'] {
  if (passwordTyped)
    throw new NotTried('The tenant asks for the password again, even in a browser that has just signed in.');
  return cookies;
}

export type Answered = Extract<AuthorizationResult, { outcome: 'answered' }>;

/** Obtains a code for a user without exchanging it. */
export async function codeOf(
  bench: ZendeskBench,
  user: BenchUser,
  request: AuthorizationRequest = {},
): Promise<Answered> {
  return answered(await bench.authorize(user, request));
}

/**
 * Like {@link codeOf}, for a check that is only about the code: the password is typed only if the page asks for it, because the
 * user's session in the browser has ended.
 */
export async function anotherCodeOf(
  bench: ZendeskBench,
  user: BenchUser,
  request: AuthorizationRequest = {},
): Promise<Answered> {
  return answered(await bench.authorizeAgain(user, request));
}

function answered(authorized: AuthorizationResult): Answered {
  expect(authorized.outcome, 'the authorization').toBe('answered');
  return authorized as Answered;
}

/** Exchanges a code as its client would. `instead` replaces parameters, and omits those that are `undefined`. */
export function exchangeCode(
  bench: ZendeskBench,
  { identity }: BenchUser,
  code: string,
  binding: Pick<Answered['binding'], 'verifier'>,
  instead: Record<string, string | undefined> = {},
): Promise<GrantResult> {
  const usual = codeGrant(bench.connection.target, code, binding);
  const parameters = Object.entries({ ...usual, ...instead }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return bench.requestToken(identity, Object.fromEntries(parameters));
}

/** Asserts that a token was issued, and returns it. */
export function expectToken({ answer, token }: GrantResult): HeldToken {
  expect(answer).toHaveStatus(200, 201);
  return token as HeldToken;
}
