/** The verdict in the reports that other tools make: a case in `junit.xml`, and a banner in Playwright's own report. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HTML } from './files.ts';
import type { JUnitCase } from './junit.ts';
import { writeReport } from './write-report.ts';

/** Markers of our own page, and of the banner that we add to Playwright's. */
const PAGE = '<!-- Keyturn: page -->';
const HEAD = '<!-- Keyturn: head -->';

/** Where the banner goes, with an earlier banner, which it replaces. */
const BODY = /<body>(?:<!-- Keyturn: head -->.*\n)?(?=\s*<div id='root'>)/;

/** The suite of the case that represents the verdict. */
const VERDICT_SUITE = 'Keyturn';

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
  writeMessagePage(folder, run, `${line}\n${why}`);
}

/** Writes a page that contains only a message, in place of Playwright's report. */
export function writeMessagePage(folder: string, run: string, message: string): void {
  writeReport(join(folder, HTML), pageOf(`run ${run}`, message));
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
