/** `accounts.csv` is read as it was meant, and no spreadsheet runs what a tenant wrote. */
import { expect, test } from '../../support/test.ts';
import { parse } from 'csv-parse/sync';
import { accountsCsv } from '../../../helpers/executed-notebook/accounts-csv.ts';
import type { RunRecord } from '../../../helpers/record/schema.ts';
import { greenRecord } from './records.ts';

/** The rows, by the titles of their columns. The parser rejects rows of another length. */
function rowsOf(record: RunRecord): Record<string, string>[] {
  return parse(accountsCsv(record), { columns: true, record_delimiter: '\r\n' });
}

/** A record with a user who was left, and who has this name. */
const named = (whose: string): RunRecord => ({
  ...greenRecord(),
  cells: [],
  left: [{ tenant: 'https://acme.zendesk.com', kind: 'user', whose, id: 7, certain: true, sentence: whose }],
});

test('a user who was created and removed is a row with both times and cells', () => {
  expect(rowsOf(greenRecord())).toEqual([
    {
      Run: 'abcdefghij',
      Kind: 'user',
      Whose: 'keyturn+abcdefghij@example.com',
      ID: '7',
      Tenant: 'https://acme.zendesk.com/',
      State: 'removed',
      'Recorded at': '2026-11-21T12:00:01.000Z',
      'Created or leased at': '2026-11-21T12:00:02.000Z',
      'Created or leased in': 'zendesk/notebook/04',
      'Removed or released at': '2026-11-21T12:00:09.000Z',
      'Removed or released in': 'zendesk/notebook/11',
      Remark: '',
    },
  ]);
});

test('a run that made nothing has only the row of titles', () => {
  const record = { ...greenRecord(), cells: [] };
  expect(rowsOf(record)).toEqual([]);
  expect(accountsCsv(record)).toMatch(/^Run,Kind,Whose,[^\r\n]*\r\n$/);
});

test('quotes, commas and line breaks stay in their field', () => {
  expect(rowsOf(named('a "b", c;\r\nd\ne'))).toMatchObject([
    { Whose: 'a "b", c; d e', Remark: 'a "b", c; d e', State: 'left' },
  ]);
});

for (const [formula, read] of [
  ['=HYPERLINK("https://evil.example")', '\'=HYPERLINK("https://evil.example")'],
  ['+1+1', "'+1+1"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1+1', "'=1+1"],
  ['\r=1+1', "'=1+1"],
  ['\n=1+1', "'=1+1"],
  ['＝1+1', "'＝1+1"],
  ['a;=1+1', "a;'=1+1"],
  ['a",=1+1', 'a",\'=1+1'],
  ['\u0000=1+1', '·=1+1'],
] as const) {
  test(`${JSON.stringify(formula)} is not a formula`, () => {
    expect(rowsOf(named(formula))).toMatchObject([{ Whose: read }]);
    expect(accountsCsv(named(formula))).not.toMatch(/(?:^|[,;\t\n])"?[=+\-@＝]/m);
  });
}
