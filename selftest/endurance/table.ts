/** The table of docs/safety.md: what there was after some of the runs. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Night } from './endure.ts';

/** A system with its runs. */
export interface SystemNights {
  title: string;
  nights: readonly Night[];
}

const BEGIN = '<!-- endurance: written by "npm run endurance -- --write" -->';
const END = '<!-- endurance: end -->';

/** The runs that the table shows, counted from 1, besides the last one. */
const SHOWN = [1, 2, 10];

/** Returns the Markdown table, and a sentence with the totals. */
export function tableOf(all: readonly SystemNights[]): string {
  const rows = all.flatMap(({ title, nights }) => {
    const shown = [...new Set([...SHOWN, nights.length])].filter((number) => number <= nights.length);
    return shown.map((number) => row(title, number, nights[number - 1]));
  });
  const problems = all.flatMap(({ nights }) => nights).flatMap((night) => night.problems);
  const runs = all.map(({ title, nights }) => `${String(nights.length)} on ${title}`).join(', ');
  return [
    '| after run | users created | calls | ledger files | temporary files | result files | results, KiB | history, KiB | peak memory, MiB |',
    '| --- | --: | --: | --: | --: | --: | --: | --: | --: |',
    ...rows,
    '',
    `**Runs in a row: ${runs}. ${problems.length === 0 ? 'All conformant; no leftovers, no live tokens, no users touched, no leaks.' : `${String(problems.length)} problems.`}**`,
  ].join('\n');
}

function row(title: string, number: number, night: Night | undefined): string {
  if (night === undefined) return '';
  const { users, calls, ledgerFiles, temporaryFiles, resultFiles, resultKiB, historyKiB, peakMiB } = night;
  const values = [users, calls, ledgerFiles, temporaryFiles, resultFiles, resultKiB, historyKiB, peakMiB];
  return `| ${title}, ${String(number)} | ${values.map((value) => value.toFixed(0)).join(' | ')} |`;
}

/** Puts the table between its two comments in a file. */
export function writeInto(path: string, table: string): void {
  const text = readFileSync(path, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${path} does not have the comments ${BEGIN} and ${END}.`);
  writeFileSync(path, `${text.slice(0, from)}${BEGIN}\n\n${table}\n\n${text.slice(to)}`);
}
