/**
 * `ctrf.json`: the results in the Common Test Report Format (https://ctrf.io), which dashboards and bots read.
 *
 * A board must not be green by mistake, and most look only at `failed`. So whatever contradicts the contract or could not
 * be judged has failed, and if the exit code is not 0, there is one more test, for the verdict, that has failed.
 */
import { printable } from '../http/printable.ts';
import type { RecordedCell, RunRecord } from '../record/schema.ts';
import type { ProofRecord } from '../verdict/cell.ts';
import { subjectOf, verdictWord } from './text/words.ts';

type CtrfStatus = 'passed' | 'failed' | 'skipped' | 'pending' | 'other';

interface CtrfTest {
  name: string;
  status: CtrfStatus;
  /** The status in Keyturn's words. */
  rawStatus: string;
  duration: number;
  start?: number;
  stop?: number;
  suite: string[];
  message?: string;
  trace?: string;
  snippet?: string;
  filePath?: string;
  line?: number;
  stdout?: string[];
  labels?: Record<string, string>;
  steps?: { name: string; status: CtrfStatus; extra: Record<string, unknown> }[];
  extra: Record<string, unknown>;
}

/** The file. */
export interface CtrfReport {
  reportFormat: 'CTRF';
  specVersion: string;
  runId: string;
  timestamp: string;
  generatedBy: string;
  results: {
    tool: { name: string; version: string };
    summary: Record<CtrfStatus | 'tests' | 'suites' | 'start' | 'stop' | 'duration', number>;
    tests: CtrfTest[];
    environment: Record<string, unknown>;
    extra: Record<string, unknown>;
  };
}

/** The version of the format. */
const SPEC_VERSION = '0.0.0';

const CELL_STATUS: Readonly<Record<RecordedCell['status'], CtrfStatus>> = {
  passed: 'passed',
  'non-conformant': 'failed',
  // The tenant was not judged. A board should not look as if it were fine.
  blocked: 'failed',
  // A MUST was not tried.
  incomplete: 'other',
  interrupted: 'other',
  // It does not have to be tried.
  'not tried': 'skipped',
  'not run': 'pending',
};

const PROOF_STATUS: Readonly<Record<ProofRecord['outcome'], CtrfStatus>> = {
  proved: 'passed',
  observed: 'passed',
  failed: 'failed',
  'known deviation': 'other',
  'not tried': 'skipped',
};

/** Returns the report. It contains no field that is `undefined`. */
export function ctrfReport(record: RunRecord): CtrfReport {
  const { run, keyturn, startedAt, durationMs, exitCode, verdict, targets, again, command } = record;
  const start = timeOf(startedAt) ?? 0;
  const stop = Math.min(start + Math.round(durationMs), LAST_TIME);
  const tests = [...verdictTest(record), ...record.cells.map(testOf)];
  const count = (status: CtrfStatus) => tests.filter((test) => test.status === status).length;
  return withoutUndefined({
    reportFormat: 'CTRF' as const,
    specVersion: SPEC_VERSION,
    runId: run,
    timestamp: new Date(stop).toISOString(),
    generatedBy: `Keyturn ${keyturn}`,
    results: {
      tool: { name: 'Keyturn', version: keyturn },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: count('pending'),
        other: count('other'),
        suites: new Set(tests.map(({ suite }) => suite.join('/'))).size,
        start,
        stop,
        duration: stop - start,
      },
      tests,
      environment: {
        reportName: `Keyturn run ${run}`,
        appName: targets.map(({ title, system }) => title ?? system).join(', ') || undefined,
        testEnvironment: record.emulated ? 'emulator' : 'live',
        healthy: exitCode === 0,
        extra: { targets, ...record.environment },
      },
      extra: {
        run,
        command: again ?? command,
        verdict,
        sentence: record.sentence,
        exitCode,
        reasons: record.reasons,
        left: record.left,
        leaks: record.leaks,
      },
    },
  });
}

/** A test that has failed, if the exit code is not 0 or the run has not ended. */
function verdictTest(record: RunRecord): CtrfTest[] {
  const { run, exitCode, verdict, sentence, reasons = [] } = record;
  if (exitCode === 0) return [];
  const details = reasons.map(({ kind, address, sentence }) =>
    [kind, ...(address === undefined ? [] : [address]), sentence].join(': '),
  );
  return [
    {
      name: `Verdict of run ${run}`,
      status: 'failed',
      rawStatus: record.ended ? verdict : 'not finished',
      duration: 0,
      suite: ['Keyturn'],
      message: printable(`${verdictWord(record)}: ${sentence}`),
      ...(details.length === 0 ? {} : { trace: printable(details.join('\n')) }),
      extra: { exitCode },
    },
  ];
}

function testOf(cell: RecordedCell): CtrfTest {
  const { address, title, status, durationMs, startedAt, error, code, output, level, documented } = cell;
  const duration = Math.round(durationMs);
  const start = startedAt === undefined ? undefined : timeOf(startedAt);
  const missing = cell.proofs.find(({ outcome }) => outcome === 'not tried')?.detail;
  const message = error ?? (status === 'passed' ? undefined : (missing ?? status));
  return withoutUndefined({
    name: title === '' ? address : title,
    status: CELL_STATUS[status],
    rawStatus: status,
    duration,
    start,
    stop: start === undefined ? undefined : start + duration,
    suite: subjectOf(address).split('/'),
    message: message === undefined ? undefined : (printable(message).trim().split('\n')[0] ?? ''),
    trace: error === undefined ? undefined : printable(error),
    snippet: CELL_STATUS[status] === 'passed' ? undefined : code?.text,
    filePath: code?.file,
    line: code?.line,
    stdout: output === undefined ? undefined : printable(output).split('\n'),
    labels: { address, ...(level === undefined ? {} : { level }) },
    steps: cell.proofs.map(({ address, sentence, outcome, level, detail }) => ({
      name: `${address}: ${sentence}`,
      status: PROOF_STATUS[outcome],
      extra: { address, level, outcome, detail },
    })),
    extra: { address, kind: cell.kind, calls: cell.calls, target: cell.target, documented },
  }) as CtrfTest;
}

/** The last time that there is. */
const LAST_TIME = 8.64e15;

/** A time in ms, or `undefined` if a stored record contains something else there. */
function timeOf(iso: string): number | undefined {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? undefined : time;
}

function withoutUndefined<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
