/** The steps of a clean-up or a sweep: what came of each, and the sentence that says so. */
import { messageOf } from '../verdict/errors.ts';

/** What came of one step. */
export type StepOutcome =
  | { outcome: 'done'; did: string }
  /** The tenant answered, but what was to be gone is still there, or may be. */
  | { outcome: 'not proved'; seen: string }
  | { outcome: 'failed'; step: string | undefined; error: Error };

/** The line of a step in the record of a clean-up. */
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

/** Whether after this step something may be left on the tenant. */
export function isUnfinished({ outcome }: StepOutcome): boolean {
  return outcome !== 'done';
}

/** Why steps failed, in their order. */
export function failuresOf(steps: readonly StepOutcome[]): Error[] {
  return steps.flatMap((step) => (step.outcome === 'failed' ? [step.error] : []));
}

/** Does one step after the other, and goes on when one fails. */
export class CleanUpSteps {
  readonly outcomes: StepOutcome[] = [];

  /**
   * Does a step.
   *
   * @param act returns what it did, as a sentence or as an outcome; nothing, where there is nothing to say.
   * @param step what the step is to do, for the line of a failure: `FAILED: delete …: no answer`.
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
