/**
 * What a tenant must offer before anything is written to it: one list a system, which the preflight proves and whoever else
 * wants to know whether a tenant can be tested may print.
 */
import { countAssertion } from '../contract/evidence.ts';
import type { Prove } from '../contract/prove.ts';
import { Blocked, describe, type Remedy } from '../verdict/errors.ts';

/** One thing that a tenant must offer, and what was found of it. */
export interface Requirement {
  /** The end of its address: `zendesk/notebook/01#admin`. */
  name: string;
  sentence: string;
  /** Nothing if it is there. */
  problem: (Remedy & { message: string }) | undefined;
  /** Why it could not be looked at. */
  unknown?: string;
  /** What was seen, where that is more than that it is there. */
  seen?: string;
}

/** What was found of a requirement, in a few words. */
export function findingOf({ problem, unknown, seen }: Requirement): string {
  return problem === undefined ? (unknown ?? seen ?? 'yes') : `no: ${problem.message}`;
}

/** Writes down what was found of each requirement, as a proof of its own. */
export async function recordRequirements(proof: Prove, requirements: readonly Requirement[]): Promise<void> {
  for (const requirement of requirements)
    await proof.record(requirement.name, requirement.sentence, () => findingOf(requirement));
}

/** All problems in one error, or nothing. */
export function problemsOf(requirements: readonly Requirement[], host: string): Blocked | undefined {
  const problems = requirements.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  if (problems.length === 0) return undefined;
  const [first] = problems;
  if (problems.length === 1 && first !== undefined) return new Blocked(first.message, first);
  return new Blocked(
    [
      `${host} cannot be tested yet, for ${String(problems.length)} reasons:`,
      ...problems.map((problem) => describe(problem.message, problem)),
    ].join('\n'),
  );
}

/**
 * Ends the preflight of a tenant that cannot be tested.
 *
 * @throws {Blocked} with all that is missing.
 */
export function requireAll(requirements: readonly Requirement[], host: string): void {
  const problems = problemsOf(requirements, host);
  if (problems !== undefined) throw problems;
  countAssertion();
}
