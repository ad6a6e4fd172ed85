/** What a feature refuses with, and refusing otherwise. */
import { fromCatalogue, Refusal, type Known } from '../http/errors.ts';
import type { Reply } from '../http/reply.ts';

/** What the feature refuses with; a reply is handed on, and so is an error of another kind. */
export async function refusalOf(honest: () => Promise<Reply>): Promise<Reply | Refusal> {
  try {
    return await honest();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Whether something was refused for that reason. */
export function refusedAs(outcome: unknown, known: Known): outcome is Refusal {
  return (
    outcome instanceof Refusal && outcome.details.own?.resource === fromCatalogue(known).details.own?.resource
  );
}

/** Whether something was refused because a parameter is missing. */
export function refusedForMissing(outcome: unknown, name: string): outcome is Refusal {
  return outcome instanceof Refusal && outcome.details.message === `missing feature parameter '${name}'`;
}

/** A reply as it is, and a refusal thrown. */
export function settled(outcome: Reply | Refusal): Reply {
  if (outcome instanceof Refusal) throw outcome;
  return outcome;
}

/** The same refusal under another status. */
export function withStatus({ details }: Refusal, status: number): Refusal {
  return new Refusal({ ...details, status });
}

/** The same refusal with another header on it. */
export function withHeader({ details }: Refusal, name: string, value: string): Refusal {
  return new Refusal({ ...details, headers: { ...details.headers, [name]: value } });
}
