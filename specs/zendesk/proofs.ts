/** What several contract checks prove in the same way. */
import { randomBytes } from 'node:crypto';
import { expect, type Prove } from '../../fixtures/index.ts';
import type { BenchUser, ZendeskBench } from '../../helpers/zendesk/bench.ts';
import type { Attempt, Granted } from '../../helpers/zendesk/sign-in.ts';
import { type WeakPasswords, weakPasswords } from '../../helpers/zendesk/weak-passwords.ts';
import { NotTried } from '../../helpers/verdict/errors.ts';
import type { Exchange } from '../../helpers/http/exchange.ts';
import { path } from '../../helpers/http/path.ts';
import type { HeldToken, Session } from '../../helpers/zendesk/tokens.ts';

/** An attempt to sign in has given a session. */
export function expectSignedIn(attempt: Attempt, which: string): Session {
  expect(attempt.outcome, `signing in with ${which}`).toBe('signed in');
  return (attempt as Extract<Attempt, { session: Session }>).session;
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
