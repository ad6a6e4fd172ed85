/** The outcome of one cell or check, from Playwright's result and the worker's record. */
import type { TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { failedShoulds, notTriedMusts } from '../helpers/contract/prove.ts';
import { printable } from '../helpers/http/printable.ts';
import {
  addressOf,
  CELL_RECORD,
  type CellRecord,
  cellRecord,
  type ProofRecord,
  type Skipped,
} from '../helpers/verdict/cell.ts';
import { type CellStatus, failureInText } from '../helpers/verdict/verdict.ts';

/** The outcome of one cell. */
export interface CellOutcome {
  address: string;
  title: string;
  status: CellStatus;
  durationMs: number;
  /** Number of calls, without those of pages in the browser. */
  calls: number;
  proofs: ProofRecord[];
  /** SHOULDs that failed without failing the cell. */
  shortfalls: ProofRecord[];
  /** Proofs that failed as a known deviation. */
  deviations: ProofRecord[];
  /** Proofs that were not tried, which the tenant's owner accepted. */
  accepted: ProofRecord[];
  /** The worker's record. `undefined` if the cell ended before it was written. */
  record: CellRecord | undefined;
  /** The message of the first error. */
  error: string | undefined;
  /** Whether it is about the tenant of this run. If not, it is not expected. */
  isApplicable: boolean;
}

/** Returns the outcome of a cell or check that ended. */
export function outcomeOf(test: TestCase, result: TestResult): CellOutcome {
  const address = addressOfTest(test);
  const record = readRecord(result);
  const proofs = record?.proofs ?? [];
  const passed = result.status === 'passed';
  const missing = passed || isSkipped(result, record, 'not tried') ? notTriedMusts(proofs) : [];
  return {
    address,
    title: test.title,
    status: statusOf(result, { address, record, missing }),
    durationMs: result.duration,
    calls: record?.exchanges.length ?? 0,
    proofs,
    shortfalls: passed ? failedShoulds(proofs) : [],
    deviations: proofs.filter(({ outcome }) => outcome === 'known deviation'),
    accepted: proofs.filter(({ outcome, deviation }) => outcome === 'not tried' && deviation !== undefined),
    record,
    error: errorOf(result, address, missing),
    isApplicable: !isSkipped(result, record, 'not applicable'),
  };
}

function errorOf(
  { status, error }: TestResult,
  address: string,
  [missing]: readonly ProofRecord[],
): string | undefined {
  if (missing !== undefined) return notTriedReason(missing, address);
  if (status === 'skipped' || status === 'interrupted') return undefined;
  return error && printableMessage(error);
}

/** Returns the outcome of a cell that did not run. */
export function notRun(address: string, title: string): CellOutcome {
  return {
    address,
    title,
    status: 'not run',
    durationMs: 0,
    calls: 0,
    proofs: [],
    shortfalls: [],
    deviations: [],
    accepted: [],
    record: undefined,
    error: undefined,
    isApplicable: true,
  };
}

function statusOf(
  result: TestResult,
  {
    address,
    record,
    missing,
  }: { address: string; record: CellRecord | undefined; missing: readonly ProofRecord[] },
): CellStatus {
  switch (result.status) {
    case 'passed':
      if (missing.length > 0) return 'incomplete';
      return isNotTried(address, record?.proofs ?? []) ? 'not tried' : 'passed';
    case 'skipped':
      // Without a missing MUST, the reason is accepted or does not have to be.
      if (!isSkipped(result, record, 'not tried')) return 'not run';
      return missing.length > 0 ? 'incomplete' : 'not tried';
    case 'interrupted':
      return 'interrupted';
    case 'timedOut':
      return 'blocked';
    case 'failed':
      return record?.failure ?? failureInText(result.error?.message);
  }
}

/** Whether the whole cell or check was not tried: the proof with its address if there is one, or else all of its proofs. */
function isNotTried(cell: string, proofs: readonly ProofRecord[]): boolean {
  const notTried = ({ outcome }: ProofRecord) => outcome === 'not tried';
  const own = proofs.filter(({ address }) => address === cell);
  const counting = own.length > 0 ? own : proofs;
  return counting.length > 0 && counting.every(notTried);
}

/** Whether a check was skipped while it ran, for a reason of this kind. */
function isSkipped({ status }: TestResult, record: CellRecord | undefined, as: Skipped): boolean {
  return status === 'skipped' && record?.skipped === as;
}

/** Returns why a check was not tried. For a proof of a cell, the proof is named as well. */
function notTriedReason({ address, detail = '' }: ProofRecord, cell: string): string {
  const reason = printable(detail);
  return address === cell ? reason : `${address.slice(cell.length)} was not tried: ${reason}`;
}

function readRecord(result: TestResult): CellRecord | undefined {
  const body = result.attachments.find(({ name }) => name === CELL_RECORD)?.body;
  if (body === undefined) return undefined;
  try {
    const parsed = cellRecord.safeParse(JSON.parse(body.toString()));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the message of an error, safe to print. */
export function printableMessage({ message, value }: TestError): string {
  return printable(message ?? value ?? 'unknown error');
}

/** Returns the address of a test, or its title if it has no address. */
export function addressOfTest({ annotations, title }: TestCase): string {
  return addressOf(annotations) ?? title;
}
