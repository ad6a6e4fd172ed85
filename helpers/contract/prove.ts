/**
 * Proofs, and the one policy for their outcomes: what a MUST, a SHOULD and a RECORD come to, when one ends its cell or
 * check, what a known deviation excuses, and when something counts as not tried.
 *
 * | what `act` does | MUST | SHOULD | RECORD |
 * | --- | --- | --- | --- |
 * | asserts and returns | proved | proved | observed: the returned value |
 * | throws `NotTried` | not tried | not tried | not tried |
 * | sees the tenant break its contract | failed, rethrown | failed | not tried |
 * | the same, if that is a known deviation | known deviation | known deviation | not tried |
 * | gets no answer, or has a bug | failed, rethrown | failed, rethrown | not tried |
 * | asserts nothing itself | the outcome of its parts, if they give a reason | the same | |
 * | asserts nothing and has no parts | rethrown: a defect of Keyturn | the same | the same |
 *
 * A failure that is only recorded does not end its cell or check. A later proof that needs this one's result gets it from
 * {@link Proof.required}, and is not tried if this one was not proved.
 */
import { stripVTControlCharacters } from 'node:util';
import type { Level, ProofRecord } from '../verdict/cell.ts';
import { describe, messageOf, NotReached, NotTried } from '../verdict/errors.ts';
import { isJudged } from '../verdict/verdict.ts';
import { type Deviation, hasExpired } from './deviations.ts';
import { collectEvidence, Evidence, currentEvidence, type ProofPart } from './evidence.ts';
import type { RecordOrder } from './record-order.ts';

/** Proves one thing, under its own address. */
export interface Prove {
  /**
   * Documented. If it fails, the cell or check ends there. `name` is the end of the address, after `#`. An empty name
   * means the whole check.
   */
  <T>(name: string, sentence: string, act: () => T): Promise<Proof<Awaited<T>>>;
  /** Known behavior. A failure is recorded, and the cell or check continues. */
  should: <T>(name: string, sentence: string, act: () => T) => Promise<Proof<Awaited<T>>>;
  /** Unknown today. What `act` returns is recorded. It never fails a run. */
  record: (name: string, sentence: string, act: () => Promise<string> | string) => Promise<Proof<string>>;
  /** How many proofs did not end well, whether they threw or were only recorded. */
  failures: () => number;
}

/** The result of a proof, for proofs that depend on it. */
export interface Proof<T> {
  /**
   * Returns what the proof returned.
   *
   * @throws {NotTried} if it was not proved. Then the proofs that depend on it are not tried either.
   */
  required(): T;
}

/** A proof that asserted nothing and gave no reason. This is a defect of Keyturn and means nothing for a tenant. */
export class EmptyProof extends Error {
  override name = 'EmptyProof';

  constructor(address: string) {
    super(
      describe(`${address} asserted nothing and gave no reason.`, {
        remedy: 'report this as a bug in Keyturn; it says nothing about the tenant',
        help: 'defect',
      }),
    );
  }
}

/** Where proofs are recorded and shown. */
export interface ProveOptions {
  /** The address of the cell or check. */
  address: string;
  /** The tenant's known deviations, including what its owner accepted. */
  deviations?: () => readonly Deviation[];
  /** Where the proofs are recorded. */
  order: RecordOrder;
  /** Shows the proof as a step of the report. */
  step?: <T>(title: string, act: () => Promise<T>) => Promise<T>;
  /** Looks into the error of a proof, and returns the error that the proof ends with. */
  explain?: (error: unknown) => Promise<unknown>;
}

/** How a proof ended, before that is recorded. `thrown`: its cell or check ends with it. */
type End<T> = { outcome: 'proved' | 'observed'; value: T } | (ProofPart & { thrown: boolean });

/** Returns the known deviation that excuses a proof from an outcome, or `undefined`. */
type DeviationLookup = (outcome: Deviation['outcome']) => ProofPart['deviation'];

/**
 * Creates the proofs of one cell or check. Each is recorded with its outcome, and rethrown if the cell or check must end
 * there.
 */
export function createProve({ address: prefix, deviations, order, step, explain }: ProveOptions): Prove {
  let failures = 0;

  const prove =
    (level: Level) =>
    async <T>(name: string, sentence: string, act: () => T): Promise<Proof<Awaited<T>>> => {
      const address = name === '' ? prefix : `${prefix}#${name}`;
      const excuses = deviationLookup(deviations?.() ?? [], address);
      const outer = currentEvidence();
      // Here, and not when it is over: proofs that run side by side are recorded in the order in which they began.
      const part = outer?.beginPart();
      const section = order.proof();
      const started = Date.now();

      const run = async (): Promise<Proof<Awaited<T>>> => {
        const end = await section.run(() => endOf(address, level, act, { excuses, explain }));
        const record = {
          address,
          level,
          sentence,
          outcome: end.outcome,
          durationMs: Date.now() - started,
        };
        if ('value' in end) {
          section.end = {
            proof: end.outcome === 'observed' ? { ...record, detail: String(end.value) } : record,
          };
          // A SHOULD inside a MUST is no evidence for the MUST.
          if (level === 'MUST' || (level === 'SHOULD' && outer?.level !== 'MUST')) outer?.add();
          return { required: () => end.value };
        }
        failures++;
        const { outcome, error, deviation, thrown } = end;
        // The messages of failed expectations are colored, and records are read by programs.
        const detail = stripVTControlCharacters(messageOf(error));
        section.end = {
          proof: {
            ...record,
            detail,
            ...(error instanceof NotReached ? { follows: error.from } : {}),
            ...(deviation === undefined ? {} : { deviation }),
          },
          error,
        };
        if (thrown) throw error;
        // A RECORD is never part of a proof.
        if (level !== 'RECORD') part?.({ outcome, error, deviation });
        return {
          required: () => {
            // A proof that was not reached itself points to the first proof in the chain.
            throw error instanceof NotReached
              ? error
              : new NotReached(address, PREREQUISITE_CLAUSES[outcome]);
          },
        };
      };
      return step === undefined ? run() : step(sentence, run);
    };

  return Object.assign(prove('MUST'), {
    should: prove('SHOULD'),
    record: prove('RECORD'),
    failures: () => failures,
  });
}

const PREREQUISITE_CLAUSES: Record<ProofPart['outcome'], string> = {
  failed: 'failed',
  'known deviation': 'is known to fail',
  'not tried': 'was not tried',
};

/** A proof without its own assertion gets the worst outcome of its parts. */
const OUTCOMES_BY_SEVERITY: readonly ProofPart['outcome'][] = ['failed', 'known deviation', 'not tried'];

function deviationLookup(deviations: readonly Deviation[], address: string): DeviationLookup {
  return (outcome) => {
    const known = deviations.find(
      (each) => each.check === address && each.outcome === outcome && !hasExpired(each),
    );
    return known && { reason: known.reason, expires: known.expires };
  };
}

/** Runs a proof and returns its outcome. */
async function endOf<T>(
  address: string,
  level: Level,
  act: () => T,
  { excuses, explain }: { excuses: DeviationLookup; explain: ProveOptions['explain'] },
): Promise<End<Awaited<T>>> {
  const evidence = new Evidence(level);
  try {
    const value = await collectEvidence(evidence, act);
    if (level === 'RECORD' && typeof value === 'string' && value !== '')
      return { outcome: 'observed', value };
    if (level !== 'RECORD' && !evidence.isEmpty) return { outcome: 'proved', value };
  } catch (caught) {
    return judged(level, (await explain?.(caught)) ?? caught, excuses);
  }
  for (const outcome of OUTCOMES_BY_SEVERITY) {
    const part = evidence.parts.find((each) => each.outcome === outcome);
    if (part === undefined) continue;
    // The deviation of one part excuses the whole proof, unless another part has none.
    const unexcused = evidence.parts.find((each) => each.outcome === outcome && each.deviation === undefined);
    const { error, deviation = excuses(outcome === 'not tried' ? outcome : 'failed') } = unexcused ?? part;
    return { outcome, error, deviation, thrown: false };
  }
  return { outcome: 'failed', error: new EmptyProof(address), deviation: undefined, thrown: true };
}

/** Returns the outcome of a proof that threw. */
function judged(level: Level, error: unknown, excuses: DeviationLookup): ProofPart & { thrown: boolean } {
  if (error instanceof EmptyProof) return { outcome: 'failed', error, deviation: undefined, thrown: true };
  if (error instanceof NotTried || level === 'RECORD')
    return { outcome: 'not tried', error, deviation: excuses('not tried'), thrown: false };
  const isBroken = isJudged(error);
  const deviation = isBroken ? excuses('failed') : undefined;
  if (deviation !== undefined) return { outcome: 'known deviation', error, deviation, thrown: false };
  // If the tenant was too busy to answer, or Keyturn itself failed, a SHOULD is as inconclusive as a MUST.
  return { outcome: 'failed', error, deviation, thrown: level === 'MUST' || !isBroken };
}

/** Returns the proofs that were not tried and are not accepted as not tried. */
export function notTriedProofs(proofs: readonly ProofRecord[]): ProofRecord[] {
  return proofs.filter(({ outcome, deviation }) => outcome === 'not tried' && deviation === undefined);
}

/** Returns the MUSTs among {@link notTriedProofs}. They make a run incomplete. */
export function notTriedMusts(proofs: readonly ProofRecord[]): ProofRecord[] {
  return notTriedProofs(proofs).filter(({ level }) => level === 'MUST');
}

/** Returns the SHOULDs that failed. If SHOULDs count as MUSTs, these fail their cell or check when it is over. */
export function failedShoulds(proofs: readonly ProofRecord[]): ProofRecord[] {
  return proofs.filter(({ level, outcome }) => level === 'SHOULD' && outcome === 'failed');
}
