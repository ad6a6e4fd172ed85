/** Refusals of features, and how to change them. */
import { fromCatalogue, Refusal, type Known } from '../http/errors.ts';
import type { Reply } from '../http/reply.ts';

/** Returns what the feature refuses with. A reply is passed on, and so is any other error. */
export async function refusalOf(honest: () => Promise<Reply>): Promise<Reply | Refusal> {
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
    outcome instanceof Refusal && outcome.details.own?.resource === fromCatalogue(known).details.own?.resource
  );
}

/** Whether a call was refused because a parameter is missing. */
export function refusedForMissing(outcome: unknown, name: string): outcome is Refusal {
  return outcome instanceof Refusal && outcome.details.message === `missing feature parameter '${name}'`;
}

/** Returns a reply unchanged, and throws a refusal. */
export function settled(outcome: Reply | Refusal): Reply {
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
