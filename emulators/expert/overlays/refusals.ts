/** Refusals of features, and how to change them. */
import { fromCatalogue, Refusal, type Known } from '../http/errors.ts';
import type { Reply } from '../http/reply.ts';
import { ANONYMOUS_ID } from '../site/people.ts';
import type { FeatureCall } from './around.ts';

/** Returns the reply of a feature, or the refusal that it throws. Any other error is passed on. */
export async function outcomeOf(honest: () => Promise<Reply>): Promise<Reply | Refusal> {
  try {
    return await honest();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Whether a call was refused for that reason. */
export function refusedAs(outcome: unknown, known: Known): outcome is Refusal {
  return (
    outcome instanceof Refusal &&
    outcome.details.serviceError?.resource === fromCatalogue(known).details.serviceError?.resource
  );
}

/** `refusedAs` for a given reason, as a function of the outcome. */
export function refusedFor(known: Known): (outcome: unknown) => boolean {
  return (outcome) => refusedAs(outcome, known);
}

/** Whether a signed-in user was refused for targeting another user's account. */
export function strangerRefused(outcome: unknown, { caller }: FeatureCall): boolean {
  return refusedAs(outcome, 'neitherTargetNorAdmin') && caller.person.id !== ANONYMOUS_ID;
}

/** Whether an anonymous caller was refused for targeting a user's account. */
export function anonymousRefused(outcome: unknown, { caller }: FeatureCall): boolean {
  return refusedAs(outcome, 'neitherTargetNorAdmin') && caller.person.id === ANONYMOUS_ID;
}

/** Whether a call was refused because a parameter is missing. */
export function refusedForMissing(outcome: unknown, name: string): outcome is Refusal {
  return outcome instanceof Refusal && outcome.details.message === `missing feature parameter '${name}'`;
}

/** Returns a reply unchanged, and throws a refusal. */
export function replyOrThrow(outcome: Reply | Refusal): Reply {
  if (outcome instanceof Refusal) throw outcome;
  return outcome;
}

/** The same refusal with another status. */
export function withStatus({ details }: Refusal, status: number): Refusal {
  return new Refusal({ ...details, status });
}

/** The same refusal with an additional header. */
export function withHeader({ details }: Refusal, name: string, value: string): Refusal {
  return new Refusal({ ...details, headers: { ...details.headers, [name]: value } });
}
