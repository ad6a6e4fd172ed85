/** Beside a list of tests: what was asked for, and is not in it. A run says so before its first call (`global-setup.ts`). */
import type { FullConfig, FullResult, Reporter } from '@playwright/test/reporter';
import { findUnknownSelections } from '../helpers/command-line/asked.ts';
import { EXIT } from '../helpers/verdict/verdict.ts';

export default class SelectionReporter implements Reporter {
  #configFile: string | undefined;

  printsToStdio(): boolean {
    return false;
  }

  onBegin({ configFile }: FullConfig): void {
    this.#configFile = configFile;
  }

  async onEnd({ status }: FullResult): Promise<{ status: FullResult['status'] } | undefined> {
    const mistakes = await findUnknownSelections(this.#configFile);
    for (const mistake of mistakes) console.error(`\n${mistake}`);
    if (mistakes.length === 0 && status === 'passed') return undefined;
    // Playwright knows the exit codes 0 and 1 only, and 1 is that of a broken contract.
    process.on('exit', () => (process.exitCode = EXIT.notJudged));
    return { status: 'failed' };
  }
}
