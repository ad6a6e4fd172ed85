/**
 * Proofs, and the one policy of what becomes of them: what a MUST, a SHOULD and a RECORD come to, when one ends its cell
 * or check, what a known deviation excuses, and when something counts as not tried.
 *
 * | what `act` does | MUST | SHOULD | RECORD |
 * | --- | --- | --- | --- |
 * | asserts, and returns | proved | proved | observed: what it returns |
 * | throws `NotTried` | not tried | not tried | not tried |
 * | sees the tenant break its contract | failed, thrown on | failed | not tried |
 * | the same, where that is known of it | known deviation | known deviation | not tried |
 * | gets no answer, or stumbles over itself | failed, thrown on | failed, thrown on | not tried |
 * | asserts nothing itself | as its parts, if it has any that say why | the same | |
 * | asserts nothing, and has no parts | thrown on: a defect of ours | the same | the same |
 *
 * What is not thrown on does not end its cell or check. Whoever goes on from a proof asks for what it gave
 * ({@link Proof.required}), and is not tried where it was not proved.
 */
import type { Level, ProofRecord } from '../verdict/cell.ts';
import { describe, messageOf, NotReached, NotTried } from '../verdict/errors.ts';
import { isJudged } from '../verdict/verdict.ts';
import { type Deviation, hasExpired } from './deviations.ts';
import { collectEvidence, Evidence, currentEvidence, type ProofPart } from './evidence.ts';

/** Proves one thing, under an address of its own. */
export interface Prove {
  /**
   * Documented: when it fails, the cell or check ends there. `name` is the end of the address, after `#`; the empty one
   * stands for the whole check.
   */
  <T>(name: string, sentence: string, act: () => T): Promise<Proof<Awaited<T>>>;
  /** Known behaviour: when it fails, that is noted, and the cell or check goes on. */
  should: <T>(name: string, sentence: string, act: () => T) => Promise<Proof<Awaited<T>>>;
  /** Unknown today: what `act` returns is written down; it never fails a run. */
  record: (name: string, sentence: string, act: () => Promise<string> | string) => Promise<Proof<string>>;
  /** How many have not been as they should, whether that was thrown or only noted. */
  failures: () => number;
}

/** What came of a proof, for what goes on from it. */
export interface Proof<T> {
  /**
   * What the proof returned.
   *
   * @throws {NotTried} where it was not proved: then what goes on from it is not tried either.
   */
  required(): T;
}

/** A proof that asserted nothing and gave no reason: a defect of ours, which judges no tenant. */
export class EmptyProof extends Error {
  override name = 'EmptyProof';

  constructor(address: string) {
    super(
      describe(`${address} asserted nothing, and gave no reason why it was not tried.`, {
        remedy: 'report it: this is a defect of Keyturn, and says nothing about the tenant',
      }),
    );
  }
}

/** Where proofs are noted, and shown. */
export interface ProveOptions {
  /** Of the cell or check. */
  address: string;
  /** What is known of the tenant, and what its owner has accepted. */
  deviations?: () => readonly Deviation[];
  /** Told of each proof when it is over; `error` is what it ended with, if it did not end well. */
  note: (record: ProofRecord, error?: unknown) => void;
  /** Shows it as a step of the report. */
  step?: <T>(title: string, act: () => Promise<T>) => Promise<T>;
  /** Looks into what a proof has failed with, and says what it ends with. */
  explain?: (error: unknown) => Promise<unknown>;
}

/** How a proof ended, before that is noted. `thrown`: its cell or check ends with it. */
type End<T> = { outcome: 'proved' | 'observed'; value: T } | (ProofPart & { thrown: boolean });

/** What excuses a proof from an outcome; nothing if nothing does. */
type DeviationLookup = (outcome: Deviation['outcome']) => ProofPart['deviation'];

/** The proofs of one cell or check: each is noted with how it went, and thrown on if it is to end there. */
export function createProve({ address: prefix, deviations, note, step, explain }: ProveOptions): Prove {
  let failures = 0;

  const prove =
    (level: Level) =>
    async <T>(name: string, sentence: string, act: () => T): Promise<Proof<Awaited<T>>> => {
      const address = name === '' ? prefix : `${prefix}#${name}`;
      const excuses = deviationLookup(deviations?.() ?? [], address);
      const outer = currentEvidence();
      const started = Date.now();

      const run = async (): Promise<Proof<Awaited<T>>> => {
        const end = await endOf(address, level, act, { excuses, explain });
        const record = { address, level, sentence, outcome: end.outcome, durationMs: Date.now() - started };
        if ('value' in end) {
          note(end.outcome === 'observed' ? { ...record, detail: String(end.value) } : record);
          // A SHOULD inside a MUST is not what the MUST is about.
          if (level === 'MUST' || (level === 'SHOULD' && outer?.level !== 'MUST')) outer?.add();
          return { required: () => end.value };
        }
        failures++;
        const { outcome, error, deviation, thrown } = end;
        const detail = messageOf(error);
        note(
          {
            ...record,
            detail,
            ...(error instanceof NotReached ? { follows: error.from } : {}),
            ...(deviation === undefined ? {} : { deviation }),
          },
          error,
        );
        if (thrown) throw error;
        // What is only looked at is no part of what is proved.
        if (level !== 'RECORD') outer?.parts.push({ outcome, error, deviation });
        return {
          required: () => {
            // What does not go on from itself says where it all begins.
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

/** Which of the parts a proof without an assertion of its own takes after. */
const OUTCOMES_BY_SEVERITY: readonly ProofPart['outcome'][] = ['failed', 'known deviation', 'not tried'];

function deviationLookup(deviations: readonly Deviation[], address: string): DeviationLookup {
  return (outcome) => {
    const known = deviations.find(
      (each) => each.check === address && each.outcome === outcome && !hasExpired(each),
    );
    return known && { reason: known.reason, expires: known.expires };
  };
}

/** Runs a proof, and says what it came to. */
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
    // The reason of one part excuses the whole, unless another one has none.
    const unexcused = evidence.parts.find((each) => each.outcome === outcome && each.deviation === undefined);
    const { error, deviation = excuses(outcome === 'not tried' ? outcome : 'failed') } = unexcused ?? part;
    return { outcome, error, deviation, thrown: false };
  }
  return { outcome: 'failed', error: new EmptyProof(address), deviation: undefined, thrown: true };
}

/** What is to become of a proof that has thrown. */
function judged(level: Level, error: unknown, excuses: DeviationLookup): ProofPart & { thrown: boolean } {
  if (error instanceof EmptyProof) return { outcome: 'failed', error, deviation: undefined, thrown: true };
  if (error instanceof NotTried || level === 'RECORD')
    return { outcome: 'not tried', error, deviation: excuses('not tried'), thrown: false };
  const isBroken = isJudged(error);
  const deviation = isBroken ? excuses('failed') : undefined;
  if (deviation !== undefined) return { outcome: 'known deviation', error, deviation, thrown: false };
  // Where the tenant had no time for us, or something of ours went wrong, a SHOULD judges no more than a MUST.
  return { outcome: 'failed', error, deviation, thrown: level === 'MUST' || !isBroken };
}

/** What was not tried, and that nobody has accepted so. */
export function untried(proofs: readonly ProofRecord[]): ProofRecord[] {
  return proofs.filter(({ outcome, deviation }) => outcome === 'not tried' && deviation === undefined);
}

/** The MUSTs among it: because of them a run is incomplete. */
export function notTriedMusts(proofs: readonly ProofRecord[]): ProofRecord[] {
  return untried(proofs).filter(({ level }) => level === 'MUST');
}

/** The SHOULDs that are not so. Where they count, they fail their cell or check when it is over. */
export function failedShoulds(proofs: readonly ProofRecord[]): ProofRecord[] {
  return proofs.filter(({ level, outcome }) => level === 'SHOULD' && outcome === 'failed');
}
