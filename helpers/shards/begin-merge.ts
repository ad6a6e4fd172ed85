/**
 * Begins the reports of a merged run. In a module of its own, because it draws reports: only a process that merges may load
 * that code as its configuration loads, and not every worker.
 */
import { writeMinimalReports, writeUnfinishedReports } from '../executed-notebook/minimal-reports.ts';
import { runId, version } from '../run-id.ts';
import { EXIT } from '../verdict/verdict.ts';
import { hasMergeEnded, mergedRun, mergeProblem } from './merge.ts';

/**
 * Begins the reports, or exits with a message if there is nothing to merge. Call this once it is known that the results folder
 * is writable.
 */
export function beginMerge(results: string): void {
  const run = {
    run: runId(),
    command: mergedRun()?.command ?? 'merge',
    keyturn: version,
    startedAt: new Date(),
  };
  const block = (sentence: string) =>
    writeMinimalReports(results, run, { ended: true, exitCode: EXIT.notJudged, sentence });
  const problem = mergeProblem();
  if (problem !== undefined) {
    console.error(`\n  Blocked: ${problem.replaceAll('\n', '\n  ')}\n`);
    block(problem);
    process.exit(EXIT.notJudged);
  }
  writeUnfinishedReports(results, run);
  // Playwright prints its own error, and its exit code would mean that the contract is broken.
  process.on('exit', (code) => {
    if (hasMergeEnded() || code === EXIT.interrupted) return;
    block('The blob reports could not be merged. The console shows why.');
    process.exitCode = EXIT.notJudged;
  });
}
