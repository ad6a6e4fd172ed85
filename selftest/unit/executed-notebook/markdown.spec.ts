/** `notebook.md`: what a reader finds in it, and that nothing from a tenant becomes anything else than text. */
import { expect, test } from '../../support/test.ts';
import {
  code,
  fence,
  fold,
  foldTitle,
  inline,
  paragraph,
  row,
} from '../../../helpers/executed-notebook/markdown/escape.ts';
import type { RunRecord } from '../../../helpers/record/schema.ts';
import { notebookMarkdown } from '../../../helpers/executed-notebook/markdown/notebook-markdown.ts';
import { fitted } from '../../../helpers/executed-notebook/markdown/section.ts';
import { exchange, interruptedRecord, record, unfinishedRecord } from '../../support/records.ts';
import { brokenRecord, cellOf, greenRecord, HOSTILE } from './records.ts';
import { rendered, type Rendered } from './rendered.ts';

/** The elements that our own Markdown consists of. */
const OURS = ['h1', 'h2', 'h3', 'p', 'ul', 'li', 'strong', 'code', 'pre', 'details', 'summary'];
const TABLE = ['table', 'thead', 'tbody', 'tr', 'th', 'td'];

/** What GitHub would link in text outside of code. */
const LINKED = /@\w|\w@|#\d|https?:|www\.|mailto:|\bGH-\d|\b[0-9a-f]{7,40}\b|:[a-z]+:|\$/i;

/** What no terminal and no reader should get. */
// eslint-disable-next-line no-control-regex -- control characters are the subject here
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

function expectOnlyText({ tags, attributes, comments, prose, text }: Rendered): void {
  expect([...tags].filter((tag) => ![...OURS, ...TABLE].includes(tag))).toEqual([]);
  expect(
    attributes.filter((each) => !/^(?:t[dh] align=(?:right|left)|code class=language-\w+)$/.test(each)),
  ).toEqual([]);
  expect(comments).toEqual([]);
  expect(prose.filter((each) => LINKED.test(each))).toEqual([]);
  expect(text).not.toMatch(UNSEEN);
}

for (const [index, hostile] of HOSTILE.entries()) {
  test(`hostile text ${String(index + 1)} stays text in every place of notebook.md`, () => {
    const markdown = notebookMarkdown(brokenRecord(hostile), { digest: 'ab'.repeat(32) });
    const plain = rendered(notebookMarkdown(brokenRecord('plain'), { digest: 'ab'.repeat(32) }));
    const found = rendered(markdown);
    expectOnlyText(found);
    // The same structure as with harmless text.
    expect(found.tables).toEqual(plain.tables);
    expect([...found.tags].sort()).toEqual([...plain.tags].sort());
  });
}

test('hostile text alone, at the beginning of a line, in a row and in a title stays what it was', () => {
  const shown = (markdown: string) => rendered(markdown).text.trim();
  for (const text of [...HOSTILE, HOSTILE.join(' ')]) {
    const line = shown(fence(text)).replace(/\s+/g, ' ').trim();
    for (const drawn of [inline(text), paragraph(text), code(text)]) {
      expectOnlyText(rendered(drawn));
      // Control characters are shown as dots; which white space there was is not kept.
      expect(shown(drawn).replace(/[\s·]+/g, '')).toBe(line.replace(/[\s·]+/g, ''));
    }
    const table = [row('A', 'B', 'C'), row('-', '-', '-'), row(inline(text), code(text), inline(text))].join(
      '\n',
    );
    expect(rendered(table).tables).toEqual([[3, 3]]);
    // Nothing is lost: a renderer drops what is beyond the last column. In front of a pipe, code may get one more backslash.
    const loose = (shown: string) => shown.replace(/[\s·\\]+/g, '');
    expect(loose(rendered(table).text)).toBe(`ABC${loose(line).repeat(3)}`);
    expectOnlyText(rendered(table));
    const folded = rendered(fold(foldTitle(text), fence(text, 'text')));
    expectOnlyText(folded);
    expect([...folded.tags].sort()).toEqual(['code', 'details', 'pre', 'summary']);
  }
});

test('a redacted secret is one piece of code', () => {
  expect(inline('the token "[redacted admin.token#1]" is [redacted].')).toBe(
    'the token "`[redacted admin.token#1]`" is `[redacted]`.',
  );
});

test('it begins with the verdict, its reasons and what to do, and names every address', () => {
  const record = brokenRecord('so it went');
  const { text } = rendered(notebookMarkdown(record, { digest: 'cd'.repeat(32) }));
  const order = [
    'Keyturn: non-conformant',
    '1 of 7 cells proved',
    'abcdefghij',
    'without 2',
    'cd'.repeat(32),
    'Why the exit code is 1',
    'To do: so it went',
    'Undo: so it went',
    'Left on the tenant',
    'Leaks',
    'Cells',
    'What broke',
    'HTTP 422 (as admin; with admin.token#1; 12 ms; sent 2 times; waited 3.0 s)',
    'Run it again: npm run contract',
    'Since last time',
    'Waits: 18.0 s',
    'Contract',
    'Checks that were not proved',
    'zendesk/password/weak',
    'Checks that were proved',
    'zendesk/password/set',
  ];
  const places = order.reduce<number[]>(
    (found, each) => [...found, text.indexOf(each, found.at(-1) ?? 0)],
    [],
  );
  expect(places.map((place, index) => (place === -1 ? order[index] : ''))).toEqual(order.map(() => ''));
  for (const { address, proofs } of record.cells)
    for (const each of [address, ...proofs.map(({ address }) => address)]) expect(text).toContain(each);
});

test('a run that proved everything has no reasons, and nothing that broke', () => {
  const { text } = rendered(notebookMarkdown(greenRecord()));
  expect(text).toContain('Keyturn: conformant');
  expect(text).toContain('zendesk/notebook/11');
  expect(text).not.toMatch(/Why|What broke|exists|Leaks|SHA-256|Run it again/);
});

test('a run that has not ended says so instead of a verdict', () => {
  const { text } = rendered(notebookMarkdown({ ...brokenRecord(), ended: false, exitCode: null }));
  expect(text).toMatch(/^Keyturn: not finished\s/);
});

/** Many broken cells and reasons, with long bodies. */
function longRecord(count: number): RunRecord {
  const record = brokenRecord('漢字 | `x` 😀 '.repeat(800));
  const [, cell = cellOf('', 'passed')] = record.cells;
  const cells = Array.from({ length: count }, (_, at) => ({
    ...cell,
    address: `zendesk/notebook/${String(at)}`,
  }));
  return { ...record, cells, reasons: Array.from({ length: count }, () => record.reasons ?? []).flat() };
}

test('hundreds of broken cells with long bodies give less than 900 KiB', () => {
  const markdown = notebookMarkdown(longRecord(300));
  expect(Buffer.byteLength(markdown)).toBeLessThan(900 * 1024);
  expect(Buffer.byteLength(markdown)).toBeGreaterThan(800 * 1024);
});

test('a file that is too long is cut between its parts, and each section says how much is missing', () => {
  const markdown = notebookMarkdown(longRecord(30), { limit: 150_000 });
  expect(Buffer.byteLength(markdown)).toBeLessThan(150_000);
  const found = rendered(markdown);
  expectOnlyText(found);
  expect(found.text).toMatch(/\d+ more left out here/);
  const folds = markdown.match(/^<details>/gm)?.length;
  expect(folds).toBeGreaterThan(0);
  expect(markdown.match(/^<\/details>/gm)).toHaveLength(folds ?? 0);
  for (const title of ['Why the exit code is 1', 'Cells', 'What broke', 'Since last time'])
    expect(found.text).toContain(title);
});

test('sections with a lower rank get the space first, and each says how much of it is missing', () => {
  const sections = [
    { heading: '## Long', blocks: Array.from({ length: 50 }, () => 'x'.repeat(100)), rank: 2 },
    { heading: '## Short', blocks: ['a', 'b'], rank: 1 },
    { heading: '## Empty', blocks: [], rank: 0 },
  ];
  const text = fitted(sections, 2000);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2000);
  expect(text).toContain('## Short\n\na\n\nb\n');
  expect(text).toMatch(/## Long\n\n(?:x{100}\n\n)+\*\*\d+ more left out here\*\*/);
  expect(text).not.toContain('Empty');
  const kept = text.match(/x{100}/g)?.length ?? 0;
  expect(text).toContain(`**${String(50 - kept)} more left out here**`);
});

test('it always says what is left, and which passwords and tokens there were', () => {
  const left = (of: RunRecord) => /## Left on the tenant\n\n(.*?)\n\n/s.exec(notebookMarkdown(of))?.[1] ?? '';
  expect(left(record())).toContain('- **0** users and tokens');
  expect(left(unfinishedRecord())).toContain('The run has not ended, so it is not known what is left.');
  expect(left(interruptedRecord())).toContain('**exists**: user `keyturn+a1b2c3d4e5@example.com`, ID `42`');
  const [first, ...others] = record().cells;
  const issued = {
    ...first,
    secrets: [{ secret: 'test-user.token#1', did: 'issued', at: exchange().startedAt, exchange: 0 }],
  } as RunRecord['cells'][number];
  const alive = record({ cells: [issued, ...others] });
  expect(left(alive)).toMatch(/- Tokens still alive after the last cell: .*`test-user\.token#1`\.$/);
  expect(notebookMarkdown(alive)).toContain(
    '| `test-user.token#1` | `zendesk/notebook/01` |  |  | **still alive** |',
  );
});
