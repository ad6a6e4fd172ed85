/** What several contract checks prove in the same way. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, given, type Prove } from '../../fixtures/index.ts';
import type { ZendeskBench } from '../../helpers/systems/zendesk/bench.ts';
import type { Attempt } from '../../helpers/systems/zendesk/sign-in.ts';
import { type WeakPasswords, weakPasswords } from '../../helpers/systems/zendesk/weak-passwords.ts';
import { NotTried } from '../../helpers/verdict/errors.ts';
import type { Exchange } from '../../helpers/http/exchange.ts';
import { path } from '../../helpers/http/path.ts';
import type { HeldToken, Session } from '../../helpers/systems/zendesk/tokens.ts';
import { codeGrant, type Granted } from '../../helpers/systems/zendesk/grants.ts';
import type { AuthorizationRequest, Authorized } from '../../helpers/systems/zendesk/authorization.ts';
import type { CreationAttempt, BenchUser } from '../../helpers/systems/zendesk/bench-users.ts';

/** The search index "can take up to a few minutes"; a check has three for everything. */
const INDEX_MS = 120_000;

/**
 * The cookies of an open session.
 *
 * @throws {NotTried} where they were not enough to get a code: then nothing can be seen of how it ends.
 */
export function openSession({ cookies, passwordTyped }: Answered): Answered['cookies'] {
  if (passwordTyped)
    throw new NotTried('A browser that has signed in is asked for the password again at once.');
  return cookies;
}

/** An attempt to sign in has given a session. */
export function expectSignedIn(attempt: Attempt, which: string): Session {
  expect(attempt.outcome, `signing in with ${which}`).toBe('signed in');
  return (attempt as Extract<Attempt, { session: Session }>).session;
}

export type Answered = Extract<Authorized, { outcome: 'answered' }>;

/** A code of a user, not exchanged yet. */
export async function codeOf(
  bench: ZendeskBench,
  user: BenchUser,
  asked: AuthorizationRequest = {},
): Promise<Answered> {
  const authorized = await bench.authorize(user, asked);
  expect(authorized.outcome, 'the authorization').toBe('answered');
  return authorized as Answered;
}

/** Exchanges a code as its client would; what is undefined `instead` is left out. */
export function exchangeCode(
  bench: ZendeskBench,
  { identity }: BenchUser,
  code: string,
  proof: Pick<Answered['proof'], 'verifier'>,
  instead: Record<string, string | undefined> = {},
): Promise<Granted> {
  const usual = codeGrant(bench.connection.target, code, proof);
  const request = Object.entries({ ...usual, ...instead }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return bench.requestToken(identity, Object.fromEntries(request));
}

/** A token was given. */
export function expectGranted({ answer, token }: Granted): HeldToken {
  expect(answer).toHaveStatus(200, 201);
  return token as HeldToken;
}

/** A password signs in, or it does not. */
export async function expectSignIn(
  bench: ZendeskBench,
  user: BenchUser,
  password: string,
  outcome: 'signed in' | 'refused',
  which: string,
): Promise<void> {
  expect((await bench.signIn(user, bench.derived(password))).outcome, `signing in with ${which}`).toBe(
    outcome,
  );
}

/**
 * A refusal is proved twice: by its answer, which is up to `act`, and by what is there afterwards: the user is as before,
 * and its password signs in.
 */
export async function withoutEffect<T>(
  bench: ZendeskBench,
  user: BenchUser,
  act: () => Promise<T>,
): Promise<T> {
  const before = await bench.snapshot(user);
  const result = await act();
  expect(await bench.snapshot(user), 'the user, as the admin sees it').toEqual(before);
  await expectSignIn(bench, user, user.password, 'signed in', 'the password from before');
  return result;
}

/**
 * Somebody who may not create users tries to: it is refused, and nobody comes of it.
 *
 * @returns the refusal.
 */
export async function refuseToCreate(
  proof: Prove,
  attempt: Promise<CreationAttempt>,
): Promise<Exchange<unknown>> {
  const { answer, made } = await attempt;
  expect(made ?? [], 'users who came of it').toEqual([]);
  expect(answer).toBeRefused();
  await proof('nobody', 'Nobody comes of it, whatever the answer says.', () => {
    expect(given(made, 'The tenant does not show users by their external id.')).toEqual([]);
  });
  return answer;
}

/**
 * The place of a user or a page, as an answer names it, to be called there.
 *
 * @throws {NotTried} where it is on another host: nobody else is called with a token of ours.
 */
export function placeOnTenant({ connection }: ZendeskBench, address: string): string {
  const { baseUrl } = connection.target;
  const url = URL.canParse(address, baseUrl) ? new URL(address, baseUrl) : undefined;
  if (url?.origin !== new URL(baseUrl).origin)
    throw new NotTried('The address that the answer names is not on the host that is tested.');
  return `${url.pathname}${url.search}`;
}

/** Asks again, at growing intervals, until an answer of the search is as it should be, or its index must have caught up. */
export async function whenIndexed<T>(
  { connection }: ZendeskBench,
  ask: () => Promise<T>,
  isRight: (found: T) => boolean,
  withinMs = INDEX_MS,
): Promise<T> {
  const deadline = Date.now() + Math.min(withinMs, connection.indexDeadlineMs ?? withinMs);
  for (let pause = 250; ; pause = Math.min(pause * 2, 10_000)) {
    const found = await ask();
    if (isRight(found) || Date.now() + pause > deadline) return found;
    await sleep(pause);
  }
}

/**
 * A token that is dead is refused: 401. What is told one whose user was deleted is written nowhere, and so it may be any
 * refusal.
 */
export function expectStillDead({ identity }: HeldToken, answer: Exchange<unknown>, which: string): void {
  expect(answer, which).toHaveStatus(...(identity === 'admin' ? [401] : [401, 403, 404]));
}

/** Holds a way to set a password against each requirement that the tenant publishes and we understand. */
export async function provePolicy(
  bench: ZendeskBench,
  proof: Prove,
  user: BenchUser,
  method: 'POST' | 'PUT',
  { api }: Pick<Session, 'api'>,
): Promise<void> {
  const policy = await policyOf(bench, user);
  if (policy.weak.length === 0)
    throw new NotTried('None of the requirements that the tenant publishes is one that we understand.');
  await withoutEffect(bench, user, async () => {
    for (const { name, because, password, public: known } of policy.weak) {
      const json = { ...(method === 'PUT' ? { previous_password: user.password } : {}), password };
      const content = { type: 'application/json', text: JSON.stringify(json) };
      await proof(name, `A password is refused because ${because}.`, async () => {
        const to = path('/api/v2/users/{id}/password', { id: user.id });
        expect(await api.call({ method, path: to, ...(known ? { content } : { json }) })).toBeRefused();
      });
    }
  });
  await proof.record('not-tried', 'Requirements that are not understood, and so not tried.', () => {
    const left = policy.notUnderstood;
    return left.length === 0 ? 'none' : left.map((sentence) => `“${sentence.slice(0, 120)}”`).join(', ');
  });
}

/** The requirements of a user's password, and passwords that break them. */
export async function policyOf(bench: ZendeskBench, user: BenchUser): Promise<WeakPasswords> {
  return weakPasswords(await bench.requirements(user), await bench.newPassword(user), user.email);
}

/** Gives a user a long password in the way that is to be tried, or the usual one where the tenant takes no longer one. */
export async function takeLong(
  bench: ZendeskBench,
  user: BenchUser,
  take: (password: string) => Promise<Exchange<unknown>>,
): Promise<void> {
  // The longest that no requirement is taken for a limit of; 72 is where some ways to keep a password end.
  const lengths = [99, 64, undefined];
  let password = await bench.newPassword(user, lengths.shift());
  let taken = await take(password);
  while (taken.status !== 200 && lengths.length > 0) {
    password = await bench.newPassword(user, lengths.shift());
    taken = await take(password);
  }
  expect(taken).toHaveStatus(200);
  user.password = password;
}

/** Passwords that are nearly another one. */
export const nearMisses = {
  /** Told apart only by whoever looks at the whole of it. */
  lastDiffers: (password: string) => `${password.slice(0, -1)}${password.endsWith('k') ? 'q' : 'k'}`,
  otherCase: (password: string) =>
    Array.from(password, (one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase())).join(
      '',
    ),
  /** Generated passwords begin with a letter. */
  firstInOtherCase: (password: string) => nearMisses.otherCase(password.slice(0, 1)) + password.slice(1),
  cut: (password: string) => password.slice(0, -1),
  longer: (password: string) => `${password}k`,
  plain: (password: string) => password.replace(/[^\p{L}\p{N}]/gu, ''),
  questioned: (password: string) => password.replace(/[^ -~]/g, '?'),
};

/** With letters beyond ASCII, and with signs that are decoded, escaped or cut off where somebody is careless. */
export function oddly(password: string): string {
  return `ä%2F+"${password}\\<€&=#`;
}

/** A word that looks like a token, and is none. */
export function madeUpToken(): string {
  return randomBytes(32).toString('hex');
}

/** An id of nobody: the greatest there are, far above those that are given out. */
export function unusedId(): number {
  return 9_000_000_000_000_000 + randomBytes(4).readUInt32BE();
}
