/**
 * Server errors in place of a documented refusal. If one happens once, or while the service is failing, it says nothing
 * about the contract. If the same call keeps getting one while other calls work, the contract is broken.
 */
import { type Exchange, RefusalNotServed } from '../http/exchange.ts';
import { isUnavailable } from '../http/unavailable.ts';
import { NonConformant } from '../verdict/errors.ts';

/** Attempts of the call, including the first one. With the waits between them, they take over a minute. */
const MAX_ATTEMPTS = 3;

/** Makes a call that succeeds whenever the service is healthy. */
export type HealthProbe = () => Promise<Exchange<unknown>>;

/**
 * Returns a function that looks into the errors of proofs, each one once even if it ends several proofs. If a refusal did
 * not come, it retries the call, each time together with a call by the same caller that must succeed. The proof then ends
 * with the same error, or with {@link NonConformant}.
 *
 * @param beside another health probe, by the admin, which must succeed. It is for callers that get no answer whatever
 * they call.
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
  // An answer that only asks to wait (429 and the like) says nothing about the contract.
  if (again === undefined || exchange.status < 500) return error;
  // A caller with a dead token is rightly refused (401), which also shows that the service is healthy.
  const isHealthy = async () =>
    [200, 401].includes(await statusOf(again.healthProbe)) ||
    (beside !== undefined && (await statusOf(beside)) === 200);
  const statuses = [exchange.status];
  while (await isHealthy()) {
    if (statuses.length === MAX_ATTEMPTS)
      return new NonConformant(
        `${exchange.title} should have been refused, but answered ${statuses.join(', ')} each time, while other calls worked.\n${exchange.excerpt}`,
      );
    if (
      !(await again.wait(
        `${exchange.title} answered ${String(exchange.status)}; checking whether the service is failing.`,
      ))
    )
      return error;
    const answer = await again.call();
    statuses.push(answer.status);
    if (answer.status < 400)
      return new NonConformant(
        `${exchange.title} should have been refused, but succeeded when it was retried: ${statuses.join(', ')}.\n${answer.excerpt}`,
      );
    if (!isUnavailable(answer.status)) return error;
  }
  return error;
}

/** Returns the status of a call, or 0 if there was no answer. No answer proves as little as the missing refusal. */
async function statusOf(call: HealthProbe): Promise<number> {
  try {
    return (await call()).status;
  } catch {
    return 0;
  }
}
