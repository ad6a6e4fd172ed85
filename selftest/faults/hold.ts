/** Holds contract checks against one tenant, one after the other, without a test runner around each. */
import { type Check, type Prove, type ResettingBench, runCheck } from '../../helpers/contract/check.ts';
import { Incomplete, messageOf } from '../../helpers/verdict/errors.ts';
import { isJudged } from '../../helpers/verdict/verdict.ts';

/** Something that was not as the contract says. */
export interface Finding {
  /** Of the check, or of a proof in it. */
  address: string;
  message: string;
  /** The tenant broke its contract; otherwise it could not be judged, or something of ours went wrong. */
  judged: boolean;
}

/** What became of a tenant. */
export interface Held {
  findings: Finding[];
  /** Checks that could not be tried, and why. */
  untried: { address: string; why: string }[];
  checks: number;
}

/** What is to be done beside holding the checks. */
interface HoldOptions {
  /** After the first thing that was not as the contract says, the rest says nothing more. */
  untilCaught: boolean;
  /** What the bench has left on the tenant after it was closed, or touched of other people's. */
  leftBehind: () => string[];
}

/** A bench that removes what it has made. */
interface ClosingBench extends ResettingBench {
  close(): Promise<void>;
}

export async function hold<Bench extends ClosingBench>(
  checks: readonly Check<Bench>[],
  bench: Bench,
  { untilCaught, leftBehind }: HoldOptions,
): Promise<Held> {
  const held: Held = { findings: [], untried: [], checks: 0 };
  const note = (address: string, error: unknown) => {
    if (error instanceof Incomplete) held.untried.push({ address, why: error.message });
    else held.findings.push({ address, message: messageOf(error), judged: isJudged(error) });
  };
  const isCaught = () => untilCaught && held.findings.some(({ judged }) => judged);
  for (const check of checks) {
    held.checks++;
    try {
      await runCheck(check, bench, proofOf(check.address, note));
    } catch (error) {
      // A proof that threw has been noted already, under its own address.
      if (!noted.has(error as object)) note(check.address, error);
    }
    if (isCaught()) return held;
  }
  try {
    await bench.close();
    for (const left of leftBehind())
      held.findings.push({ address: 'clean-up', message: left, judged: false });
  } catch (error) {
    note('clean-up', error);
  }
  return held;
}

/** Errors that a proof has noted before it passed them on. */
const noted = new WeakSet<object>();

function proofOf(check: string, note: (address: string, error: unknown) => void): Prove {
  const addressOf = (name: string) => (name === '' ? check : `${check}#${name}`);
  let failures = 0;
  const must = async (name: string, _: string, act: () => unknown) => {
    try {
      await act();
    } catch (error) {
      failures++;
      if (error instanceof Error && !noted.has(error)) {
        note(addressOf(name), error);
        noted.add(error);
      }
      throw error;
    }
  };
  return Object.assign(must, {
    failures: () => failures,
    should: async (name: string, _: string, act: () => unknown) => {
      try {
        await act();
      } catch (error) {
        failures++;
        if (!(error instanceof Incomplete) && !isJudged(error)) throw error;
        note(addressOf(name), error);
      }
    },
    record: async (name: string, _: string, act: () => unknown) => {
      try {
        await act();
      } catch (error) {
        failures++;
        note(addressOf(name), new Incomplete(messageOf(error)));
      }
    },
  });
}
