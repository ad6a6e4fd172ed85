/**
 * Retries a call that got a server error in place of a documented refusal. A single error, or one while the service is failing,
 * proves nothing. If the same call keeps getting one while other calls work, the contract is broken.
 */
import { type Exchange, RefusalNotServed } from '../http/exchange.ts';
import { isUnavailable } from '../http/unavailable.ts';
import { NonConformant } from '../verdict/errors.ts';

/** Attempts of the call, including the first one. With the waits between them, they take over a minute. */
const MAX_ATTEMPTS = 3;

/** Makes a call that succeeds whenever the service is healthy. */
export type HealthProbe = () => Promise<Exchange<unknown>>;

/**
 * Returns a function that looks into each error once, even if it ends several proofs. If a refusal did not come, the function
 * retries the call, each time after a call by the same caller that must succeed. It returns the error with which the proof
 * ends: the same one, or {@link NonConformant}.
 *
 * @param adminProbe another health probe, by the admin, which must succeed. It is for callers that get no answer to any call.
 */
export function refusalRetrier(adminProbe?: HealthProbe): (error: unknown) => Promise<unknown> {
  const examined = new WeakSet<RefusalNotServed>();
  return async (error) => {
    if (!(error instanceof RefusalNotServed) || examined.has(error)) return error;
    examined.add(error);
    return retryRefusal(error, adminProbe);
  };
}

async function retryRefusal(
  error: RefusalNotServed,
  adminProbe: HealthProbe | undefined,
): Promise<RefusalNotServed | NonConformant> {
  const { exchange } = error;
  const { again } = exchange;
  // An answer that only asks to wait (429 and the like) proves nothing about the contract.
  if (again === undefined || exchange.status < 500) return error;
  // A caller with a dead token is rightly refused (401), which also shows that the service is healthy.
  const isHealthy = async () =>
    [200, 401].includes(await statusOf(again.healthProbe)) ||
    (adminProbe !== undefined && (await statusOf(adminProbe)) === 200);
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
