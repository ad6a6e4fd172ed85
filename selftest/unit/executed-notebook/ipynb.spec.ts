/** `notebook.ipynb` is valid for Jupyter, contains what the cells did, and nothing from a tenant as markup. */
import { expect, test } from '../../support/test.ts';
import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notebookIpynb } from '../../../helpers/executed-notebook/ipynb.ts';
import { brokenRecord, cellOf, greenRecord, HOSTILE } from './records.ts';
import { rendered } from './rendered.ts';

const SCHEMA = join(__dirname, '..', '..', 'schemas', 'nbformat.v4.5.schema.json');

/** Jupyter's own schema. It is written for an older draft, but uses only what newer ones understand, too. */
const { $schema, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8')) as Record<string, unknown>;
const isNotebook = new Ajv({ strict: false, allErrors: true }).compile(schema);

/** The file as Jupyter reads it. */
function drawn(...of: Parameters<typeof notebookIpynb>): ReturnType<typeof notebookIpynb> {
  const file = JSON.parse(JSON.stringify(notebookIpynb(...of))) as ReturnType<typeof notebookIpynb>;
  expect($schema).toBe('http://json-schema.org/draft-04/schema#');
  expect(isNotebook(file), JSON.stringify(isNotebook.errors, undefined, 2)).toBe(true);
  const ids = file.cells.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  return file;
}

test('each cell of the record is a prose cell and a code cell with its outputs, and a failure is an error', () => {
  const record = brokenRecord('so it went');
  const { cells, metadata } = drawn(record, { digest: 'ab'.repeat(32) });
  expect(metadata).toMatchObject({
    kernelspec: { display_name: 'TypeScript' },
    language_info: { name: 'typescript' },
    keyturn: { run: 'abcdefghij', verdict: 'non-conformant', digest: 'ab'.repeat(32) },
  });
  const at = cells.findIndex(({ id }) => id === 'zendesk-notebook-06');
  const [prose, code] = cells.slice(at - 1, at + 1);
  expect(prose).toMatchObject({ cell_type: 'markdown' });
  expect(prose?.source.join('')).toContain('`zendesk/notebook/06`');
  expect(prose?.source.join('')).toContain('Prose: so it went');
  expect(code).toMatchObject({ cell_type: 'code', execution_count: 6 });
  expect(code?.source).toEqual(['// so it went\n', "cell('06');"]);
  const outputs = code?.cell_type === 'code' ? code.outputs : [];
  expect(outputs.map(({ output_type }) => output_type)).toEqual([
    'stream',
    'display_data',
    'display_data',
    'display_data',
    'display_data',
    'display_data',
    'display_data',
    'error',
  ]);
  expect(outputs.at(-1)).toEqual({
    output_type: 'error',
    ename: 'NonConformant',
    evalue: 'broken',
    traceback: ['NonConformant: broken', 'so it went'],
  });
  const text = JSON.stringify(outputs);
  for (const part of [
    'PUT /api/v2/users/7/password',
    'HTTP 422',
    'Sign-in page as test user',
    '✗ failed zendesk/notebook/06#proof (MUST)',
  ])
    expect(text).toContain(part);
});

test('a cell that did not run has no outputs and no number, and a check that ran has no number', () => {
  const { cells } = drawn(brokenRecord());
  expect(cells.find(({ id }) => id === 'zendesk-notebook-09')).toMatchObject({
    outputs: [],
    execution_count: null,
  });
  expect(cells.find(({ id }) => id === 'zendesk-password-weak')).toMatchObject({ execution_count: null });
});

test('every address is in the notebook, also of checks that were proved', () => {
  for (const record of [brokenRecord(), greenRecord()]) {
    const text = JSON.stringify(drawn(record));
    for (const { address } of record.cells) expect(text).toContain(address);
  }
});

test('addresses that are long, alike or empty have valid IDs that differ, and the same ones every time', () => {
  const addresses = ['a/b', 'a-b', 'a b', 'é', '', `${'x'.repeat(80)}1`, `${'x'.repeat(80)}2`, 'keyturn'];
  const record = {
    ...greenRecord(),
    cells: addresses.map((address) => ({ ...cellOf('zendesk/notebook/01', 'passed'), address })),
  };
  expect(drawn(record)).toEqual(drawn(record));
});

for (const [index, hostile] of HOSTILE.entries()) {
  test(`hostile text ${String(index + 1)} stays text in notebook.ipynb`, () => {
    const file = drawn(brokenRecord(hostile));
    // Outputs are plain text, which Jupyter does not render.
    const types = file.cells.flatMap((cell) =>
      cell.cell_type === 'code'
        ? cell.outputs.flatMap((output) => ('data' in output ? Object.keys(output.data) : []))
        : [],
    );
    expect(new Set(types)).toEqual(new Set(['text/plain']));
    for (const { source } of file.cells.filter(({ cell_type }) => cell_type === 'markdown')) {
      const { tags, comments, attributes, prose } = rendered(source.join(''));
      expect(
        [...tags].filter((tag) => !/^(?:h[1-3]|p|ul|li|strong|code|pre|details|summary)$/.test(tag)),
      ).toEqual([]);
      expect(comments).toEqual([]);
      expect(attributes.filter((each) => each !== 'code class=language-text')).toEqual([]);
      // Jupyter sets formulas between dollar signs.
      expect(prose.join('')).not.toContain('$');
    }
    expect(JSON.stringify(file.cells)).not.toMatch(/\\u001b|\\u0000|[\u202e\u2066\u2028]/);
  });
}
