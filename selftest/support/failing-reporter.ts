/** A reporter that fails when all is over: the report that it was to write is missing. */
import type { Reporter } from '@playwright/test/reporter';

export default class FailingReporter implements Reporter {
  printsToStdio(): boolean {
    return false;
  }

  onExit(): Promise<void> {
    return Promise.reject(new Error('There is no space left for the report.'));
  }
}
