/** The published schema of `run.json` is the one in the code, and says the same about records. */
import { expect, test } from '../../support/test.ts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { runRecord, type RunRecord } from '../../../helpers/record/schema.ts';
import { writeMinimalReports } from '../../../helpers/executed-notebook/minimal-reports.ts';
import { recordSchemaText, SCHEMA_FILE } from '../../record-schema/schema.ts';
import { read } from '../../support/yesterday.ts';
import { brokenRecord, greenRecord } from '../executed-notebook/records.ts';

const published = readFileSync(SCHEMA_FILE, 'utf8');
const isRecord = new Ajv2020({ allErrors: true, strict: false }).compile(JSON.parse(published) as object);

/** The record as a reader of the file gets it. */
const asFile = (record: RunRecord): unknown => JSON.parse(JSON.stringify(record));

test('docs/run.schema.json is what the code defines', () => {
  expect(published, 'Run: npm run schema -- --write').toBe(recordSchemaText());
});

test('records of every kind are valid', ({}, testInfo) => {
  const results = testInfo.outputPath('results');
  const run = { run: 'abcdefghij', command: 'start', keyturn: '0.1.0', startedAt: new Date(0) };
  writeMinimalReports(results, run, { ended: false, exitCode: null, sentence: 'under way' });
  const minimal: unknown = JSON.parse(read(results, 'run.json'));
  for (const record of [asFile(brokenRecord()), asFile(greenRecord()), minimal])
    expect(isRecord(record), JSON.stringify(isRecord.errors)).toBe(true);
});

test('a record with fields of a later version is valid', () => {
  const [cell] = greenRecord().cells;
  expect(
    isRecord({ ...greenRecord(), later: 1, cells: [{ ...cell, later: true }] }),
    JSON.stringify(isRecord.errors),
  ).toBe(true);
});

for (const [title, change] of [
  ['another version', { version: 2 }],
  ['an unknown verdict', { verdict: 'fine' }],
  ['no exit code', { exitCode: undefined }],
  ['a reason of an unknown kind', { reasons: [{ kind: 'other', sentence: 'x' }] }],
  ['a cell without proofs', { cells: [{ ...greenRecord().cells[0], proofs: undefined }] }],
] as const) {
  test(`a record with ${title} is invalid for the schema as for the code`, () => {
    const record: unknown = JSON.parse(JSON.stringify({ ...greenRecord(), ...change }));
    expect(isRecord(record)).toBe(false);
    expect(runRecord.safeParse(record).success).toBe(false);
  });
}

test('the comments of the code are its descriptions', () => {
  const schema = JSON.parse(published) as {
    properties: Record<string, { description?: string; items?: unknown }>;
  };
  expect(schema.properties['keyturn']?.description).toBe('The version of Keyturn.');
  expect(schema.properties['cells']?.items).toMatchObject({
    properties: {
      level: { description: 'Of a check.' },
      proofs: {
        items: { properties: { address: { description: '`zendesk/notebook/06#revoked-refused`' } } },
      },
    },
  });
  expect(published).not.toContain('@link');
});
