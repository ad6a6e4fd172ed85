/** Names that nobody has. */
import { expect } from '../../../fixtures/expect.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import { runId } from '../../../helpers/run-id.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';

/** A name that nobody has: it is of our prefix, and of this run. Without `=` it is no userid at all. */
export function unknownUsername({ prefix }: Pick<ExpertBench, 'prefix'>): string {
  return `${prefix}-nobody-${runId()}`;
}

/**
 * The admin, who may set anybody's password, aims at whom there is not. It is no bet on the refusal: whether anybody is
 * there is looked at first, and the present password that is given with it is made up, and so it is nobody's.
 *
 * @throws {NotTried} where somebody is there.
 */
export async function setPasswordOfUnknownUser(
  bench: ExpertBench,
  userid: string,
  text: string,
  query: Record<string, string> = {},
): Promise<Exchange<unknown>> {
  const shown = await bench.admin.raw({ method: 'GET', userid });
  if (shown.status === 200)
    throw new NotTried(`“${userid}” is somebody, whose password might be set.\n${shown.excerpt}`);
  expect(shown).toBeRefused();
  const currentpassword = bench.newPassword();
  return bench.admin.rawPassword(userid, text, { query: { ...query, currentpassword } });
}
