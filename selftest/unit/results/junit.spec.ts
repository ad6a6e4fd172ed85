/** `junit.xml` is valid for the schema of Jenkins, and read by a parser as it was meant. */
import { expect, test } from '../../support/test.ts';
import { parse, type TestSuites } from 'junit2json';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateXML } from 'xmllint-wasm';
import { type JUnitCase, junitXml } from '../../../helpers/results/junit.ts';
import { verdictCase } from '../../../helpers/results/reports.ts';
import { junitCase } from '../../../reporters/junit-cases.ts';
import type { CellOutcome } from '../../../reporters/cell-outcome.ts';
import type { ProofRecord } from '../../../helpers/verdict/cell.ts';
import { readJUnit } from '../../support/junit.ts';
import { HOSTILE } from '../executed-notebook/records.ts';

const XSD = readFileSync(join(__dirname, '..', '..', 'schemas', 'junit-10.xsd'), 'utf8');
const AT = { startedAt: new Date('2026-11-21T12:00:00Z'), durationMs: 61_500 };

/** Checks a file against the schema, and reads it with our own reader and that of others. */
async function read(cases: readonly JUnitCase[]): Promise<TestSuites> {
  const xml = junitXml(cases, AT);
  const { valid, errors } = await validateXML({ xml: { fileName: 'junit.xml', contents: xml }, schema: XSD });
  expect(valid, errors.map(({ message }) => message).join('\n')).toBe(true);
  expect(readJUnit(xml)).toHaveLength(cases.length);
  return (await parse(xml)) as TestSuites;
}

function proof(address: string, outcome: ProofRecord['outcome'], text = 'It is so.'): ProofRecord {
  return { address, level: 'MUST', sentence: text, outcome, detail: text, durationMs: 1 };
}

function cell(address: string, status: CellOutcome['status'], proofs: ProofRecord[], text = ''): CellOutcome {
  const rest = { durationMs: 1500, calls: 1, shortfalls: [], deviations: [], accepted: [], isApplicable: true };
  const error = status === 'passed' ? undefined : `NonConformant: broken\n${text}`;
  return { ...rest, address, title: `Title ${text}`, status, proofs, record: undefined, error };
}

/** A cell or check of each kind. */
const cells = (text = '') => [
  cell('zendesk/notebook/06', 'non-conformant', [proof('zendesk/notebook/06#dead', 'failed', text)], text),
  cell('zendesk/notebook/07', 'blocked', [], text),
  cell('zendesk/notebook/08', 'not run', [], text),
  cell('zendesk/notebook/09', 'interrupted', [], text),
  cell('zendesk/password/set', 'passed', [proof('zendesk/password/set', 'proved', text), proof('zendesk/password/set#x', 'not tried', text)], text),
  cell('zendesk/password/odd', 'incomplete', [proof('zendesk/password/odd', 'not tried', text)], text),
];

test('the suite has the addresses, levels and outcomes of its cells and proofs as properties', async () => {
  const { testsuite = [] } = await read(cells().map((each) => junitCase(each)));
  expect(testsuite.map(({ name, properties }) => [name, properties])).toEqual([
    [
      'zendesk/notebook',
      [
        { name: 'zendesk/notebook/06', value: 'non-conformant' },
        { name: 'zendesk/notebook/06#dead', value: 'MUST, failed' },
        { name: 'zendesk/notebook/07', value: 'blocked' },
        { name: 'zendesk/notebook/08', value: 'not run' },
        { name: 'zendesk/notebook/09', value: 'interrupted' },
      ],
    ],
    [
      'zendesk/password',
      [
        { name: 'zendesk/password/set', value: 'MUST, passed' },
        { name: 'zendesk/password/set#x', value: 'MUST, not tried' },
        { name: 'zendesk/password/odd', value: 'MUST, incomplete' },
      ],
    ],
  ]);
});

test('each case begins its output with its address, and a blocked one is an error', async () => {
  const { testsuite = [], tests, failures, errors } = await read(cells().map((each) => junitCase(each, 'printed')));
  const read1 = testsuite.flatMap(({ testcase = [] }) => testcase);
  expect(read1.map((each) => each['system-out']?.join('').split('\n')[0])).toEqual(
    cells().map(({ address }) => `[[PROPERTY|address=${address}]]`),
  );
  expect(read1[0]?.['system-out']?.join('')).toContain('printed');
  expect(read1.map(({ failure, error, skipped }) => [failure?.[0]?.type, error?.[0]?.type, skipped?.length])).toEqual([
    ['non-conformant', undefined, undefined],
    [undefined, 'blocked', undefined],
    [undefined, undefined, 1],
    [undefined, undefined, 1],
    [undefined, undefined, undefined],
    [undefined, undefined, 1],
  ]);
  expect({ tests, failures, errors }).toEqual({ tests: 6, failures: 1, errors: 1 });
});

for (const [type, kind] of [
  ['non-conformant', 'failure'],
  ['blocked', 'error'],
  ['incomplete', 'error'],
] as const) {
  test(`the case of the verdict ${type} is valid, and carries a ${kind}`, async () => {
    const own = verdictCase({ run: 'abcdefghij', message: `${type}: why`, type, text: 'everything' });
    const { testsuite = [] } = await read([own, ...cells().map((each) => junitCase(each))]);
    expect(testsuite[0]).toMatchObject({ name: 'Keyturn', tests: 1 });
    expect(testsuite[0]?.testcase?.[0]?.[kind]).toMatchObject([{ message: `${type}: why`, type, inner: 'everything' }]);
    expect(testsuite[0]?.properties).toBeUndefined();
  });
}

test('hostile text leaves the file valid, and the same number of cases', async () => {
  for (const hostile of HOSTILE) {
    const { testsuite = [] } = await read(cells(hostile).map((each) => junitCase(each, hostile)));
    expect(testsuite.map(({ testcase }) => testcase?.length)).toEqual([4, 2]);
  }
});

test('the schema does reject properties in a case, which is why they are in the suite', async () => {
  const xml = junitXml(cells().map((each) => junitCase(each)), AT).replace(
    /(<testcase [^>]*>)/,
    '$1<properties><property name="a" value="b"/></properties>',
  );
  const { valid } = await validateXML({ xml: { fileName: 'junit.xml', contents: xml }, schema: XSD });
  expect(valid).toBe(false);
});
