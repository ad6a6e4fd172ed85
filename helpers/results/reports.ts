/**
 * The reports in the results folder, from the first moment of a run to its last: while it is under way they say that it has
 * not ended, so that whatever ends it, nothing of an earlier run stands there as if it were of this one.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { junitXml, type JUnitCase } from './junit.ts';

/** Which run it is that writes. */
export interface RunIdentity {
  run: string;
  command: string;
  keyturn: string;
  startedAt: Date;
}

export const RECORD = 'run.json';
export const JUNIT = 'junit.xml';

/** The folder of Playwright's own report, and what of it is looked at. */
export const HTML_FOLDER = 'playwright';
const HTML = 'index.html';

/** What Playwright's report consists of, beside its page. */
const HTML_PARTS = ['data', 'trace'];

/** Written whole at the end of a run, and by nothing before. */
const WRITTEN_LAST = ['observed.json'];

/** What a report of a run that is under way says, and goes on saying if it is killed. */
const NOT_ENDED = 'This run has not ended. If it is not under way any more, it was killed, and proved nothing.';

/** By these a page of ours, and a head that we have set, are told from Playwright's. */
const PAGE = '<!-- Keyturn: page -->';
const HEAD = '<!-- Keyturn: head -->';

/** Where the head goes, and what was there before of ours. */
const BODY = /<body>(?:<!-- Keyturn: head -->.*\n)?(?=\s*<div id='root'>)/;

/** The suite of the case that stands for the verdict. */
const VERDICT_SUITE = 'Keyturn';

/** Tells `bin/keyturn.mjs`, in the same process, that the reports are this run's. */
const REPORTED_VARIABLE = 'KEYTURN_REPORTED';

/**
 * A run begins: reports of earlier ones are replaced by such that say that it has not ended. Files that no run of ours writes
 * stay, and so does `drift.json`, which is compared with and names its run.
 */
export function writeUnfinishedReports(folder: string, run: RunIdentity): void {
  writeMinimalReports(folder, run, { ended: false, exitCode: null, sentence: NOT_ENDED });
}

/** Removes what runs of ours write. */
export function clearReports(folder: string): void {
  const parts = [RECORD, JUNIT, ...WRITTEN_LAST, ...[HTML, ...HTML_PARTS].map((name) => join(HTML_FOLDER, name))];
  for (const part of parts) rmSync(join(folder, part), { recursive: true, force: true });
}

/** Puts reports of a run of which there is no more to say than a sentence in the place of all earlier ones. */
export function writeMinimalReports(
  folder: string,
  { run, command, keyturn, startedAt }: RunIdentity,
  { ended, exitCode, sentence }: { ended: boolean; exitCode: number | null; sentence: string },
): void {
  clearReports(folder);
  writeReport(
    join(folder, RECORD),
    json({
      version: 1,
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
      calls: 0,
      errors: [sentence],
      knownDeviations: [],
      accepted: [],
      left: [],
      leaks: [],
      cells: [],
    }),
  );
  const verdict = verdictCase({ run, message: sentence, type: 'blocked', text: sentence });
  writeReport(join(folder, JUNIT), junitXml([verdict], { startedAt, durationMs: 0 }));
  writeReport(join(folder, HTML_FOLDER, HTML), pageOf(`run ${run}`, sentence));
}

/** The case that stands for a verdict that is not good. A contract that was broken is a failure; all else an error. */
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
  return { suite: VERDICT_SUITE, name: `The verdict of run ${run}`, durationMs: 0, end: { kind, type, message, text } };
}

/**
 * Puts the verdict at the head of Playwright's report, which knows tests alone.
 *
 * @param folder of that report
 * @returns whether there is one; otherwise none was made of this run, or it had to be removed.
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

/** A page in the place of Playwright's report, where that is not there. */
export function writePage(folder: string, run: string, line: string): void {
  const why = 'There is no report of Playwright’s: it was not asked for, or had to be removed.';
  writeReport(join(folder, HTML), pageOf(`run ${run}`, `${line}\n${why}`));
}

/** Writes a report as a whole: whoever reads it meanwhile reads the one before. */
export function writeReport(path: string, content: string): void {
  process.env[REPORTED_VARIABLE] = '1';
  mkdirSync(join(path, '..'), { recursive: true });
  const draft = `${path}.${String(process.pid)}`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
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
