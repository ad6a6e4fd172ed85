/**
 * Why a cell could not be proved. The name of the class is the first word a person reads, and it is what
 * the verdict is drawn from (see `classify.ts`), because only text travels from a worker to the reporters.
 */

/** What a person can do about it: printed under the sentence that says what is wrong. */
export interface Remedy {
  /** What to change, as an instruction. */
  remedy?: string;
  /** The screen or setting where it is changed. */
  where?: string;
  /** Who may change it. */
  who?: string;
}

/** A sentence, and what to do about it below it. */
export function describe(message: string, { remedy, where, who }: Remedy): string {
  const lines = [message];
  if (remedy !== undefined) lines.push(`  To do: ${remedy}`);
  if (where !== undefined) lines.push(`  Where: ${where}`);
  if (who !== undefined) lines.push(`  Who:   ${who}`);
  return lines.join('\n');
}

abstract class Outcome extends Error {
  constructor(message: string, remedy: Remedy = {}) {
    super(describe(message, remedy));
  }
}

/** The tenant could not be judged: configuration, preflight, network, or no answer in time. */
export class Blocked extends Outcome {
  override name = 'Blocked';
}

/** The tenant contradicts its documentation in status, shape or effect. */
export class NonConformant extends Outcome {
  override name = 'NonConformant';
}

/** Something the tenant does not offer or show, or that we may not try there: the proof that it ends was not tried. */
export class NotTried extends Outcome {
  override name = 'NotTried';
}

/** Not tried because it goes on from a proof that was not proved. */
export class NotReached extends NotTried {
  /** The address of the proof that it all goes back to. */
  readonly from: string;

  constructor(from: string, why: string) {
    super(`It goes on from ${from}, which ${why}.`);
    this.from = from;
  }
}

/** The message of whatever was thrown, for a sentence that quotes it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
