/** A tenant's password requirements, and passwords that violate them. */
import { expect } from '../../../fixtures/expect.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import { path } from '../../../helpers/http/path.ts';
import type { BenchUser } from '../../../helpers/systems/zendesk/bench-users.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import type { Session } from '../../../helpers/systems/zendesk/tokens.ts';
import { type WeakPasswords, weakPasswords } from '../../../helpers/systems/zendesk/weak-passwords.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { withoutEffect } from './refusals.ts';

/** Proves that setting (POST) or changing (PUT) a password enforces each published requirement that Keyturn understands. */
export async function provePolicy(
  bench: ZendeskBench,
  proof: Prove,
  user: BenchUser,
  method: 'POST' | 'PUT',
  { api }: Pick<Session, 'api'>,
): Promise<void> {
  const policy = await policyOf(bench, user);
  if (policy.weak.length === 0)
    throw new NotTried('Keyturn understands none of the requirements that the tenant publishes.');
  await withoutEffect(bench, user, async () => {
    await sideBySide(
      ...policy.weak.map(({ name, because, password, public: isPublic }) => () => {
        const json = { ...(method === 'PUT' ? { previous_password: user.password } : {}), password };
        const content = { type: 'application/json', text: JSON.stringify(json) };
        return proof(name, `A password is refused because ${because}.`, async () => {
          const to = path('/api/v2/users/{id}/password', { id: user.id });
          expect(await api.call({ method, path: to, ...(isPublic ? { content } : { json }) })).toBeRefused();
        });
      }),
    );
  });
  await proof.record('not-tried', 'Which requirements were not understood, and therefore not tried.', () => {
    const { notUnderstood } = policy;
    return notUnderstood.length === 0
      ? 'none'
      : notUnderstood.map((sentence) => `“${sentence.slice(0, 120)}”`).join(', ');
  });
}

/** Reads the requirements for a user's password, and generates passwords that violate them. */
export async function policyOf(bench: ZendeskBench, user: BenchUser): Promise<WeakPasswords> {
  return weakPasswords(await bench.requirements(user), await bench.newPassword(user), user.email);
}

/** Sets a long password by calling `set`. If the tenant accepts no long one, sets one of the usual length. */
export async function setLongPassword(
  bench: ZendeskBench,
  user: BenchUser,
  set: (password: string) => Promise<Exchange<unknown>>,
): Promise<void> {
  // 99, because some password hashes ignore everything after 72 bytes, and `generatePassword` reads 100 or more as a
  // maximum.
  const lengths = [99, 64, undefined];
  let password = await bench.newPassword(user, lengths.shift());
  let answer = await set(password);
  while (answer.status !== 200 && lengths.length > 0) {
    password = await bench.newPassword(user, lengths.shift());
    answer = await set(password);
  }
  expect(answer).toHaveStatus(200);
  user.password = password;
}
