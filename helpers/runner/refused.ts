/** A command line that cannot be run: the reports say so, since those of the run before would speak of another one. */
import { writeMinimalReports } from '../results/reports.ts';
import { runId, version } from '../run-id.ts';
import { loadSettings } from '../systems/settings.ts';
import { EXIT } from '../verdict/verdict.ts';
import { commandOf } from '../command-line/command.ts';
import { resultsFolder } from './results-folder.ts';

export function reportBlocked(sentence: string): void {
  const run = { run: runId(), command: commandOf(), keyturn: version, startedAt: new Date() };
  const end = { ended: true, exitCode: EXIT.notJudged, sentence };
  try {
    writeMinimalReports(resultsFolder(loadSettings()), run, end);
  } catch {
    // Nothing can be written there: that is what has kept the run from starting, and was said.
  }
}
