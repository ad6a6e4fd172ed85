/** The tables of docs/safety.md: one for each system, with a row for each failure and a column for each cell. */
import { readFileSync, writeFileSync } from 'node:fs';
import { FAILURES } from './failures.ts';
import type { CaseResult } from './run-case.ts';
import type { SafetySystem } from './systems.ts';

const startOf = (system: string) => `<!-- safety ${system}: written by "npm run safety -- --write" -->`;
const endOf = (system: string) => `<!-- safety ${system}: end -->`;

/** A system with the results of its cases. */
export interface SystemResults {
  system: SafetySystem;
  cells: string[];
  results: CaseResult[];
}

/** The Markdown table of a system, and a sentence with the totals. */
export function tableOf({ system, cells, results }: SystemResults): string {
  const rows = FAILURES.map((failure) => ({
    title: failure.title,
    entries: cells.map((cell) =>
      entry(results.filter((each) => each.case.failure === failure && each.case.point.cell === cell)),
    ),
  })).filter(({ entries }) => entries.some((text) => text !== ''));
  return [
    `| ${system.title}, at cell | ${cells.join(' | ')} |`,
    `| --- | ${cells.map(() => '--:').join(' | ')} |`,
    ...rows.map(({ title, entries }) => `| ${title} | ${entries.join(' | ')} |`),
    '',
    summaryOf(results),
  ].join('\n');
}

/** One sentence about all cases. */
function summaryOf(results: readonly CaseResult[]): string {
  const sum = (count: (result: CaseResult) => number) =>
    results.reduce((total, each) => total + count(each), 0);
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  const wentOn = results.filter((result) => result.wentOn).length;
  const longest = Math.max(0, ...results.map(({ seconds }) => seconds));
  return (
    `**${results.length} cases${failed === 0 ? '' : `, of which ${failed} failed`}: ${sum(({ remains }) => remains.left.length)} leftovers, ` +
    `${sum(({ remains }) => remains.alive.length)} live tokens, ${sum(({ remains }) => remains.touched.length)} users touched, ` +
    `${sum(({ leaks }) => leaks)} leaks.** The longest run took ${longest.toFixed(0)} s. In ${wentOn} of the cases the ` +
    'run could repeat the call or do without it, and ended conformant.'
  );
}

/** Puts the table of a system between its two comments in a file. */
export function writeInto(path: string, results: SystemResults): void {
  const { name } = results.system;
  const [begin, end] = [startOf(name), endOf(name)];
  const text = readFileSync(path, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${path} does not have the comments ${begin} and ${end}.`);
  writeFileSync(path, `${text.slice(0, from)}${begin}\n\n${tableOf(results)}\n\n${text.slice(to)}`);
}

/** `7`, or `6/7` if one failed. */
function entry(results: readonly CaseResult[]): string {
  const passed = results.filter(({ problems }) => problems.length === 0).length;
  if (results.length === 0) return '';
  return passed === results.length ? String(passed) : `**${passed}/${results.length}**`;
}
