/**
 * Errors of the server where a refusal is documented. Once, or while the service is ill, that judges nobody. Where the same
 * call is answered so again and again, and the calls beside it are fine, it is the contract that is broken.
 */
import { type Exchange, RefusalNotServed } from '../http/exchange.ts';
import { isUnavailable } from '../http/unavailable.ts';
import { NonConformant } from '../verdict/errors.ts';

/** Tries of the call, the first one included: with the waits between them, over a minute. */
const MAX_ATTEMPTS = 3;

/** Makes a call that is answered wherever the service is well. */
export type HealthProbe = () => Promise<Exchange<unknown>>;

/**
 * Looks into the errors of proofs, each once, however many proofs it ends: where a refusal did not come, the call is made
 * again, each time beside one of the same caller that is to succeed. What a proof ends with then is the same error, or
 * {@link NonConformant}.
 *
 * @param beside makes another call beside it, for callers who are not served whatever they call: the admin's, which must
 * succeed.
 */
export function refusalRetrier(beside?: HealthProbe): (error: unknown) => Promise<unknown> {
  const looked = new WeakSet<RefusalNotServed>();
  return async (error) => {
    if (!(error instanceof RefusalNotServed) || looked.has(error)) return error;
    looked.add(error);
    return retryRefusal(error, beside);
  };
}

async function retryRefusal(
  error: RefusalNotServed,
  beside: HealthProbe | undefined,
): Promise<RefusalNotServed | NonConformant> {
  const { exchange } = error;
  const { again } = exchange;
  // Asked for patience, nobody has said anything.
  if (again === undefined || exchange.status < 500) return error;
  // Who is rightly refused there, with a token that is dead, shows as well as anybody that the service is well.
  const isWell = async () =>
    [200, 401].includes(await statusOf(again.beside)) ||
    (beside !== undefined && (await statusOf(beside)) === 200);
  const statuses = [exchange.status];
  while (await isWell()) {
    if (statuses.length === MAX_ATTEMPTS)
      return new NonConformant(
        `${exchange.title} was to be refused, and answered ${statuses.join(', ')} instead, each time beside a call that ` +
          `was answered as usual.\n${exchange.excerpt}`,
      );
    if (!(await again.wait(`${exchange.title} answered ${String(exchange.status)}: is it ill?`)))
      return error;
    const answer = await again.call();
    statuses.push(answer.status);
    if (answer.status < 400)
      return new NonConformant(
        `${exchange.title} was to be refused, and was done when it was made again: ${statuses.join(', ')}.\n${answer.excerpt}`,
      );
    if (!isUnavailable(answer.status)) return error;
  }
  return error;
}

/** Zero where no answer comes: that says no more than the refusal that did not. */
async function statusOf(call: HealthProbe): Promise<number> {
  try {
    return (await call()).status;
  } catch {
    return 0;
  }
}
