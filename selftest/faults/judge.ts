/** Judges one tenant by checks or by the cells of a notebook, one after another, without a test runner. */
import type { Cell } from '../../helpers/contract/cell.ts';
import { type Check, failureExplainer, type ResettingBench, runCheck } from '../../helpers/contract/check.ts';
import { RecordOrder } from '../../helpers/contract/record-order.ts';
import { refusalRetrier } from '../../helpers/contract/retry-refusal.ts';
import { type Prove, createProve, type ProveOptions } from '../../helpers/contract/prove.ts';
import type { Transport } from '../../helpers/http/transport.ts';
import type { ProofRecord } from '../../helpers/verdict/cell.ts';
import { messageOf } from '../../helpers/verdict/errors.ts';
import { isJudged } from '../../helpers/verdict/verdict.ts';

/** Something that went wrong: a breach of the contract, or a failure to judge. */
export interface Finding {
  /** The address of the check or cell, or of a proof in it. */
  address: string;
  message: string;
  /** Whether the tenant broke its contract. Otherwise it could not be judged, or Keyturn failed. */
  isBreach: boolean;
  /** Set if it happened while the bench was reset, so that the check itself never ran. */
  beforeCheck?: true;
}

/** The result for a tenant. */
export interface Judgment {
  findings: Finding[];
  /** Proofs that were not tried, and why. */
  notTried: { address: string; why: string }[];
  /** Proofs that were proved. */
  proved: string[];
  /** How many checks or cells were run. */
  count: number;
}

/** How to judge, and what to do afterwards. */
interface JudgeOptions {
  /** Whether to stop after the first finding. */
  stopWhenCaught: boolean;
  /** Removes what was created on the tenant. */
  close: () => Promise<void>;
  /** Looks into the failure of a cell, and returns the error with which it ends. */
  explain?: (error: unknown) => Promise<unknown>;
  /** Lists what remains on the tenant afterwards: leftovers, and other users who were touched. */
  remains: () => string[];
}

/** Judges by contract checks. */
export async function judgeByChecks<Bench extends ResettingBench>(
  checks: readonly Check<Bench>[],
  bench: Bench,
  options: JudgeOptions,
): Promise<Judgment> {
  const recorder = new Recorder();
  const explain = failureExplainer(bench);
  for (const check of checks) {
    if (check.whyNotApplicable?.(bench) !== undefined) continue;
    const { address } = check;
    recorder.isPreparing = true;
    await recorder.attempt(address, explain, (proof) =>
      runCheck(check, bench, proof, () => (recorder.isPreparing = false)),
    );
    recorder.isPreparing = false;
    if (options.stopWhenCaught && recorder.isCaught) return recorder.judgment;
  }
  return close(recorder, options);
}

/** A bench on an emulated tenant, of any system. */
export interface ClosableBench extends ResettingBench {
  close: () => Promise<unknown>;
  connection: { transport: Pick<Transport, 'dispose'> };
}

/** Judges by contract checks, and closes the bench with its connections. */
export async function judgeWithBench<Bench extends ClosableBench>(
  checks: readonly Check<Bench>[],
  bench: Bench,
  options: Pick<JudgeOptions, 'stopWhenCaught' | 'remains'>,
): Promise<Judgment> {
  const close = async () => {
    await bench.close();
  };
  try {
    return await judgeByChecks(checks, bench, { ...options, close });
  } finally {
    await bench.connection.transport.dispose();
  }
}

/** Judges by cells. If one fails, those after it are not run. */
export async function judgeByCells<Context>(
  cells: readonly Cell<Context>[],
  contextFor: (proof: Prove) => Context,
  options: JudgeOptions,
): Promise<Judgment> {
  const recorder = new Recorder();
  for (const { address, run } of cells) {
    // The cells after a failed one depend on it.
    const attempt = async (proof: Prove) => {
      try {
        await run(contextFor(proof));
      } catch (caught) {
        const error = (await options.explain?.(caught)) ?? caught;
        if (error !== caught && !isJudged(error)) recorder.excuse(address);
        throw error;
      }
    };
    if (!(await recorder.attempt(address, refusalRetrier(), attempt))) break;
    if (options.stopWhenCaught && recorder.isCaught) return recorder.judgment;
  }
  return close(recorder, options);
}

async function close(
  recorder: Recorder,
  { stopWhenCaught, close: remove, remains }: JudgeOptions,
): Promise<Judgment> {
  if (stopWhenCaught && recorder.isCaught) return recorder.judgment;
  await recorder.attempt('clean-up', undefined, remove);
  recorder.judgment.count--;
  for (const leftover of remains()) recorder.finding('clean-up', leftover, false);
  return recorder.judgment;
}

class Recorder {
  readonly judgment: Judgment = { findings: [], notTried: [], proved: [], count: 0 };
  /** Errors that a proof has recorded before it threw them again. */
  readonly #reported = new WeakSet<object>();
  #excused: string | undefined;
  /** Whether a bench is being reset for its check. */
  isPreparing = false;

  get isCaught(): boolean {
    return this.judgment.findings.some(({ isBreach }) => isBreach);
  }

  finding(address: string, message: string, isBreach: boolean, beforeCheck = false): void {
    this.judgment.findings.push({ address, message, isBreach, ...(beforeCheck ? { beforeCheck } : {}) });
  }

  /** A reason other than the tenant was found for the failure of a cell. */
  excuse(address: string): void {
    this.#excused = address;
  }

  /**
   * Runs a check or cell, and records what its proofs came to, in order. Returns `false` if it failed.
   *
   * @param explain looks into the error of a proof
   */
  async attempt(
    address: string,
    explain: ProveOptions['explain'],
    act: (proof: Prove) => Promise<unknown>,
  ): Promise<boolean> {
    this.judgment.count++;
    const order = new RecordOrder();
    const proof = createProve({ address, order, ...(explain === undefined ? {} : { explain }) });
    const thrown = await order
      .run(() => act(proof))
      .then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
    const { proofs, errors } = order.read();
    for (const [index, record] of proofs.entries()) this.#proof(record, errors[index]);
    if (thrown !== undefined) this.#error(address, thrown.error);
    return thrown === undefined;
  }

  #proof({ address, outcome, detail = '' }: ProofRecord, error: unknown): void {
    if (outcome === 'proved') this.judgment.proved.push(address);
    if (outcome === 'not tried') this.judgment.notTried.push({ address, why: detail });
    if (outcome === 'failed') this.#error(address, error);
  }

  #error(address: string, error: unknown): void {
    // A check fails together with its proof; one finding is enough.
    if (this.#reported.has(error as object)) return;
    this.#reported.add(error as object);
    const isExcused = address === this.#excused || address.startsWith(`${this.#excused ?? ''}#`);
    this.finding(address, messageOf(error), isJudged(error) && !isExcused, this.isPreparing);
  }
}
