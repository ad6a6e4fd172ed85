/** Writes reports for a command line that cannot run. Otherwise, the previous run's reports would look like its result. */
import { commandOf } from '../command-line/command.ts';
import { writeMinimalReports } from '../executed-notebook/minimal-reports.ts';
import { runId, version } from '../run-id.ts';
import { loadSettings } from '../systems/settings.ts';
import { EXIT } from '../verdict/verdict.ts';
import { resultsFolder } from './results-folder.ts';

export function reportBlocked(sentence: string): void {
  const run = { run: runId(), command: commandOf(), keyturn: version, startedAt: new Date() };
  const end = { ended: true, exitCode: EXIT.notJudged, sentence };
  try {
    writeMinimalReports(resultsFolder(loadSettings()), run, end);
  } catch {
    // The results folder is not writable. That is why the run did not start, and the console has shown it.
  }
}
