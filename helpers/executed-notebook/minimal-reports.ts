/**
 * The reports of a run that has no cells: because it has not finished, or because it ended before its tests. However a run
 * ends, no reports of an earlier run can be mistaken for its own.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD_VERSION, type RunRecord } from '../record/schema.ts';
import { HTML, HTML_FOLDER, HTML_PARTS, JUNIT, NOTEBOOK_FILES, RECORD } from '../results/files.ts';
import { junitXml } from '../results/junit.ts';
import { verdictCase, writeMessagePage } from '../results/reports.ts';
import { json, writeReport } from '../results/write-report.ts';
import { problemsIn } from '../verdict/problems.ts';
import { digestOf } from '../record/digest.ts';
import { loadDrawings } from './load-drawings.ts';

/** The run that the reports belong to. */
export interface RunIdentity {
  run: string;
  command: string;
  keyturn: string;
  startedAt: Date;
}

/** Reports that are written only at the end of a run. */
const WRITTEN_LAST = ['observed.json'];

/** The message of the reports while the run is under way, and if it is killed. */
const NOT_ENDED = 'This run has not finished. If it is no longer running, it was killed and proved nothing.';

/**
 * Replaces the reports of earlier runs with reports that say that this run has not finished. Other files in the folder stay.
 * So do `drift.json`, which names its run and is compared with this one's, and the history.
 */
export function writeUnfinishedReports(folder: string, run: RunIdentity): void {
  beginUnfinishedReports(folder, run)();
}

/**
 * Like {@link writeUnfinishedReports}, but the executed notebook is only removed.
 *
 * @returns draws it. The code for that takes a while to load, and no run has to wait for it.
 */
export function beginUnfinishedReports(folder: string, run: RunIdentity): () => void {
  return beginMinimalReports(folder, run, { ended: false, exitCode: null, sentence: NOT_ENDED });
}

/** Removes the reports that runs write. */
export function clearReports(folder: string): void {
  const html = [HTML, ...HTML_PARTS].map((name) => join(HTML_FOLDER, name));
  for (const part of [RECORD, JUNIT, ...NOTEBOOK_FILES, ...WRITTEN_LAST, ...html])
    rmSync(join(folder, part), { recursive: true, force: true });
}

/** Replaces all earlier reports with reports that contain only a message. */
export function writeMinimalReports(folder: string, run: RunIdentity, ending: MinimalEnding): void {
  beginMinimalReports(folder, run, ending)();
}

/** What the reports say. */
interface MinimalEnding {
  ended: boolean;
  exitCode: number | null;
  sentence: string;
}

function beginMinimalReports(
  folder: string,
  { run, command, keyturn, startedAt }: RunIdentity,
  { ended, exitCode, sentence }: MinimalEnding,
): () => void {
  clearReports(folder);
  const record: RunRecord = {
    version: RECORD_VERSION,
    keyturn,
    run,
    command,
    startedAt: startedAt.toISOString(),
    durationMs: 0,
    ended,
    verdict: 'blocked',
    sentence,
    exitCode,
    emulated: false,
    interrupted: false,
    targets: [],
    reasons: ended ? problemsIn(sentence).map((problem) => ({ kind: 'blocked', ...problem })) : [],
    calls: 0,
    errors: [sentence],
    knownDeviations: [],
    accepted: [],
    left: [],
    leaks: [],
    cells: [],
  };
  const content = json(record);
  writeReport(join(folder, RECORD), content);
  const verdict = verdictCase({ run, message: sentence, type: 'blocked', text: sentence });
  writeReport(join(folder, JUNIT), junitXml([verdict], { startedAt, durationMs: 0 }));
  writeMessagePage(join(folder, HTML_FOLDER), run, sentence);
  return () => {
    loadDrawings().writeNotebook(record, folder, { digest: digestOf(content) });
  };
}
