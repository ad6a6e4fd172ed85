/** What came of one cell or check, from what Playwright hands to a reporter and what the worker has written down. */
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

/** What came of one cell. */
export interface CellOutcome {
  address: string;
  title: string;
  status: CellStatus;
  durationMs: number;
  /** Calls made, not counting those of pages in the browser. */
  calls: number;
  proofs: ProofRecord[];
  /** SHOULDs that failed without failing the cell. */
  shortfalls: ProofRecord[];
  /** What failed as it is known to. */
  deviations: ProofRecord[];
  /** What was not tried, as the tenant's owner has accepted. */
  accepted: ProofRecord[];
  /** All that it has written down; nothing where it did not get so far. */
  record: CellRecord | undefined;
  /** The first error, as its sentence. */
  error: string | undefined;
  /** Whether it is about the tenant of this run: otherwise nothing is missing without it. */
  isApplicable: boolean;
}

/** What came of a cell or check that has ended. */
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
  return error && sentenceOf(error);
}

/** A cell that has not run. */
export function idle(address: string, title: string): CellOutcome {
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
      // Not tried, with a reason that nobody has to accept, or that is accepted.
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

/** Whether that holds for the whole of it: for the proof that stands for it, or for each that it has. */
function isNotTried(whole: string, proofs: readonly ProofRecord[]): boolean {
  const notTried = ({ outcome }: ProofRecord) => outcome === 'not tried';
  const own = proofs.filter(({ address }) => address === whole);
  const counting = own.length > 0 ? own : proofs;
  return counting.length > 0 && counting.every(notTried);
}

/** Whether a check was left while it ran, for a reason of this kind. */
function isSkipped({ status }: TestResult, record: CellRecord | undefined, as: Skipped): boolean {
  return status === 'skipped' && record?.skipped === as;
}

/** A check that was not tried at all says why; of a cell, the proof is named. */
function notTriedReason({ address, detail = '' }: ProofRecord, whole: string): string {
  const reason = printable(detail);
  return address === whole ? reason : `${address.slice(whole.length)} was not tried: ${reason}`;
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

/** What an error says, harmless to print. */
export function sentenceOf({ message, value }: TestError): string {
  return printable(message ?? value ?? 'unknown error');
}

/** The address of a test; one that has none goes by its title. */
export function addressOfTest({ annotations, title }: TestCase): string {
  return addressOf(annotations) ?? title;
}

/** The first line of a text that says something. */
export function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  );
}
