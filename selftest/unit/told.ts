/** What the steps of a clean-up or a sweep show a reader. */
import { failuresOf, lineOf, type StepOutcome } from '../../helpers/clean-up/steps.ts';

/** Their lines, and the reasons of those that failed. */
export function told(steps: readonly StepOutcome[]): { lines: string[]; failures: Error[] } {
  return { lines: steps.map(lineOf), failures: failuresOf(steps) };
}
