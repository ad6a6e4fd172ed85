/** Counts the outcomes of all expected cells and draws the verdict. */
import type {
  FullConfig,
  FullResult,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { firstLine } from '../helpers/lines.ts';
import { mergedRun } from '../helpers/shards/merge.ts';
import { requestedAddresses } from '../helpers/command-line/command.ts';
import type { Deviation } from '../helpers/contract/deviations.ts';
import { addressOf } from '../helpers/verdict/cell.ts';
import { Blocked } from '../helpers/verdict/errors.ts';
import { type CellStatus, type Verdict, verdictOf } from '../helpers/verdict/verdict.ts';
import { unknownProofs } from './unknown-proofs.ts';
import { type CellOutcome, notRun, outcomeOf } from './cell-outcome.ts';
import { countOf } from './count.ts';
import { addressesBeyond, staleDeviations } from './deviations.ts';
import { listAddresses } from './expected.ts';
import { missingShards } from './merged.ts';
import { ownError, reportedError, type RunError } from './run-error.ts';

/** The verdict of a run, and what it is drawn from. */
export interface RunVerdict {
  verdict: Verdict;
  cells: CellOutcome[];
  /** Whether every target that was tried is an emulator. */
  emulated: boolean;
  interrupted: boolean;
  /** Errors outside of any cell: settings, browser, a worker's clean-up. */
  errors: string[];
  /** The errors that are about the file of known deviations. */
  stale: string[];
  /** The errors that are about missing shards. */
  missing: string[];
  /** The addresses of checks that are not about these tenants. */
  notApplicable: string[];
  /** The verdict's reason, for the last line. */
  sentence: string;
}

/** Of two results of the same cell, the one with the higher number counts. */
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
  #configFile: string | undefined;

  /** @param deviations the known deviations of this run's tenants and others */
  constructor(deviations: readonly Deviation[] = []) {
    this.#deviations = deviations;
  }

  /**
   * Begins a run. Looks up the addresses that it should try, including those that were filtered out.
   *
   * @param ofAllShards the addresses of the cells and checks that all shards together run, if they are known
   */
  begin(config: FullConfig, suite: Suite, ofAllShards?: readonly string[]): void {
    const selected = suite
      .allTests()
      .map((test) => ({ address: addressOf(test.annotations), title: test.title }));
    for (const { address, title } of selected) {
      if (address !== undefined) this.#cells.set(address, notRun(address, title));
    }
    this.#expected = listAddresses(config, ofAllShards);
    this.#configFile = config.configFile;
  }

  /** Adds the result of a cell. */
  end(test: TestCase, result: TestResult): CellOutcome {
    const cell = outcomeOf(test, result);
    const { address, record } = cell;
    if (record !== undefined && record.target !== '') this.#targets.push(record.emulated);
    if (!cell.isApplicable) {
      this.#notApplicable.add(address);
      this.#cells.delete(address);
      return cell;
    }
    // A cell may run twice. A later success does not undo a failure.
    const before = this.#cells.get(address);
    if (before === undefined || SEVERITY[cell.status] >= SEVERITY[before.status])
      this.#cells.set(address, cell);
    return cell;
  }

  /** Adds an error outside of any cell. */
  error(error: TestError): void {
    const reported = reportedError(error);
    // Several shards may end with the same error.
    if (mergedRun() !== undefined && this.#errors.some(({ text }) => text === reported.text)) return;
    this.#errors.push(reported);
  }

  /** Returns the problems with the known deviations. */
  async #stale(cells: readonly CellOutcome[]): Promise<Blocked[]> {
    const all = await addressesBeyond(this.#deviations, cells, this.#configFile);
    return staleDeviations(this.#deviations, cells, all);
  }

  /** Ends the run and draws the verdict. */
  async verdict({ status }: FullResult): Promise<RunVerdict> {
    const expected = await this.#expected;
    if (expected === undefined)
      this.#errors.push(
        ownError(
          new Blocked('Could not determine which tests this run left out.', {
            remedy: 'list them with --list, and correct what stops the list',
            help: 'test-list',
          }),
        ),
      );
    for (const address of expected ?? []) {
      if (!this.#cells.has(address) && !this.#notApplicable.has(address))
        this.#cells.set(address, notRun(address, ''));
    }
    const cells = [...this.#cells.values()].sort((a, b) => a.address.localeCompare(b.address));
    const interrupted = status === 'interrupted' || mergedRun()?.interrupted === true;
    const stale = interrupted ? [] : (await this.#stale(cells)).map(ownError);
    const statuses = cells.map((cell) => cell.status);
    const unknown = unknownProofs(requestedAddresses(), cells).map(ownError);
    const missing = missingShards();
    const errors = [...this.#errors, ...unknown, ...stale, ...missing];
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
          ? `${proof.address}: the proof of “${proof.sentence}” failed`
          : `${first.address}: ${withoutKind(first.error) ?? ''}`;
    return {
      verdict,
      cells,
      emulated: this.#targets.length > 0 && this.#targets.every(Boolean),
      interrupted,
      errors: errors.map(({ text }) => text),
      stale: stale.map(({ text }) => text),
      missing: missing.map(({ text }) => text),
      notApplicable: [...this.#notApplicable].sort(),
      sentence: interrupted
        ? `interrupted; ${count}`
        : reason === undefined
          ? count
          : `${count}. ${firstLine(reason)}`,
    };
  }
}

/** Returns the cell that decided the verdict: the worst failure, not the first one. `undefined` if it was not a cell. */
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
