/**
 * With `--list`, reports anything on the command line that does not exist. A run reports it before its first call
 * (`global-setup.ts`).
 */
import type { FullConfig, FullResult, Reporter } from '@playwright/test/reporter';
import { findUnknownSelections } from '../helpers/command-line/unknown-selections.ts';
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
    // Playwright knows only the exit codes 0 and 1, and 1 means a broken contract.
    process.on('exit', () => (process.exitCode = EXIT.notJudged));
    return { status: 'failed' };
  }
}
