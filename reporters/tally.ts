/** Counts what came of every cell that was expected, and draws the verdict. */
import type {
  FullConfig,
  FullResult,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { addressesAskedFor } from '../helpers/command-line/command.ts';
import type { Deviation } from '../helpers/contract/deviations.ts';
import { brokenShoulds, untried, untriedMusts } from '../helpers/contract/prove.ts';
import { printable } from '../helpers/http/printable.ts';
import {
  addressOf,
  CELL_RECORD,
  IS_ELSEWHERE,
  NOT_TRIED,
  type CellRecord,
  cellRecord,
  type Level,
  type ProofRecord,
} from '../helpers/verdict/cell.ts';
import { loadSettings } from '../helpers/systems/settings.ts';
import { type CellStatus, classify, type Verdict, verdictOf } from '../helpers/verdict/verdict.ts';
import { missingProofs } from './asked-proofs.ts';
import { staleDeviations } from './deviations.ts';
import { listAddresses } from './expected.ts';

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
}

/** The verdict of a run, with what it rests on. */
export interface RunVerdict {
  verdict: Verdict;
  cells: CellOutcome[];
  /** Whether every target that was tried is an emulator of ours. */
  emulated: boolean;
  interrupted: boolean;
  /** Errors outside of any cell: settings, browser, clean-up of a worker. */
  errors: string[];
  /** Those of the errors that are about the file of known deviations. */
  stale: string[];
  /** The verdict's reason, for the last line. */
  sentence: string;
}

/** Those of the settings; none where these are wrong, which is said elsewhere. */
export function deviationsInSettings(): readonly Deviation[] {
  const loaded = loadSettings();
  return loaded.ok ? loaded.settings.deviations : [];
}

/** Which of two results of the same cell stands. */
const SEVERITY: Record<CellStatus, number> = {
  'not run': 0,
  'not tried': 1,
  passed: 2,
  interrupted: 3,
  incomplete: 4,
  blocked: 5,
  'non-conformant': 6,
};

export class RunTally {
  readonly #deviations: readonly Deviation[];
  readonly #cells = new Map<string, CellOutcome>();
  readonly #targets: boolean[] = [];
  readonly #elsewhere = new Set<string>();
  readonly #errors: string[] = [];
  #expected: Promise<string[] | undefined> = Promise.resolve([]);

  /** @param deviations what the tenants of this run, and others, are known to do other than documented. */
  constructor(deviations: readonly Deviation[] = []) {
    this.#deviations = deviations;
  }

  /** The run begins: the addresses that it ought to try are looked up, also those that were filtered out. */
  begin(config: FullConfig, suite: Suite): void {
    const selected = suite
      .allTests()
      .map((test) => ({ address: addressOf(test.annotations), title: test.title }));
    for (const { address, title } of selected) {
      if (address !== undefined) this.#cells.set(address, idle(address, title));
    }
    this.#expected = listAddresses(config);
  }

  /** A cell ended. */
  end(test: TestCase, result: TestResult): CellOutcome {
    const address = addressOfTest(test);
    const record = readRecord(result);
    if (record !== undefined && record.target !== '') this.#targets.push(record.emulated);
    const proofs = record?.proofs ?? [];
    const passed = result.status === 'passed';
    const missing = passed || whyNotRun(result, NOT_TRIED) !== undefined ? untriedMusts(proofs) : [];
    const [first] = missing;
    const cell: CellOutcome = {
      address,
      title: test.title,
      status: statusOf(result, address, proofs, missing),
      durationMs: result.duration,
      calls: record?.exchanges.length ?? 0,
      proofs,
      shortfalls: passed ? brokenShoulds(proofs) : [],
      deviations: proofs.filter(({ outcome }) => outcome === 'known deviation'),
      accepted: proofs.filter(({ outcome, deviation }) => outcome === 'not tried' && deviation !== undefined),
      record,
      error:
        first !== undefined
          ? whyUntried(first, address)
          : /^(?:skipped|interrupted)$/.test(result.status)
            ? undefined
            : result.error && sentenceOf(result.error),
    };
    // It is about other tenants: nothing is missing without it.
    if (whyNotRun(result, IS_ELSEWHERE) !== undefined) {
      this.#elsewhere.add(address);
      this.#cells.delete(address);
      return cell;
    }
    // Tried again, or tried twice: what failed once is not made good by another try.
    const before = this.#cells.get(address);
    if (before === undefined || SEVERITY[cell.status] >= SEVERITY[before.status])
      this.#cells.set(address, cell);
    return cell;
  }

  /** Something went wrong outside of any cell. */
  error(error: TestError): void {
    this.#errors.push(sentenceOf(error));
  }

  /** The run has ended: what is it worth? */
  async verdict({ status }: FullResult): Promise<RunVerdict> {
    const expected = await this.#expected;
    if (expected === undefined)
      this.#errors.push('Blocked: what was left out of this run could not be found out.');
    for (const address of expected ?? []) {
      if (!this.#cells.has(address) && !this.#elsewhere.has(address))
        this.#cells.set(address, idle(address, ''));
    }
    const cells = [...this.#cells.values()].sort((a, b) => a.address.localeCompare(b.address));
    const interrupted = status === 'interrupted';
    const stale = interrupted ? [] : staleDeviations(this.#deviations, cells);
    const statuses = cells.map((cell) => cell.status);
    const errors = [...this.#errors, ...missingProofs(addressesAskedFor(), cells), ...stale];
    const outside = errors.map((error) => classify(error));
    const verdict = verdictOf([
      ...statuses,
      ...outside,
      ...(status === 'timedout' ? (['blocked'] as const) : []),
    ]);
    const count = countOf(cells);
    const first = firstToTell(cells, errors, verdict);
    const proof = first?.proofs.find(({ level, outcome }) => level === 'MUST' && outcome === 'failed');
    const reason =
      first === undefined
        ? withoutKind(errors.find((error) => classify(error) === verdict) ?? errors[0])
        : first.status === 'non-conformant' && proof !== undefined
          ? `${proof.address}: not so: “${proof.sentence}”`
          : `${first.address}: ${withoutKind(first.error) ?? ''}`;
    return {
      verdict,
      cells,
      emulated: this.#targets.length > 0 && this.#targets.every(Boolean),
      interrupted,
      errors,
      stale,
      sentence: interrupted
        ? `interrupted; ${count}`
        : reason === undefined
          ? count
          : `${count}. ${firstLine(reason)}`,
    };
  }
}

/** The cell that the verdict is drawn from: what failed worst, not what failed first. Nothing where that is no cell. */
function firstToTell(
  cells: readonly CellOutcome[],
  errors: readonly string[],
  verdict: Verdict,
): CellOutcome | undefined {
  const failed = cells.filter(({ error }) => error !== undefined);
  const worst = failed.find(({ status }) => status === verdict);
  if (worst !== undefined || errors.some((error) => classify(error) === verdict)) return worst;
  return failed[0];
}

function withoutKind(error: string | undefined): string | undefined {
  return error?.replace(/^(?:Blocked|NonConformant|NotTried|Error): /, '');
}

/** `24 of 24 cells and 69 of 71 checks proved, but for 2 known deviations; not tried: 1 SHOULD, 1 RECORD` */
function countOf(cells: readonly CellOutcome[]): string {
  const count = (some: readonly CellOutcome[], what: string) =>
    some.length === 0
      ? []
      : [
          `${String(some.filter(({ status }) => status === 'passed').length)} of ${String(some.length)} ${what}`,
        ];
  const isCell = ({ address }: CellOutcome) => /\/(?:notebook|sweep)\//.test(address);
  const checks = cells.filter((each) => !isCell(each));
  const cellsOnly = cells.filter(isCell);
  const counted = [...count(cellsOnly, 'cells'), ...count(checks, 'checks')];
  const plural = (some: number, one: string, several: string) =>
    some === 0 ? [] : [`${String(some)} ${some === 1 ? one : several}`];
  const sum = (of: (cell: CellOutcome) => readonly ProofRecord[]) =>
    new Set(cells.flatMap(of).map(({ address }) => address)).size;
  const but = [
    ...plural(
      sum(({ deviations }) => deviations),
      'known deviation',
      'known deviations',
    ),
    ...plural(
      sum(({ accepted }) => accepted),
      'proof accepted as not tried',
      'proofs accepted as not tried',
    ),
  ];
  // A MUST that was not tried is what the verdict is about, and has its reason there.
  const missing = untried(cells.flatMap(({ proofs }) => proofs));
  const notTried = missing.every(({ level }) => level === 'MUST')
    ? []
    : LEVELS.flatMap((level) => {
        const some = new Set(missing.filter((proof) => proof.level === level).map(({ address }) => address));
        return some.size === 0 ? [] : [`${String(some.size)} ${level}`];
      });
  return (
    `${counted.length === 0 ? '0 of 0 cells' : counted.join(' and ')} proved` +
    (but.length === 0 ? '' : `, but for ${but.join(' and ')}`) +
    (notTried.length === 0 ? '' : `; not tried: ${notTried.join(', ')}`)
  );
}

const LEVELS: readonly Level[] = ['MUST', 'SHOULD', 'RECORD'];

function statusOf(
  result: TestResult,
  address: string,
  proofs: readonly ProofRecord[],
  missing: readonly ProofRecord[],
): CellStatus {
  switch (result.status) {
    case 'passed':
      if (missing.length > 0) return 'incomplete';
      return isUntried(address, proofs) ? 'not tried' : 'passed';
    case 'skipped':
      // Not tried, with a reason that nobody has to accept, or that is accepted.
      if (whyNotRun(result, NOT_TRIED) === undefined) return 'not run';
      return missing.length > 0 ? 'incomplete' : 'not tried';
    case 'interrupted':
      return 'interrupted';
    case 'timedOut':
      return 'blocked';
    case 'failed':
      return classify(result.error?.message);
  }
}

/** Whether that holds for the whole of it: for the proof that stands for it, or for each that it has. */
function isUntried(whole: string, proofs: readonly ProofRecord[]): boolean {
  const notTried = ({ outcome }: ProofRecord) => outcome === 'not tried';
  const own = proofs.filter(({ address }) => address === whole);
  const counting = own.length > 0 ? own : proofs;
  return counting.length > 0 && counting.every(notTried);
}

/** Why a check was left while it ran, if it was for a reason of this kind. */
function whyNotRun({ status, annotations }: TestResult, kind: string): string | undefined {
  const reason = annotations.find(({ type }) => type === 'skip')?.description;
  return status === 'skipped' && reason?.startsWith(kind) === true ? reason : undefined;
}

/** A check that was not tried at all says why; of a cell, the proof is named. */
function whyUntried({ address, detail = '' }: ProofRecord, whole: string): string {
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

function idle(address: string, title: string): CellOutcome {
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
  };
}
