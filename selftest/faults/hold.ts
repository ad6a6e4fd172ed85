/** Holds checks, or the cells of a notebook, against one tenant, one after the other, without a test runner around each. */
import type { Cell } from '../../helpers/contract/cell.ts';
import { type Check, explaining, type ResettingBench, runCheck } from '../../helpers/contract/check.ts';
import { insisting } from '../../helpers/contract/insist.ts';
import { type Prove, proving } from '../../helpers/contract/prove.ts';
import type { ProofRecord } from '../../helpers/verdict/cell.ts';
import { messageOf } from '../../helpers/verdict/errors.ts';
import { isJudged } from '../../helpers/verdict/verdict.ts';

/** Something that was not as the contract says. */
export interface Finding {
  /** Of the check or cell, or of a proof in it. */
  address: string;
  message: string;
  /** The tenant broke its contract; otherwise it could not be judged, or something of ours went wrong. */
  judged: boolean;
  /** It came up while the bench got ready: the check itself never ran. */
  unready?: true;
}

/** What became of a tenant. */
export interface Held {
  findings: Finding[];
  /** Proofs that could not be tried, and why. */
  untried: { address: string; why: string }[];
  /** Proofs that were proved. */
  proved: string[];
  /** How many checks or cells were run. */
  run: number;
}

/** What is to be done beside holding. */
interface HoldOptions {
  /** After the first thing that was not as the contract says, the rest says nothing more. */
  untilCaught: boolean;
  /** Removes what was made on the tenant. */
  close: () => Promise<void>;
  /** What is on the tenant after that, or was touched of other people's. */
  leftBehind: () => string[];
}

export async function holdChecks<Bench extends ResettingBench>(
  checks: readonly Check<Bench>[],
  bench: Bench,
  options: HoldOptions,
): Promise<Held> {
  const note = new Noting();
  const explain = explaining(bench);
  note.beginning(bench);
  for (const check of checks) {
    if (check.whyElsewhere?.(bench) !== undefined) continue;
    const { address } = check;
    await note.running(address, () => runCheck(check, bench, note.proofOf(address, explain)));
    if (options.untilCaught && note.isCaught) return note.held;
  }
  return close(note, options);
}

export async function holdCells<Context>(
  cells: readonly Cell<Context>[],
  contextFor: (proof: Prove) => Context,
  options: HoldOptions,
): Promise<Held> {
  const note = new Noting();
  for (const { address, run } of cells) {
    const proof = note.proofOf(address, insisting());
    // The cells behind one that ended early would go on from nothing.
    if (!(await note.running(address, () => run(contextFor(proof))))) break;
    if (options.untilCaught && note.isCaught) return note.held;
  }
  return close(note, options);
}

async function close(note: Noting, { untilCaught, close: remove, leftBehind }: HoldOptions): Promise<Held> {
  if (untilCaught && note.isCaught) return note.held;
  await note.running('clean-up', remove);
  note.held.run--;
  for (const left of leftBehind()) note.finding('clean-up', left, false);
  return note.held;
}

class Noting {
  readonly held: Held = { findings: [], untried: [], proved: [], run: 0 };
  /** Errors that a proof has noted before it passed them on. */
  readonly #noted = new WeakSet<object>();
  /** Errors of a bench that did not get ready. */
  readonly #unready = new WeakSet<object>();

  get isCaught(): boolean {
    return this.held.findings.some(({ judged }) => judged);
  }

  finding(address: string, message: string, judged: boolean, unready = false): void {
    this.held.findings.push({ address, message, judged, ...(unready ? { unready } : {}) });
  }

  /** Runs a check or cell; false where it ended early. */
  async running(address: string, act: () => Promise<unknown>): Promise<boolean> {
    this.held.run++;
    try {
      await act();
      return true;
    } catch (error) {
      this.#error(address, error);
      return false;
    }
  }

  /** Tells the errors of a bench that does not get ready from those of the check that it got ready for. */
  beginning(bench: ResettingBench): void {
    const begin = bench.begin.bind(bench);
    bench.begin = async (cost) => {
      try {
        await begin(cost);
      } catch (error) {
        this.#unready.add(error as object);
        throw error;
      }
    };
  }

  proofOf(address: string, explain: (error: unknown) => Promise<unknown>): Prove {
    return proving({ address, explain, note: (record, error) => this.#proof(record, error) });
  }

  #proof({ address, outcome, detail = '' }: ProofRecord, error: unknown): void {
    if (outcome === 'proved') this.held.proved.push(address);
    if (outcome === 'not tried') this.held.untried.push({ address, why: detail });
    if (outcome === 'failed') this.#error(address, error);
  }

  #error(address: string, error: unknown): void {
    // The whole fails with its part: once is enough.
    if (this.#noted.has(error as object)) return;
    this.#noted.add(error as object);
    this.finding(address, messageOf(error), isJudged(error), this.#unready.has(error as object));
  }
}
