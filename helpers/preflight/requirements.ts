/**
 * What a tenant must offer before anything is written to it. Each system has one list. The preflight proves it, and other
 * commands may print it.
 */
import { countAssertion } from '../contract/evidence.ts';
import type { Prove } from '../contract/prove.ts';
import { Blocked, describe, type WhatToDo } from '../verdict/errors.ts';

/** One thing that a tenant must offer, with the finding. */
export interface Requirement {
  /** The end of its address: `zendesk/notebook/01#admin`. */
  name: string;
  sentence: string;
  /** `undefined` if the tenant offers it. */
  problem: (WhatToDo & { message: string }) | undefined;
  /** Why it could not be checked. */
  unknown?: string;
  /** What was seen, if that is more than “yes”. */
  seen?: string;
}

/** Returns the finding about a requirement, in a few words. */
export function findingOf({ problem, unknown, seen }: Requirement): string {
  return problem === undefined ? (unknown ?? seen ?? 'yes') : `no: ${problem.message}`;
}

/** Records the finding about each requirement as a separate proof. */
export async function recordRequirements(proof: Prove, requirements: readonly Requirement[]): Promise<void> {
  for (const requirement of requirements)
    await proof.record(requirement.name, requirement.sentence, () => findingOf(requirement));
}

/** Returns all problems in one error, or `undefined` if there are none. */
export function problemsOf(requirements: readonly Requirement[], host: string): Blocked | undefined {
  const problems = requirements.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  const [first] = problems;
  if (first === undefined) return undefined;
  if (problems.length === 1) return new Blocked(first.message, first);
  const isDescribed = true;
  return new Blocked(
    [
      `${host} cannot be tested yet, for ${String(problems.length)} reasons:`,
      ...problems.map((problem) => describe(problem.message, problem)),
    ].join('\n'),
    first,
    isDescribed,
  );
}

/**
 * Ends the preflight if the tenant cannot be tested.
 *
 * @throws {Blocked} with everything that is missing.
 */
export function requireAll(requirements: readonly Requirement[], host: string): void {
  const problems = problemsOf(requirements, host);
  if (problems !== undefined) throw problems;
  countAssertion();
}
