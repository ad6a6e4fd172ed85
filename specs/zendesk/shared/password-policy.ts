/** A tenant's password requirements, and passwords that violate them. */
import { expect } from '../../../fixtures/expect.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import { path } from '../../../helpers/http/path.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import type { Session } from '../../../helpers/systems/zendesk/tokens.ts';
import { type WeakPasswords, weakPasswords } from '../../../helpers/systems/zendesk/weak-passwords.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { withoutEffect } from './refusals.ts';
import type { BenchUser } from '../../../helpers/systems/zendesk/bench-users.ts';

/** Proves that a way to set a password enforces each published requirement that Keyturn understands. */
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
    for (const { name, because, password, public: known } of policy.weak) {
      const json = { ...(method === 'PUT' ? { previous_password: user.password } : {}), password };
      const content = { type: 'application/json', text: JSON.stringify(json) };
      await proof(name, `A password is refused because ${because}.`, async () => {
        const to = path('/api/v2/users/{id}/password', { id: user.id });
        expect(await api.call({ method, path: to, ...(known ? { content } : { json }) })).toBeRefused();
      });
    }
  });
  await proof.record('not-tried', 'Which requirements were not understood, and so not tried.', () => {
    const left = policy.notUnderstood;
    return left.length === 0 ? 'none' : left.map((sentence) => `“${sentence.slice(0, 120)}”`).join(', ');
  });
}

/** Reads the requirements for a user's password, and makes passwords that violate them. */
export async function policyOf(bench: ZendeskBench, user: BenchUser): Promise<WeakPasswords> {
  return weakPasswords(await bench.requirements(user), await bench.newPassword(user), user.email);
}

/** Sets a long password with the method under test. If the tenant accepts no long one, sets one of the usual length. */
export async function setLongPassword(
  bench: ZendeskBench,
  user: BenchUser,
  take: (password: string) => Promise<Exchange<unknown>>,
): Promise<void> {
  // `generatePassword` takes a number from 100 on for a maximum. Some password hashes ignore everything after 72 bytes.
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
