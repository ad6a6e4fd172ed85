/** A reporter that fails at the very end, so that its report is missing. */
import type { Reporter } from '@playwright/test/reporter';

export default class FailingReporter implements Reporter {
  printsToStdio(): boolean {
    return false;
  }

  onExit(): Promise<void> {
    return Promise.reject(new Error('There is no space left for the report.'));
  }
}
