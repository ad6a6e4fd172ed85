/** The results of a clean-up's or a sweep's steps, for assertions. */
import { failuresOf, lineOf, type StepOutcome } from '../../helpers/clean-up/steps.ts';

/** The line that each step prints, and the errors of those that failed. */
export function resultsOf(steps: readonly StepOutcome[]): { lines: string[]; failures: Error[] } {
  return { lines: steps.map(lineOf), failures: failuresOf(steps) };
}
