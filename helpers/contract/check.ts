/**
 * A contract check: one behaviour that is provoked, mostly a refusal, and what it must come to. It knows nothing of the
 * test runner, so that the same check can be held against a live tenant, an emulator, and every fault of an emulator.
 */
import type { Level } from '../verdict/cell.ts';

/** Proves one thing, under an address of its own. */
export interface Prove {
  /**
   * Documented: when it fails, the cell or check ends there. `name` is the end of the address, after `#`; the empty one
   * stands for the whole check.
   */
  (name: string, sentence: string, act: () => unknown): Promise<void>;
  /** Known behaviour: when it fails, that is noted, and the cell or check goes on. */
  should(name: string, sentence: string, act: () => unknown): Promise<void>;
  /** Unknown today: what `act` returns is written down; it never fails a run. */
  record(name: string, sentence: string, act: () => Promise<string> | string): Promise<void>;
  /** How many have not been as they should, whether that was thrown or only noted. */
  failures(): number;
}

/** The sentence of the documentation that a check verifies, and where it stands. */
export interface Documented {
  /** In the documentation's own words, or as short as they can be told. */
  says: string;
  /** A URL; or where else it is known from. */
  at: string;
}

/** What a check costs beyond calls. */
export interface Cost {
  /** Sign-ins that are to be refused, per user, at most: accounts lock after some. */
  failedSignIns?: number;
}

/** One contract check. `Bench` is what it works with: see the bench of its system. */
export interface Check<Bench> extends Cost {
  /** `zendesk/password/wrong-previous` */
  address: string;
  level: Level;
  /** What is so where the contract holds, as a sentence. */
  title: string;
  documented: Documented;
  /** What a RECORD check returns is what was seen. */
  run: (bench: Bench, proof: Prove) => Promise<unknown>;
}

/** What every bench can do: its users are shared by the checks of a worker, and put in order before each. */
export interface ResettingBench {
  /** Makes the shared users ready for a check: there, active, with a password that is known. */
  begin(cost: Cost): Promise<void>;
  /** Whatever the check has done to the shared users is not known: they are put in order before the next. */
  doubt(): void;
  /** Whether something else than the tenant's answer to a check is to blame for its failure: then that is thrown. */
  explain?(error: unknown): Promise<unknown>;
}

/** Holds a check against the tenant of a bench. What is not so is thrown, or noted by `proof`, as its level says. */
export async function runCheck<Bench extends ResettingBench>(
  check: Check<Bench>,
  bench: Bench,
  proof: Prove,
): Promise<void> {
  const { level, title } = check;
  const before = proof.failures();
  try {
    await bench.begin(check);
    const whole = explained(bench, proof);
    const run = () => check.run(bench, whole);
    if (level === 'RECORD') await proof.record('', title, async () => String(await run()));
    else if (level === 'SHOULD') await whole.should('', title, run);
    else await whole('', title, run);
  } catch (error) {
    bench.doubt();
    throw error;
  }
  // What was only noted may have left the users otherwise than they were, too.
  if (proof.failures() > before) bench.doubt();
}

/** The same proofs, of which each failure has been looked at by the bench before it is noted. */
function explained(bench: ResettingBench, proof: Prove): Prove {
  const looked = new WeakSet<object>();
  const explaining = (act: () => unknown) => async () => {
    try {
      return await act();
    } catch (error) {
      const explanation = looked.has(error as object) ? error : await (bench.explain?.(error) ?? error);
      looked.add(explanation as object);
      throw explanation;
    }
  };
  const must = (name: string, sentence: string, act: () => unknown) => proof(name, sentence, explaining(act));
  return Object.assign(must, {
    should: (name: string, sentence: string, act: () => unknown) =>
      proof.should(name, sentence, explaining(act)),
    record: proof.record.bind(proof),
    failures: proof.failures.bind(proof),
  });
}
