import { messageOf } from '../verdict/errors.ts';

/** What a clean-up did, a line each, and whether nothing is left. */
export interface CleanUpRecord {
  lines: string[];
  clean: boolean;
}

/** What a sweep did, a line each, and why what it could not do failed, in their order. */
export interface SweepRecord {
  lines: string[];
  failures: Error[];
}

/** The steps of a clean-up or a sweep, which goes on when one fails, and writes down what each did. */
export class Steps implements SweepRecord {
  readonly lines: string[] = [];
  readonly failures: Error[] = [];

  /**
   * Does a step, and notes what it says it did.
   *
   * @param what the step, for the line of a failure: `FAILED: delete …: no answer`.
   */
  async attempt(act: () => Promise<string | readonly string[]>, what?: string): Promise<void> {
    try {
      this.lines.push(...[await act()].flat());
    } catch (error) {
      this.failures.push(error instanceof Error ? error : new Error(String(error)));
      this.lines.push(`FAILED: ${what === undefined ? '' : `${what}: `}${messageOf(error)}`);
    }
  }
}
