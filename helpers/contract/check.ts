/**
 * A contract check provokes one behavior, mostly a refusal, and asserts it. It does not depend on the test runner, so the
 * same check can run on a live tenant, on an emulator, and on every fault of an emulator.
 */
import { type Exchange, RefusalNotServed } from '../http/exchange.ts';
import type { Level, Source } from '../verdict/cell.ts';
import { collectEvidence, Evidence } from './evidence.ts';
import type { Prove } from './prove.ts';
import { refusalRetrier } from './retry-refusal.ts';
import { callingStatement } from './source.ts';

/** The statement of the documentation that a check verifies, and where it is. */
interface Documented {
  /** In the documentation's own words, or a short version of them. */
  says: string;
  /** A URL, or another source. */
  at: string;
}

/** What a check costs, apart from its calls. */
export interface CheckCost {
  /** Highest number of sign-ins for one user that must be refused. Accounts lock after too many. */
  failedSignIns?: number;
}

/** Options of a check. */
interface CheckOptions<Bench> extends CheckCost {
  /** Whether the check is about sign-in pages. It then also runs in a browser against tenants with different pages. */
  pages?: true;
  /**
   * Returns why the check is not about this tenant, as a sentence, or `undefined` if it is. A check that is not about the
   * tenant is neither expected nor tried.
   */
  whyNotApplicable?: (bench: Bench) => string | undefined;
}

/** One contract check. `Bench` is the bench of its system. */
export interface Check<Bench> extends CheckOptions<Bench> {
  /** `zendesk/password/wrong-previous` */
  address: string;
  level: Level;
  /** What is true if the contract holds, as a sentence. */
  title: string;
  documented: Documented;
  /** Known in the main process only. */
  source?: Source | undefined;
  /** A RECORD check returns what it saw. */
  run: (bench: Bench, proof: Prove) => Promise<unknown>;
}

/** Adds one check to its subject. `name` is the end of its address. */
type AddCheck<Bench> = (
  name: string,
  title: string,
  documented: Documented,
  run: Check<Bench>['run'],
  options?: CheckOptions<Bench>,
) => void;

/** One function for each level. */
interface AddChecks<Bench> {
  /** Documented. */
  must: AddCheck<Bench>;
  /** Known behavior. */
  should: AddCheck<Bench>;
  /** Unknown today. The returned value is recorded, and answers one of the open questions. */
  record: AddCheck<Bench>;
}

/**
 * Builds the checks of one subject, or some of them, in order.
 *
 * @param subject the beginning of their addresses: `zendesk/password`
 */
export function checksOf<Bench>(
  subject: string,
  addAll: (add: AddChecks<Bench>) => void,
): readonly Check<Bench>[] {
  const checks: Check<Bench>[] = [];
  const at =
    (level: Level): AddCheck<Bench> =>
    (name, title, documented, run, options = {}) => {
      const source = callingStatement();
      checks.push({ address: `${subject}/${name}`, level, title, documented, source, run, ...options });
    };
  addAll({ must: at('MUST'), should: at('SHOULD'), record: at('RECORD') });
  return checks;
}

/** Returns the subject of a check from its address: `zendesk/password`. */
export function subjectOf({ address }: Pick<Check<never>, 'address'>): string {
  return address.split('/').slice(0, 2).join('/');
}

/** What every bench can do. The checks of a worker share its users, and the bench resets them before each check. */
export interface ResettingBench {
  /** Makes the shared users ready for a check: existing, active, with a known password. */
  begin(cost: CheckCost): Promise<void>;
  /**
   * Marks the shared users as dirty, because it is not known what the check did to them. They are reset before the next
   * check.
   */
  markDirty(): void;
  /** Returns the error with which a failed check ends. It is another one if the tenant's answer was not the reason. */
  explain?(error: unknown): Promise<unknown>;
  /** Counts the retries of a call that must be refused, made as this identity. */
  countRetriedRefusal?(as: string): void;
  /** A health probe by the admin, answered with 200 if the tenant is healthy. See `retry-refusal.ts`. */
  healthProbe?(): Promise<Exchange<unknown>>;
}

/**
 * Runs a check on the tenant of a bench. Failures are thrown or recorded by `proof`, depending on the level. The bench
 * must look into them before they are recorded: see {@link failureExplainer}.
 *
 * @param isReady called when the bench is ready. An earlier failure is not about the check.
 */
export async function runCheck<Bench extends ResettingBench>(
  check: Check<Bench>,
  bench: Bench,
  proof: Prove,
  isReady: () => void = () => undefined,
): Promise<void> {
  const { level, title } = check;
  const before = proof.failures();
  const run = async () => {
    // Assertions that are made while the users are reset are not evidence for the check.
    await collectEvidence(new Evidence(level), () => bench.begin(check));
    isReady();
    return check.run(bench, proof);
  };
  try {
    if (level === 'RECORD') await proof.record('', title, async () => String(await run()));
    else if (level === 'SHOULD') await proof.should('', title, run);
    else await proof('', title, run);
  } catch (error) {
    bench.markDirty();
    throw error;
  }
  // A failure that was only recorded may have changed the users, too.
  if (proof.failures() > before) bench.markDirty();
}

/**
 * Returns a function that looks into each failure once, even if it ends several proofs. If a refusal did not come, it retries
 * the call. Then it asks the bench for another reason.
 */
export function failureExplainer(bench: ResettingBench): (error: unknown) => Promise<unknown> {
  const examined = new WeakSet<object>();
  const retryRefusal = refusalRetrier(bench.healthProbe?.bind(bench));
  return async (caught) => {
    if (examined.has(caught as object)) return caught;
    const error = await retryRefusal(caught);
    if (caught instanceof RefusalNotServed) bench.countRetriedRefusal?.(caught.exchange.record.as);
    const explanation = await (bench.explain?.(error) ?? error);
    for (const each of [caught, explanation]) if (each instanceof Error) examined.add(each);
    return explanation;
  };
}
