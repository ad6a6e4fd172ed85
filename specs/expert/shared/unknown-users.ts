/** Users who do not exist. */
import { expect } from '../../../fixtures/expect.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import { runId } from '../../../helpers/run-id.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';

/** Returns a user name that no user has, made of the prefix and the run ID. Without `=` it is not a valid userid. */
export function unknownUsername({ prefix }: Pick<ExpertBench, 'prefix'>): string {
  return `${prefix}-nobody-${runId()}`;
}

/**
 * Sets the password of a user who does not exist, as the admin, who may set any password. In case the call is not refused,
 * it first checks that there is no such user, and sends a generated current password, which no user has.
 *
 * @throws {NotTried} if the user exists.
 */
export async function setPasswordOfUnknownUser(
  bench: ExpertBench,
  userid: string,
  text: string,
  query: Record<string, string> = {},
): Promise<Exchange<unknown>> {
  const shown = await bench.lookUp(userid);
  if (shown.status === 200)
    throw new NotTried(
      `“${userid}” is an existing user. The call might set their password.\n${shown.excerpt}`,
    );
  expect(shown).toBeRefused();
  const currentpassword = bench.newPassword();
  return bench.admin.rawPassword(userid, text, { query: { ...query, currentpassword } });
}
