/** Counts what came of every cell that was expected, and draws the verdict. */
import type {
  FullConfig,
  FullResult,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { requestedAddresses } from '../helpers/command-line/command.ts';
import type { Deviation } from '../helpers/contract/deviations.ts';
import { addressOf } from '../helpers/verdict/cell.ts';
import { Blocked } from '../helpers/verdict/errors.ts';
import { type CellStatus, type Verdict, verdictOf } from '../helpers/verdict/verdict.ts';
import { unknownProofs } from './unknown-proofs.ts';
import { type CellOutcome, firstLine, idle, outcomeOf } from './cell-outcome.ts';
import { countOf } from './count.ts';
import { staleDeviations } from './deviations.ts';
import { listAddresses } from './expected.ts';
import { ownError, reportedError, type RunError } from './run-error.ts';

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
  readonly #notApplicable = new Set<string>();
  readonly #errors: RunError[] = [];
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
    const cell = outcomeOf(test, result);
    const { address, record } = cell;
    if (record !== undefined && record.target !== '') this.#targets.push(record.emulated);
    if (!cell.isApplicable) {
      this.#notApplicable.add(address);
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
    this.#errors.push(reportedError(error));
  }

  /** The run has ended: what is it worth? */
  async verdict({ status }: FullResult): Promise<RunVerdict> {
    const expected = await this.#expected;
    if (expected === undefined)
      this.#errors.push(ownError(new Blocked('what was left out of this run could not be found out.')));
    for (const address of expected ?? []) {
      if (!this.#cells.has(address) && !this.#notApplicable.has(address))
        this.#cells.set(address, idle(address, ''));
    }
    const cells = [...this.#cells.values()].sort((a, b) => a.address.localeCompare(b.address));
    const interrupted = status === 'interrupted';
    const stale = interrupted ? [] : staleDeviations(this.#deviations, cells).map(ownError);
    const statuses = cells.map((cell) => cell.status);
    const missing = unknownProofs(requestedAddresses(), cells).map(ownError);
    const errors = [...this.#errors, ...missing, ...stale];
    const outside = errors.map(({ failure }) => failure);
    const verdict = verdictOf([
      ...statuses,
      ...outside,
      ...(status === 'timedout' ? (['blocked'] as const) : []),
    ]);
    const count = countOf(cells);
    const first = cellToReport(cells, errors, verdict);
    const proof = first?.proofs.find(({ level, outcome }) => level === 'MUST' && outcome === 'failed');
    const reason =
      first === undefined
        ? withoutKind((errors.find(({ failure }) => failure === verdict) ?? errors[0])?.text)
        : first.status === 'non-conformant' && proof !== undefined
          ? `${proof.address}: not so: “${proof.sentence}”`
          : `${first.address}: ${withoutKind(first.error) ?? ''}`;
    return {
      verdict,
      cells,
      emulated: this.#targets.length > 0 && this.#targets.every(Boolean),
      interrupted,
      errors: errors.map(({ text }) => text),
      stale: stale.map(({ text }) => text),
      sentence: interrupted
        ? `interrupted; ${count}`
        : reason === undefined
          ? count
          : `${count}. ${firstLine(reason)}`,
    };
  }
}

/** The cell that the verdict is drawn from: what failed worst, not what failed first. Nothing where that is no cell. */
function cellToReport(
  cells: readonly CellOutcome[],
  errors: readonly RunError[],
  verdict: Verdict,
): CellOutcome | undefined {
  const failed = cells.filter(({ error }) => error !== undefined);
  const worst = failed.find(({ status }) => status === verdict);
  if (worst !== undefined || errors.some(({ failure }) => failure === verdict)) return worst;
  return failed[0];
}

function withoutKind(error: string | undefined): string | undefined {
  return error?.replace(/^(?:Blocked|NonConformant|NotTried|Error): /, '');
}
