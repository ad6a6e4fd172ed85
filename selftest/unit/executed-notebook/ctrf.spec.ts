/** `ctrf.json` is valid, counts what it contains, and is never green by mistake. */
import { expect, test } from '../../support/test.ts';
import { calculateSummary, validate, type CTRFReport } from 'ctrf';
import { ctrfReport } from '../../../helpers/executed-notebook/ctrf.ts';
import { brokenRecord, greenRecord, HOSTILE } from './records.ts';

/** The report, checked by the package of the format. */
function drawn(...of: Parameters<typeof ctrfReport>): CTRFReport {
  const report = JSON.parse(JSON.stringify(ctrfReport(...of))) as CTRFReport;
  const { valid, errors } = validate(report);
  expect(valid, JSON.stringify(errors, undefined, 2)).toBe(true);
  const { summary, tests } = report.results;
  const { passed, failed, skipped, pending, other } = calculateSummary(tests);
  expect(summary).toMatchObject({ tests: tests.length, passed, failed, skipped, pending, other });
  expect(passed + failed + skipped + pending + other).toBe(tests.length);
  return report;
}

test('each status of a cell has its status there, and its own word next to it', () => {
  const { tests, summary } = drawn(brokenRecord()).results;
  expect(tests.map(({ status, rawStatus }) => [rawStatus, status])).toEqual([
    ['non-conformant', 'failed'],
    ['passed', 'passed'],
    ['non-conformant', 'failed'],
    ['blocked', 'failed'],
    ['interrupted', 'other'],
    ['not run', 'pending'],
    ['incomplete', 'other'],
    ['passed', 'passed'],
    ['non-conformant', 'failed'],
    ['not tried', 'skipped'],
    ['incomplete', 'other'],
  ]);
  expect(summary).toMatchObject({
    tests: 11,
    passed: 2,
    failed: 4,
    skipped: 1,
    pending: 1,
    other: 3,
    suites: 4,
  });
  expect(summary.stop - summary.start).toBe(61_500);
});

test('a test has its address, the level and outcome of its proofs, its message and its code', () => {
  const { tests } = drawn(brokenRecord('so it went')).results;
  expect(tests.find(({ extra }) => extra?.['address'] === 'zendesk/password/weak')).toMatchObject({
    suite: ['zendesk', 'password'],
    message: 'NonConformant: broken',
    trace: 'NonConformant: broken\nso it went',
    snippet: "// so it went\ncell('06');",
    filePath: 'specs/zendesk/cells/a.ts',
    line: 3,
    duration: 1500,
    labels: { address: 'zendesk/password/weak', level: 'MUST' },
    steps: [
      {
        name: 'zendesk/password/weak: It is so: so it went',
        status: 'failed',
        extra: { address: 'zendesk/password/weak', level: 'MUST', outcome: 'failed', detail: 'so it went' },
      },
    ],
  });
});

test('a conformant run has no test for its verdict, and is healthy', () => {
  const { tests, summary, environment } = drawn(greenRecord()).results;
  expect(tests.map(({ status }) => status)).toEqual(['passed', 'passed', 'passed']);
  expect(summary).toMatchObject({ failed: 0, other: 0 });
  expect(environment).toMatchObject({ healthy: true, testEnvironment: 'live', appName: 'Zendesk' });
});

for (const [title, change] of [
  ['that left something', { exitCode: 1 }],
  ['that was interrupted', { exitCode: 130, interrupted: true, verdict: 'incomplete' }],
  ['that was stopped before its tests', { exitCode: 2, verdict: 'blocked', cells: [] }],
  ['that has not ended', { exitCode: null, ended: false, verdict: 'blocked', cells: [] }],
] as const) {
  test(`a run ${title} has a test that has failed, whatever its cells are`, () => {
    const record = { ...greenRecord(), ...change, cells: 'cells' in change ? [] : greenRecord().cells };
    const { tests, summary, environment } = drawn(record).results;
    expect(tests[0]).toMatchObject({
      name: 'Verdict of run abcdefghij',
      status: 'failed',
      suite: ['Keyturn'],
    });
    expect(summary.failed).toBe(1);
    expect(environment).toMatchObject({ healthy: false });
  });
}

test('hostile text gives a valid report without control characters in its messages', () => {
  for (const hostile of HOSTILE) {
    const { tests } = drawn(brokenRecord(hostile)).results;
    const text = tests.map(({ message = '', trace = '' }) => message + trace).join('');
    for (const character of ['\u0000', '\u001b', '\u202e']) expect(text).not.toContain(character);
  }
});
