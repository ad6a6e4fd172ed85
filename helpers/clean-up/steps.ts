/** The steps of a clean-up or a sweep: the outcome of each, and its line in the record. */
import { messageOf } from '../verdict/errors.ts';

/** The outcome of one step. */
export type StepOutcome =
  | { outcome: 'done'; did: string }
  /** The tenant answered, but the thing that should be gone is or may still be there. */
  | { outcome: 'not proved'; seen: string }
  | { outcome: 'failed'; step: string | undefined; error: Error };

/** Returns the line of a step in the record of a clean-up. */
export function lineOf(step: StepOutcome): string {
  switch (step.outcome) {
    case 'done':
      return step.did;
    case 'not proved':
      return step.seen;
    case 'failed':
      return `FAILED: ${step.step === undefined ? '' : `${step.step}: `}${messageOf(step.error)}`;
  }
}

/** Whether the tenant may have a leftover after this step. */
export function isUnfinished({ outcome }: StepOutcome): boolean {
  return outcome !== 'done';
}

/** Returns the errors of failed steps, in order. */
export function failuresOf(steps: readonly StepOutcome[]): Error[] {
  return steps.flatMap((step) => (step.outcome === 'failed' ? [step.error] : []));
}

/** Runs one step after another, and continues if one fails. */
export class CleanUpSteps {
  readonly outcomes: StepOutcome[] = [];

  /**
   * Runs a step.
   *
   * @param act returns what it did, as a sentence or an outcome, or `undefined` if there is nothing to report.
   * @param step what the step must do, for the line of a failure: `FAILED: delete …: no answer`.
   */
  async attempt(act: () => Promise<string | StepOutcome | undefined>, step?: string): Promise<void> {
    try {
      const done = await act();
      if (done !== undefined)
        this.outcomes.push(typeof done === 'string' ? { outcome: 'done', did: done } : done);
    } catch (caught) {
      const error = caught instanceof Error ? caught : new Error(String(caught));
      this.outcomes.push({ outcome: 'failed', step, error });
    }
  }
}
