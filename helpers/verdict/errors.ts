/**
 * Why a cell could not be proved. Each class says what that comes to for the verdict, and its name is the first word that a
 * person reads.
 */

/** What an error says about the tenant: that it broke its contract, or that it, or one thing about it, was not judged. */
export const FAILURES = ['non-conformant', 'blocked', 'incomplete'] as const;
export type Failure = (typeof FAILURES)[number];

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

/** An error that says itself what it comes to. */
export abstract class VerdictError extends Error {
  constructor(message: string, remedy: Remedy = {}) {
    super(describe(message, remedy));
  }

  // An accessor, so that it is not printed with the error.
  abstract get failure(): Failure;
}

/** The tenant could not be judged: configuration, preflight, network, or no answer in time. */
export class Blocked extends VerdictError {
  override name = 'Blocked';

  get failure(): Failure {
    return 'blocked';
  }
}

/** The tenant contradicts its documentation in status, shape or effect. */
export class NonConformant extends VerdictError {
  override name = 'NonConformant';

  get failure(): Failure {
    return 'non-conformant';
  }
}

/** Something the tenant does not offer or show, or that we may not try there: the proof that it ends was not tried. */
export class NotTried extends VerdictError {
  override name = 'NotTried';

  get failure(): Failure {
    return 'incomplete';
  }
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
