/**
 * Writes the reports in the results folder. Until a run ends, its reports say that it has not finished. However it ends,
 * no reports of an earlier run can be mistaken for its own.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, writeNotebook } from '../executed-notebook/write.ts';
import { RECORD_VERSION, type RunRecord } from '../record/schema.ts';
import { problemsIn } from '../verdict/problems.ts';
import { JUNIT, NOTEBOOK_FILES, RECORD } from './files.ts';
import { junitXml, type JUnitCase } from './junit.ts';
import { json, writeReport } from './write-report.ts';

/** The run that the reports belong to. */
export interface RunIdentity {
  run: string;
  command: string;
  keyturn: string;
  startedAt: Date;
}

/** The folder of Playwright's own report, and its page. */
export const HTML_FOLDER = 'playwright';
const HTML = 'index.html';

/** The other parts of Playwright's report. */
const HTML_PARTS = ['data', 'trace'];

/** Reports that are written only at the end of a run. */
const WRITTEN_LAST = ['observed.json'];

/** The message of the reports while the run is under way, and if it is killed. */
const NOT_ENDED = 'This run has not finished. If it is no longer running, it was killed and proved nothing.';

/** Markers of our own page, and of the banner that we add to Playwright's. */
const PAGE = '<!-- Keyturn: page -->';
const HEAD = '<!-- Keyturn: head -->';

/** Where the banner goes, with an earlier banner, which it replaces. */
const BODY = /<body>(?:<!-- Keyturn: head -->.*\n)?(?=\s*<div id='root'>)/;

/** The suite of the case that represents the verdict. */
const VERDICT_SUITE = 'Keyturn';

/**
 * Replaces the reports of earlier runs with reports that say that this run has not finished. Other files in the folder stay.
 * So do `drift.json`, which names its run and is compared with this one's, and the history.
 */
export function writeUnfinishedReports(folder: string, run: RunIdentity): void {
  writeMinimalReports(folder, run, { ended: false, exitCode: null, sentence: NOT_ENDED });
}

/** Removes the reports that runs write. */
export function clearReports(folder: string): void {
  const html = [HTML, ...HTML_PARTS].map((name) => join(HTML_FOLDER, name));
  for (const part of [RECORD, JUNIT, ...NOTEBOOK_FILES, ...WRITTEN_LAST, ...html])
    rmSync(join(folder, part), { recursive: true, force: true });
}

/** Replaces all earlier reports with reports that contain only a message. */
export function writeMinimalReports(
  folder: string,
  { run, command, keyturn, startedAt }: RunIdentity,
  { ended, exitCode, sentence }: { ended: boolean; exitCode: number | null; sentence: string },
): void {
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
  writeNotebook(record, folder, { digest: digestOf(content) });
  const verdict = verdictCase({ run, message: sentence, type: 'blocked', text: sentence });
  writeReport(join(folder, JUNIT), junitXml([verdict], { startedAt, durationMs: 0 }));
  writeReport(join(folder, HTML_FOLDER, HTML), pageOf(`run ${run}`, sentence));
}

/** Returns the JUnit case for a verdict other than conformant: a failure if the contract was broken, or else an error. */
export function verdictCase({
  run,
  message,
  type,
  text,
}: {
  run: string;
  message: string;
  type: string;
  text: string;
}): JUnitCase {
  const kind = type === 'non-conformant' ? 'failure' : 'error';
  return { suite: VERDICT_SUITE, name: `Verdict of run ${run}`, durationMs: 0, end: { kind, type, message, text } };
}

/**
 * Puts the verdict at the top of Playwright's report, which shows only tests.
 *
 * @param folder the folder of that report
 * @returns false if this run has no such report: it was not requested, or it had to be removed.
 */
export function addVerdictBanner(folder: string, line: string): boolean {
  const path = join(folder, HTML);
  const page = read(path);
  if (page === undefined || page.includes(PAGE)) return false;
  const head = `${HEAD}<p style="margin:0;padding:12px 16px;font:bold 14px sans-serif;background:#fff8c5;color:#1f2328">${escapeHtml(line)}</p>\n`;
  writeReport(
    path,
    page.replace(BODY, () => `<body>${head}`),
  );
  return true;
}

/** Writes a page in place of a missing Playwright report. */
export function writePage(folder: string, run: string, line: string): void {
  const why = 'There is no Playwright report: it was not requested, or it had to be removed.';
  writeReport(join(folder, HTML), pageOf(`run ${run}`, `${line}\n${why}`));
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function pageOf(title: string, text: string): string {
  const [first = '', ...rest] = text.split('\n').map(escapeHtml);
  return `<!doctype html>${PAGE}<meta charset="utf-8"><title>Keyturn ${escapeHtml(title)}</title>
<body style="font-family:sans-serif"><h1>Keyturn, ${escapeHtml(title)}</h1><p><b>${first}</b></p>${rest.map((line) => `<p>${line}</p>`).join('')}
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
