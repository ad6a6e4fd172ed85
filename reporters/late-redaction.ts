/** Redacts, before any other reporter writes, the secrets that were learned only after they were output. */
import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter';
import { redactResults } from '../helpers/leaks/redact-results.ts';
import { secretsSoFar } from '../helpers/leaks/watch.ts';

export default class LateRedactionReporter implements Reporter {
  #suite: Suite | undefined;

  printsToStdio(): boolean {
    return false;
  }

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  onEnd(): Promise<void> {
    redactResults(this.#suite?.allTests().flatMap(({ results }) => results) ?? [], secretsSoFar());
    return Promise.resolve();
  }
}
