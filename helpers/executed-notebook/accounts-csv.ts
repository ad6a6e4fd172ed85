/**
 * `accounts.csv`: one row for each user and token that a run created or leased, for an audit or a spreadsheet
 * (RFC 4180, UTF-8).
 */
import { printable } from '../http/printable.ts';
import { type Account, accountsOf, type Moment } from '../record/accounts.ts';
import type { RunRecord } from '../record/schema.ts';

const COLUMNS: readonly (readonly [string, (account: Account) => string])[] = [
  ['Kind', ({ kind }) => kind],
  ['Whose', ({ whose }) => whose],
  ['ID', ({ id }) => (id === undefined ? '' : String(id))],
  ['Tenant', ({ tenant }) => tenant],
  ['State', ({ state }) => state],
  ['Recorded at', ({ recorded }) => recorded?.at ?? ''],
  ['Created or leased at', ({ created }) => created?.at ?? ''],
  ['Created or leased in', ({ created, recorded }) => cellOf(created ?? recorded)],
  ['Removed or released at', ({ removed }) => removed?.at ?? ''],
  ['Removed or released in', ({ removed }) => cellOf(removed)],
  ['Remark', ({ sentence }) => sentence ?? ''],
];

/** Returns the file, with a row of titles. */
export function accountsCsv(record: RunRecord): string {
  const rows = [
    ['Run', ...COLUMNS.map(([title]) => title)],
    ...accountsOf(record).map((account) => [record.run, ...COLUMNS.map(([, value]) => value(account))]),
  ];
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function cellOf(moment: Moment | undefined): string {
  return moment?.cell ?? '';
}

/** What a spreadsheet takes for the beginning of a formula, also after a separator of another country or a quote. */
const FORMULA = /(^|[;,"'])(?=[=+\-@＝＋－＠])/g;

/** Returns a field as text that no spreadsheet runs. */
function field(value: string): string {
  const text = printable(value.replace(/\s+/g, ' ').trim()).replace(FORMULA, "$1'");
  return /[",;']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
