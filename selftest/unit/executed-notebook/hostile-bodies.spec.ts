import { expect, test } from '../../support/test.ts';
import { body } from '../../../helpers/executed-notebook/html/body.ts';
import { Drawing } from '../../../helpers/executed-notebook/html/drawing.ts';
import { indentJson, indentXml } from '../../../helpers/executed-notebook/html/indent.ts';
import { notebookPage } from '../../../helpers/executed-notebook/html/page.ts';
import { notebookMarkdown } from '../../../helpers/executed-notebook/markdown/notebook-markdown.ts';
import {
  cell,
  contractRecord,
  exchange,
  failedCell,
  proof,
  record,
  recordWithFailures,
} from '../../support/records.ts';

/** The longest body that a record contains. */
const LENGTH = 65_536;

const full = (part: string): string => part.repeat(Math.ceil(LENGTH / part.length)).slice(0, LENGTH);

/** Bodies whose indentation or search takes gigabytes or minutes if each part is read to its end. */
const BODIES = ['[', '{"a":', '{}[', '"', '"\\"', '<', '<a>', '<a b ', '[redacted x', '\u001b[', '\\', '\n'];

for (const part of BODIES) {
  test(`a body of ${JSON.stringify(part)} alone grows by no more than its indentation`, () => {
    const drawing = new Drawing({ visible: 2_000, body: 70_000, colors: 'code and bodies', commands: 1 });
    for (const type of ['application/json', 'text/xml']) {
      expect(String(body(full(part), type, drawing)).length).toBeLessThan(2_000_000);
    }
    for (const indented of [indentJson(full(part)), indentXml(full(part))])
      expect(indented.length).toBeLessThan(LENGTH * 70);
  });
}

test('a string or tag that was cut off is shown to its end', () => {
  expect(indentJson('{"a":"b c')).toBe('{\n  "a": "b c');
  expect(indentXml('<a><b c="d')).toBe('<a><b c="d');
});

/** A text that becomes longer when it is escaped. */
const LONG = full('<b>"&\u202e😀x ');

const longCell = (address: string) =>
  failedCell(address, {
    title: LONG,
    prose: LONG,
    error: LONG,
    output: LONG,
    cleanUp: LONG,
    proofs: [proof(`${address}#accepted`, { outcome: 'failed', sentence: LONG, detail: LONG })],
    exchanges: [
      exchange({
        url: `https://acme.example/${LONG}`,
        failure: LONG,
        requestBody: LONG,
        responseBody: LONG,
        requestHeaders: { 'x-sent': LONG },
        responseHeaders: { 'x-answered': LONG },
        drift: [{ path: LONG, kind: 'undocumented', seen: LONG }],
      }),
    ],
    waits: [{ ms: 1, reason: LONG }],
    fingerprint: { long: LONG },
  });

const many = (length: number, of: (address: string) => ReturnType<typeof cell>) =>
  Array.from({ length }, (_, index) => of(`zendesk/subject/case-${String(index)}`));

for (const [what, large] of [
  ['one cell with long texts', record({ exitCode: 1, verdict: 'non-conformant', cells: many(1, longCell) })],
  ['30 cells with long texts', record({ exitCode: 1, verdict: 'non-conformant', cells: many(30, longCell) })],
  ['5,000 checks', contractRecord(5_000)],
  ['5,000 checks that failed', recordWithFailures(5_000)],
  ['5,000 cells', record({ cells: many(5_000, cell) })],
] as const) {
  test(`the page and the Markdown of a run with ${what} stay within their limits`, () => {
    const page = notebookPage(large, { digest: '' });
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
    expect(page).toContain('</html>');
    expect(Buffer.byteLength(notebookMarkdown(large))).toBeLessThan(900 * 1024);
  });
}

test('a page without all cells says so, draws those that were not proved, and shows no lifelines', () => {
  const page = notebookPage(
    record({
      exitCode: 1,
      verdict: 'non-conformant',
      cells: [...many(5_000, cell), failedCell('zendesk/notebook/99')],
    }),
    { digest: '' },
  );
  expect(page).toContain('1000 of 5001 cells and checks');
  expect(page).toContain('id="zendesk/notebook/99"');
  expect(page).not.toContain('id="lifelines"');
});
