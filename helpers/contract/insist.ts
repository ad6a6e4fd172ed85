/**
 * Errors of the server where a refusal is documented. Once, or while the service is ill, that judges nobody. Where the same
 * call is answered so again and again, and the calls beside it are fine, it is the contract that is broken.
 */
import { type Exchange, isUnavailable, NotRefused } from '../http/exchange.ts';
import { NonConformant } from '../verdict/errors.ts';

/** Tries of the call, the first one included: with the waits between them, over a minute. */
const TRIES = 3;

/**
 * Looks into the error of a proof: where a refusal did not come, the call is made again, each time beside one of the same
 * caller that is to succeed, or that `beside` makes: then it must.
 *
 * @returns what the proof ends with: the same error, or {@link NonConformant}.
 */
export async function insistOnRefusal(
  error: unknown,
  beside?: () => Promise<Exchange<unknown>>,
): Promise<unknown> {
  if (!(error instanceof NotRefused)) return error;
  const { exchange } = error;
  const { again } = exchange;
  if (again === undefined || exchange.status === 429) return error;
  const statuses = [exchange.status];
  const neighbours = [];
  for (let tries = 1; ; tries++) {
    const neighbour = await (beside ?? again.beside)();
    neighbours.push(neighbour.status);
    // Whose token is dead is rightly refused there.
    if (neighbour.status !== 200 && !(beside === undefined && neighbour.status === 401)) return error;
    if (tries === TRIES) break;
    if (!(await again.wait(`${exchange.title} answered ${String(exchange.status)}: is it ill?`)))
      return error;
    const answer = await again.call();
    if (!isUnavailable(answer.status)) return error;
    statuses.push(answer.status);
  }
  return new NonConformant(
    `${exchange.title} was to be refused, and answered ${statuses.join(', ')} instead, while a call ` +
      `beside it was answered ${neighbours.join(', ')}.\n${exchange.excerpt}`,
  );
}
