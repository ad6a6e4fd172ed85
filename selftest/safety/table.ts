/** The table of the README: fault × cell, for each system. */
import { readFileSync, writeFileSync } from 'node:fs';
import { FAULTS } from './faults.ts';
import type { CaseResult } from './run-case.ts';
import type { SafetySystem } from './systems.ts';

const BEGIN = '<!-- safety: written by "npm run safety -- --write" -->';
const END = '<!-- safety: end -->';

/** A system with what came of its cases. */
export interface SystemResults {
  system: SafetySystem;
  cells: string[];
  results: CaseResult[];
}

/** Markdown: a table per system, and a sentence that counts. */
export function tableOf(all: readonly SystemResults[]): string {
  const tables = all.map(({ system, cells, results }) => {
    const rows = FAULTS.map((fault) => ({
      title: fault.title,
      entries: cells.map((cell) =>
        entry(results.filter((each) => each.case.fault === fault && each.case.place.cell === cell)),
      ),
    })).filter(({ entries }) => entries.some((text) => text !== ''));
    return [
      `| ${system.title}, at cell | ${cells.join(' | ')} |`,
      `| --- | ${cells.map(() => '--:').join(' | ')} |`,
      ...rows.map(({ title, entries }) => `| ${title} | ${entries.join(' | ')} |`),
    ].join('\n');
  });
  return [...tables, summaryOf(all.flatMap(({ results }) => results))].join('\n\n');
}

/** One sentence about all cases. */
function summaryOf(results: readonly CaseResult[]): string {
  const sum = (count: (result: CaseResult) => number) =>
    results.reduce((total, each) => total + count(each), 0);
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  const wentOn = results.filter((result) => result.wentOn).length;
  const longest = Math.max(0, ...results.map(({ seconds }) => seconds));
  return (
    `**${results.length} cases${failed === 0 ? '' : `, of which ${failed} failed`}: ${sum(({ left }) => left)} leftovers, ` +
    `${sum(({ liveTokens }) => liveTokens)} live tokens, ${sum(({ touched }) => touched)} people touched, ` +
    `${sum(({ leaks }) => leaks)} leaks.** The longest run took ${longest.toFixed(0)} s. In ${wentOn} of the cases the ` +
    'run could repeat the call or do without it, and ended conformant.'
  );
}

/** Puts the table between its two marks in a file. */
export function writeInto(path: string, table: string): void {
  const text = readFileSync(path, 'utf8');
  const from = text.indexOf(BEGIN);
  const to = text.indexOf(END);
  if (from < 0 || to < from) throw new Error(`${path} does not have the marks ${BEGIN} and ${END}.`);
  writeFileSync(path, `${text.slice(0, from)}${BEGIN}\n\n${table}\n\n${text.slice(to)}`);
}

/** `7`, or `6/7` where one failed. */
function entry(results: readonly CaseResult[]): string {
  const passed = results.filter(({ problems }) => problems.length === 0).length;
  if (results.length === 0) return '';
  return passed === results.length ? String(passed) : `**${passed}/${results.length}**`;
}
